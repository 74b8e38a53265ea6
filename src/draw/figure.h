/* SPDX-License-Identifier: MIT
 *
 * Figures: one table of kinds, each with a gnuplot template in plots/.
 * Drawing NAME writes NAME.csv (what is drawn), NAME.gp (the template with its
 * variables set; `gnuplot NAME.gp` in that folder draws it again) and the
 * pictures.  gnuplot is run by fork and exec; no text from data is ever code.
 */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/table.h"
#include "draw/gallery.h"

enum figure_kind {
    FIGURE_MAP,
    FIGURE_BOTTLENECK,
    FIGURE_PARETO,
    FIGURE_LINES,
    FIGURE_COORDINATES,
    FIGURE_N_OF_SWEEPS, /* those that a sweep file may ask for */
    FIGURE_PREDICTED = FIGURE_N_OF_SWEEPS,
    FIGURE_ERRORS,
    FIGURE_BARS,
    FIGURE_PARALLEL,
    FIGURE_TORNADO, /* of a table of `gpuscape sensitivity`: oat */
    FIGURE_INDICES, /* the same: sobol */
    FIGURE_ROOFLINE,
    FIGURE_LAYERS,
    FIGURE_N_KINDS
};

struct figure_kind_info {
    const char *name, *help;
    const char *template; /* file in plots/ */
};
extern const struct figure_kind_info figure_kinds[FIGURE_N_KINDS];
extern const char *const figure_kind_names[FIGURE_N_KINDS];

enum { FIGURE_NAME_MAX = 96, FIGURE_MAX_ISO = 2, FIGURE_MAX_COORDINATES = 8 };

/* One axis of a figure: a column with its label ("Board power (W)"). */
struct figure_axis {
    char column[FIGURE_NAME_MAX];
    char label[FIGURE_NAME_MAX];
    bool log;
    bool more_is_better; /* for objectives: which way is "better" */
    bool less_is_better; /* coordinates: likewise */
    /* Columns with the ends of its 90 % interval, or "". */
    char low[FIGURE_NAME_MAX], high[FIGURE_NAME_MAX];
};

/* A named point: a real GPU on a map, the reference on a scatter. */
struct figure_mark {
    char name[FIGURE_NAME_MAX];
    double x, y;
    bool is_reference;
};

struct figure {
    enum figure_kind kind;
    char name[FIGURE_NAME_MAX]; /* file name without suffix: [a-z0-9-]+ */
    char title[200], caption[800];
    struct figure_axis x, y;
    struct figure_axis z; /* map: colour and lines; bottleneck: lines */
    struct figure_axis iso[FIGURE_MAX_ISO]; /* maps: more lines, or "" */
    char bound[FIGURE_NAME_MAX]; /* maps: column of the bottleneck, or "" */
    struct figure_axis series;   /* lines: one line for each value, or "" */
    /* lines: another model's table, with columns point_id and y's; or NULL.
     * Borrowed, as is its name. */
    const struct table *second;
    const char *second_name;
    size_t n_axes;                  /* coordinates */
    const struct figure_axis *axes; /* borrowed */
    size_t n_marks;
    const struct figure_mark *marks; /* borrowed */
    bool stands;     /* maps, lines: each row stands for others at its place */
    double baseline; /* bars: a value with a line across all of them; 0: none */
};

/* Bars and parallel take tables of another form, a row for each thing drawn:
 *   bars      y: the group, series: the bar of a group, both texts; x: its
 *             length, with columns low, high (interval), measured and fits
 *             beside it, which may be absent or empty.  With x.log a dot in
 *             place of a bar, whose length would mean nothing.
 *   parallel  x: the name of an axis, series: the line, both texts; y: where
 *             the line meets it.  All axes have the scale of y.
 *   roofline  series: the device, x: operations a byte, y: GFLOP/s, with
 * columns layer, share_pct of its time, peak_gflops and bandwidth_gbs of the
 * device layers    series: the device, with columns layer, kind, forward_ms,
 *             backward_ms and update_ms; a row a layer
 * Groups, bars, axes and lines stand in the order of their first rows. */
enum {
    FIGURE_MAX_ROOFS = 4,
    FIGURE_MAX_STACKS = 4,
    FIGURE_MAX_GROUPS = 15,
    FIGURE_MAX_BARS = 8,
    FIGURE_MAX_PARALLEL_AXES = 8,
    FIGURE_MAX_PARALLEL_LINES = 4
};

enum figure_terminal {
    FIGURE_PNG,
    FIGURE_SVG,
    FIGURE_PDF,
    FIGURE_DUMB,
    FIGURE_N_TERMINALS
};
extern const char *const figure_terminal_names[FIGURE_N_TERMINALS];

/* Draws from a table into a folder, and into its list: of design points (its
 * columns `feasible` and `on_front` hold true or false); predicted: of rows
 * (its columns `session` and `left_out` do); errors: of devices, whose names
 * are in the first column, with a column of each predictor behind it.
 * `terminals` has a bit (1u << FIGURE_PNG ...) for each picture; with
 * FIGURE_DUMB the text goes to standard output of gnuplot, which is inherited.
 */
bool figure_draw(const struct figure *f, const struct table *points,
                 struct gallery *into, unsigned terminals, struct err *e);

/* Shows a figure that has been drawn into folder `dir`, with letters, on
 * standard output, which is flushed. */
bool figure_preview(const char *dir, const char *name, struct err *e);

/* Whether gnuplot can be run at all. */
bool figure_can_draw(void);

#endif
