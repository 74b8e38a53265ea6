/* SPDX-License-Identifier: MIT
 *
 * One design point while it is computed, before it is spread over columns.
 */
#ifndef POINT_H
#define POINT_H

#include <stdbool.h>
#include <stddef.h>

#include "sweep/plan.h"

struct point {
    struct device device;
    const struct structure *structure;
    size_t structure_index;
    size_t unset;                   /* reason of a link that failed, or 0 */
    double link[SWEEP_MAX_LINKS];   /* values of the links, NAN where unset */
    double target[SWEEP_MAX_LINKS]; /* of those that are solved for */
    bool possible, fits;
    size_t misfit;           /* first workload that does not fit */
    double metric[METRIC_N]; /* over all workloads */
};

/* Every metric that follows from the device alone: of each workload and over
 * all of them. */
void point_metrics(const struct plan *p, struct point *x,
                   double per_workload[][METRIC_N]);

#endif
