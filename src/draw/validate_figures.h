/* SPDX-License-Identifier: MIT
 *
 * The figures of a validation, from the tables in its output directory:
 * predicted against measured times, and the error on each GPU.
 */
#ifndef VALIDATE_FIGURES_H
#define VALIDATE_FIGURES_H

#include <stdbool.h>

#include "base/err.h"

enum { VALIDATE_N_FIGURES = 2 };
extern const char *const validate_figure_names[VALIDATE_N_FIGURES];

/* Whether the directory holds the tables that they are drawn from. */
bool validate_figures_found(const char *dir);

/* Draws into DIR/plots from DIR/rows.csv, DIR/devices.csv and DIR/summary.csv;
 * `only` is one of the names, or NULL for both; terminals as of
 * figure_draw (). */
bool validate_figures_draw(const char *dir, const char *only,
                           unsigned terminals, struct err *e);

#endif
