/* SPDX-License-Identifier: MIT
 *
 * The figures of a sweep, from the tables in its output directory: those that
 * the sweep file asks for, or, where it asks for none, a map of the first two
 * axes and a scatter of the first two objectives.
 */
#ifndef SWEEP_FIGURES_H
#define SWEEP_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "draw/figure.h"
#include "sweep/sweep.h"

/* Names of the figures, in order: an array that the caller frees; *n. */
char (*sweep_figures_names(const struct sweep *s, size_t *n))[FIGURE_NAME_MAX];

/* Draws into DIR/plots from the points in DIR and DIR/marks.csv; `only` names
 * one figure, or is NULL for all.  Kinds are checked by sweep_figures_check ().
 * Where a sweep keeps a part of its points, or has none, a figure may find too
 * few to draw: it is left out, and a line about it added to `left_out`. */
bool sweep_figures_draw(const struct sweep *s, const char *dir,
                        const char *only, unsigned terminals,
                        struct text *left_out, struct err *e);

/* Whether the plots of the sweep can be drawn at all: kinds, names, the
 * columns each kind needs, axes where a map needs them. */
bool sweep_figures_check(const struct sweep *s, struct err *e);

#endif
