/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "study/elasticity.h"

#include "base/mem.h"
#include "predict/efficiency.h"

#include <math.h>
#include <stdlib.h>

static const double STEP = 1.1;

static void set_steps(const struct parameter *p, struct elasticity *out) {
    out->up = p->base * STEP;
    out->down = p->base / STEP;
    if (!p->whole)
        return;
    out->up = fmax(floor(out->up + 0.5), p->base + 1);
    out->down = fmin(floor(out->down + 0.5), p->base - 1);
    /* A device field begins at 0 or 1, the batch at 1. */
    out->down = fmax(out->down, p->base > 1 ? 1 : p->base);
}

static double *steps(const struct study *s, const struct elasticity e[]) {
    size_t n = s->n, rows = 1 + 2 * n;
    double *x = mem_alloc(rows * n, sizeof *x);

    for (size_t i = 0; i < rows * n; i++)
        x[i] = s->parameters[i % n].base;
    for (size_t i = 0; i < n; i++) {
        x[(1 + 2 * i) * n + i] = e[i].down;
        x[(2 + 2 * i) * n + i] = e[i].up;
    }
    return x;
}

static double slope(double x0, double x1, double y0, double y1) {
    return x0 > 0 && x1 > x0 && y0 > 0 && y1 > 0 ? log(y1 / y0) / log(x1 / x0)
                                                 : (double)NAN;
}

/* Central elasticity of parameter i, and the percentage for 10 % more, from
 * the responses to the steps. */
static double central(const struct elasticity *e, const double y[], size_t i) {
    return slope(e->down, e->up, y[1 + 2 * i], y[2 + 2 * i]);
}

static double plus_10(const struct study *s, const struct elasticity *e,
                      const double y[], size_t i) {
    return 100 *
           (pow(STEP, slope(s->parameters[i].base, e->up, y[0], y[2 + 2 * i])) -
            1);
}

static void widen(double *low, double *high, double x) {
    *low = fmin(*low, x);
    *high = fmax(*high, x);
}

/* The intervals, from each member of the ensemble in turn. */
static bool find_intervals(const struct study *s, const double x[],
                           struct elasticity out[], struct err *e) {
    const struct efficiency *all = s->predictor->state;
    size_t rows = 1 + 2 * s->n;
    double *y = mem_alloc(rows, sizeof *y);
    bool good = true;

    for (size_t m = 0; good && m < all->n_members; m++) {
        struct predictor alone = *s->predictor;
        struct efficiency member = *all;

        member.n_members = 1;
        member.f[0] = all->f[m];
        member.g[0] = all->g[m];
        alone.state = &member;
        good = study_evaluate(s, &alone, x, rows, y, NULL, e);
        for (size_t i = 0; good && i < s->n; i++) {
            widen(&out[i].low, &out[i].high, central(&out[i], y, i));
            widen(&out[i].plus_10_low, &out[i].plus_10_high,
                  plus_10(s, &out[i], y, i));
        }
    }
    free(y);
    return good;
}

static bool has_members(const struct predictor *p) {
    return p->kind == &predictor_efficiency &&
           ((const struct efficiency *)p->state)->n_members > 1;
}

bool elasticity_find(const struct study *s, struct elasticity out[],
                     double *response, size_t *n_infeasible, struct err *e) {
    size_t rows = 1 + 2 * s->n;
    double *x, *y = mem_alloc(rows, sizeof *y), unknown = (double)NAN;
    bool good;

    for (size_t i = 0; i < s->n; i++)
        set_steps(&s->parameters[i], &out[i]);
    x = steps(s, out);
    good = study_evaluate(s, s->predictor, x, rows, y, n_infeasible, e);
    for (size_t i = 0; good && i < s->n; i++) {
        out[i].response_down = y[1 + 2 * i];
        out[i].response_up = y[2 + 2 * i];
        out[i].value = central(&out[i], y, i);
        out[i].plus_10 = plus_10(s, &out[i], y, i);
        /* The ensemble counts as well: averaged before the closed form, it
         * need not lie among its members. */
        out[i].low = out[i].high = out[i].value;
        out[i].plus_10_low = out[i].plus_10_high = out[i].plus_10;
    }
    *response = y[0];
    if (good && has_members(s->predictor))
        good = find_intervals(s, x, out, e);
    for (size_t i = 0; good && i < s->n; i++)
        if (out[i].high - out[i].low <= 1e-12)
            out[i].low = out[i].high = out[i].plus_10_low =
                out[i].plus_10_high = unknown;
    free(x);
    free(y);
    return good;
}
