/* SPDX-License-Identifier: MIT
 *
 * Whether a design point is feasible, and why not: the codes of the column
 * `reason`, their texts, and the constraints.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <stddef.h>

#include "sweep/plan.h"
#include "sweep/point.h"

/* Makes the texts of all reasons and of all sets of soft constraints. */
void verdict_texts(struct plan *p);

/* Codes of METRIC_REASON in the order in which they are looked for; 0 is
 * feasible. */
size_t verdict_impossible(void);
size_t verdict_memory(size_t workload);
size_t verdict_unknown(const struct plan *p, size_t objective);
size_t verdict_constraint(const struct plan *p, size_t i, bool undefined);

/* Code of a link's failure, as ties_set_point () returns it less one. */
size_t verdict_of_link(const struct plan *p, size_t code);

/* Sets violations, violated, reason and feasible of point i of a batch whose
 * other columns are set. */
void verdict_set(const struct plan *p, const struct point *x, struct batch *b,
                 size_t i);

#endif
