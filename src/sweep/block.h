/* SPDX-License-Identifier: MIT
 *
 * Neighbouring points evaluated for no more than a front and counts need: the
 * reason, the objectives, and what constraints read.
 */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/pareto.h"
#include "sweep/plan.h"
#include "sweep/strip.h"

enum { BLOCK_MOST = STRIP_LANES };

/* Room of one thread. */
struct block {
    const struct plan *p;
    struct batch batch; /* its `violated` from place 0 on: soft constraints */
    size_t first, n;
    /* All lanes have the reason reason[0], and no other is set; objectives
     * only if it is 0. */
    bool is_uniform;
    const double *reason;
    const double *x[PARETO_MAX_OBJECTIVES]; /* of each objective, as it is */
    size_t run_first, run_end;              /* the strip's run at hand */
    bool run_is_strip;
    double *room; /* owned; (objectives + 2) x STRIP_ROOM */
};

/* A plan's room was made before by plan_new (), so it cannot fail. */
void block_init(struct block *b, const struct plan *p);
void block_free(struct block *b);

/* How many points from `first` on, and before `end`, make one block: at most
 * BLOCK_MOST, and where there are strips, a part of a line along the last
 * axis or several whole lines. */
size_t block_length(const struct plan *p, size_t first, size_t end);

/* Any column of the block at hand, of all its lanes; until the next call. */
const double *block_column(struct block *b, size_t column);

/* Evaluates n points, no more than block_length () has or their like
 * elsewhere on other axes.  What is set stays until the next block. */
void block_set(struct block *b, size_t first, size_t n);

#endif
