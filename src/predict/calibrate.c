/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/calibrate.h"

#include "base/mem.h"
#include "base/rng.h"
#include "base/text.h"
#include "predict/left_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* The median drawn towards `to`. */
static double drawn_median(double x[], size_t n, double to) {
    double median;

    if (n == 0)
        return to;
    gsl_sort(x, 1, n);
    median = gsl_stats_median_from_sorted_data(x, 1, n);
    return to + (median - to) * (double)n / ((double)n + CALIBRATION_PULL);
}

void calibration_fit(struct calibration *c, const struct calibration_row rows[],
                     size_t n) {
    double *x = mem_alloc(n, sizeof *x), common;

    for (size_t i = 0; i < n; i++)
        x[i] = -rows[i].log_ratio;
    common = drawn_median(x, n, 0);
    c->n_rows = n;
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++) {
            size_t count = 0;

            for (size_t i = 0; i < n; i++)
                if (rows[i].stack == s && rows[i].kind == k)
                    x[count++] = -rows[i].log_ratio;
            c->log_factor[s][k] = drawn_median(x, count, common);
        }
    free(x);
}

void calibration_apply(const struct calibration *c, size_t stack,
                       enum op_kind kind, struct law_term *term) {
    double factor = exp(c->log_factor[stack][kind]);

    term->overhead_ms *= factor;
    term->host *= factor;
    term->compute_ms_mhz *= factor;
    term->memory_ms_gbs *= factor;
    term->link_ms_gbs *= factor;
    term->copy_ms_gbs *= factor;
}

/* One draw: rows[0 ... n - 1] of a device; the sum of the errors that remain
 * is added. */
static void draw(const struct left_out_error rows[], size_t n, size_t k,
                 struct rng *rng, double *sum, size_t *count) {
    struct calibration_row *taken = mem_alloc(n, sizeof *taken);
    size_t *order = mem_alloc(n, sizeof *order), n_taken = 0;
    size_t in_group[STACK_N][OP_N_KINDS] = {{0}}, left[STACK_N][OP_N_KINDS];
    bool *is_taken = mem_alloc(n, sizeof *is_taken);
    struct calibration c = {.n_rows = 0};

    for (size_t i = 0; i < n; i++)
        in_group[rows[i].stack][rows[i].kind]++;
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t j = 0; j < OP_N_KINDS; j++)
            left[s][j] = in_group[s][j] < 2 * k ? in_group[s][j] / 2 : k;
    rng_permute(rng, order, n);
    for (size_t i = 0; i < n; i++) {
        const struct left_out_error *r = &rows[order[i]];

        if (left[r->stack][r->kind] == 0)
            continue;
        left[r->stack][r->kind]--;
        is_taken[order[i]] = true;
        taken[n_taken++] = (struct calibration_row){
            r->stack, (enum op_kind)r->kind, r->log_ratio};
    }
    calibration_fit(&c, taken, n_taken);
    for (size_t i = 0; i < n; i++)
        if (!is_taken[i]) {
            *sum += fabs(exp(rows[i].log_ratio +
                             c.log_factor[rows[i].stack][rows[i].kind]) -
                         1);
            ++*count;
        }
    free(taken);
    free(order);
    free(is_taken);
}

void calibration_try(const struct left_out *x, size_t k, double error[]) {
    for (size_t d = 0; d < x->n_devices; d++)
        error[d] = (double)NAN;
    for (size_t i = 0, n; i < x->n; i += n) {
        size_t device = x->errors[i].device, count = 0;
        double sum = 0;

        for (n = 0; i + n < x->n && x->errors[i + n].device == device;)
            n++;
        for (size_t j = 0; j < CALIBRATION_DRAWS; j++) {
            struct rng rng;

            rng_init(&rng, j, device);
            draw(x->errors + i, n, k, &rng, &sum, &count);
        }
        if (count > 0)
            error[device] = sum / (double)count;
    }
}

static void put_quoted(FILE *out, const char *text) {
    putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', out);
        putc(*text, out);
    }
    putc('"', out);
}

void calibration_save(const struct calibration c[], size_t n, FILE *out) {
    if (n == 0)
        return;
    fprintf(out, "    // Logs of factors by stack, an operation a number: %s",
            op_kind_names[0]);
    for (size_t k = 1; k < OP_N_KINDS; k++)
        fprintf(out, ", %s", op_kind_names[k]);
    fprintf(out, ".\n    calibrations = (");
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%s\n      { device = ", i > 0 ? "," : "");
        put_quoted(out, c[i].device);
        fprintf(out, "; rows = %zu;", c[i].n_rows);
        for (size_t s = 0; s < STACK_N; s++) {
            fprintf(out, "\n        %s = [", stacks[s].name);
            for (size_t k = 0; k < OP_N_KINDS; k++)
                fprintf(out, "%s%.17e", k > 0 ? ", " : "",
                        c[i].log_factor[s][k]);
            fprintf(out, "];");
        }
        fprintf(out, " }");
    }
    fprintf(out, ");\n");
}

static bool load_one(struct calibration *c, struct cfg *cfg,
                     const struct cfg_node *group, struct err *e) {
    /* No factor that a median of measurements would give is beyond this. */
    enum { MOST_LOG = 20 };
    const char *device;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of a calibration");
    if (!cfg_string(cfg, group, "device", &device, e) ||
        !cfg_size(cfg, group, "rows", 1, 1000000000, &c->n_rows, e))
        return false;
    if (!text_copy(c->device, sizeof c->device, device))
        return cfg_fail_key(group, "device", e, "device: the name is too long");
    for (size_t s = 0; s < STACK_N; s++) {
        const struct cfg_node *list = cfg_list(cfg, group, stacks[s].name, e);

        if (list == NULL)
            return false;
        if (cfg_count(list) != OP_N_KINDS)
            return cfg_fail(list, e, "'%s': found %zu numbers, expected %d",
                            stacks[s].name, cfg_count(list), OP_N_KINDS);
        for (size_t k = 0; k < OP_N_KINDS; k++)
            if (!cfg_number_at(list, k, -MOST_LOG, MOST_LOG,
                               &c->log_factor[s][k], e))
                return false;
    }
    return cfg_done(cfg, group, e);
}

bool calibration_load(struct calibration **c, size_t *n, struct cfg *cfg,
                      const struct cfg_node *model, struct err *e) {
    const struct cfg_node *list;

    *c = NULL;
    *n = 0;
    if (!cfg_has(cfg, model, "calibrations"))
        return true;
    list = cfg_list(cfg, model, "calibrations", e);
    if (list == NULL)
        return false;
    *c = mem_alloc(cfg_count(list), sizeof **c);
    for (; *n < cfg_count(list); ++*n)
        if (!load_one(*c + *n, cfg, cfg_at(list, *n), e)) {
            free(*c);
            *c = NULL;
            *n = 0;
            return false;
        }
    return true;
}
