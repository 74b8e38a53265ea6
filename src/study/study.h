/* SPDX-License-Identifier: MIT
 *
 * A study of a sweep's space: its axes are taken as parameters with a range,
 * and one number column of a design point is the response.
 *
 * A parameter of whole numbers, and one that the predictor's laws depend on,
 * takes the values that its axis lists; any other takes every number between
 * the first and the last, evenly, or evenly in the logarithm where the axis
 * is so spaced.  Links follow at every point, as in a sweep.
 */
#ifndef STUDY_H
#define STUDY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cost/cost_model.h"
#include "predict/predictor.h"
#include "sweep/sweep.h"

struct parameter {
    const struct axis *axis; /* borrowed from the sweep */
    double low, high;        /* ends of its range */
    /* The base device's own value; where it has none, and for the batch, the
     * middle of the range. */
    double base;
    bool base_known;
    bool whole;      /* takes whole numbers only */
    bool structural; /* the laws depend on it */
    bool listed;     /* takes the axis's values only */
};

/* Everything but the parameters is borrowed. */
struct study {
    const struct sweep *sweep;
    const struct predictor *predictor;
    const struct cost_model *costs;
    const char *response; /* a column of design points */
    size_t n;
    struct parameter parameters[SWEEP_MAX_AXES];
};

/* Fails for an axis of names or of one value, for a link along an axis, and for
 * a response that is no column of numbers, or an axis, or has no value at the
 * base device. */
bool study_init(struct study *s, const struct sweep *sweep,
                const struct predictor *predictor,
                const struct cost_model *costs, const char *response,
                struct err *e);

/* A point of the unit cube as values of the parameters. */
void study_from_unit(const struct study *s, const double u[], double x[]);

/* Responses at `rows` rows of values of the parameters, which may lie outside
 * the ranges, by a predictor that is the study's or a part of it.  Laws are
 * made once for every combination of the values that occur.  Whether a point
 * is feasible makes no difference; *n_infeasible (may be NULL) counts those
 * that are not.  Fails where a response has no value. */
bool study_evaluate(const struct study *s, const struct predictor *predictor,
                    const double x[], size_t rows, double y[],
                    size_t *n_infeasible, struct err *e);

#endif
