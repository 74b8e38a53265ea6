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

/* predicted / measured - 1 of n rows of one device. */
static void errors_of(const struct predictor *p, const struct measurements *m,
                      const size_t rows[], size_t n, double errors[]) {
    enum { AT_ONCE = 1024 };
    struct op *ops = mem_alloc(AT_ONCE, sizeof *ops);
    struct law_term *terms = mem_alloc(AT_ONCE, sizeof *terms);
    size_t stack[AT_ONCE];

    for (size_t first = 0; first < n; first += AT_ONCE) {
        size_t count = n - first < AT_ONCE ? n - first : AT_ONCE;
        const struct device *d = &m->devices[m->rows[rows[first]].device];

        for (size_t i = 0; i < count; i++) {
            ops[i] = m->rows[rows[first + i]].op;
            stack[i] = m->rows[rows[first + i]].stack;
        }
        predictor_terms(p, ops, stack, count, d, terms);
        for (size_t i = 0; i < count; i++) {
            struct law law = {.overlap = p->kind->overlap,
                              .host_default_ms = p->null_ms[stack[i]],
                              .n = 1,
                              .terms = &terms[i]};

            errors[first + i] =
                law_time_ms(&law, d, NULL) / m->rows[rows[first + i]].time_ms -
                1;
        }
    }
    free(ops);
    free(terms);
}

void validate_device(const struct predictor *p, const struct measurements *m,
                     size_t device, struct validate_cells *out) {
    size_t *rows = mem_alloc(m->n, sizeof *rows);
    double *errors = mem_alloc(m->n, sizeof *errors);

    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++) {
                struct validate_cell cell = {
                    device, s, (enum op_kind)k, (enum op_phase)h, {0}};
                size_t n = 0;

                if (!p->covers[s][k][h])
                    continue;
                for (size_t i = 0; i < m->n; i++) {
                    const struct measurement *r = &m->rows[i];

                    if (r->device == device && r->stack == s &&
                        r->op.kind == k && r->op.phase == h)
                        rows[n++] = i;
                }
                if (n == 0)
                    continue;
                errors_of(p, m, rows, n, errors);
                score_of(errors, n, &cell.score);
                out->cells = mem_grow(out->cells, &out->capacity, out->n + 1,
                                      sizeof *out->cells);
                out->cells[out->n++] = cell;
            }
    free(rows);
    free(errors);
}

bool validate_left_out(const struct predictor_kind *kind,
                       const struct measurements *m, size_t device,
                       const struct train_options *options,
                       struct validate_cells *out, struct err *e) {
    bool *excluded = mem_alloc(m->n_devices, sizeof *excluded);
    struct predictor p;
    bool good;

    for (size_t d = 0; d < m->n_devices; d++)
        excluded[d] = measurement_twins(&m->devices[d], &m->devices[device]);
    good = predictor_train(&p, kind, m, excluded, options, e);
    if (good)
        validate_device(&p, m, device, out);
    predictor_free(&p);
    free(excluded);
    return good;
}

void validate_cells_free(struct validate_cells *cells) {
    free(cells->cells);
    *cells = (struct validate_cells){0};
}
