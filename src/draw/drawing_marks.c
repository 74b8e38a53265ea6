/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Radii of the signs, in em; the template draws them so. */
static double sign_radius(enum layout_kind kind, bool is_reference) {
    if (kind == LAYOUT_DUMB)
        return 0.5;
    return is_reference ? 0.75 : 0.4;
}

/* A mark outside the axes cannot be shown. */
static bool inside(const struct drawing *d, const struct figure_mark *m) {
    double u, v;

    if (!isfinite(m->x) || !isfinite(m->y) || (d->x.log && m->x <= 0) ||
        (d->y.log && m->y <= 0))
        return false;
    u = scale_to_unit(&d->x, m->x);
    v = scale_to_unit(&d->y, m->y);
    return u >= 0 && u <= 1 && v >= 0 && v <= 1;
}

void drawing_label(struct drawing *d, enum layout_kind kind, const char *layer,
                   double cx, double cy, double z, const char *text) {
    const struct place *p = &d->places[kind];
    struct drawing_row row = drawing_row_empty;
    char *name = mem_printf("%s-%s", layer, layout_names[kind]);

    row.layer = name;
    row.x = scale_from_unit(&d->x, cx / p->width);
    row.y = scale_from_unit(&d->y, cy / p->height);
    row.z = z;
    row.text = text;
    drawing_put(d, &row);
    free(name);
}

void drawing_reserve_marks(struct drawing *d) {
    for (int kind = 0; kind < LAYOUT_N; kind++) {
        struct place *p = &d->places[kind];

        for (size_t i = 0; i < d->figure->n_marks; i++) {
            const struct figure_mark *m = &d->figure->marks[i];

            if (inside(d, m))
                place_sign(
                    p, scale_to_unit(&d->x, m->x) * p->width,
                    scale_to_unit(&d->y, m->y) * p->height,
                    sign_radius((enum layout_kind)kind, m->is_reference));
        }
    }
}

/* A name of one mark in one layout, with a line to it when it stands off. */
static void put_name(struct drawing *d, enum layout_kind kind,
                     const struct figure_mark *m) {
    struct place *p = &d->places[kind];
    const struct layout *l = &d->layouts[kind];
    bool dumb = kind == LAYOUT_DUMB, far;
    char *clean = drawing_clean(m->name);
    double size = m->is_reference || dumb ? 1 : l->small_size;
    double width = layout_text_width(kind, clean) * size *
                       (m->is_reference && !dumb ? 1.15 : 1) +
                   0.4;
    double x = scale_to_unit(&d->x, m->x) * p->width;
    double y = scale_to_unit(&d->y, m->y) * p->height, cx, cy;

    if (place_name(p, x, y, width, dumb ? 1 : 1.3 * size,
                   sign_radius(kind, m->is_reference), &cx, &cy, &far)) {
        drawing_label(d, kind, m->is_reference ? "reference-name" : "mark-name",
                      cx, cy, (double)NAN, m->name);
        if (far && !dumb) {
            char *layer = mem_printf("leader-%s", layout_names[kind]);
            /* To the nearest point of the name's box. */
            double ex = fmax(cx - width / 2, fmin(x, cx + width / 2));
            double ey = fmax(cy - 0.65 * size, fmin(y, cy + 0.65 * size));

            drawing_segment(d, layer, m->x, m->y,
                            scale_from_unit(&d->x, ex / p->width),
                            scale_from_unit(&d->y, ey / p->height));
            free(layer);
        }
    }
    free(clean);
}

/* The template draws one star, at these places of the plot area. */
static void set_star(struct drawing *d) {
    const struct figure_mark *star = NULL;

    for (size_t i = 0; i < d->figure->n_marks && star == NULL; i++)
        if (d->figure->marks[i].is_reference && inside(d, &d->figure->marks[i]))
            star = &d->figure->marks[i];
    drawing_set_number(d, "has_reference", star != NULL);
    drawing_set_number(d, "reference_u",
                       star == NULL ? 0 : scale_to_unit(&d->x, star->x));
    drawing_set_number(d, "reference_v",
                       star == NULL ? 0 : scale_to_unit(&d->y, star->y));
}

void drawing_marks(struct drawing *d) {
    const struct figure *f = d->figure;

    set_star(d);
    /* The reference first: its name must find room. */
    for (int reference = 1; reference >= 0; reference--) {
        for (size_t i = 0; i < f->n_marks; i++) {
            const struct figure_mark *m = &f->marks[i];
            struct drawing_row row = drawing_row_empty;

            if (m->is_reference != (reference == 1) || !inside(d, m))
                continue;
            row.layer = reference ? "reference" : "mark";
            row.x = m->x;
            row.y = m->y;
            row.text = m->name;
            drawing_put(d, &row);
            for (int kind = 0; kind < LAYOUT_N; kind++)
                put_name(d, (enum layout_kind)kind, m);
        }
    }
}
