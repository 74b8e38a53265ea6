/* SPDX-License-Identifier: MIT
 *
 * A linear model whose slopes scale with the device, in the manner of Li et
 * al. (2023):
 *
 *   t = a + b work / peak + c traffic / bandwidth + d copy / link
 *
 * with one a, b, c, d, none negative, for each software stack, kind and phase,
 * fitted to the least squares of predicted / measured - 1.
 */
#ifndef SCALED_H
#define SCALED_H

#include "predict/predictor.h"

extern const struct predictor_kind predictor_scaled;

/* x >= 0 of n numbers (at most SCALED_N_FITTED) that makes the sum of squares
 * of a x - b least; a is rows x n, row-major.  False when a has no rank. */
enum { SCALED_N_FITTED = 4 };
bool scaled_solve(const double a[], const double b[], size_t rows,
                  double x[SCALED_N_FITTED]);

#endif
