/* SPDX-License-Identifier: MIT
 *
 * One design point that can be moved between the values of the axes: a sweep
 * whose every axis has one value, and its plan.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/gauge.h"

struct probe {
    struct sweep sweep;               /* borrows all from the real one */
    struct axis axes[SWEEP_MAX_AXES]; /* its axes, of one value each */
    double values[SWEEP_MAX_AXES];    /* that value; axes of names: 0 */
    struct link links[SWEEP_MAX_LINKS];
    struct plan plan;
    struct gauge gauge;
};

/* Stands at `index` of the recommendation's grid; the predictor is asked for
 * that structure alone.  `p` points into itself: it must not be copied. */
bool probe_new(struct probe *p, const struct recommend *r,
               const struct plan *grid, size_t index,
               const struct predictor *predictor,
               const struct cost_model *costs, struct err *e);
void probe_free(struct probe *p);

/* Whether an axis can be moved without asking the predictor again. */
bool probe_moves(const struct probe *p, size_t axis);

/* Moves the axes that can be moved and reads the point there; the others
 * stay.  Columns are then in p->gauge.batch. */
void probe_read(struct probe *p, const double axes[], struct reading *out);

#endif
