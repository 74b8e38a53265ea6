/* SPDX-License-Identifier: MIT
 *
 * What a Pareto front looks like: its knee, what one quantity brings for
 * another along it, and a few designs that stand for all.
 *
 * Objectives are rows of d finite values, row-major, all to be made small (as
 * in pareto.h).  Where they are compared with each other each is scaled to
 * its range over the front: 0 the best, 1 the worst.
 */
#ifndef FRONT_SHAPE_H
#define FRONT_SHAPE_H

#include <stddef.h>

/* The row that alone dominates the largest share of the box between the best
 * and the worst of the front: the largest product of what each scaled objective
 * leaves to its worst (Nash's bargaining solution with the worst as the point
 * of disagreement; Econometrica 18(2), 1950).  Unlike the row farthest below
 * the plane through the ends it is never an end of the front where another row
 * is none, whether the front bends inwards or outwards.  The first of equals;
 * n >= 1. */
size_t front_knee(const double x[], size_t n, size_t d);

/* Slope of `gain` over `cost` by least squares, with a 90 % interval; NAN
 * where there are fewer than 3 rows or the cost does not vary. */
struct front_slope {
    double value, low, high;
};
struct front_slope front_slope(const double cost[], const double gain[],
                               size_t n);

/* Chooses k rows (all when n <= k) that stand for all: k-medoids by greedy
 * building and swaps (PAM; Kaufman and Rousseeuw, 1990) over distances of
 * scaled objectives.  Deterministic.  `chosen` rises; `of[i]` is the place in
 * it of the row that stands for row i.  Returns how many were chosen.  O(k
 * n^2) a round, and room for n^2 distances: thin out what has more than a
 * thousand or two rows. */
size_t front_medoids(const double x[], size_t n, size_t d, size_t k,
                     size_t chosen[], size_t of[]);

#endif
