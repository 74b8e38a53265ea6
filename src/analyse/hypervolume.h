/* SPDX-License-Identifier: MIT
 *
 * Hypervolume: the volume of what lies between a set of points and a
 * reference, that is of all z with p <= z <= reference for some point p.
 * Every objective is to be made small.  Its unit is the product of those of
 * the objectives.
 */
#ifndef HYPERVOLUME_H
#define HYPERVOLUME_H

#include <stddef.h>

/* x is n rows of d finite values, 1 <= d <= PARETO_MAX_OBJECTIVES; a row that
 * is not less than the reference in every objective adds nothing.  Exact but
 * for rounding, and of the same bits for any number of threads.  O(n log n)
 * for d <= 3, about n^2 for d = 4, about n^(d - 2) beyond. */
double hypervolume(const double x[], size_t n, size_t d,
                   const double reference[]);

#endif
