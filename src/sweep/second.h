/* SPDX-License-Identifier: MIT
 *
 * A second opinion: what another model says of the same points, for figures
 * that set the two side by side.
 */
#ifndef SECOND_H
#define SECOND_H

#include <stdbool.h>

#include "base/err.h"
#include "cost/cost_model.h"
#include "sweep/sweep.h"

/* More points than this get none: it is for figures. */
enum { SECOND_MAX_POINTS = 100000 };

/* The model that a plot asks for, or NULL. */
const char *second_model(const struct sweep *s);

/* Whether all plots ask for the same, of a metric that a model has a say in,
 * and no link solves for such a metric: then the points would be others. */
bool second_check(const struct sweep *s, struct err *e);

/* Writes DIR/second.csv: point_id, then every number that is a workload's, by
 * the model, whose speedups are over the reference by the same model. */
bool second_write(const struct sweep *s, const struct cost_model *costs,
                  const char *dir, struct err *e);

#endif
