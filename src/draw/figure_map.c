/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "draw/contour.h"
#include "draw/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Grids finer than this many cells are drawn in this many shades, with
 * neighbours of one shade in one rectangle: a vector picture then stays
 * small. */
enum { FINE_GRID = 2500, FINE_SHADES = 96, MAX_LEVELS = 8 };

/* Width over height of the plot area, roughly, so that hatching lies at
 * about 45 degrees. */
static const double ASPECT = 1.6;

/* The colour scale spans the feasible points. */
static bool set_z(struct drawing *d, const struct grid *g) {
    double low = HUGE_VAL, high = -HUGE_VAL;

    for (int state = GRID_FEASIBLE; state >= GRID_INFEASIBLE; state--) {
        for (size_t k = 0; k < g->nx * g->ny; k++) {
            if (g->state[k] < state || isnan(g->z[k]))
                continue;
            low = fmin(low, g->z[k]);
            high = fmax(high, g->z[k]);
        }
        if (low <= high)
            break;
    }
    if (!(low <= high))
        return false;
    scale_init(&d->z, low, high, d->figure->z.log, MAX_LEVELS);
    return true;
}

static size_t shade(const struct drawing *d, double z) {
    double u = scale_to_unit(&d->z, z) * FINE_SHADES;

    return (size_t)fmax(0, fmin(u, FINE_SHADES - 1));
}

static bool same_rectangle(const struct drawing *d, const struct grid *g,
                           size_t a, size_t b) {
    if (g->state[a] != g->state[b])
        return false;
    return g->state[a] == GRID_INFEASIBLE ||
           (g->nx * g->ny > FINE_GRID &&
            shade(d, g->z[a]) == shade(d, g->z[b]));
}

/* A rectangle of cells ix .. last of row iy.  It reaches half a cell under
 * those drawn after it, to the right and above, so that no viewer shows a
 * seam between them. */
static void put_rectangle(struct drawing *d, const struct grid *g, size_t ix,
                          size_t last, size_t iy) {
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
    row.z = g->z[middle];
    row.x_low = scale_from_unit(&d->x, g->x_edge[ix]);
    row.x_high = scale_from_unit(&d->x, right);
    row.y_low = scale_from_unit(&d->y, g->y_edge[iy]);
    row.y_high = scale_from_unit(&d->y, top);
    drawing_put(d, &row);
}

static void put_cells(struct drawing *d, const struct grid *g) {
    for (size_t iy = 0; iy < g->ny; iy++) {
        for (size_t ix = 0, last; ix < g->nx; ix = last + 1) {
            size_t k = iy * g->nx + ix;

            last = ix;
            if (g->state[k] == GRID_EMPTY)
                continue;
            while (last + 1 < g->nx &&
                   same_rectangle(d, g, k, iy * g->nx + last + 1))
                last++;
            put_rectangle(d, g, ix, last, iy);
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

/* "1.5" and the unit in the last parentheses of the axis label: "1.5x",
 * "12 ms". */
static char *level_text(const struct drawing *d, size_t level) {
    const char *label = d->figure->z.label, *open = strrchr(label, '(');
    const char *close = open == NULL ? NULL : strchr(open, ')');

    if (close == NULL || close == open + 1)
        return mem_strdup(d->z.label[level]);
    open++;
    return mem_printf("%s%s%.*s", d->z.label[level],
                      close - open == 1 && strchr("x%", *open) ? "" : " ",
                      (int)(close - open), open);
}

/* Where along the line a level's label costs least; near its middle among
 * equals.  A line too short for a label gets none. */
static void label_line(struct drawing *d, enum layout_kind kind,
                       const struct contour *c, size_t line, double z,
                       const char *text) {
    struct place *p = &d->places[kind];
    double size = kind == LAYOUT_DUMB ? 1 : d->layouts[kind].small_size;
    double width = layout_text_width(kind, text) * size + 0.3;
    double height = kind == LAYOUT_DUMB ? 1 : 1.25 * size;
    size_t first = c->start[line], last = c->start[line + 1] - 1;
    double length = 0, at = 0, best = HUGE_VAL, best_x = 0, best_y = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = first; i < last; i++) {
            double x0 = c->x[i] * p->width, y0 = c->y[i] * p->height;
            double x1 = c->x[i + 1] * p->width, y1 = c->y[i + 1] * p->height;
            double step = hypot(x1 - x0, y1 - y0);
            double n = ceil(step / 0.5);

            if (pass == 0) {
                length += step;
                continue;
            }
            for (double k = 0; k < n; k++) {
                double t = (k + 0.5) / n, x = x0 + t * (x1 - x0);
                double y = y0 + t * (y1 - y0);
                double cost = place_cost(p, x, y, width + 0.6, height + 0.3) +
                              6 * fabs((at + t * step) / length - 0.5);

                if (cost < best) {
                    best = cost;
                    best_x = x;
                    best_y = y;
                }
            }
            at += step;
        }
        if (length < 2 * width)
            return;
    }
    if (!(best < HUGE_VAL))
        return;
    place_add(p, best_x, best_y, width, height, HUGE_VAL);
    drawing_label(d, kind, "level", best_x, best_y, z, text);
}

/* Names keep off the lines where they can: a cost for each bit of line. */
static void reserve_line(struct place *p, const struct contour *c) {
    const double bit = 0.3;
    double walked = bit;

    for (size_t line = 0; line < c->n_lines; line++) {
        for (size_t i = c->start[line]; i + 1 < c->start[line + 1]; i++) {
            double x = c->x[i] * p->width, y = c->y[i] * p->height;
            double dx = c->x[i + 1] * p->width - x;
            double dy = c->y[i + 1] * p->height - y, length = hypot(dx, dy);
            double at = bit - walked;

            for (; at < length; at += bit)
                place_add(p, x + dx * at / length, y + dy * at / length, bit,
                          bit, 0.2);
            walked = length - at + bit;
        }
    }
}

static void put_lines(struct drawing *d, const struct contour *c, double z) {
    for (size_t line = 0; line < c->n_lines; line++) {
        struct drawing_row row = drawing_row_empty;

        for (size_t i = c->start[line]; i < c->start[line + 1]; i++) {
            row.layer = "contour";
            row.x = scale_from_unit(&d->x, c->x[i]);
            row.y = scale_from_unit(&d->y, c->y[i]);
            row.z = z;
            drawing_put(d, &row);
        }
        drawing_break(d, row.x, row.y);
    }
}

static void put_contours(struct drawing *d, const struct grid *g) {
    struct contour lines[SCALE_MAX_TICS];
    double *u = mem_alloc(g->nx, sizeof *u), *v = mem_alloc(g->ny, sizeof *v);

    for (size_t i = 0; i < g->nx; i++)
        u[i] = scale_to_unit(&d->x, g->x[i]);
    for (size_t i = 0; i < g->ny; i++)
        v[i] = scale_to_unit(&d->y, g->y[i]);
    for (size_t i = 0; i < d->z.n_tics; i++) {
        contour_find(&lines[i], u, g->nx, v, g->ny, g->z, d->z.tic[i]);
        put_lines(d, &lines[i], d->z.tic[i]);
        for (int kind = 0; kind < LAYOUT_N; kind++)
            reserve_line(&d->places[kind], &lines[i]);
    }
    drawing_marks(d);
    for (size_t i = 0; i < d->z.n_tics; i++) {
        char *text = level_text(d, i), *clean = drawing_clean(text);

        for (int kind = 0; kind < LAYOUT_N; kind++)
            for (size_t line = 0; line < lines[i].n_lines; line++)
                label_line(d, (enum layout_kind)kind, &lines[i], line,
                           d->z.tic[i], clean);
        contour_free(&lines[i]);
        free(text);
        free(clean);
    }
    free(u);
    free(v);
}

static void describe(struct drawing *d, const struct grid *g) {
    double right[LAYOUT_N] = {0, 0, 2};
    size_t n_other = 0;

    for (size_t i = 0; i < d->figure->n_marks; i++)
        n_other += !d->figure->marks[i].is_reference;
    drawing_key(d, "infeasible", "%s", g->n_infeasible > 0 ? "infeasible" : "");
    drawing_key(d, "mark", "%s", n_other > 0 ? "real GPU" : "");
    if (g->n_shared > 0)
        drawing_note(d, "Each cell shows the best of the points in it.");
    /* The colour bar, its numbers and its label. */
    for (int kind = LAYOUT_SLIDE; kind <= LAYOUT_COLUMN; kind++) {
        for (size_t i = 0; i < d->z.n_tics; i++)
            right[kind] =
                fmax(right[kind],
                     layout_text_width((enum layout_kind)kind, d->z.label[i]));
        right[kind] += 5.0;
    }
    drawing_layouts(d, right);
}

/* "Map of speedup: SM count from 12 to 60, ...". */
static void set_alt(struct drawing *d, const struct grid *g) {
    const struct figure *f = d->figure;
    char x[FIGURE_NAME_MAX], y[FIGURE_NAME_MAX];
    double sign = f->z.more_is_better ? 1 : -1;
    size_t best = g->nx * g->ny, n = 0;

    for (size_t k = 0; k < g->nx * g->ny; k++) {
        if (g->state[k] != GRID_FEASIBLE)
            continue;
        n++;
        if (best == g->nx * g->ny || sign * g->z[k] > sign * g->z[best])
            best = k;
    }
    drawing_alt(d, "Map over ");
    drawing_alt_range(d, &f->x, g->x[0], g->x[g->nx - 1]);
    drawing_alt(d, " and ");
    drawing_alt_range(d, &f->y, g->y[0], g->y[g->ny - 1]);
    drawing_alt(d, "; colour and lines: ");
    drawing_alt_range(d, &f->z, d->z.low, d->z.high);
    if (n > 0)
        drawing_alt(d, ", best at %s and %s",
                    drawing_amount(&f->x, g->x[best % g->nx], x),
                    drawing_amount(&f->y, g->y[best / g->nx], y));
    drawing_alt(d, ". Of %zu cells %zu are infeasible.", n + g->n_infeasible,
                g->n_infeasible);
}

bool drawing_map(struct drawing *d, struct err *e) {
    struct grid g;
    bool good = grid_read(&g, d, e);

    if (good && !set_z(d, &g))
        good = err_set(e, ERR_INPUT, "%s: column %s holds no number",
                       table_path(d->points), d->figure->z.column);
    if (good) {
        describe(d, &g);
        set_alt(d, &g);
        drawing_reserve_marks(d);
        put_cells(d, &g);
        for (double c = 0.02; c < 1 + ASPECT; c += 0.05)
            hatch_line(d, &g, c);
        put_contours(d, &g);
    }
    grid_free(&g);
    return good;
}
