/* SPDX-License-Identifier: MIT
 *
 * The front of a run in few words: some of its points, its knee, designs that
 * stand for all, what more of a gain costs along it, its hypervolume.  Tables
 * are the caller's.
 */
#ifndef FRONT_TABLE_H
#define FRONT_TABLE_H

#include <stddef.h>

#include "base/table.h"
#include "sweep/chance.h"
#include "sweep/plan.h"
#include "sweep/run.h"

/* At most `most` points of the front, spread evenly along its first
 * objective, both ends included: axes, objectives, what explains them, and
 * where it is known for how sure. */
struct table *front_table(const struct plan *p, const struct run *r,
                          const struct chances *c, size_t most);

/* The knee, then `k` designs that stand for the front (front_shape.h), out of
 * at most 1000 of it: what, then as front_table (), then how many designs each
 * stands for. */
struct table *front_typical(const struct plan *p, const struct run *r,
                            const struct chances *c, size_t k);

/* Of each objective to be made large over each to be made small, slopes in
 * quarters of the front; no rows where it has fewer than 12 points. */
struct table *front_marginal(const struct plan *p, const struct run *r);

/* Hypervolume of the front to the worst feasible point, as a share of the box
 * from the best; NAN where that would take long (d > 3 with many points). */
double front_volume(const struct plan *p, const struct run *r);

#endif
