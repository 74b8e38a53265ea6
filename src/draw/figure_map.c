/* SPDX-License-Identifier: MIT
 *
 * Maps over two axes: a metric as colour, or what bounds the designs; both
 * with lines of equal metric, lines of other columns, such as power, and the
 * border at which the bottleneck changes.
 */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "draw/grid.h"
#include "draw/map_lines.h"
#include "draw/map_part.h"
#include "predict/law.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Grids finer than this many cells are drawn in this many shades, with
 * neighbours of one shade in one rectangle: a vector picture then stays
 * small. */
enum { FINE_GRID = 2500, FINE_SHADES = 96, MAX_LEVELS = 8, MAX_ISO_LEVELS = 4 };

struct map {
    struct grid g;
    size_t *bound;     /* of each cell: a law_bound, or MAP_NO_CLASS; owned */
    size_t n[BOUND_N]; /* feasible cells of each */
    size_t n_bounds;   /* how many of them there are, feasible or not */
    struct map_lines main, iso[FIGURE_MAX_ISO];
};

static void map_free(struct map *m) {
    map_lines_free(&m->main);
    for (size_t i = 0; i < FIGURE_MAX_ISO; i++)
        map_lines_free(&m->iso[i]);
    free(m->bound);
    grid_free(&m->g);
}

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

/* What bounds each cell, where the table says. */
static bool read_bounds(struct map *m, const struct drawing *d, struct err *e) {
    const struct grid *g = &m->g;
    const char *column = d->figure->bound;
    size_t n = g->nx * g->ny, at;
    bool seen[BOUND_N + 1] = {false};

    m->bound = mem_alloc(n, sizeof *m->bound);
    for (size_t k = 0; k < n; k++)
        m->bound[k] = MAP_NO_CLASS;
    if (column[0] == '\0')
        return true;
    if (!table_find(d->points, column, &at, e))
        return false;
    for (size_t k = 0; k < n; k++) {
        size_t b;

        if (g->state[k] == GRID_EMPTY)
            continue;
        b = text_index(table_cell(d->points, g->row[k], at), law_bound_names,
                       BOUND_N);
        m->bound[k] = b < BOUND_N ? b : MAP_NO_CLASS;
        seen[b < BOUND_N ? b : BOUND_N] = true;
        if (g->state[k] == GRID_FEASIBLE && b < BOUND_N)
            m->n[b]++;
    }
    for (size_t b = 0; b < BOUND_N; b++)
        m->n_bounds += seen[b];
    return true;
}

/* Lines of another column, where it has more than one value. */
static bool read_iso(struct map *m, size_t i, struct drawing *d,
                     struct err *e) {
    static const char *const layers[FIGURE_MAX_ISO] = {"iso-1", "iso-2"};
    const struct grid *g = &m->g;
    const struct figure_axis *axis = &d->figure->iso[i];
    double low = HUGE_VAL, high = -HUGE_VAL, *all, *z;

    if (axis->column[0] == '\0')
        return true;
    if ((all = drawing_numbers(d, axis->column, e)) == NULL)
        return false;
    z = mem_alloc(g->nx * g->ny, sizeof *z);
    for (size_t k = 0; k < g->nx * g->ny; k++) {
        z[k] = g->state[k] == GRID_EMPTY ? (double)NAN : all[g->row[k]];
        if (isfinite(z[k])) {
            low = fmin(low, z[k]);
            high = fmax(high, z[k]);
        }
    }
    if (low < high * (1 - 1e-3)) {
        m->iso[i].layer = layers[i];
        m->iso[i].axis = axis;
        scale_init(&m->iso[i].levels, low, high, false, MAX_ISO_LEVELS);
        map_lines_find(&m->iso[i], d, g, z);
    }
    free(all);
    free(z);
    return true;
}

static bool map_read(struct map *m, struct drawing *d, struct err *e) {
    if (!grid_read(&m->g, d, e))
        return false;
    if (!set_z(d, &m->g))
        return err_set(e, ERR_INPUT, "%s: column %s holds no number",
                       table_path(d->points), d->figure->z.column);
    if (!read_bounds(m, d, e))
        return false;
    for (size_t i = 0; i < FIGURE_MAX_ISO; i++)
        if (!read_iso(m, i, d, e))
            return false;
    m->main.layer = "contour";
    m->main.axis = &d->figure->z;
    m->main.levels = d->z;
    m->main.in_dumb = true;
    map_lines_find(&m->main, d, &m->g, m->g.z);
    return true;
}

/* Keys of what is drawn, and words about it. */
static void describe(struct drawing *d, const struct map *m) {
    char words[FIGURE_NAME_MAX];
    size_t n_other = 0, n_feasible = 0, only = 0;

    for (size_t i = 0; i < d->figure->n_marks; i++)
        n_other += !d->figure->marks[i].is_reference;
    for (size_t b = 0; b < BOUND_N; b++)
        if (m->n[b] > 0) {
            n_feasible++;
            only = b;
        }
    drawing_key(d, "infeasible", "%s",
                m->g.n_infeasible > 0 ? "infeasible" : "");
    drawing_key(d, "mark", "%s", n_other > 0 ? "real GPU" : "");
    for (size_t i = 0; i < FIGURE_MAX_ISO; i++)
        if (m->iso[i].n > 0)
            drawing_note(d, "%s lines: %s.", i == 0 ? "Dashed" : "Dotted",
                         drawing_words(d->figure->iso[i].label, words));
    drawing_key(d, "border", "%s", m->n_bounds > 1 ? "bottleneck changes" : "");
    if (n_feasible == 1)
        drawing_note(d, "Bottleneck of every feasible design: %s.",
                     law_bound_names[only]);
    if (m->g.n_shared > 0 || d->figure->stands)
        drawing_note(d, "Each cell shows the best of the points in it.");
}

/* "Map over SM count from 12 to 60, ...". */
static void set_alt(struct drawing *d, const struct map *m) {
    const struct figure *f = d->figure;
    const struct grid *g = &m->g;
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
    drawing_alt(d,
                f->kind == FIGURE_MAP ? "; colour and lines: " : "; lines: ");
    drawing_alt_range(d, &f->z, d->z.low, d->z.high);
    if (n > 0)
        drawing_alt(d, ", best at %s and %s",
                    drawing_amount(&f->x, g->x[best % g->nx], x),
                    drawing_amount(&f->y, g->y[best / g->nx], y));
    drawing_alt(d, ". Of %zu cells %zu are infeasible.", n + g->n_infeasible,
                g->n_infeasible);
    for (size_t b = 0; b < BOUND_N; b++)
        if (m->n[b] > 0)
            drawing_alt(d, " Bound by %s: %zu.", law_bound_names[b], m->n[b]);
}

/* Everything but the cells. */
static void put_over(struct drawing *d, const struct map *m) {
    drawing_set_number(d, "has_border",
                       (double)map_put_borders(d, &m->g, m->bound));
    map_put_hatching(d, &m->g);
    for (size_t i = 0; i < FIGURE_MAX_ISO; i++)
        map_lines_put(&m->iso[i], d);
    map_lines_put(&m->main, d);
    drawing_marks(d);
    map_lines_label(&m->main, d);
    for (size_t i = 0; i < FIGURE_MAX_ISO; i++)
        map_lines_label(&m->iso[i], d);
}

/* Coarse grids keep a shade a cell. */
static void put_shades(struct drawing *d, const struct grid *g) {
    size_t n = g->nx * g->ny, *shade = mem_alloc(n, sizeof *shade);

    for (size_t k = 0; k < n; k++) {
        double u = scale_to_unit(&d->z, g->z[k]) * FINE_SHADES;

        shade[k] = n <= FINE_GRID ? k
                   : isnan(u)     ? MAP_NO_CLASS
                                  : (size_t)fmax(0, fmin(u, FINE_SHADES - 1));
    }
    map_put_cells(d, g, shade, g->z);
    free(shade);
}

static void put_bounds(struct drawing *d, const struct map *m) {
    size_t n = m->g.nx * m->g.ny;
    double *z = mem_alloc(n, sizeof *z);

    for (size_t k = 0; k < n; k++)
        z[k] = m->bound[k] == MAP_NO_CLASS ? BOUND_N : (double)m->bound[k];
    map_put_cells(d, &m->g, m->bound, z);
    free(z);
}

bool drawing_map(struct drawing *d, struct err *e) {
    struct map m = {.bound = NULL};
    double right[LAYOUT_N] = {0, 0, 2};
    bool good = map_read(&m, d, e);

    if (good) {
        describe(d, &m);
        set_alt(d, &m);
        /* The colour bar, its numbers and its label. */
        for (int kind = LAYOUT_SLIDE; kind <= LAYOUT_COLUMN; kind++) {
            for (size_t i = 0; i < d->z.n_tics; i++)
                right[kind] =
                    fmax(right[kind], layout_text_width((enum layout_kind)kind,
                                                        d->z.label[i]));
            right[kind] += 5.0;
        }
        drawing_layouts(d, right);
        drawing_reserve_marks(d);
        put_shades(d, &m.g);
        put_over(d, &m);
    }
    map_free(&m);
    return good;
}

bool drawing_bottleneck(struct drawing *d, struct err *e) {
    static const double right[LAYOUT_N] = {1, 1, 2};
    struct map m = {.bound = NULL};
    bool good = map_read(&m, d, e);

    if (good) {
        for (size_t b = 0; b < BOUND_N; b++)
            drawing_key(d, law_bound_names[b], "%s",
                        m.n[b] > 0 ? law_bound_names[b] : "");
        describe(d, &m);
        set_alt(d, &m);
        drawing_layouts(d, right);
        drawing_reserve_marks(d);
        put_bounds(d, &m);
        put_over(d, &m);
    }
    map_free(&m);
    return good;
}
