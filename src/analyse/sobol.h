/* SPDX-License-Identifier: MIT
 *
 * Variance-based sensitivity: the share of the variance of y = f (u), u
 * uniform in the unit cube, that input i accounts for alone (first order) and
 * together with all others (total).  From two samples A and B and, for each
 * input, A with that column of B (Saltelli et al., 2010, Computer Physics
 * Communications 181):
 *   S_i = mean (y_B (y_ABi - y_A)) / V
 *   T_i = mean ((y_A - y_ABi)^2) / (2 V)    (Jansen, 1999)
 * A and B are the halves of one Sobol sequence in 2 d dimensions, shifted
 * digit by digit by the seed.
 */
#ifndef SOBOL_H
#define SOBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SOBOL_MAX_INPUTS = 20 };

/* Rows of a design of n base points and d inputs: A, B, then each AB_i. */
size_t sobol_rows(size_t n, size_t d);

/* Fills u, sobol_rows () rows of d numbers between 0 and 1, ends excluded,
 * row-major.  d <= SOBOL_MAX_INPUTS; a power of 2 suits n best. */
bool sobol_design(size_t n, size_t d, uint64_t seed, double u[], struct err *e);

struct sobol_index {
    double first, first_low, first_high;
    double total, total_low, total_high;
};

/* Indices of the d inputs from y, one number a row of the design, with 90 %
 * intervals: quantiles over `replicates` resamples of the base points, drawn
 * from the seed.  Points of a sequence are spread more evenly than random
 * ones, so the intervals are rather too wide.  Fails when y does not vary. */
bool sobol_indices(const double y[], size_t n, size_t d, uint64_t seed,
                   size_t replicates, struct sobol_index out[], struct err *e);

#endif
