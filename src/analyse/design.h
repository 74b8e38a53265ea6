/* SPDX-License-Identifier: MIT
 *
 * Designs: n points spread over the unit cube of d dimensions.
 *
 *   sobol   a Sobol sequence, its digits shifted by the seed; any first part
 *           of it is spread evenly, best one of a power of 2
 *   lhs     a Latin hypercube (McKay et al., 1979): in each dimension one point
 *           in each of n equal cells, at random in it
 *   random  independent points
 */
#ifndef DESIGN_H
#define DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum design_kind { DESIGN_SOBOL, DESIGN_LHS, DESIGN_RANDOM, DESIGN_N };
extern const char *const design_names[DESIGN_N];

enum { DESIGN_MAX_DIMENSIONS = 40 };

/* Fills u, n rows of d numbers from 0 to below 1, row-major; the same for the
 * same seed.  d <= DESIGN_MAX_DIMENSIONS. */
bool design_fill(enum design_kind kind, size_t n, size_t d, uint64_t seed,
                 double u[], struct err *e);

#endif
