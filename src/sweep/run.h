/* SPDX-License-Identifier: MIT
 *
 * A run of a plan: every point is evaluated, in batches and in parallel; the
 * front and the statistics are found, and the tables written.
 *
 * It takes two passes over the indices, since a point is a pure function of
 * its index: the first keeps only each batch's own front, the second writes
 * rows with the final one.  Memory grows with the fronts of the batches, not
 * with the points, and the bytes do not depend on the number of threads.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "sweep/knob.h"
#include "sweep/plan.h"

/* Quantiles of one objective over the feasible points. */
struct run_quantiles {
    double least, quarter, median, three_quarters, most;
};

struct run {
    size_t n_feasible, n_front;
    size_t *front;            /* indices of the front, rising; owned */
    size_t *reason_counts;    /* of each code of the plan; owned */
    size_t *violation_counts; /* of each soft constraint, by its place among
                                 all; feasible points only; of the same room
                                 as reason_counts */
    struct knobs knobs;
    struct run_quantiles *objectives; /* of each; owned */
};

struct run_options {
    /* Told now and then how many of the points are done; may be NULL.  Called
     * from one thread at a time. */
    void (*progress)(void *data, size_t done, size_t total);
    void *progress_data;
};

/* First pass: fronts and counts.  Second pass: the rows that the sweep keeps
 * go to `points`, those of the front to `front`, each with a header. */
bool run_plan(struct run *r, const struct plan *p,
              const struct run_options *options, FILE *points, FILE *front,
              struct err *e);
void run_free(struct run *r);

#endif
