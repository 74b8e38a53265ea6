/* SPDX-License-Identifier: MIT
 *
 * Which of two designs is better.  The criterion that is asked for decides;
 * where it is equal, the others in their order.
 *
 * Balanced is least distance to the ideal point.  Each criterion is taken in
 * its logarithm (a doubling is a doubling anywhere) and set to 0 for the best
 * and 1 for the worst of all possible points of the grid, whether or not they
 * hold the targets and limits; the distance is Euclidean, over the root of the
 * number of criteria, so that it is between 0 and 1 as well.
 */
#ifndef ORDER_H
#define ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "decide/gauge.h"

/* The least and the greatest target of the possible points of a grid. */
struct spans {
    double low[RECOMMEND_MAX_CRITERIA], high[RECOMMEND_MAX_CRITERIA];
};

enum { KEY_MAX = RECOMMEND_MAX_CRITERIA + 1 };

/* Smaller is better, the first number that differs decides. */
struct key {
    size_t n;
    double x[KEY_MAX];
};

/* The key of a point; `s` is only read when balanced. */
void key_of(const struct recommend *r, const struct spans *s,
            const struct reading *x, struct key *out);
/* < 0: a is better. */
int key_compare(const struct key *a, const struct key *b);

/* What the first number of a key says to people: the criterion's own value
 * (an objective that is made large has its sign back) or the distance. */
double key_score(const struct recommend *r, const struct key *k);

/* Place of a target between the best (0) and the worst (1) of the grid; as it
 * is, without the logarithm, where a criterion can be 0 or change its sign. */
double spans_place(const struct spans *s, size_t criterion, double target);

#endif
