/* SPDX-License-Identifier: MIT
 *
 * How arrays are shared among threads: as many even parts as there are
 * threads, one part inside a parallel region or when the array is small: on a
 * busy machine threads that wait for each other lose more than they gain.
 */
#ifndef PARALLEL_H
#define PARALLEL_H

#include <stddef.h>

#ifdef _OPENMP
#include <omp.h>
#endif

enum { PARALLEL_LEAST = 1 << 17, PARALLEL_MOST = 256 };

static inline size_t parallel_parts(size_t n) {
    size_t parts = 1;

#ifdef _OPENMP
    if (n >= PARALLEL_LEAST && !omp_in_parallel())
        parts = (size_t)omp_get_max_threads();
#else
    (void)n;
#endif
    return parts < PARALLEL_MOST ? parts : PARALLEL_MOST;
}

/* How many threads a parallel region would have. */
static inline size_t parallel_threads(void) {
#ifdef _OPENMP
    return (size_t)omp_get_max_threads();
#else
    return 1;
#endif
}

/* Where part i of n elements begins; part i ends where i + 1 begins. */
static inline size_t parallel_begin(size_t n, size_t parts, size_t i) {
    return n / parts * i + n % parts * i / parts;
}

#endif
