/* SPDX-License-Identifier: MIT
 *
 * Points evaluated for what they leave in a tally, and no more: the reason,
 * the objectives, and what constraints read.  Along a strip nothing else is
 * computed.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stddef.h>

#include "sweep/plan.h"
#include "sweep/block.h"
#include "sweep/screen.h"
#include "sweep/sieve.h"
#include "sweep/tally.h"

/* Room of one thread. */
struct scan {
    const struct plan *p;
    struct block block;
    struct tally tally;   /* counts and objectives of what was scanned */
    struct screen screen; /* what is not asked of the sieve */
    struct sieve sieve;   /* candidates for the front */
    double *room; /* owned; an array of feasible lanes for each objective */
    size_t *all, *some, *asked; /* lanes: every one, feasible, asked; owned */
    const size_t *lane;         /* the feasible ones: `all` or `some` */
};

/* A plan's room was made before by plan_new (), so it cannot fail. */
void scan_init(struct scan *s, const struct plan *p);
void scan_free(struct scan *s);

/* Points first ... first + n - 1; `first` must be behind all before. */
void scan_points(struct scan *s, size_t first, size_t n);

/* Evaluates the points only, as scan_points () does, without counting. */
void scan_evaluate(struct scan *s, size_t first, size_t n);

/* Adds what n scans of disjoint points found to an empty tally, and empties
 * them.  Its front may lack points that others of the plan dominate; the fronts
 * of all tallies of a plan together lack none. */
void scans_join(struct scan scans[], size_t n, struct tally *t);

/* Batches that a thread of a crew takes at a time. */
enum { CREW_PIECE = 4 };

/* The rooms of all threads. */
struct crew {
    size_t n;
    struct scan *scans;            /* owned */
    struct pareto_archive *scouts; /* what they know before; owned, or NULL */
};

/* Scouts as many points as pays. */
void crew_init(struct crew *c, const struct plan *p);
void crew_free(struct crew *c);
/* Looks at n points of the plan first, in place of what it knew; 0: none. */
void crew_scout(struct crew *c, size_t n);

/* Scans points first ... first + n - 1, which are behind all before, in
 * parallel.  `done` is told how many points were, by one thread or another.
 * scans_join () gets what was found. */
void crew_scan(struct crew *c, size_t first, size_t n,
               void (*done)(void *data, size_t n), void *data);

#endif
