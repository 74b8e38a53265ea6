/* SPDX-License-Identifier: MIT
 *
 * What the feasible points of a plan are like, in numbers: of all points, or
 * of FEASIBLE_LOOKED evenly by index where there are more.  Tables are the
 * caller's.
 */
#ifndef FEASIBLE_TABLE_H
#define FEASIBLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/table.h"
#include "sweep/plan.h"

enum { FEASIBLE_LOOKED = 20000 };

/* Columns of the feasible points looked at: first the axes that are numbers,
 * then the objectives. */
struct feasible {
    const struct plan *plan; /* borrowed */
    bool all;                /* every point of the plan was looked at */
    size_t n, n_axes, n_columns;
    size_t *columns; /* of the plan; owned */
    double **x;      /* column x point; owned */
};

void feasible_find(struct feasible *f, const struct plan *p);
void feasible_free(struct feasible *f);

/* Of each objective: mean and deviation, median and scaled median deviation,
 * the middle 90 %. */
struct table *feasible_spread(const struct feasible *f);

/* Of each axis and objective that vary: Pearson's and Spearman's. */
struct table *feasible_correlations(const struct feasible *f);

#endif
