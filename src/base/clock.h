/* SPDX-License-Identifier: MIT
 *
 * Time that passes.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <time.h>

/* Seconds since some moment, by a clock that nobody sets. */
static inline double clock_now_s(void) {
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
