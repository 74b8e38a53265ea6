/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/map_part.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Width over height of the plot area, roughly, so that hatching lies at
 * about 45 degrees. */
static const double ASPECT = 1.6;

static bool same_rectangle(const struct grid *g, const size_t class[], size_t a,
                           size_t b) {
    return g->state[a] == g->state[b] &&
           (g->state[a] == GRID_INFEASIBLE || class[a] == class[b]);
}

/* A rectangle of cells ix .. last of row iy.  It reaches half a cell under
 * those drawn after it, to the right and above, so that no viewer shows a
 * seam between them. */
static void put_rectangle(struct drawing *d, const struct grid *g, size_t ix,
                          size_t last, size_t iy, const double z[]) {
    size_t k = iy * g->nx, middle = k + (ix + last) / 2;
    double right = g->x_edge[last + 1], top = g->y_edge[iy + 1];
    unsigned char state = g->state[middle];
    struct drawing_row row = drawing_row_empty;
    bool covered = iy + 1 < g->ny;

    if (last + 1 < g->nx && g->state[k + last + 1] >= GRID_INFEASIBLE &&
        state == GRID_FEASIBLE)
        right = (right + g->x_edge[last + 2]) / 2;
    for (size_t i = ix; covered && i <= last; i++) {
        unsigned char above = g->state[k + g->nx + i];

        covered = above != GRID_EMPTY &&
                  (state == GRID_FEASIBLE || above == GRID_INFEASIBLE);
    }
    if (covered)
        top = (top + g->y_edge[iy + 2]) / 2;
    row.layer = state == GRID_FEASIBLE ? "cell" : "infeasible";
    row.x = g->x[(ix + last) / 2];
    row.y = g->y[iy];
    row.z = z[middle];
    row.x_low = scale_from_unit(&d->x, g->x_edge[ix]);
    row.x_high = scale_from_unit(&d->x, right);
    row.y_low = scale_from_unit(&d->y, g->y_edge[iy]);
    row.y_high = scale_from_unit(&d->y, top);
    drawing_put(d, &row);
}

void map_put_cells(struct drawing *d, const struct grid *g,
                   const size_t class[], const double z[]) {
    for (size_t iy = 0; iy < g->ny; iy++) {
        for (size_t ix = 0, last; ix < g->nx; ix = last + 1) {
            size_t k = iy * g->nx + ix;

            last = ix;
            if (g->state[k] == GRID_EMPTY)
                continue;
            while (last + 1 < g->nx &&
                   same_rectangle(g, class, k, iy * g->nx + last + 1))
                last++;
            put_rectangle(d, g, ix, last, iy, z);
        }
    }
}

/* One line of the hatching, u * ASPECT + v = c in the unit square: from cell
 * to cell, with one segment for each stretch of infeasible ones. */
static void hatch_line(struct drawing *d, const struct grid *g, double c) {
    double at = fmax(0, (c - 1) / ASPECT), end = fmin(1, c / ASPECT);
    double from = -1;
    size_t ix = 0, iy = g->ny - 1;

    while (at < end) {
        double next;
        bool inside;

        while (ix + 1 < g->nx && g->x_edge[ix + 1] <= at)
            ix++;
        while (iy > 0 && g->y_edge[iy] >= c - at * ASPECT)
            iy--;
        next = fmin(end, g->x_edge[ix + 1]);
        if (iy > 0)
            next = fmin(next, (c - g->y_edge[iy]) / ASPECT);
        /* Rounding must not stop the way. */
        next = fmax(next, at + 1e-9);
        inside = g->state[iy * g->nx + ix] == GRID_INFEASIBLE;
        if (inside && from < 0)
            from = at;
        if (from >= 0 && (!inside || next >= end)) {
            double to = inside ? end : at;

            drawing_segment(d, "hatch", scale_from_unit(&d->x, from),
                            scale_from_unit(&d->y, c - from * ASPECT),
                            scale_from_unit(&d->x, to),
                            scale_from_unit(&d->y, c - to * ASPECT));
            from = -1;
        }
        at = next;
    }
}

void map_put_hatching(struct drawing *d, const struct grid *g) {
    for (double c = 0.02; c < 1 + ASPECT; c += 0.05)
        hatch_line(d, g, c);
}

static bool differ(const struct grid *g, const size_t class[], size_t a,
                   size_t b) {
    return g->state[a] != GRID_EMPTY && g->state[b] != GRID_EMPTY &&
           class[a] != MAP_NO_CLASS && class[b] != MAP_NO_CLASS &&
           class[a] != class[b];
}

size_t map_put_borders(struct drawing *d, const struct grid *g,
                       const size_t class[]) {
    size_t n = 0;

    /* Upright ones, each as long as it goes, then level ones. */
    for (size_t ix = 1; ix < g->nx; ix++)
        for (size_t iy = 0, last; iy < g->ny; iy = last + 1) {
            double x = scale_from_unit(&d->x, g->x_edge[ix]);
            size_t k = ix;

            for (last = iy; last < g->ny && differ(g, class, last * g->nx + k,
                                                   last * g->nx + k - 1);)
                last++;
            if (last == iy)
                continue;
            drawing_segment(d, "border", x,
                            scale_from_unit(&d->y, g->y_edge[iy]), x,
                            scale_from_unit(&d->y, g->y_edge[last]));
            n++;
        }
    for (size_t iy = 1; iy < g->ny; iy++)
        for (size_t ix = 0, last; ix < g->nx; ix = last + 1) {
            double y = scale_from_unit(&d->y, g->y_edge[iy]);
            size_t k = iy * g->nx;

            for (last = ix;
                 last < g->nx && differ(g, class, k + last, k + last - g->nx);)
                last++;
            if (last == ix)
                continue;
            drawing_segment(d, "border", scale_from_unit(&d->x, g->x_edge[ix]),
                            y, scale_from_unit(&d->x, g->x_edge[last]), y);
            n++;
        }
    return n;
}
