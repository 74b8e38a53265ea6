/* SPDX-License-Identifier: MIT
 *
 * What the points of a range of batches leave behind: how many fail for
 * which reason, the front of the range, the distribution of the objectives.
 * Tallies of neighbouring ranges join to the tally of both, to the same bits
 * wherever the ranges were cut; they can be written down and read back.
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/quantile.h"
#include "base/journal.h"
#include "sweep/cells.h"
#include "sweep/plan.h"

struct tally {
    size_t first, n; /* batches of PLAN_BATCH points */
    size_t n_counts; /* reasons of the plan, then constraints of the sweep */
    size_t *counts;  /* points by reason, feasible points by soft constraint
                        that they break; owned */
    size_t n_objectives;
    struct quantiles *objectives; /* over the feasible points; owned */
    size_t n_front;
    size_t *front;      /* indices of the points, rising; owned */
    struct cells cells; /* of plots */
    double *targets; /* n_front x n_objectives, all to be made small; owned */
};

/* An empty one, before batch `first`. */
void tally_init(struct tally *t, const struct plan *p, size_t first);
void tally_free(struct tally *t);

/* Sets the front to that of n candidates with rising indices.  Takes over
 * both arrays. */
void tally_front(struct tally *t, size_t n, size_t *index, double *targets);

/* Adds what `more` found among other points, wherever they lie, and empties
 * it.  The range stays. */
void tally_add(struct tally *t, struct tally *more);

/* Puts `next`, which begins where `t` ends, behind it, and empties it. */
void tally_join(struct tally *t, struct tally *next);

void tally_put(const struct tally *t, struct record *out);
/* False where the record is not that of a tally of this plan. */
bool tally_get(struct tally *t, const struct plan *p, struct record_reader *in);

#endif
