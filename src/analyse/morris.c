/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/morris.h"

#include "analyse/bootstrap.h"
#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t morris_rows(size_t r, size_t d) {
    return r * (d + 1);
}

static void trajectory(size_t d, size_t levels, struct rng *r, double u[]) {
    size_t order[MORRIS_MAX_INPUTS], half = levels / 2;
    double last = (double)(levels - 1);

    for (size_t j = 0; j < d; j++) {
        u[j] = floor(rng_uniform(r) * (double)levels) / last;
        order[j] = j;
    }
    rng_permute(r, order, d);
    for (size_t k = 0; k < d; k++) {
        double *next = u + (k + 1) * d;
        size_t at, j = order[k];

        memcpy(next, next - d, d * sizeof *next);
        /* Recomputed from whole levels, so that all stay on the grid. */
        at = (size_t)lround(next[j] * last);
        next[j] = (double)(at < half ? at + half : at - half) / last;
    }
}

void morris_design(size_t r, size_t d, size_t levels, uint64_t seed,
                   double u[]) {
    for (size_t t = 0; t < r; t++) {
        struct rng random;

        rng_init(&random, seed, t);
        trajectory(d, levels, &random, u + t * (d + 1) * d);
    }
}

/* Effects of all trajectories: one a trajectory and input. */
static void find_effects(const double u[], const double y[], size_t r, size_t d,
                         double effects[]) {
    for (size_t t = 0; t < r; t++)
        for (size_t k = 0; k < d; k++) {
            size_t row = t * (d + 1) + k, j = 0;
            const double *from = u + row * d, *to = from + d;

            while (j + 1 < d && from[j] == to[j])
                j++;
            effects[t * d + j] = (y[row + 1] - y[row]) / (to[j] - from[j]);
        }
}

struct effects {
    const double *x; /* trajectory x input */
    size_t d;
};

static void mean_sizes(const void *data, const size_t pick[], size_t n,
                       double out[]) {
    const struct effects *f = data;

    for (size_t j = 0; j < f->d; j++) {
        out[j] = 0;
        for (size_t k = 0; k < n; k++)
            out[j] += fabs(f->x[pick[k] * f->d + j]) / (double)n;
    }
}

void morris_effects(const double u[], const double y[], size_t r, size_t d,
                    uint64_t seed, size_t replicates,
                    struct morris_effect out[]) {
    struct bootstrap_interval sizes[MORRIS_MAX_INPUTS];
    double *x = mem_alloc(r * d, sizeof *x);
    struct effects f = {x, d};

    find_effects(u, y, r, d, x);
    bootstrap(mean_sizes, &f, r, d, seed, replicates, sizes);
    for (size_t j = 0; j < d; j++) {
        double mean = 0, squares = 0;

        for (size_t t = 0; t < r; t++)
            mean += x[t * d + j] / (double)r;
        for (size_t t = 0; t < r; t++)
            squares += pow(x[t * d + j] - mean, 2);
        out[j] = (struct morris_effect){
            mean, sizes[j].value, sizes[j].low, sizes[j].high,
            r > 1 ? sqrt(squares / (double)(r - 1)) : (double)NAN};
    }
    free(x);
}
