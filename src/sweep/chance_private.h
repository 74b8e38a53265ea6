/* SPDX-License-Identifier: MIT
 *
 * Shared by chance.c, which says what is tried, and chance_draw.c, which
 * draws; by nothing else.
 */
#ifndef CHANCE_PRIVATE_H
#define CHANCE_PRIVATE_H

#include "analyse/pareto.h"
#include "predict/kin.h"
#include "sweep/chance.h"

/* Designs, those of the front before their rivals. */
struct field {
    const struct kin *kin;
    size_t n, n_front, d, n_workloads;
    size_t *index;    /* of each design */
    double *x;        /* design x objective, to be made small */
    double *share;    /* design x workload: memory's part of the time */
    double *log_gain; /* mean log speedup */
    struct device *device;
    /* Of each objective: how its logarithm follows that of a time (-1, 0, 1),
     * whether it was negated, and of which workload, or n_workloads: all. */
    int power[PARETO_MAX_OBJECTIVES];
    bool negated[PARETO_MAX_OBJECTIVES];
    size_t workload[PARETO_MAX_OBJECTIVES];
};

/* How often each design of the front is dominated by none. */
void field_draw(const struct field *f, double on_front[]);

#endif
