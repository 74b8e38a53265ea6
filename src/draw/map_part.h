/* SPDX-License-Identifier: MIT
 *
 * What maps are made of besides lines: cells, hatching where no design is
 * feasible, borders between classes of cells.
 */
#ifndef MAP_PART_H
#define MAP_PART_H

#include <stdint.h>

#include "draw/drawing.h"
#include "draw/grid.h"

#define MAP_NO_CLASS SIZE_MAX

/* Rows `cell` and `infeasible`: neighbours of one class in a row of the grid
 * are one rectangle.  class[] and z[] have an element a cell. */
void map_put_cells(struct drawing *d, const struct grid *g,
                   const size_t class[], const double z[]);
void map_put_hatching(struct drawing *d, const struct grid *g);

/* Rows `border` between neighbours that differ in class; how many. */
size_t map_put_borders(struct drawing *d, const struct grid *g,
                       const size_t class[]);

#endif
