/* SPDX-License-Identifier: MIT
 *
 * The devices of a plan's structures: the base with the structural axes and
 * links set, and the marks as they are.
 */
#ifndef STRUCTURE_H
#define STRUCTURE_H

#include "cost/cost_model.h"
#include "sweep/plan.h"

/* Fills p->structures, whose strides are known; `r` is any room of p's. */
void structures_fill(struct plan *p, struct tie_room *r,
                     const struct cost_model *costs);

#endif
