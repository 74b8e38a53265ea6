/* SPDX-License-Identifier: MIT
 *
 * Measures points of a plan against the targets, limits and criteria of a
 * recommendation.
 */
#ifndef GAUGE_H
#define GAUGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/recommend.h"
#include "sweep/plan.h"

/* What a point is, apart from its columns. */
struct reading {
    /* Whether it can be at all: nothing stands against it but targets and
     * limits. */
    bool possible;
    size_t reason; /* of the plan's: what fails first, or 0 */
    double target[RECOMMEND_MAX_CRITERIA]; /* to be made small */
    double value[RECOMMEND_MAX_LIMITS], bound[RECOMMEND_MAX_LIMITS];
};

/* Room for a batch of points; one a thread. */
struct gauge {
    const struct recommend *recommend; /* borrowed */
    const struct plan *plan;           /* borrowed */
    struct batch batch;
    double *variables; /* as those of the batch */
    struct expr *values[RECOMMEND_MAX_LIMITS], *bounds[RECOMMEND_MAX_LIMITS];
    bool *is_limit;    /* of each reason: a target or limit is missed */
    bool needs_device; /* a limit reads a field that is no column */
};

/* The plan is one of the recommendation's sweep, or of a part of it. */
bool gauge_new(struct gauge *g, const struct recommend *r, const struct plan *p,
               struct err *e);
void gauge_free(struct gauge *g);

/* Evaluates points first ... first + n - 1, then reads one of them. */
void gauge_evaluate(struct gauge *g, size_t first, size_t n);
void gauge_read(struct gauge *g, size_t i, struct reading *out);
/* The reference device, which is possible. */
void gauge_reference(struct gauge *g, struct reading *out);

/* By how much limit j is exceeded, its bound relaxed by a share. */
double gauge_excess(const struct recommend *r, const struct reading *x,
                    size_t j, double give);

#endif
