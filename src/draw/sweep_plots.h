/* SPDX-License-Identifier: MIT
 *
 * Which figures a sweep has: those that the sweep file asks for, or, where it
 * asks for none, a map of the first two axes, unless only the front is kept,
 * and a scatter of the first two objectives.
 */
#ifndef SWEEP_PLOTS_H
#define SWEEP_PLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "draw/figure.h"
#include "sweep/sweep.h"

/* The plots to draw, defaults included, each with a name: an array of *n that
 * the caller frees. */
struct sweep_plot *sweep_plots_of(const struct sweep *s, size_t *n);

/* Names of the figures, in order: an array that the caller frees; *n. */
char (*sweep_plots_names(const struct sweep *s, size_t *n))[FIGURE_NAME_MAX];

/* Whether the plots of the sweep can be drawn at all: kinds, names, the
 * columns each kind needs, axes where a map needs them. */
bool sweep_plots_check(const struct sweep *s, struct err *e);

/* Whether axis i is there and has more than one number. */
bool sweep_plots_axis_varies(const struct sweep *s, size_t i);

#endif
