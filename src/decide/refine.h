/* SPDX-License-Identifier: MIT
 *
 * A search between the values of the continuous axes by NLopt: COBYLA
 * from a point of the grid, DIRECT over the whole ranges, COBYLA from the best
 * so far.  None needs derivatives, all keep limits, and none draws lots.  All
 * other axes stay at the grid's values.
 */
#ifndef REFINE_H
#define REFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "decide/probe.h"
#include "decide/search.h"

/* Whether the program was built with NLopt. */
bool refine_is_there(void);

/* How far each limit may be exceeded, and what is made small. */
struct refine_goal {
    double give[RECOMMEND_MAX_LIMITS]; /* share by which each is relaxed */
    bool nearest; /* the largest excess, in place of the criterion */
};

/* A place found; `axes` are values of the axes (of names: their places). */
struct spot {
    bool found;
    size_t index; /* of the grid, for the axes that were not moved */
    bool moved;   /* away from the grid's point */
    struct key key;
    struct key exact; /* before rounding: for comparisons of two searches */
    double axes[SWEEP_MAX_AXES];
};

/* Values of the axes at a point of the grid. */
void spot_axes(const struct sweep *s, const struct plan *grid, size_t index,
               double axes[]);

/* Offers the point of the grid at `index`, that of `from` (of the same
 * structure; may be NULL) and, with NLopt, what is better around them; `best`
 * changes only for something that is better and was seen to hold every limit.
 * Values are rounded where that keeps the point good.  Fails as plan_new ()
 * does. */
bool refine_from(struct spot *best, const struct recommend *r,
                 const struct plan *grid, const struct search *s, size_t index,
                 const struct spot *from, const struct refine_goal *goal,
                 const struct predictor *predictor,
                 const struct cost_model *costs, struct err *e);

#endif
