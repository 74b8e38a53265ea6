/* SPDX-License-Identifier: MIT
 *
 * The loss of the efficiency predictor and its gradient.
 */
#ifndef EFFICIENCY_LOSS_H
#define EFFICIENCY_LOSS_H

#include <stddef.h>

/* What the loss needs of a measured row besides the networks' outputs: the
 * parts of its time at efficiency 1. */
struct efficiency_target {
    double host; /* null-operation time of its machine over the median */
    double compute_ms, memory_ms, link_ms;
    double log_time; /* of the measured time in ms */
};

/* Mean of |log (predicted / measured)| over n rows, rounded off near 0, from
 * the outputs f (n x F_N) and g (n x G_N) of efficiency.h; `df` and `dg` are
 * set to its gradient over them. */
double efficiency_loss(const double f[], const double g[], size_t n,
                       const struct efficiency_target *const targets[],
                       double df[], double dg[]);

#endif
