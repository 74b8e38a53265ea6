/* SPDX-License-Identifier: MIT
 *
 * Sums of the layers of real networks that were timed one by one as session
 * steps, as PerfNet does: one sum for each device, stack, network and batch.
 */
#ifndef VALIDATE_SUMS_H
#define VALIDATE_SUMS_H

#include <stddef.h>

#include "predict/validate.h"

struct validate_sum {
    size_t device, stack, network; /* indices; networks of the measurements */
    double batch;
    size_t n_layers;
    double measured_ms;
    /* Predicted; NAN where a layer has no prediction. */
    double seen_ms, plain_ms, given_ms;
};

struct validate_sums {
    struct validate_sum *sums; /* owned */
    size_t n, capacity;
};

/* seen_ms: one time a row by a predictor that saw all, or NULL. */
void validate_sums_new(struct validate_sums *out, const struct measurements *m,
                       const double seen_ms[],
                       const struct validate_times *times);
void validate_sums_free(struct validate_sums *s);

/* Whether a row counts in a sum. */
bool validate_in_sum(const struct measurement *row);

#endif
