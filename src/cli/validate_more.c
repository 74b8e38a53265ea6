/* SPDX-License-Identifier: MIT
 *
 * Tables beside those of layer errors: pairs of devices, ratios, sums of
 * layers, rows.
 */
#include "config.h"

#include "cli/validate_table.h"

#include "base/mem.h"
#include "predict/validate_pairs.h"
#include "predict/validate_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *stack_name(size_t stack) {
    return stack < STACK_N ? stacks[stack].name : "all";
}

static void put_share(struct table *out, size_t right, size_t n) {
    table_add_number(out, (double)n);
    if (n > 0)
        table_add_number(out, 100 * (double)right / (double)n);
    else
        table_add_text(out, "");
}

struct table *validate_order_table(const struct trial *t, size_t reference) {
    static const char *const columns[] = {"stack",       "predictor",
                                          "pairs",       "right_pct",
                                          "clear_pairs", "clear_right_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < t->n_kinds; k++) {
        struct validate_pairs p;

        validate_pairs_new(&p, &t->m, t->times[k].rows.plain_ms, reference);
        for (size_t s = 0; s <= STACK_N; s++) {
            const struct validate_order *o = &p.order[s];

            if (o->n == 0)
                continue;
            table_row(out);
            table_add_text(out, stack_name(s));
            table_add_text(out, t->times[k].predictor);
            put_share(out, o->right, o->n);
            put_share(out, o->right_clear, o->n_clear);
        }
        validate_pairs_free(&p);
    }
    return out;
}

struct table *validate_ratio_table(const struct trial *t, size_t reference) {
    static const char *const columns[] = {
        "device",   "reference",  "stack",   "predictor", "n",
        "mape_pct", "median_pct", "p90_pct", "worst_pct", "bias_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < t->n_kinds; k++) {
        struct validate_pairs p;

        validate_pairs_new(&p, &t->m, t->times[k].rows.plain_ms, reference);
        for (size_t i = 0; i < p.n_ratios; i++) {
            if (!t->judged[p.ratios[i].device])
                continue;
            table_row(out);
            table_add_text(out, t->m.devices[p.ratios[i].device].name);
            table_add_text(out, t->m.devices[reference].name);
            table_add_text(out, stack_name(p.ratios[i].stack));
            table_add_text(out, t->times[k].predictor);
            validate_put_score(out, &p.ratios[i].score);
        }
        validate_pairs_free(&p);
    }
    return out;
}

/* The three ways in which a sum is predicted. */
enum { WAY_SEEN, WAY_PLAIN, WAY_GIVEN, WAY_N };

static const char *way_name(const struct trial *t, size_t way) {
    static const char *const left_out[WAY_N] = {"all rows seen", "left out",
                                                "left out, null time given"};
    static const char *const as_is[WAY_N] = {"", "as it is", "null time given"};

    return t->model.state != NULL ? as_is[way] : left_out[way];
}

static double predicted_ms(const struct validate_sum *s, size_t way) {
    const double ms[WAY_N] = {s->seen_ms, s->plain_ms, s->given_ms};

    return ms[way];
}

static void put_sum(struct table *out, const struct trial *t, size_t k,
                    const struct validate_sum *s, size_t way) {
    double ms = predicted_ms(s, way);

    if (!isfinite(ms) || !t->judged[s->device])
        return;
    table_row(out);
    table_add_text(out, t->m.devices[s->device].name);
    table_add_text(out, stacks[s->stack].name);
    table_add_text(out, t->m.networks[s->network]);
    table_add_number(out, s->batch);
    table_add_number(out, (double)s->n_layers);
    table_add_text(out, t->times[k].predictor);
    table_add_text(out, way_name(t, way));
    table_add_number(out, s->measured_ms);
    table_add_number(out, ms);
    table_add_number(out, 100 * (ms / s->measured_ms - 1));
}

/* The three networks of PerfNetV2's evaluation. */
static bool is_of_three(const char *network) {
    return strcmp(network, "lenet") == 0 || strcmp(network, "alexnet") == 0 ||
           strcmp(network, "vgg16") == 0;
}

/* Mean errors of the sums of one device. */
static void put_mean(struct table *out, const struct trial *t, size_t k,
                     const struct validate_sums *sums, size_t device,
                     size_t way, bool three) {
    double error = 0;
    size_t n = 0;

    for (size_t i = 0; i < sums->n; i++) {
        const struct validate_sum *s = &sums->sums[i];

        if (s->device != device || !isfinite(predicted_ms(s, way)) ||
            (three && !is_of_three(t->m.networks[s->network])))
            continue;
        error += fabs(predicted_ms(s, way) / s->measured_ms - 1);
        n++;
    }
    if (n == 0)
        return;
    table_row(out);
    table_add_text(out, t->m.devices[device].name);
    table_add_text(out, "all");
    table_add_text(out, three ? "lenet, alexnet, vgg16" : "all");
    table_add_text(out, "");
    table_add_number(out, (double)n);
    table_add_text(out, t->times[k].predictor);
    table_add_text(out, way_name(t, way));
    table_add_text(out, "");
    table_add_text(out, "");
    table_add_number(out, 100 * error / (double)n);
}

struct table *validate_sum_table(const struct trial *t) {
    static const char *const columns[] = {
        "device",    "stack",     "network",     "batch",        "layers",
        "predictor", "predicted", "measured_ms", "predicted_ms", "error_pct"};
    struct table *out = table_new();

    size_t first = t->model.state != NULL ? WAY_PLAIN : WAY_SEEN;

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < t->n_kinds; k++) {
        struct validate_sums sums;

        validate_sums_new(&sums, &t->m, t->times[k].seen_ms, &t->times[k].rows);
        for (size_t i = 0; i < sums.n; i++)
            for (size_t way = first; way < WAY_N; way++)
                put_sum(out, t, k, &sums.sums[i], way);
        for (size_t d = 0; d < t->m.n_devices; d++)
            for (size_t way = first; t->judged[d] && way < WAY_N; way++)
                for (size_t three = 0; three < 2; three++)
                    put_mean(out, t, k, &sums, d, way, three > 0);
        validate_sums_free(&sums);
    }
    return out;
}

/* About this many rows of a device, stack, kind and phase are shown, and all
 * where there are fewer. */
enum { MANY_ROWS = 100 };

static size_t cell_of(const struct measurement *r) {
    return ((r->device * (size_t)STACK_N + r->stack) * OP_N_KINDS +
            r->op.kind) *
               OP_N_PHASES +
           r->op.phase;
}

/* By the hash of the shape, not by the order of the file, and one in a power
 * of two: devices with as many rows show the same shapes. */
static bool is_shown(const struct trial *t, const struct measurement *r,
                     const size_t counts[]) {
    size_t one_in = 1;

    while (counts[cell_of(r)] > MANY_ROWS * one_in)
        one_in *= 2;
    return t->judged[r->device] && op_hash(&r->op, 1) % one_in == 0;
}

struct table *validate_rows(const struct trial *t) {
    static const char *const columns[] = {
        "device",    "stack",      "op",          "phase",
        "predictor", "device_was", "measured_ms", "predicted_ms",
        "given_ms",  "gflop",      "mbyte"};
    struct table *out = table_new();
    size_t *counts = mem_alloc(
        t->m.n_devices * STACK_N * OP_N_KINDS * OP_N_PHASES, sizeof *counts);

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < t->m.n; i++)
        counts[cell_of(&t->m.rows[i])]++;
    for (size_t i = 0; i < t->m.n; i++) {
        const struct measurement *r = &t->m.rows[i];
        struct op_load load;

        if (!is_shown(t, r, counts))
            continue;
        op_load(&r->op, &stacks[r->stack], &load);
        for (size_t k = 0; k < t->n_kinds; k++) {
            const struct validate_times *x = &t->times[k].rows;

            if (!isfinite(x->plain_ms[i]))
                continue;
            table_row(out);
            table_add_text(out, t->m.devices[r->device].name);
            table_add_text(out, stacks[r->stack].name);
            table_add_text(out, op_kind_names[r->op.kind]);
            table_add_text(out, op_phase_names[r->op.phase]);
            table_add_text(out, t->times[k].predictor);
            table_add_text(out, trial_role_names[trial_role(t, r->device)]);
            table_add_number(out, r->time_ms);
            table_add_number(out, x->plain_ms[i]);
            table_add_number(out, x->given_ms[i]);
            table_add_number(out, 1e-9 * load.flop);
            table_add_number(out, 1e-6 * load.bytes);
        }
    }
    free(counts);
    return out;
}
