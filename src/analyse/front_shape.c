/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/front_shape.h"

#include "base/mem.h"

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

static double distance(const double z[], size_t d, size_t a, size_t b) {
    double sum = 0;

    for (size_t j = 0; j < d; j++)
        sum += pow(z[a * d + j] - z[b * d + j], 2);
    return sqrt(sum);
}

/* Distance of every row to the nearest of k medoids, summed. */
static double cost_of(const double z[], size_t n, size_t d,
                      const size_t medoid[], size_t k) {
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double nearest = HUGE_VAL;

        for (size_t m = 0; m < k; m++)
            nearest = fmin(nearest, distance(z, d, i, medoid[m]));
        sum += nearest;
    }
    return sum;
}

/* The row that makes the cost least in place `skip` of k medoids. */
static double best_in_place(const double z[], size_t n, size_t d,
                            const size_t medoid[], size_t k, size_t skip,
                            size_t *best) {
    double *others = mem_alloc(n, sizeof *others), least = HUGE_VAL;

    for (size_t i = 0; i < n; i++) {
        others[i] = HUGE_VAL;
        for (size_t m = 0; m < k; m++)
            if (m != skip)
                others[i] = fmin(others[i], distance(z, d, i, medoid[m]));
    }
    *best = 0;
    for (size_t candidate = 0; candidate < n; candidate++) {
        double sum = 0;

        for (size_t i = 0; i < n && sum < least; i++)
            sum += fmin(others[i], distance(z, d, i, candidate));
        if (sum < least) {
            least = sum;
            *best = candidate;
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
    double *z = scaled(x, n, d), cost;
    bool better = true;

    k = k < n ? k : n;
    for (size_t m = 0; m < k; m++)
        best_in_place(z, n, d, chosen, m + 1, m, &chosen[m]);
    cost = cost_of(z, n, d, chosen, k);
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
    for (size_t i = 0; i < n; i++) {
        of[i] = 0;
        for (size_t m = 1; m < k; m++)
            if (distance(z, d, i, chosen[m]) < distance(z, d, i, chosen[of[i]]))
                of[i] = m;
    }
    free(z);
    return k;
}
