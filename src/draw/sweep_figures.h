/* SPDX-License-Identifier: MIT
 *
 * The figures of a sweep, from the tables in its output directory.
 */
#ifndef SWEEP_FIGURES_H
#define SWEEP_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "sweep/sweep.h"

/* Draws into DIR/plots from the points in DIR and DIR/marks.csv; `only` names
 * one figure, or is NULL for all.  Kinds are checked by sweep_plots_check ().
 * Where a sweep keeps a part of its points, or has none, a figure may find too
 * few to draw: it is left out, and a line about it added to `left_out`. */
bool sweep_figures_draw(const struct sweep *s, const char *dir,
                        const char *only, unsigned terminals,
                        struct text *left_out, struct err *e);

#endif
