/* SPDX-License-Identifier: MIT
 *
 * Hypervolume of four or more objectives, by slices.  In ascending order of
 * the last objective each point adds what no earlier one covers in the other
 * objectives, times how far it is from the reference in the last.  What an
 * earlier point covers of a point's box is the box of the worse of both in
 * each objective: the "limit set" of While, Bradstreet and Barone (IEEE
 * Trans. Evol. Comput. 16(1), 2012).  At four objectives the three others
 * are swept along the third over a staircase of the first two.
 */
#ifndef SLICES_H
#define SLICES_H

#include <stddef.h>

/* x is n rows of d values, 4 <= d <= PARETO_MAX_OBJECTIVES, each less than the
 * reference's.  Dominated rows cost time and add nothing. */
double slices_volume(const double x[], size_t n, size_t d,
                     const double reference[]);

#endif
