/* SPDX-License-Identifier: MIT
 *
 * Non-linear least squares by GSL (Levenberg and Marquardt).
 */
#ifndef LEAST_H
#define LEAST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct least {
    size_t n_residuals, n_parameters; /* at least as many residuals */
    const void *data;
    /* residuals: n_residuals; slopes: n_residuals x n_parameters, zeroed
     * beforehand; NULL when not asked for. */
    void (*at)(const void *data, const double parameters[], double residuals[],
               double slopes[]);
};

/* Improves `parameters` to the least sum of squares nearby. */
bool least_solve(const struct least *l, double parameters[], struct err *e);

#endif
