/* SPDX-License-Identifier: MIT
 *
 * A set of points that is asked whether any of them dominates another point.
 * Points that are near each other stand in groups of sixteen; of each group
 * the corner of its least values is known, corners stand in groups too, and
 * so on: a group whose corner is not below the point holds nothing below it.
 */
#ifndef CORNER_TREE_H
#define CORNER_TREE_H

#include <stddef.h>
#include <stdint.h>

enum { CORNER_GROUP = 16, CORNER_LEVELS = 12 };

struct corner_tree {
    size_t n, d, n_levels;
    double *level[CORNER_LEVELS]; /* [groups][d][CORNER_GROUP], from points up;
                                     lanes without a point are HUGE_VAL */
    uint64_t *index;              /* [n], what the caller calls the point */
};

enum corner_answer {
    CORNER_FREE,      /* no point is no greater in every objective */
    CORNER_EQUAL,     /* one is equal, none dominates */
    CORNER_DOMINATED, /* one is no greater in all and less in one */
};

/* x is n > 0 rows of d <= 16 finite values; both arrays are copied. */
struct corner_tree *corner_tree_new(const double x[], const uint64_t index[],
                                    size_t n, size_t d);
void corner_tree_free(struct corner_tree *t);

/* *place is that of the point that equals or dominates; not CORNER_FREE. */
enum corner_answer corner_tree_ask(const struct corner_tree *t,
                                   const double row[], size_t *place);

/* Row of point i, in 0 .. n - 1. */
void corner_tree_row(const struct corner_tree *t, size_t i, double row[]);

#endif
