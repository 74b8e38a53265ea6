/* SPDX-License-Identifier: MIT
 *
 * What is known of a coefficient before the fit, of its logarithm.
 */
#ifndef COST_PRIOR_H
#define COST_PRIOR_H

#include <stdbool.h>

#include "base/err.h"
#include "cost/cost_tables.h"

struct cost_normal {
    double center, spread; /* of the logarithm */
};

bool cost_prior(const struct cost_model *m, const char *term,
                struct cost_normal *out, struct err *e);

#endif
