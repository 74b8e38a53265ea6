/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/boxcox.h"

#include <math.h>

double boxcox(double x, double lambda) {
    /* expm1 keeps its digits where lambda is small. */
    return fabs(lambda) < 1e-12 ? log(x) : expm1(lambda * log(x)) / lambda;
}

/* Logarithm of the likelihood over n, but for a constant: of normal numbers
 * with the best mean and variance, and the transform's slope. */
static double likelihood(const double x[], size_t n, double mean_log,
                         double lambda) {
    double sum = 0, squares = 0;

    for (size_t i = 0; i < n; i++)
        sum += boxcox(x[i], lambda);
    for (size_t i = 0; i < n; i++) {
        double off = boxcox(x[i], lambda) - sum / (double)n;

        squares += off * off;
    }
    return (lambda - 1) * mean_log - 0.5 * log(squares / (double)n);
}

/* Search by the golden section: the likelihood has one peak. */
double boxcox_lambda(const double x[], size_t n) {
    const double golden = 0.61803398874989485;
    double low = -2, high = 2, mean_log = 0;
    double a, b, at_a, at_b;
    size_t same = 0;

    for (size_t i = 0; i < n; i++) {
        mean_log += log(x[i]) / (double)n;
        same += !(x[i] < x[0] || x[i] > x[0]);
    }
    if (same == n)
        return 1;
    a = high - golden * (high - low);
    b = low + golden * (high - low);
    at_a = likelihood(x, n, mean_log, a);
    at_b = likelihood(x, n, mean_log, b);
    while (high - low > 1e-6) {
        if (at_a > at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - golden * (high - low);
            at_a = likelihood(x, n, mean_log, a);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + golden * (high - low);
            at_b = likelihood(x, n, mean_log, b);
        }
    }
    return 0.5 * (low + high);
}
