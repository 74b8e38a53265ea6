/* SPDX-License-Identifier: MIT
 *
 * The three shapes of a picture and the geometry of each: a slide (PNG), a
 * column of a paper (SVG, PDF) and a text terminal.  Lengths are in em of the
 * base font; for the terminal an em is one character cell, either way.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

enum layout_kind { LAYOUT_SLIDE, LAYOUT_COLUMN, LAYOUT_DUMB, LAYOUT_N };

struct layout {
    enum layout_kind kind;
    double width, height;            /* of the picture */
    double left, right, top, bottom; /* margins around the plot area */
    double title_size, small_size, caption_size; /* of the fonts, in em */
    double key_columns; /* entries of the key side by side */
    /* Heights of the first lines of title and caption, top of the key. */
    double title_y, caption_y, key_y;
    struct text title, caption, y_label; /* wrapped, lines ended by '\n' */
};

extern const char *const layout_names[LAYOUT_N];

/* What has to find room beside the plot area; lengths in the layout's em. */
struct layout_need {
    const char *title, *caption, *y_label;
    double y_tics; /* widest label of the y axis */
    double right;  /* colour bar or names to the right */
    size_t n_keys;
    const char *const *keys;
    double least_height; /* of a column's plot area */
    double plot_height;  /* of a column, 0: from its width */
    double below;        /* of a column: more room below the plot area */
    bool wide_key;       /* the key begins at the left edge of the picture */
};

void layout_init(struct layout *l, enum layout_kind kind,
                 const struct layout_need *need);
void layout_free(struct layout *l);

/* Size of the plot area. */
double layout_plot_width(const struct layout *l);
double layout_plot_height(const struct layout *l);

/* Estimated width of text in the base font, never much too small. */
double layout_text_width(enum layout_kind kind, const char *text);

#endif
