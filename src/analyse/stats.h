/* SPDX-License-Identifier: MIT
 *
 * Descriptions of columns of numbers, by GSL: quantiles, robust location and
 * spread, correlations, histograms.  All values must be finite.
 */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>

/* In the unit of the numbers.  `mad_sd` is 1.4826 times the median absolute
 * deviation from the median: the standard deviation, were they normal.
 * Quantiles are interpolated (R's type 7). */
struct stats {
    size_t n;
    double mean, sd, median, mad_sd;
    double least, q05, q25, q75, q95, most;
};

/* All NAN, and n 0, without numbers; sd is NAN for one. */
void stats_describe(const double x[], size_t n, struct stats *out);

/* From -1 to 1; NAN where one of the two does not vary. */
double stats_pearson(const double x[], const double y[], size_t n);
/* The same of ranks; equal values share their mean rank. */
double stats_spearman(const double x[], const double y[], size_t n);

/* Counts in equal bins from the least to the most; the most is in the last.
 * n >= 1.  All are in the first bin where the numbers do not vary. */
void stats_histogram(const double x[], size_t n, size_t counts[], size_t bins,
                     double *low, double *high);

#endif
