/* SPDX-License-Identifier: MIT
 *
 * Reading of the constraints of a sweep file: an expression, or
 * { expression = "..."; soft = true; }.  A hard constraint that does not hold
 * makes a point infeasible; a soft one is only counted.
 */
#ifndef CONSTRAINT_H
#define CONSTRAINT_H

#include "base/cfg.h"
#include "base/err.h"
#include "sweep/sweep.h"

/* The key `constraints` of the group, which may be absent.  The expressions
 * are checked by plan_new (). */
bool constraints_load(struct sweep *s, struct cfg *cfg,
                      const struct cfg_node *top, struct err *e);

#endif
