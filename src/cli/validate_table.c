/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/validate_table.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A cell counts in a device's mean as at most so many measurements, so that
 * the sources with a hundred thousand rows do not drown the others. */
enum { MOST_WEIGHT = 1500 };

const char *const validate_scope_names[SCOPE_N] = {"all", "kernels", "sessions",
                                                   "sessions with null time",
                                                   "all with null time"};

static bool in_scope(enum validate_scope scope, size_t stack) {
    if (scope == SCOPE_ALL || scope == SCOPE_ALL_GIVEN)
        return true;
    return stacks[stack].session == (scope != SCOPE_KERNELS);
}

static struct validate_mean mean_of(const struct validate_cells *x,
                                    enum validate_scope scope) {
    struct validate_mean mean = {0, 0};
    double sum = 0, weights = 0;

    for (size_t i = 0; i < x->n; i++) {
        const struct score *s = &x->cells[i].score;
        double weight = s->n < MOST_WEIGHT ? (double)s->n : MOST_WEIGHT;

        if (!in_scope(scope, x->cells[i].stack))
            continue;
        sum += weight * s->mape;
        weights += weight;
        mean.n += s->n;
    }
    mean.mape = mean.n > 0 ? sum / weights : 0;
    return mean;
}

void validate_scores_new(struct validate_scores *s, const struct trial *t) {
    size_t n = t->n_kinds * t->m.n_devices;

    s->n_devices = t->m.n_devices;
    s->plain = mem_alloc(n, sizeof *s->plain);
    s->given = mem_alloc(n, sizeof *s->given);
    s->means = mem_alloc(n, sizeof *s->means);
    for (size_t i = 0; i < n; i++) {
        const struct validate_times *x = &t->times[i / s->n_devices].rows;
        size_t device = i % s->n_devices;

        if (!t->judged[device])
            continue;
        validate_score(&t->m, device, x->plain_ms, &s->plain[i]);
        validate_score(&t->m, device, x->given_ms, &s->given[i]);
        for (size_t scope = 0; scope < SCOPE_N; scope++)
            s->means[i][scope] = mean_of(
                scope >= SCOPE_SESSIONS_GIVEN ? &s->given[i] : &s->plain[i],
                (enum validate_scope)scope);
    }
}

void validate_scores_free(struct validate_scores *s, const struct trial *t) {
    for (size_t i = 0; i < t->n_kinds * s->n_devices; i++) {
        validate_cells_free(&s->plain[i]);
        validate_cells_free(&s->given[i]);
    }
    free(s->plain);
    free(s->given);
    free(s->means);
    *s = (struct validate_scores){0};
}

void validate_put_columns(struct table *t, const char *const names[],
                          size_t n) {
    for (size_t i = 0; i < n; i++)
        table_column(t, names[i]);
}

void validate_put_score(struct table *t, const struct score *s) {
    table_add_number(t, (double)s->n);
    table_add_number(t, s->mape);
    table_add_number(t, s->median);
    table_add_number(t, s->p90);
    table_add_number(t, s->worst);
    table_add_number(t, s->bias);
}

static void put_names(struct table *t, const char *const names[6]) {
    table_row(t);
    for (size_t i = 0; i < 6; i++)
        table_add_text(t, names[i]);
}

static bool same_cell(const struct validate_cell *a,
                      const struct validate_cell *b) {
    return a->stack == b->stack && a->kind == b->kind && a->phase == b->phase;
}

/* The cell of each predictor that has it, if predictor k is the first. */
static void put_cell(struct table *out, const struct trial *t,
                     const struct validate_scores *s, size_t device,
                     const struct validate_cell *cell, size_t k) {
    for (size_t j = 0; j < t->n_kinds; j++) {
        const struct validate_cells *x = &s->plain[j * s->n_devices + device];

        for (size_t i = 0; i < x->n; i++) {
            const char *names[] = {t->m.devices[device].name,
                                   stacks[cell->stack].name,
                                   op_kind_names[cell->kind],
                                   op_phase_names[cell->phase],
                                   t->times[j].predictor,
                                   trial_role_names[trial_role(t, device)]};

            if (!same_cell(&x->cells[i], cell))
                continue;
            if (j < k)
                return;
            put_names(out, names);
            validate_put_score(out, &x->cells[i].score);
        }
    }
}

static void put_means(struct table *out, const struct trial *t,
                      const struct validate_scores *s, size_t device) {
    for (size_t scope = 0; scope < SCOPE_N; scope++)
        for (size_t k = 0; k < t->n_kinds; k++) {
            const struct validate_mean *mean =
                &s->means[k * s->n_devices + device][scope];
            const char *names[] = {t->m.devices[device].name,
                                   validate_scope_names[scope],
                                   "all",
                                   "all",
                                   t->times[k].predictor,
                                   trial_role_names[trial_role(t, device)]};

            if (mean->n == 0)
                continue;
            put_names(out, names);
            table_add_number(out, (double)mean->n);
            table_add_number(out, mean->mape);
        }
}

static size_t roofline_of(const struct trial *t) {
    size_t k = 0;

    while (k < t->n_kinds && strcmp(t->times[k].predictor, "roofline") != 0)
        k++;
    return k;
}

struct validate_over_devices
validate_over_devices(const struct trial *t, const struct validate_scores *s,
                      size_t k, size_t scope) {
    struct validate_over_devices x = {0};
    size_t roofline = roofline_of(t);

    for (size_t d = 0; d < s->n_devices; d++) {
        const struct validate_mean *mean =
            &s->means[k * s->n_devices + d][scope];

        if (mean->n == 0)
            continue;
        x.devices++;
        x.n += mean->n;
        x.mape += mean->mape;
        if (x.devices == 1 || mean->mape > x.worst) {
            x.worst = mean->mape;
            x.worst_device = d;
        }
        x.worse_than_roofline +=
            roofline < t->n_kinds &&
            mean->mape > s->means[roofline * s->n_devices + d][scope].mape;
    }
    x.mape = x.devices > 0 ? x.mape / (double)x.devices : 0;
    return x;
}

struct table *validate_errors(const struct trial *t,
                              const struct validate_scores *s) {
    static const char *const columns[] = {"device",  "stack",     "op",
                                          "phase",   "predictor", "device_was",
                                          "n",       "mape_pct",  "median_pct",
                                          "p90_pct", "worst_pct", "bias_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t d = 0; d < s->n_devices; d++) {
        for (size_t k = 0; k < t->n_kinds; k++) {
            const struct validate_cells *x = &s->plain[k * s->n_devices + d];

            for (size_t i = 0; i < x->n; i++)
                put_cell(out, t, s, d, &x->cells[i], k);
        }
        put_means(out, t, s, d);
    }
    for (size_t scope = 0; scope < SCOPE_N; scope++)
        for (size_t k = 0; k < t->n_kinds; k++) {
            struct validate_over_devices x =
                validate_over_devices(t, s, k, scope);
            const char *names[] = {"all", validate_scope_names[scope], "all",
                                   "all", t->times[k].predictor,       ""};

            if (x.devices == 0)
                continue;
            put_names(out, names);
            table_add_number(out, (double)x.n);
            table_add_number(out, x.mape);
        }
    return out;
}

struct table *validate_summary(const struct trial *t,
                               const struct validate_scores scores[],
                               size_t n_seeds) {
    static const char *const columns[] = {"left_out",
                                          "predictor",
                                          "stacks",
                                          "devices",
                                          "n",
                                          "mape_pct",
                                          "worst_device",
                                          "worst_mape_pct",
                                          "devices_worse_than_roofline",
                                          "seeds",
                                          "mean_of_seeds_pct",
                                          "sd_of_seeds_pct"};
    struct table *out = table_new();

    validate_put_columns(
        out, columns, sizeof columns / sizeof *columns - (n_seeds > 1 ? 0 : 3));
    for (size_t scope = 0; scope < SCOPE_N; scope++)
        for (size_t k = 0; k < t->n_kinds; k++) {
            struct validate_over_devices x =
                validate_over_devices(t, scores, k, scope);
            struct validate_spread spread;

            if (x.devices == 0)
                continue;
            spread =
                validate_spread(t, scores, n_seeds, t->m.n_devices, k, scope);
            table_row(out);
            table_add_text(out, t->model.state != NULL
                                    ? "none"
                                    : validate_way_names[t->way]);
            table_add_text(out, t->times[k].predictor);
            table_add_text(out, validate_scope_names[scope]);
            table_add_number(out, (double)x.devices);
            table_add_number(out, (double)x.n);
            table_add_number(out, x.mape);
            table_add_text(out, t->m.devices[x.worst_device].name);
            table_add_number(out, x.worst);
            if (roofline_of(t) < t->n_kinds)
                table_add_number(out, (double)x.worse_than_roofline);
            else
                table_add_text(out, "");
            if (n_seeds < 2)
                continue;
            table_add_number(out, (double)n_seeds);
            table_add_number(out, spread.mean);
            table_add_number(out, spread.sd);
        }
    return out;
}

struct table *validate_devices(const struct trial *t,
                               const struct validate_scores *s) {
    struct table *out = table_new();

    table_column(out, "device");
    table_column(out, "stacks");
    table_column(out, "n");
    for (size_t k = 0; k < t->n_kinds; k++)
        table_column(out, t->times[k].predictor);
    for (size_t d = 0; d < s->n_devices; d++)
        for (size_t scope = 0; scope < SCOPE_N; scope++) {
            if (s->means[d][scope].n == 0)
                continue;
            table_row(out);
            table_add_text(out, t->m.devices[d].name);
            table_add_text(out, validate_scope_names[scope]);
            table_add_number(out, (double)s->means[d][scope].n);
            for (size_t k = 0; k < t->n_kinds; k++)
                if (s->means[k * s->n_devices + d][scope].n > 0)
                    table_add_number(
                        out, s->means[k * s->n_devices + d][scope].mape);
                else
                    table_add_text(out, "");
        }
    return out;
}
