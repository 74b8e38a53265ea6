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

/* Sets a zeroed point to the device at an index: its structure with the other
 * axes and the links set; `axes` becomes their values. */
void point_set(const struct plan *p, size_t index, struct point *x,
               double axes[], struct batch *b);

/* Computes every column of one point, as number i of the batch: the
 * definition of what plan_evaluate () gives. */
void point_evaluate(const struct plan *p, size_t index, struct batch *b,
                    size_t i);

/* Every metric that follows from the device alone: of each workload and over
 * all of them. */
void point_metrics(const struct plan *p, struct point *x,
                   double per_workload[][METRIC_N]);

#endif
