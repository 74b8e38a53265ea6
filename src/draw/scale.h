/* SPDX-License-Identifier: MIT
 *
 * A drawn axis: its range, linear or logarithmic, the round numbers at which
 * it is marked, and the way from a value to the unit interval and back.
 */
#ifndef SCALE_H
#define SCALE_H

#include <stdbool.h>
#include <stddef.h>

enum { SCALE_MAX_TICS = 16, SCALE_LABEL_MAX = 32 };

struct scale {
    bool log;
    double low, high; /* low < high; above zero when log */
    size_t n_tics;
    double tic[SCALE_MAX_TICS];
    char label[SCALE_MAX_TICS][SCALE_LABEL_MAX];
};

/* At most max_tics (below SCALE_MAX_TICS) marks at round numbers within the
 * range.  An empty range is widened. */
void scale_init(struct scale *s, double low, double high, bool log,
                size_t max_tics);

/* 0 at low, 1 at high. */
double scale_to_unit(const struct scale *s, double x);
double scale_from_unit(const struct scale *s, double u);

#endif
