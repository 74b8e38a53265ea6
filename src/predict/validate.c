/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/validate.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

void score_of(double errors[], size_t n, struct score *out) {
    *out = (struct score){.n = n};
    if (n == 0)
        return;
    gsl_sort(errors, 1, n);
    out->bias = 100 * gsl_stats_median_from_sorted_data(errors, 1, n);
    for (size_t i = 0; i < n; i++)
        errors[i] = fabs(errors[i]);
    gsl_sort(errors, 1, n);
    out->mape = 100 * gsl_stats_mean(errors, 1, n);
    out->median = 100 * gsl_stats_median_from_sorted_data(errors, 1, n);
    out->p90 = 100 * gsl_stats_quantile_from_sorted_data(errors, 1, n, 0.9);
    out->worst = 100 * errors[n - 1];
}

void validate_times_new(struct validate_times *t, size_t n) {
    t->plain_ms = mem_alloc(n, sizeof *t->plain_ms);
    t->given_ms = mem_alloc(n, sizeof *t->given_ms);
    for (size_t i = 0; i < n; i++)
        t->plain_ms[i] = t->given_ms[i] = (double)NAN;
}

void validate_times_free(struct validate_times *t) {
    free(t->plain_ms);
    free(t->given_ms);
    *t = (struct validate_times){0};
}

void validate_null_times(const struct measurements *m, double *out[STACK_N]) {
    for (size_t s = 0; s < STACK_N; s++) {
        out[s] = mem_alloc(m->n_devices, sizeof **out);
        predictor_null_times(m, s, out[s]);
    }
}

enum { AT_ONCE = 1024 };

/* Rows of one device, up to AT_ONCE at a time. */
struct chunk {
    size_t n, rows[AT_ONCE], stack[AT_ONCE];
    struct op ops[AT_ONCE];
    struct law_term terms[AT_ONCE];
};

static void predict_chunk(const struct predictor *p,
                          const struct measurements *m, size_t device,
                          const double *const null_ms[STACK_N], struct chunk *c,
                          struct validate_times *out) {
    struct device d = m->devices[device];
    double stated_ms = d.host_overhead_ms;

    predictor_terms(p, c->ops, c->stack, c->n, &d, c->terms);
    for (size_t i = 0; i < c->n; i++) {
        size_t s = c->stack[i];
        struct law law = {.overlap = p->kind->overlap,
                          .host_default_ms = predictor_null_ms(p, s, &d),
                          .n = 1,
                          .terms = &c->terms[i]};

        d.host_overhead_ms = stated_ms;
        out->plain_ms[c->rows[i]] = law_time_ms(&law, &d, NULL);
        if (isfinite(null_ms[s][device]))
            d.host_overhead_ms = null_ms[s][device];
        out->given_ms[c->rows[i]] = law_time_ms(&law, &d, NULL);
    }
    c->n = 0;
}

void validate_predict(const struct predictor *p, const struct measurements *m,
                      const struct validate_split *s, size_t fold,
                      const double *const null_ms[STACK_N],
                      struct validate_times *out) {
    struct chunk *c = mem_alloc(1, sizeof *c);

    for (size_t device = 0; device < m->n_devices; device++) {
        for (size_t i = 0; i < m->n; i++) {
            const struct measurement *r = &m->rows[i];

            if (r->device != device ||
                (fold < s->n_folds && s->fold[i] != fold) ||
                !predictor_covers(p, &r->op, r->stack))
                continue;
            c->rows[c->n] = i;
            c->stack[c->n] = r->stack;
            c->ops[c->n++] = r->op;
            if (c->n == AT_ONCE)
                predict_chunk(p, m, device, null_ms, c, out);
        }
        if (c->n > 0)
            predict_chunk(p, m, device, null_ms, c, out);
    }
    free(c);
}

static size_t cell_key(const struct measurement *r) {
    return ((size_t)r->stack * OP_N_KINDS + r->op.kind) * OP_N_PHASES +
           r->op.phase;
}

void validate_score(const struct measurements *m, size_t device,
                    const double ms[], struct validate_cells *out) {
    enum { KEYS = STACK_N * OP_N_KINDS * OP_N_PHASES };
    size_t begin[KEYS + 1] = {0}, filled[KEYS] = {0};
    double *errors;

    /* A counting sort of the device's errors by cell. */
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].device == device && isfinite(ms[i]))
            begin[cell_key(&m->rows[i]) + 1]++;
    for (size_t k = 0; k < KEYS; k++)
        begin[k + 1] += begin[k];
    errors = mem_alloc(begin[KEYS], sizeof *errors);
    for (size_t i = 0; i < m->n; i++) {
        size_t k = cell_key(&m->rows[i]);

        if (m->rows[i].device == device && isfinite(ms[i]))
            errors[begin[k] + filled[k]++] = ms[i] / m->rows[i].time_ms - 1;
    }
    for (size_t k = 0; k < KEYS; k++) {
        struct validate_cell cell = {
            device,
            k / (OP_N_KINDS * OP_N_PHASES),
            (enum op_kind)(k / OP_N_PHASES % OP_N_KINDS),
            (enum op_phase)(k % OP_N_PHASES),
            {0}};

        if (filled[k] == 0)
            continue;
        score_of(errors + begin[k], filled[k], &cell.score);
        out->cells = mem_grow(out->cells, &out->capacity, out->n + 1,
                              sizeof *out->cells);
        out->cells[out->n++] = cell;
    }
    free(errors);
}

void validate_cells_free(struct validate_cells *cells) {
    free(cells->cells);
    *cells = (struct validate_cells){0};
}
