/* SPDX-License-Identifier: MIT
 *
 * What the figures of all kinds share: a drawing under way, with its two
 * open files.  NAME.csv has one row for each thing drawn, told apart by its
 * `layer`; NAME.gp begins with variables that the template reads.
 */
#ifndef DRAWING_H
#define DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"
#include "draw/figure.h"
#include "draw/layout.h"
#include "draw/place.h"
#include "draw/scale.h"

enum { DRAWING_MAX_KEYS = 12, DRAWING_KEY_MAX = 80 };

struct drawing {
    const struct figure *figure;
    const struct table *points;
    FILE *csv, *gp;
    struct scale x, y, z;
    struct text caption; /* the figure's, then our own notes */
    struct text alt;     /* what is seen, for who does not see it */
    size_t n_keys;
    char keys[DRAWING_MAX_KEYS][DRAWING_KEY_MAX];
    /* Names in place of marks along y: how wide, and how high a column's plot
     * area must be for them, in em. */
    double y_names[LAYOUT_N], least_height;
    struct layout layouts[LAYOUT_N];
    struct place places[LAYOUT_N];
    double plot_height; /* wanted in the column, em; 0: as its width asks */
    double below;       /* room wanted below the plot area, as in layout.h */
    bool wide_key;      /* as in layout.h */
};

/* Each kind's own part: reads the points, sets the scales, calls
 * drawing_layouts () and writes rows and variables. */
bool drawing_map(struct drawing *d, struct err *e);
bool drawing_bottleneck(struct drawing *d, struct err *e);
bool drawing_pareto(struct drawing *d, struct err *e);
bool drawing_lines(struct drawing *d, struct err *e);
bool drawing_coordinates(struct drawing *d, struct err *e);
bool drawing_predicted(struct drawing *d, struct err *e);
bool drawing_errors(struct drawing *d, struct err *e);
bool drawing_bars(struct drawing *d, struct err *e);
bool drawing_parallel(struct drawing *d, struct err *e);
bool drawing_tornado(struct drawing *d, struct err *e);
bool drawing_indices(struct drawing *d, struct err *e);
bool drawing_roofline(struct drawing *d, struct err *e);
bool drawing_layers(struct drawing *d, struct err *e);

/* A column as numbers, NAN where a cell is empty; true and false are 1 and
 * 0.  The array is the caller's; NULL on failure. */
double *drawing_numbers(const struct drawing *d, const char *column,
                        struct err *e);
/* The same where a column holds names: their order of appearance. */
double *drawing_ranks(const struct drawing *d, const char *column,
                      struct err *e);
/* The same for an axis: refuses what a logarithm cannot show. */
double *drawing_axis(const struct drawing *d, const struct figure_axis *axis,
                     struct err *e);
/* A column of true and false that may be absent: then all are `otherwise`. */
bool *drawing_flags(const struct drawing *d, const char *column, bool otherwise,
                    struct err *e);

/* A column that may be absent or unnamed: then all are NAN. */
double *drawing_optional(const struct drawing *d, const char *column,
                         struct err *e);

/* Adds a sentence to the caption. */
void drawing_note(struct drawing *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds to the text that stands for the picture: one or two sentences, with
 * numbers. */
void drawing_alt(struct drawing *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A label without its unit, "Board power", and a value with it, "256 W", for
 * sentences.  `out` holds FIGURE_NAME_MAX bytes. */
const char *drawing_words(const char *label, char out[FIGURE_NAME_MAX]);
const char *drawing_amount(const struct figure_axis *axis, double x,
                           char out[FIGURE_NAME_MAX]);
/* "Speedup over GTX 1080 Ti", "A from 1 W to 3 W": an axis over a range. */
void drawing_alt_range(struct drawing *d, const struct figure_axis *axis,
                       double low, double high);
/* Sets variable key_NAME of the script, an entry of the key; an empty text is
 * no entry.  Before drawing_layouts (). */
void drawing_key(struct drawing *d, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "1 point", "2,345 points", or the bare number when noun is NULL; `out` holds
 * DRAWING_KEY_MAX bytes. */
const char *drawing_count(size_t n, const char *noun, char *out);

/* With scales, caption and key settled: the geometry of each layout, written
 * to the script too.  `right` has the room wanted beside each plot area. */
void drawing_layouts(struct drawing *d, const double right[LAYOUT_N]);

/* One row of NAME.csv; NAN is an empty cell, `text` may be NULL. */
struct drawing_row {
    const char *layer;
    double x, y, z;
    double x_low, x_high, y_low, y_high;
    const char *text;
};
extern const struct drawing_row drawing_row_empty;
void drawing_put(struct drawing *d, const struct drawing_row *row);
void drawing_point(struct drawing *d, const char *layer, double x, double y);
void drawing_segment(struct drawing *d, const char *layer, double x0, double y0,
                     double x1, double y1);
/* A break in a line, after its last point; gnuplot takes a row without
 * coordinates for one that is missing and draws on. */
void drawing_break(struct drawing *d, double x, double y);

/* The figure's marks within the axes: their points, and in each layout their
 * names where there is room. */
void drawing_marks(struct drawing *d);
/* Keeps the names off the marks; before anything else is placed. */
void drawing_reserve_marks(struct drawing *d);
/* The row that names something in one layout. */
void drawing_label(struct drawing *d, enum layout_kind kind, const char *layer,
                   double cx, double cy, double z, const char *text);

/* Variables of the script.  Text becomes a single-quoted gnuplot string, in
 * which nothing has a meaning but the quote. */
void drawing_set_number(struct drawing *d, const char *name, double x);
void drawing_set_text(struct drawing *d, const char *name, const char *text);
/* A text as such a string. */
void drawing_quoted(FILE *gp, const char *text);

/* Control characters as \xNN and bytes that are no UTF-8 as '?'; allocated. */
char *drawing_clean(const char *text);

#endif
