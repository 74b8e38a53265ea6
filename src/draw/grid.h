/* SPDX-License-Identifier: MIT
 *
 * Design points as the cells of a map: every pair of the values that the two
 * axes take is a cell.  Where several points share a cell (they differ in a
 * third axis) it shows the best feasible one, or, when none is feasible, the
 * best of them, as infeasible.
 */
#ifndef GRID_H
#define GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/drawing.h"

enum grid_state { GRID_EMPTY, GRID_INFEASIBLE, GRID_FEASIBLE };

struct grid {
    size_t nx, ny;
    double *x, *y;           /* values of the axes, ascending */
    double *x_edge, *y_edge; /* [n + 1] borders of the cells, on the unit
                              * interval of the axis from first to last */
    double *z;               /* [ny * nx], NAN where unknown */
    unsigned char *state;    /* [ny * nx], enum grid_state */
    size_t *row;             /* [ny * nx], the point that a cell shows */
    size_t n_infeasible, n_shared;
};

/* Reads the points and sets d->x and d->y to the outer borders of the cells.
 * grid_free () also after a failure. */
bool grid_read(struct grid *g, struct drawing *d, struct err *e);
void grid_free(struct grid *g);

#endif
