/* SPDX-License-Identifier: MIT
 *
 * Lanes of a block that another point of the plan dominates, found without a
 * search: neighbours in the block, and the points that differ in one axis
 * only, which has its first or last value there.  Along an axis that does
 * little, or one that only costs, such rivals dominate all others.  What they
 * dominate need not be asked of a front; which rivals are tried does not
 * change what the front of all points is.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stddef.h>
#include <stdint.h>

#include "sweep/block.h"

/* The points that differ in one axis, and how much they are worth. */
struct rival {
    size_t axis, value; /* of them, as its place */
    double worth;       /* share of lanes that they dominated lately */
};

/* Room of one thread. */
struct screen {
    struct block block; /* of the rivals */
    size_t n_rivals;
    struct rival rivals[2 * SWEEP_MAX_AXES];
    size_t blocks, probe_at, probe_every;
    int64_t *lost; /* BLOCK_MOST; owned */
};

void screen_init(struct screen *s, const struct plan *p);
void screen_free(struct screen *s);

/* Takes those out of n rising lanes of a block, all feasible, that are
 * dominated as above; returns how many are left. */
size_t screen_lanes(struct screen *s, const struct block *b, size_t lane[],
                    size_t n);

#endif
