/* SPDX-License-Identifier: MIT
 *
 * How the response of a study depends on its parameters, in four ways:
 *
 *   oat         each parameter at the ends of its range, the others at the
 *               base device's
 *   elasticity  what 10 % more or less of each brings at the base device
 *   morris      elementary effects over the whole space (analyse/morris.h)
 *   sobol       shares of the variance over the space (analyse/sobol.h)
 *
 * Each gives a table with a row a parameter, what matters most first; the
 * caller frees it.  NULL on failure.  *n_infeasible counts the points
 * evaluated that are not feasible designs.  Percentages are of the response
 * at the base device.
 */
#ifndef SENSITIVITY_H
#define SENSITIVITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/table.h"
#include "study/study.h"

struct sensitivity_options {
    uint64_t seed;
    size_t samples;      /* sobol: base points; a power of 2 suits best */
    size_t trajectories; /* morris */
    size_t resamples;    /* of the bootstrap */
};

extern const struct sensitivity_options sensitivity_defaults;

struct sensitivity_count {
    size_t evaluated, infeasible;
};

typedef struct table *sensitivity_fn(const struct study *s,
                                     const struct sensitivity_options *o,
                                     struct sensitivity_count *count,
                                     struct err *e);

sensitivity_fn sensitivity_oat, sensitivity_elasticity, sensitivity_morris,
    sensitivity_sobol;

enum {
    SENSITIVITY_OAT,
    SENSITIVITY_ELASTICITY,
    SENSITIVITY_MORRIS,
    SENSITIVITY_SOBOL,
    SENSITIVITY_N
};

struct sensitivity_method {
    const char *title;
    sensitivity_fn *run;
};

extern const char *const sensitivity_names[SENSITIVITY_N];
extern const struct sensitivity_method sensitivity_methods[SENSITIVITY_N];

#endif
