/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/stats.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

void stats_describe(const double x[], size_t n, struct stats *out) {
    double *sorted, *work, unknown = (double)NAN;

    *out = (struct stats){n,       unknown, unknown, unknown, unknown, unknown,
                          unknown, unknown, unknown, unknown, unknown};
    if (n == 0)
        return;
    sorted = mem_alloc(n, sizeof *sorted);
    work = mem_alloc(n, sizeof *work);
    memcpy(sorted, x, n * sizeof *sorted);
    gsl_sort(sorted, 1, n);
    out->mean = gsl_stats_mean(x, 1, n);
    if (n > 1)
        out->sd = gsl_stats_sd(x, 1, n);
    out->mad_sd = gsl_stats_mad(sorted, 1, n, work);
    out->least = sorted[0];
    out->q05 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.05);
    out->q25 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25);
    out->median = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.5);
    out->q75 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75);
    out->q95 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.95);
    out->most = sorted[n - 1];
    free(sorted);
    free(work);
}

static int varies(const double x[], size_t n) {
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return 1;
    return 0;
}

double stats_pearson(const double x[], const double y[], size_t n) {
    if (!varies(x, n) || !varies(y, n))
        return (double)NAN;
    return gsl_stats_correlation(x, 1, y, 1, n);
}

double stats_spearman(const double x[], const double y[], size_t n) {
    double *work, r;

    if (!varies(x, n) || !varies(y, n))
        return (double)NAN;
    work = mem_alloc(2 * n, sizeof *work);
    r = gsl_stats_spearman(x, 1, y, 1, n, work);
    free(work);
    return r;
}

void stats_histogram(const double x[], size_t n, size_t counts[], size_t bins,
                     double *low, double *high) {
    *low = *high = x[0];
    for (size_t i = 1; i < n; i++) {
        *low = fmin(*low, x[i]);
        *high = fmax(*high, x[i]);
    }
    memset(counts, 0, bins * sizeof *counts);
    for (size_t i = 0; i < n; i++) {
        double share = *high > *low ? (x[i] - *low) / (*high - *low) : 0;
        size_t bin = (size_t)(share * (double)bins);

        counts[bin < bins ? bin : bins - 1]++;
    }
}
