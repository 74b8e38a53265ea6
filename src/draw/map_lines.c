/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/map_lines.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "1.5" and the unit in the last parentheses of the axis label: "1.5x",
 * "12 ms". */
static char *level_text(const struct map_lines *m, size_t level) {
    const char *label = m->axis->label, *open = strrchr(label, '(');
    const char *close = open == NULL ? NULL : strchr(open, ')');

    if (close == NULL || close == open + 1)
        return mem_strdup(m->levels.label[level]);
    open++;
    return mem_printf("%s%s%.*s", m->levels.label[level],
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

void map_lines_find(struct map_lines *m, const struct drawing *d,
                    const struct grid *g, const double z[]) {
    double *u = mem_alloc(g->nx, sizeof *u), *v = mem_alloc(g->ny, sizeof *v);

    for (size_t i = 0; i < g->nx; i++)
        u[i] = scale_to_unit(&d->x, g->x[i]);
    for (size_t i = 0; i < g->ny; i++)
        v[i] = scale_to_unit(&d->y, g->y[i]);
    for (size_t i = 0; i < m->levels.n_tics; i++) {
        contour_find(&m->lines[i], u, g->nx, v, g->ny, z, m->levels.tic[i]);
        m->n += m->lines[i].n_lines;
    }
    free(u);
    free(v);
}

void map_lines_free(struct map_lines *m) {
    for (size_t i = 0; i < m->levels.n_tics; i++)
        contour_free(&m->lines[i]);
}

static void put_level(struct drawing *d, const char *layer,
                      const struct contour *c, double z) {
    for (size_t line = 0; line < c->n_lines; line++) {
        struct drawing_row row = drawing_row_empty;

        for (size_t i = c->start[line]; i < c->start[line + 1]; i++) {
            row.layer = layer;
            row.x = scale_from_unit(&d->x, c->x[i]);
            row.y = scale_from_unit(&d->y, c->y[i]);
            row.z = z;
            drawing_put(d, &row);
        }
        drawing_break(d, row.x, row.y);
    }
}

void map_lines_put(const struct map_lines *m, struct drawing *d) {
    for (size_t i = 0; i < m->levels.n_tics; i++) {
        put_level(d, m->layer, &m->lines[i], m->levels.tic[i]);
        for (int kind = 0; kind < LAYOUT_N; kind++)
            if (m->in_dumb || kind != LAYOUT_DUMB)
                reserve_line(&d->places[kind], &m->lines[i]);
    }
}

void map_lines_label(const struct map_lines *m, struct drawing *d) {
    for (size_t i = 0; i < m->levels.n_tics; i++) {
        char *text = level_text(m, i), *clean = drawing_clean(text);

        for (int kind = 0; kind < LAYOUT_N; kind++)
            for (size_t line = 0; line < m->lines[i].n_lines; line++)
                if (m->in_dumb || kind != LAYOUT_DUMB)
                    label_line(d, (enum layout_kind)kind, &m->lines[i], line,
                               m->levels.tic[i], clean);
        free(text);
        free(clean);
    }
}
