/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/bootstrap.h"

#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

static void resample(bootstrap_fn *compute, const void *data, size_t n,
                     uint64_t seed, size_t replicate, double out[]) {
    size_t *pick = mem_alloc(n, sizeof *pick);
    struct rng r;

    /* Apart from the streams that a design drew from the same seed. */
    rng_init(&r, seed ^ 0x626f6f7473747261u, replicate);
    for (size_t i = 0; i < n; i++)
        pick[i] = (size_t)(rng_uniform(&r) * (double)n);
    compute(data, pick, n, out);
    free(pick);
}

void bootstrap(bootstrap_fn *compute, const void *data, size_t n, size_t terms,
               uint64_t seed, size_t replicates,
               struct bootstrap_interval out[]) {
    double *values = mem_alloc(replicates * terms, sizeof *values);
    double *column = mem_alloc(replicates, sizeof *column);
    double *all = mem_alloc(terms, sizeof *all);
    size_t *each = mem_alloc(n, sizeof *each);

    for (size_t i = 0; i < n; i++)
        each[i] = i;
    compute(data, each, n, all);
#pragma omp parallel for schedule(dynamic)
    for (size_t r = 0; r < replicates; r++)
        resample(compute, data, n, seed, r, values + r * terms);
    for (size_t t = 0; t < terms; t++) {
        size_t kept = 0;

        for (size_t r = 0; r < replicates; r++)
            if (isfinite(values[r * terms + t]))
                column[kept++] = values[r * terms + t];
        gsl_sort(column, 1, kept);
        out[t] = (struct bootstrap_interval){all[t], (double)NAN, (double)NAN};
        if (kept > 0) {
            out[t].low =
                gsl_stats_quantile_from_sorted_data(column, 1, kept, 0.05);
            out[t].high =
                gsl_stats_quantile_from_sorted_data(column, 1, kept, 0.95);
        }
    }
    free(values);
    free(column);
    free(all);
    free(each);
}
