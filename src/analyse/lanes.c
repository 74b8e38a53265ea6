/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/lanes.h"

#include "base/simd.h"

/* The sign of q - a says whether q < a; of several, or-ed, whether any. */
SIMD_INLINE void hold(const int32_t a[], size_t n, size_t d,
                      const int32_t q[][LANES], int32_t alive[LANES]) {
    int32_t left[LANES], sign[LANES];

    for (size_t j = 0; j < LANES; j++)
        left[j] = alive[j];
    for (size_t i = 0; i < n; i++, a += d) {
#pragma omp simd
        for (size_t j = 0; j < LANES; j++)
            sign[j] = q[0][j] - a[0];
        SIMD_UNROLL
        for (size_t k = 1; k < d; k++) {
#pragma omp simd
            for (size_t j = 0; j < LANES; j++)
                sign[j] |= q[k][j] - a[k];
        }
#pragma omp simd
        for (size_t j = 0; j < LANES; j++)
            left[j] &= sign[j];
    }
    for (size_t j = 0; j < LANES; j++)
        alive[j] = left[j];
}

SIMD_CLONES
void lanes_hold(const int32_t a[], size_t n, size_t d, const int32_t q[][LANES],
                int32_t alive[LANES]) {
    switch (d) {
    case 1:
        hold(a, n, 1, q, alive);
        break;
    case 2:
        hold(a, n, 2, q, alive);
        break;
    case 3:
        hold(a, n, 3, q, alive);
        break;
    case 4:
        hold(a, n, 4, q, alive);
        break;
    case 5:
        hold(a, n, 5, q, alive);
        break;
    case 6:
        hold(a, n, 6, q, alive);
        break;
    default:
        hold(a, n, d, q, alive);
    }
}
