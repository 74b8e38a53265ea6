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
#include "sweep/checkpoint.h"
#include "sweep/plan.h"
#include "sweep/tally.h"
#include "sweep/team.h"

/* Quantiles of one objective over the feasible points. */
struct run_quantiles {
    double least, quarter, median, three_quarters, most;
};

struct run {
    struct tally tally;
    /* Of the tally: */
    size_t n_feasible, n_front;
    const size_t *front;            /* indices of the front, rising */
    const size_t *reason_counts;    /* of each code of the plan */
    const size_t *violation_counts; /* of each soft constraint, by its place
                                       among all; feasible points only */
    struct knobs knobs;
    struct run_quantiles *objectives; /* of each; owned */
};

struct run_options {
    /* Told now and then how many of the points are done; may be NULL.  Called
     * from one thread at a time. */
    void (*progress)(void *data, size_t done, size_t total);
    void *progress_data;
    /* Asked now and then from one thread whether to stop; may be NULL. */
    bool (*stop)(void *data);
    void *stop_data;
    struct checkpoint *checkpoint; /* kept while running; may be NULL */
    struct team *team; /* other ranks that help; NULL: there are none */
};

/* First pass: fronts and counts.  Second pass: the rows that the sweep keeps
 * go to `points`, those of the front to `front`, each with a header.  With a
 * checkpoint only its share of the points is evaluated, what it holds is not
 * evaluated again, and the streams stand behind the rows that it holds.  A
 * run that is stopped fails with ERR_STOPPED, after its checkpoint. */
bool run_plan(struct run *r, const struct plan *p,
              const struct run_options *options, FILE *points, FILE *front,
              struct err *e);
/* All that follows from r->tally, where that was found otherwise. */
void run_tallied(struct run *r, const struct plan *p);
void run_free(struct run *r);

#endif
