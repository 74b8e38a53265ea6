/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/contour.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Each side of a grid cell that the level crosses is a knot, linked to at
 * most one other in each of the two cells it borders.  Side k lies between
 * node k and its right neighbour, side n + k between node k and its upper. */
struct net {
    const double *x, *y, *z;
    size_t nx, ny;
    double level;
    size_t (*link)[2];
};

static const size_t NONE = SIZE_MAX;

static void link_one(struct net *net, size_t from, size_t to) {
    net->link[from][net->link[from][0] != NONE] = to;
}

static void link_both(struct net *net, size_t a, size_t b) {
    link_one(net, a, b);
    link_one(net, b, a);
}

static void link_cell(struct net *net, size_t ix, size_t iy) {
    size_t nx = net->nx, n = nx * net->ny, k = iy * nx + ix;
    /* Corners and sides counter-clockwise; side i joins corners i and i + 1. */
    size_t corner[4] = {k, k + 1, k + nx + 1, k + nx};
    size_t side[4] = {k, n + k + 1, k + nx, n + k};
    size_t crossed[4], n_crossed = 0;
    bool above[4], middle;
    double sum = 0;

    for (size_t i = 0; i < 4; i++) {
        if (!isfinite(net->z[corner[i]]))
            return;
        above[i] = net->z[corner[i]] >= net->level;
        sum += net->z[corner[i]];
    }
    for (size_t i = 0; i < 4; i++)
        if (above[i] != above[(i + 1) % 4])
            crossed[n_crossed++] = side[i];
    if (n_crossed == 2) {
        link_both(net, crossed[0], crossed[1]);
    } else if (n_crossed == 4) {
        /* A saddle: the middle says which corners hang together. */
        middle = sum / 4 >= net->level;
        link_both(net, side[0], side[above[0] == middle ? 1 : 3]);
        link_both(net, side[2], side[above[0] == middle ? 3 : 1]);
    }
}

static void add_knot(const struct net *net, struct contour *c, size_t knot) {
    size_t n = net->nx * net->ny, k = knot % n, capacity = c->capacity;
    size_t next = knot < n ? k + 1 : k + net->nx;
    double t = (net->level - net->z[k]) / (net->z[next] - net->z[k]);
    double x = net->x[k % net->nx], y = net->y[k / net->nx];

    if (knot < n)
        x += t * (net->x[k % net->nx + 1] - x);
    else
        y += t * (net->y[k / net->nx + 1] - y);
    c->x = mem_grow(c->x, &capacity, c->n + 1, sizeof *c->x);
    c->y = mem_grow(c->y, &c->capacity, c->n + 1, sizeof *c->y);
    c->x[c->n] = x;
    c->y[c->n++] = y;
}

/* Follows the links from a knot and unties them. */
static void follow(struct net *net, struct contour *c, size_t first) {
    size_t at = first;

    c->start =
        mem_grow(c->start, &c->line_capacity, c->n_lines + 2, sizeof *c->start);
    c->start[c->n_lines++] = c->n;
    add_knot(net, c, at);
    for (;;) {
        size_t *from = net->link[at];
        size_t to = from[0] != NONE ? from[0] : from[1];

        if (to == NONE)
            break;
        from[from[0] != NONE ? 0 : 1] = NONE;
        net->link[to][net->link[to][0] == at ? 0 : 1] = NONE;
        at = to;
        add_knot(net, c, at);
    }
    c->start[c->n_lines] = c->n;
}

void contour_find(struct contour *c, const double x[], size_t nx,
                  const double y[], size_t ny, const double z[], double level) {
    struct net net = {x, y, z, nx, ny, level, NULL};
    size_t n_knots = 2 * nx * ny;

    *c = (struct contour){0};
    net.link = mem_alloc(n_knots, sizeof *net.link);
    for (size_t k = 0; k < n_knots; k++)
        net.link[k][0] = net.link[k][1] = NONE;
    for (size_t iy = 0; iy + 1 < ny; iy++)
        for (size_t ix = 0; ix + 1 < nx; ix++)
            link_cell(&net, ix, iy);
    /* Open lines from their ends, then what is left: closed ones. */
    for (int closed = 0; closed <= 1; closed++) {
        for (size_t k = 0; k < n_knots; k++) {
            bool a = net.link[k][0] != NONE, b = net.link[k][1] != NONE;

            if (closed ? a || b : a != b)
                follow(&net, c, k);
        }
    }
    free(net.link);
}

void contour_free(struct contour *c) {
    free(c->x);
    free(c->y);
    free(c->start);
    *c = (struct contour){0};
}
