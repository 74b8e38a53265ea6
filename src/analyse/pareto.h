/* SPDX-License-Identifier: MIT
 *
 * Pareto fronts.  Every objective is to be made small; the caller negates
 * what is to be made large.
 *
 * A point is dominated when another is no worse in all objectives and better
 * in at least one.  Of points with equal objectives only the first (the one
 * with the lowest index) is on the front, so a front has no repeats, and as a
 * set of objective vectors it does not depend on the order of the rows.
 */
#ifndef PARETO_H
#define PARETO_H

#include <stdbool.h>
#include <stddef.h>

enum { PARETO_MAX_OBJECTIVES = 16 };

/* `x` is n rows of d finite values, row-major, n <= INT32_MAX.  on_front[i]
 * says whether row i is on the front; the count is returned.  O(n log n) for
 * d <= 3, O(n log^(d - 2) n) for more, also where all rows are on the front;
 * where few are, little more than one pass.  Outside of a parallel region it
 * uses threads if n is large; the result does not depend on them. */
size_t pareto_front(const double x[], size_t n, size_t d, bool on_front[]);

/* Rank 1 is the front, rank 2 the front of what is left, and so on; stops at
 * `max_rank`, further points get max_rank + 1.  Equal rows have equal rank. */
void pareto_rank(const double x[], size_t n, size_t d, size_t max_rank,
                 size_t rank[]);

#endif
