/* SPDX-License-Identifier: MIT
 *
 * Elasticities of a study's response at the base device: d ln y / d ln x,
 * from a step of 10 % up and down (for whole numbers the nearest, at least
 * one).
 *
 * The interval is the least and the most among the members of the predictor's
 * ensemble, each taken alone: how far networks that fit the measurements
 * alike disagree about the parts of the time.  It is not an error measured on
 * other devices.  There is none with a predictor of another kind or of one
 * member, and none of what the predictor has no part in, such as power.
 */
#ifndef ELASTICITY_H
#define ELASTICITY_H

#include <stddef.h>

#include "base/err.h"
#include "study/study.h"

struct elasticity {
    double down, up; /* values of the parameter */
    double response_down, response_up;
    double value, low, high; /* of the central difference; NAN: no interval */
    /* Change of the response for 10 % more, in percent. */
    double plus_10, plus_10_low, plus_10_high;
};

/* `out` has a place for each parameter; NAN where it or the response is not
 * above 0.  *response is that of the base device. */
bool elasticity_find(const struct study *s, struct elasticity out[],
                     double *response, size_t *n_infeasible, struct err *e);

#endif
