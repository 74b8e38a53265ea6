/* SPDX-License-Identifier: MIT
 *
 * For tests: how many threads there are from now on.  Without OpenMP it is
 * one, and what is asked of them is still right.
 */
#ifndef THREADS_H
#define THREADS_H

#ifdef _OPENMP
#include <omp.h>
#endif

static inline void threads_set(int n) {
#ifdef _OPENMP
    omp_set_num_threads(n);
#else
    (void)n;
#endif
}

static inline int threads_most(void) {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

#endif
