/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/design.h"

#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_qrng.h>

const char *const design_names[DESIGN_N] = {"sobol", "lhs", "random"};

/* GSL's sequence has this many binary digits. */
enum { DIGITS = 30 };

static bool fill_sobol(size_t n, size_t d, uint64_t seed, double u[],
                       struct err *e) {
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)d);
    uint64_t shift[DESIGN_MAX_DIMENSIONS];
    struct rng r;

    if (sequence == NULL)
        return err_set(e, ERR_NUMERIC, "no Sobol sequence in %zu dimensions",
                       d);
    rng_init(&r, seed, 0);
    for (size_t j = 0; j < d; j++)
        shift[j] = rng_next(&r) >> (64 - DIGITS);
    for (size_t i = 0; i < n; i++) {
        double *point = u + i * d;

        /* GSL begins behind the sequence's first point, which is the origin;
         * without it the first 2^k points are no net. */
        if (i == 0)
            memset(point, 0, d * sizeof *point);
        else
            gsl_qrng_get(sequence, point);
        for (size_t j = 0; j < d; j++) {
            uint64_t digits = (uint64_t)ldexp(point[j], DIGITS);

            point[j] = ldexp((double)(digits ^ shift[j]) + 0.5, -DIGITS);
        }
    }
    gsl_qrng_free(sequence);
    return true;
}

/* Dimension j draws from stream j of the seed. */
static void fill_lhs(size_t n, size_t d, uint64_t seed, double u[]) {
    size_t *cell = mem_alloc(n, sizeof *cell);

    for (size_t j = 0; j < d; j++) {
        struct rng r;

        rng_init(&r, seed, j);
        for (size_t i = 0; i < n; i++)
            cell[i] = i;
        rng_permute(&r, cell, n);
        for (size_t i = 0; i < n; i++)
            u[i * d + j] = ((double)cell[i] + rng_uniform(&r)) / (double)n;
    }
    free(cell);
}

/* Point i draws from stream i, so that more points leave the first as they
 * are. */
static void fill_random(size_t n, size_t d, uint64_t seed, double u[]) {
    for (size_t i = 0; i < n; i++) {
        struct rng r;

        rng_init(&r, seed, i);
        for (size_t j = 0; j < d; j++)
            u[i * d + j] = rng_uniform(&r);
    }
}

bool design_fill(enum design_kind kind, size_t n, size_t d, uint64_t seed,
                 double u[], struct err *e) {
    if (kind == DESIGN_SOBOL)
        return fill_sobol(n, d, seed, u, e);
    if (kind == DESIGN_LHS)
        fill_lhs(n, d, seed, u);
    else
        fill_random(n, d, seed, u);
    return true;
}
