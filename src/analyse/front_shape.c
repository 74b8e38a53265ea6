/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/front_shape.h"

#include "base/mem.h"
#include "base/simd.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>

enum { MAX_ROUNDS = 100 };

/* Each objective between 0 and 1 over the rows; the caller frees it. */
static double *scaled(const double x[], size_t n, size_t d) {
    double *z = mem_alloc(n * d, sizeof *z);

    for (size_t j = 0; j < d; j++) {
        double low = HUGE_VAL, high = -HUGE_VAL;

        for (size_t i = 0; i < n; i++) {
            low = fmin(low, x[i * d + j]);
            high = fmax(high, x[i * d + j]);
        }
        for (size_t i = 0; i < n; i++)
            z[i * d + j] = high > low ? (x[i * d + j] - low) / (high - low) : 0;
    }
    return z;
}

size_t front_knee(const double x[], size_t n, size_t d) {
    double *z = scaled(x, n, d), most = -1;
    size_t knee = 0;

    for (size_t i = 0; i < n; i++) {
        double share = 1;

        for (size_t j = 0; j < d; j++)
            share *= 1 - z[i * d + j];
        if (share > most) {
            most = share;
            knee = i;
        }
    }
    free(z);
    return knee;
}

struct front_slope front_slope(const double cost[], const double gain[],
                               size_t n) {
    double c0, c1, v00, v01, v11, rss, unknown = (double)NAN, half;
    struct front_slope none = {unknown, unknown, unknown};
    size_t distinct = 0;

    for (size_t i = 1; i < n; i++)
        distinct += cost[i] != cost[0];
    if (n < 3 || distinct == 0)
        return none;
    gsl_fit_linear(cost, 1, gain, 1, n, &c0, &c1, &v00, &v01, &v11, &rss);
    half = gsl_cdf_tdist_Pinv(0.95, (double)(n - 2)) * sqrt(v11);
    return (struct front_slope){c1, c1 - half, c1 + half};
}

/* Distances of all rows to one; x is column by column. */
SIMD_CLONES_SAME
static void distances(const double *x, size_t n, size_t d, size_t row,
                      double *restrict out) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
    for (size_t j = 0; j < d; j++) {
        const double *column = x + j * n;
        double at = column[row];

#pragma omp simd
        for (size_t i = 0; i < n; i++)
            out[i] += (column[i] - at) * (column[i] - at);
    }
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = sqrt(out[i]);
}

/* Of each row to each, scaled: n x n, the caller's. */
static double *all_distances(const double x[], size_t n, size_t d) {
    double *rows = scaled(x, n, d),
           *columns = mem_alloc(n * d, sizeof *columns);
    double *far = mem_alloc(n * n, sizeof *far);

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            columns[j * n + i] = rows[i * d + j];
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        distances(columns, n, d, i, far + i * n);
    free(rows);
    free(columns);
    return far;
}

static double less(double a, double b) {
    return a < b ? a : b;
}

/* What all rows cost with this one beside the others, from whose nearest they
 * are as far as `others` says; no less than `enough` where it is that or
 * more. */
static double cost_in_place(const double to[], const double others[], size_t n,
                            double enough) {
    double sum = 0;

    for (size_t i = 0; i < n && sum < enough; i++)
        sum += less(others[i], to[i]);
    return sum;
}

/* The row that makes the cost least in place `skip` of k medoids. */
static double best_in_place(const double far[], size_t n, const size_t medoid[],
                            size_t k, size_t skip, size_t *best) {
    double *others = mem_alloc(n, sizeof *others), least = HUGE_VAL;

    for (size_t i = 0; i < n; i++)
        others[i] = HUGE_VAL;
    for (size_t m = 0; m < k; m++)
        for (size_t i = 0; m != skip && i < n; i++)
            others[i] = less(others[i], far[medoid[m] * n + i]);
    *best = 0;
#pragma omp parallel
    {
        double own = HUGE_VAL;
        size_t row = n;

#pragma omp for schedule(static)
        for (size_t candidate = 0; candidate < n; candidate++) {
            double sum = cost_in_place(far + candidate * n, others, n, own);

            if (sum < own) {
                own = sum;
                row = candidate;
            }
        }
        /* The first of equals, whichever thread comes first. */
#pragma omp critical(front_medoids)
        if (own < least || (own == least && row < *best)) {
            least = own;
            *best = row;
        }
    }
    free(others);
    return least;
}

static int compare_size(const void *a, const void *b) {
    const size_t *p = a, *q = b;

    return *p < *q ? -1 : *p > *q;
}

size_t front_medoids(const double x[], size_t n, size_t d, size_t k,
                     size_t chosen[], size_t of[]) {
    double *far = all_distances(x, n, d), cost = HUGE_VAL;
    bool better = true;

    k = k < n ? k : n;
    for (size_t m = 0; m < k; m++)
        cost = best_in_place(far, n, chosen, m + 1, m, &chosen[m]);
    for (size_t round = 0; better && round < MAX_ROUNDS; round++) {
        better = false;
        for (size_t m = 0; m < k; m++) {
            size_t row;
            double next = best_in_place(far, n, chosen, k, m, &row);

            if (next < cost * (1 - 1e-12)) {
                chosen[m] = row;
                cost = next;
                better = true;
            }
        }
    }
    qsort(chosen, k, sizeof *chosen, compare_size);
    for (size_t i = 0; i < n; i++) {
        of[i] = 0;
        for (size_t m = 1; m < k; m++)
            if (far[chosen[m] * n + i] < far[chosen[of[i]] * n + i])
                of[i] = m;
    }
    free(far);
    return k;
}
