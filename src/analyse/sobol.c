/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/sobol.h"

#include "analyse/bootstrap.h"
#include "analyse/design.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

size_t sobol_rows(size_t n, size_t d) {
    return n * (d + 2);
}

bool sobol_design(size_t n, size_t d, uint64_t seed, double u[],
                  struct err *e) {
    double *points = mem_alloc(n * 2 * d, sizeof *points);
    bool good = design_fill(DESIGN_SOBOL, n, 2 * d, seed, points, e);

    for (size_t i = 0; good && i < n; i++) {
        const double *a = points + i * 2 * d, *b = a + d;

        memcpy(u + i * d, a, d * sizeof *u);
        memcpy(u + (n + i) * d, b, d * sizeof *u);
        for (size_t k = 0; k < d; k++) {
            double *row = u + ((2 + k) * n + i) * d;

            memcpy(row, a, d * sizeof *u);
            row[k] = b[k];
        }
    }
    free(points);
    return good;
}

struct outputs {
    const double *y;
    size_t n, d;
    double mean;
};

/* First orders of all inputs, then their totals, over the given base points. */
static void estimate(const void *data, const size_t pick[], size_t n,
                     double out[]) {
    const struct outputs *o = data;
    const double *a = o->y, *b = o->y + o->n;
    double sum = 0, squares = 0, variance;

    for (size_t k = 0; k < n; k++) {
        double ya = a[pick[k]] - o->mean, yb = b[pick[k]] - o->mean;

        sum += ya + yb;
        squares += ya * ya + yb * yb;
    }
    sum /= 2 * (double)n;
    variance = squares / (2 * (double)n) - sum * sum;
    for (size_t i = 0; i < o->d; i++) {
        const double *ab = o->y + (2 + i) * o->n;
        double first = 0, total = 0;

        for (size_t k = 0; k < n; k++) {
            double change = ab[pick[k]] - a[pick[k]];

            first += (b[pick[k]] - o->mean) * change;
            total += change * change;
        }
        out[i] = first / (double)n / variance;
        out[o->d + i] = total / (2 * (double)n) / variance;
    }
}

bool sobol_indices(const double y[], size_t n, size_t d, uint64_t seed,
                   size_t replicates, struct sobol_index out[], struct err *e) {
    struct outputs o = {y, n, d, 0};
    struct bootstrap_interval terms[2 * SOBOL_MAX_INPUTS];
    bool varies = false;

    for (size_t i = 1; i < 2 * n; i++)
        varies = varies || y[i] != y[0];
    if (!varies)
        return err_set(e, ERR_NUMERIC,
                       "the response is %g everywhere: no parameter changes it",
                       y[0]);
    for (size_t i = 0; i < 2 * n; i++)
        o.mean += y[i] / (2 * (double)n);
    bootstrap(estimate, &o, n, 2 * d, seed, replicates, terms);
    for (size_t i = 0; i < d; i++) {
        const struct bootstrap_interval *s = &terms[i], *t = &terms[d + i];

        out[i] = (struct sobol_index){s->value, s->low, s->high,
                                      t->value, t->low, t->high};
    }
    return true;
}
