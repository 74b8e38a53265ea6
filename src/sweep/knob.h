/* SPDX-License-Identifier: MIT
 *
 * What each axis of a sweep does to each response: how far, which way, and
 * whether at all.  A response is an objective, a time or a field that is
 * solved for; a line is a set of points that differ in one axis alone.
 *
 * Every line counts up to KNOB_LINES of an axis, otherwise that many spread
 * evenly; of a line every point up to KNOB_POINTS, otherwise that many, both
 * ends included.  Points that cannot be (contradictory facts, a link without
 * solution, a response without a value) are left out, those that a constraint
 * forbids are not: a constraint says nothing of what an axis does.
 */
#ifndef KNOB_H
#define KNOB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/table.h"
#include "base/text.h"
#include "sweep/plan.h"

enum { KNOB_LINES = 256, KNOB_POINTS = 64 };

/* One axis and one response. */
struct knob {
    size_t axis, column;
    size_t n_lines;  /* with at least two values; the counts below add up */
    size_t n_dead;   /* the response stays the same, within 1e-9 */
    size_t n_rising; /* its last value is above its first */
    size_t n_falling, n_level;
    size_t n_not_monotone;              /* of those that are not dead */
    double median_ratio, largest_ratio; /* most over least on a line */
    double largest_step_back; /* relative, against the line's direction */
    bool held;                /* a link solves for this response */
    int expected;             /* +1: must not fall, -1: must not rise, 0 */
    size_t n_wrong;           /* lines whose ends go the wrong way */
};

struct knobs {
    size_t n, n_responses;
    struct knob *knob;   /* of each axis, of each response; owned */
    size_t *lines;       /* of each axis: how many there are; owned */
    size_t *feasibility; /* of each axis: lines on which it decides what is
                            feasible; owned */
    size_t *sampled;     /* of each axis: lines looked at; owned */
};

/* Evaluates lines of the plan in parallel; the outcome does not depend on the
 * number of threads. */
void knobs_find(struct knobs *k, const struct plan *p);
void knobs_free(struct knobs *k);

/* "rises", "falls", "both ways", "level", "held", "dead" or "unknown". */
const char *knob_direction(const struct knob *k);

/* Sentences about axes that do nothing or the opposite of what they should,
 * one a line: "Warning: ..." or, where it may well be meant, "Note: ...". */
void knobs_warnings(const struct knobs *k, const struct plan *p,
                    struct text *out);

/* One row for each axis and each objective or time. */
struct table *knobs_table(const struct knobs *k, const struct plan *p);

#endif
