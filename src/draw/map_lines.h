/* SPDX-License-Identifier: MIT
 *
 * Lines of equal value on a map, with their values beside them.
 */
#ifndef MAP_LINES_H
#define MAP_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/contour.h"
#include "draw/drawing.h"
#include "draw/grid.h"

struct map_lines {
    const char *layer;              /* of the rows; a constant */
    const struct figure_axis *axis; /* its unit stands beside a level */
    bool in_dumb;                   /* in a text terminal too */
    struct scale levels;            /* at its marks */
    struct contour lines[SCALE_MAX_TICS];
    size_t n; /* lines found */
};

/* With layer, axis and levels set: the lines of z, a value a cell. */
void map_lines_find(struct map_lines *m, const struct drawing *d,
                    const struct grid *g, const double z[]);
void map_lines_free(struct map_lines *m);

/* The rows; names will keep off the lines. */
void map_lines_put(const struct map_lines *m, struct drawing *d);
/* The levels, where there is room; after the marks. */
void map_lines_label(const struct map_lines *m, struct drawing *d);

#endif
