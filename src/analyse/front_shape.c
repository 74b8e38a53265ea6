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

/* Distances of rows from ... from + n - 1 to one row; columns are `rows` apart.
 */
SIMD_CLONES_SAME
static void distances(const double *z, size_t rows, size_t d, size_t row,
                      size_t from, size_t n, double *restrict out) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
    for (size_t j = 0; j < d; j++) {
        const double *column = z + j * rows + from;
        double at = z[j * rows + row];

#pragma omp simd
        for (size_t i = 0; i < n; i++)
            out[i] += (column[i] - at) * (column[i] - at);
    }
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = sqrt(out[i]);
}

static double less(double a, double b) {
    return a < b ? a : b;
}

/* Distance of every row to the nearest of k medoids but that in place `skip`;
 * infinite where there is no other. */
static void nearest(const double z[], size_t n, size_t d, const size_t medoid[],
                    size_t k, size_t skip, double out[]) {
    double *to = mem_alloc(n, sizeof *to);

    for (size_t i = 0; i < n; i++)
        out[i] = HUGE_VAL;
    for (size_t m = 0; m < k; m++) {
        if (m == skip)
            continue;
        distances(z, n, d, medoid[m], 0, n, to);
        for (size_t i = 0; i < n; i++)
            out[i] = less(out[i], to[i]);
    }
    free(to);
}

/* What all rows cost with this one beside the others; no less than `enough`
 * where it is that or more. */
static double cost_in_place(const double z[], size_t n, size_t d,
                            const double others[], size_t row, double enough) {
    enum { BLOCK = 128 };
    double to[BLOCK], sum = 0;

    for (size_t at = 0; at < n && sum < enough; at += BLOCK) {
        size_t many = n - at < BLOCK ? n - at : BLOCK;

        distances(z, n, d, row, at, many, to);
        for (size_t i = 0; i < many; i++)
            sum += less(others[at + i], to[i]);
    }
    return sum;
}

/* The row that makes the cost least in place `skip` of k medoids. */
static double best_in_place(const double z[], size_t n, size_t d,
                            const size_t medoid[], size_t k, size_t skip,
                            size_t *best) {
    double *others = mem_alloc(n, sizeof *others), least = HUGE_VAL;

    nearest(z, n, d, medoid, k, skip, others);
    *best = 0;
#pragma omp parallel
    {
        double own = HUGE_VAL;
        size_t row = n;

#pragma omp for schedule(static)
        for (size_t candidate = 0; candidate < n; candidate++) {
            double sum = cost_in_place(z, n, d, others, candidate, own);

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
    double *rows = scaled(x, n, d), cost = HUGE_VAL;
    double *z = mem_alloc(n * d, sizeof *z), *to = mem_alloc(n, sizeof *to);
    double *least = mem_alloc(n, sizeof *least);
    bool better = true;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            z[j * n + i] = rows[i * d + j];
    k = k < n ? k : n;
    for (size_t m = 0; m < k; m++)
        cost = best_in_place(z, n, d, chosen, m + 1, m, &chosen[m]);
    for (size_t round = 0; better && round < MAX_ROUNDS; round++) {
        better = false;
        for (size_t m = 0; m < k; m++) {
            size_t row;
            double next = best_in_place(z, n, d, chosen, k, m, &row);

            if (next < cost * (1 - 1e-12)) {
                chosen[m] = row;
                cost = next;
                better = true;
            }
        }
    }
    qsort(chosen, k, sizeof *chosen, compare_size);
    for (size_t m = 0; m < k; m++) {
        distances(z, n, d, chosen[m], 0, n, to);
        for (size_t i = 0; i < n; i++)
            if (m == 0 || to[i] < least[i]) {
                least[i] = to[i];
                of[i] = m;
            }
    }
    free(rows);
    free(z);
    free(to);
    free(least);
    return k;
}
