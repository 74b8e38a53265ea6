/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "study/sensitivity.h"

#include "analyse/morris.h"
#include "analyse/sobol.h"
#include "base/mem.h"
#include "study/elasticity.h"

#include <math.h>
#include <stdlib.h>

const struct sensitivity_options sensitivity_defaults = {
    .seed = 1, .samples = 1024, .trajectories = 64, .resamples = 500};

const char *const sensitivity_names[SENSITIVITY_N] = {"oat", "elasticity",
                                                      "morris", "sobol"};

const struct sensitivity_method sensitivity_methods[SENSITIVITY_N] = {
    [SENSITIVITY_OAT] = {"One parameter at a time, over its range",
                         sensitivity_oat},
    [SENSITIVITY_ELASTICITY] = {"Elasticities at the base device",
                                sensitivity_elasticity},
    [SENSITIVITY_MORRIS] = {"Elementary effects (Morris)", sensitivity_morris},
    [SENSITIVITY_SOBOL] = {"Shares of the variance (Sobol)", sensitivity_sobol},
};

enum { LEVELS = 8 }; /* of Morris's grid */

/* Places of n numbers, the largest first, equal ones in their order; the
 * caller frees them. */
static size_t *order_of(const double size[], size_t n) {
    size_t *order = mem_alloc(n, sizeof *order);

    for (size_t i = 0; i < n; i++) {
        size_t k = i;

        for (; k > 0 && size[order[k - 1]] < size[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    return order;
}

static struct table *new_table(const char *const names[], size_t n) {
    struct table *t = table_new();

    for (size_t i = 0; i < n; i++)
        table_column(t, names[i]);
    return t;
}

#define NEW_TABLE(...)                                                         \
    new_table((const char *const[]){__VA_ARGS__},                              \
              sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *))

static void add_number(struct table *t, double x) {
    if (isnan(x))
        table_add_text(t, "");
    else
        table_add_number(t, x);
}

static void add_numbers(struct table *t, const double x[], size_t n) {
    for (size_t i = 0; i < n; i++)
        add_number(t, x[i]);
}

#define ADD_NUMBERS(t, ...)                                                    \
    add_numbers(t, (const double[]){__VA_ARGS__},                              \
                sizeof(const double[]){__VA_ARGS__} / sizeof(double))

static void add_parameter(struct table *t, const struct study *s, size_t i) {
    table_row(t);
    table_add_text(t, s->parameters[i].axis->name);
}

/* The base device in each of `rows` rows. */
static double *base_rows(const struct study *s, size_t rows) {
    double *x = mem_alloc(rows * s->n, sizeof *x);

    for (size_t i = 0; i < rows * s->n; i++)
        x[i] = s->parameters[i % s->n].base;
    return x;
}

struct table *sensitivity_oat(const struct study *s,
                              const struct sensitivity_options *o,
                              struct sensitivity_count *count, struct err *e) {
    size_t n = s->n, rows = 1 + 2 * n;
    double *x = base_rows(s, rows), *y = mem_alloc(rows, sizeof *y);
    double swing[SWEEP_MAX_AXES];
    struct table *t = NULL;

    (void)o;
    for (size_t i = 0; i < n; i++) {
        x[(1 + 2 * i) * n + i] = s->parameters[i].low;
        x[(2 + 2 * i) * n + i] = s->parameters[i].high;
    }
    count->evaluated = rows;
    if (study_evaluate(s, s->predictor, x, rows, y, &count->infeasible, e)) {
        size_t *order;

        for (size_t i = 0; i < n; i++)
            swing[i] = fabs(y[2 + 2 * i] - y[1 + 2 * i]);
        order = order_of(swing, n);
        t = NEW_TABLE("parameter", "base", "low", "high", "response_base",
                      "response_low", "response_high", "change_low_pct",
                      "change_high_pct");
        for (size_t k = 0; k < n; k++) {
            const struct parameter *p = &s->parameters[order[k]];
            double low = y[1 + 2 * order[k]], high = y[2 + 2 * order[k]];

            add_parameter(t, s, order[k]);
            ADD_NUMBERS(t, p->base, p->low, p->high, y[0], low, high,
                        100 * (low / y[0] - 1), 100 * (high / y[0] - 1));
        }
        free(order);
    }
    free(x);
    free(y);
    return t;
}

struct table *sensitivity_morris(const struct study *s,
                                 const struct sensitivity_options *o,
                                 struct sensitivity_count *count,
                                 struct err *e) {
    size_t rows = morris_rows(o->trajectories, s->n);
    double *u = mem_alloc(rows * s->n, sizeof *u);
    double *x = mem_alloc(rows * s->n, sizeof *x);
    double *y = mem_alloc(rows, sizeof *y), size[SWEEP_MAX_AXES];
    struct morris_effect effects[SWEEP_MAX_AXES];
    struct table *t = NULL;

    morris_design(o->trajectories, s->n, LEVELS, o->seed, u);
    for (size_t i = 0; i < rows; i++)
        study_from_unit(s, u + i * s->n, x + i * s->n);
    count->evaluated = rows;
    if (study_evaluate(s, s->predictor, x, rows, y, &count->infeasible, e)) {
        size_t *order;

        morris_effects(u, y, o->trajectories, s->n, o->seed, o->resamples,
                       effects);
        for (size_t i = 0; i < s->n; i++)
            size[i] = effects[i].mu_star;
        order = order_of(size, s->n);
        t = NEW_TABLE("parameter", "low", "high", "mu_star", "mu_star_lo",
                      "mu_star_hi", "mu", "sigma");
        for (size_t k = 0; k < s->n; k++) {
            const struct morris_effect *m = &effects[order[k]];

            add_parameter(t, s, order[k]);
            ADD_NUMBERS(t, s->parameters[order[k]].low,
                        s->parameters[order[k]].high, m->mu_star,
                        m->mu_star_low, m->mu_star_high, m->mu, m->sigma);
        }
        free(order);
    }
    free(u);
    free(x);
    free(y);
    return t;
}

static struct table *sobol_table(const struct study *s,
                                 const struct sobol_index index[]) {
    struct table *t = NEW_TABLE("parameter", "low", "high", "first", "first_lo",
                                "first_hi", "total", "total_lo", "total_hi");
    double size[SWEEP_MAX_AXES];
    size_t *order;

    for (size_t i = 0; i < s->n; i++)
        size[i] = index[i].total;
    order = order_of(size, s->n);
    for (size_t k = 0; k < s->n; k++) {
        const struct sobol_index *i = &index[order[k]];

        add_parameter(t, s, order[k]);
        ADD_NUMBERS(t, s->parameters[order[k]].low,
                    s->parameters[order[k]].high, i->first, i->first_low,
                    i->first_high, i->total, i->total_low, i->total_high);
    }
    free(order);
    return t;
}

struct table *sensitivity_sobol(const struct study *s,
                                const struct sensitivity_options *o,
                                struct sensitivity_count *count,
                                struct err *e) {
    size_t rows = sobol_rows(o->samples, s->n);
    double *x = mem_alloc(rows * s->n, sizeof *x);
    double *y = mem_alloc(rows, sizeof *y);
    struct sobol_index index[SWEEP_MAX_AXES];
    struct table *t = NULL;
    bool good = sobol_design(o->samples, s->n, o->seed, x, e);

    for (size_t i = 0; good && i < rows; i++)
        study_from_unit(s, x + i * s->n, x + i * s->n);
    count->evaluated = rows;
    if (good &&
        study_evaluate(s, s->predictor, x, rows, y, &count->infeasible, e) &&
        sobol_indices(y, o->samples, s->n, o->seed, o->resamples, index, e))
        t = sobol_table(s, index);
    free(x);
    free(y);
    return t;
}

struct table *sensitivity_elasticity(const struct study *s,
                                     const struct sensitivity_options *o,
                                     struct sensitivity_count *count,
                                     struct err *e) {
    struct elasticity found[SWEEP_MAX_AXES];
    double size[SWEEP_MAX_AXES], response;
    struct table *t;
    size_t *order;

    (void)o;
    count->evaluated = 1 + 2 * s->n;
    if (!elasticity_find(s, found, &response, &count->infeasible, e))
        return NULL;
    for (size_t i = 0; i < s->n; i++)
        size[i] = isnan(found[i].value) ? -1 : fabs(found[i].value);
    order = order_of(size, s->n);
    t = NEW_TABLE("parameter", "down", "base", "up", "response_down",
                  "response_base", "response_up", "elasticity", "elasticity_lo",
                  "elasticity_hi", "plus_10_pct", "plus_10_lo", "plus_10_hi");
    for (size_t k = 0; k < s->n; k++) {
        const struct elasticity *x = &found[order[k]];

        add_parameter(t, s, order[k]);
        ADD_NUMBERS(t, x->down, s->parameters[order[k]].base, x->up,
                    x->response_down, response, x->response_up, x->value,
                    x->low, x->high, x->plus_10, x->plus_10_low,
                    x->plus_10_high);
    }
    free(order);
    return t;
}
