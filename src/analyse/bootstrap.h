/* SPDX-License-Identifier: MIT
 *
 * The bootstrap (Efron, 1979): how much numbers computed from n things would
 * differ had other n things been drawn.
 */
#ifndef BOOTSTRAP_H
#define BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

/* Computes numbers from the things pick[0 .. n - 1], which may repeat. */
typedef void bootstrap_fn(const void *data, const size_t pick[], size_t n,
                          double out[]);

struct bootstrap_interval {
    double value;     /* from all things, each once */
    double low, high; /* 5 % and 95 % quantiles over the resamples */
};

/* `out` has `terms` elements.  Resample r draws from stream r of the seed, so
 * the result does not depend on the threads.  What is not finite in a resample
 * is left out there; the ends are NAN where nothing is left. */
void bootstrap(bootstrap_fn *compute, const void *data, size_t n, size_t terms,
               uint64_t seed, size_t replicates,
               struct bootstrap_interval out[]);

#endif
