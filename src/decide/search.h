/* SPDX-License-Identifier: MIT
 *
 * Every point of the grid held against the targets and limits: the best of
 * all that hold them, of all that would if one gave way, and what stands in
 * the way where nothing does.  Exact; the same for any number of threads.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "decide/order.h"
#include "sweep/run.h"

/* A point of the grid, the best so far of some kind. */
struct pick {
    bool found;
    size_t index;
    struct key key;
};

struct search {
    size_t n_possible, n_feasible;
    struct spans spans;
    struct pick best;
    /* As `best`, with limit j relaxed by `give`, or without it. */
    struct pick relaxed[RECOMMEND_MAX_LIMITS], without[RECOMMEND_MAX_LIMITS];
    /* Points by the set of limits that they miss, a bit for each limit. */
    size_t counts[1u << RECOMMEND_MAX_LIMITS];
    /* The least excess of limit j where it alone is missed, else infinite. */
    double least_alone[RECOMMEND_MAX_LIMITS];
    /* The possible point whose largest excess is least, then their sum. */
    struct pick nearest;
    size_t *reasons;        /* points by the plan's reasons; owned */
    size_t n_front, *front; /* of the feasible points by all criteria; owned */
};

/* Evaluates every point of the plan, twice if balanced.  `give` is the share
 * by which limits are relaxed. */
void search_grid(struct search *s, const struct recommend *r,
                 const struct plan *p, double give,
                 const struct run_options *options);
void search_free(struct search *s);

/* The largest excess of a reading, and their sum. */
void search_miss(const struct recommend *r, const struct reading *x,
                 struct key *out);

#endif
