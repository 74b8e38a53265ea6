/* SPDX-License-Identifier: MIT
 *
 * Parameters: numbers of a sweep that are no field of a device and that only
 * links and constraints read.  An axis or a link gives one its value.
 */
#ifndef PARAMETER_H
#define PARAMETER_H

#include "base/cfg.h"
#include "base/err.h"
#include "sweep/sweep.h"

/* No parameter that makes sense is larger. */
extern const double PARAMETER_MOST;

/* The keys `parameter` and `label` of an axis or a link: a word of its own,
 * free of names that expressions know already.  `label` is "" where it is not
 * given. */
bool parameter_load(struct cfg *cfg, const struct cfg_node *group,
                    char name[SWEEP_NAME_MAX], char label[SWEEP_NAME_MAX],
                    struct err *e);

#endif
