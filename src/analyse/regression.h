/* SPDX-License-Identifier: MIT
 *
 * Least squares of a logarithm on logarithms: y = c x1^b1 x2^b2 ...  The
 * exponents b are mean elasticities over the rows.  Intervals are Student's,
 * as if the rows were a random sample; on a grid of design points they say
 * how far the surface is from a power law, not how far it is from the truth.
 */
#ifndef REGRESSION_H
#define REGRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { REGRESSION_MAX = 32 };

struct regression_term {
    double value, low, high; /* ends of the 90 % interval */
};

struct regression {
    size_t n, d;
    double scale; /* c */
    struct regression_term exponent[REGRESSION_MAX];
    double r2;
    double residual; /* standard deviation of ln y */
};

/* `x` is n rows of d columns, row-major; all numbers must be above 0.  Fails
 * when there are fewer than d + 2 rows, more than REGRESSION_MAX columns, or
 * when columns depend on each other or do not vary. */
bool regression_fit(struct regression *r, const double x[], const double y[],
                    size_t n, size_t d, struct err *e);

#endif
