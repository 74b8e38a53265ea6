/* SPDX-License-Identifier: MIT
 *
 * Lines of equal value on a rectangular grid, by marching squares with linear
 * interpolation.
 */
#ifndef CONTOUR_H
#define CONTOUR_H

#include <stddef.h>

struct contour {
    size_t n, capacity;
    double *x, *y; /* [n], line after line */
    size_t n_lines, line_capacity;
    size_t *start; /* [n_lines + 1] */
};

/* Where the grid z[iy * nx + ix] at (x[ix], y[iy]) passes `level`.  Cells
 * with a corner that is not finite are left out.  A closed line ends with its
 * first point.  contour_free () releases it. */
void contour_find(struct contour *c, const double x[], size_t nx,
                  const double y[], size_t ny, const double z[], double level);
void contour_free(struct contour *c);

#endif
