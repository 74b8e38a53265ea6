/* SPDX-License-Identifier: MIT
 *
 * The transform of Box and Cox (1964), which makes a skewed positive column
 * look normal.
 */
#ifndef BOXCOX_H
#define BOXCOX_H

#include <stddef.h>

/* (x^lambda - 1) / lambda, or ln x where lambda is 0; x above 0. */
double boxcox(double x, double lambda);

/* The lambda of greatest likelihood for a column of positive numbers, within
 * -2 to 2; 1 for a column of one value. */
double boxcox_lambda(const double x[], size_t n);

#endif
