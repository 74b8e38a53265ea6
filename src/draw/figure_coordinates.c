/* SPDX-License-Identifier: MIT
 *
 * Parallel coordinates of designs: an axis for each column with a range of its
 * own, up is better where a column has a better end; the front in colour
 * before some of the designs behind it.
 */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines behind the front: more would be one grey. */
enum { MOST_BEHIND = 250, MOST_IN_ROW = 5, N_WORDS = 2, N_COLOURS = 8 };

struct coordinates {
    size_t n, n_axes, n_front, n_behind;
    double *value[FIGURE_MAX_COORDINATES]; /* of each row; owned */
    struct scale scale[FIGURE_MAX_COORDINATES];
    bool down[FIGURE_MAX_COORDINATES]; /* the axis stands upside down */
    bool *feasible, *front;
};

static void coordinates_free(struct coordinates *c) {
    for (size_t i = 0; i < c->n_axes; i++)
        free(c->value[i]);
    free(c->feasible);
    free(c->front);
}

static bool is_known(const struct coordinates *c, size_t row) {
    for (size_t i = 0; i < c->n_axes; i++)
        if (!isfinite(c->value[i][row]))
            return false;
    return true;
}

static bool read_values(struct coordinates *c, const struct drawing *d,
                        struct err *e) {
    const struct figure *f = d->figure;

    c->n = table_rows(d->points);
    for (c->n_axes = 0; c->n_axes < f->n_axes; c->n_axes++) {
        c->value[c->n_axes] = drawing_axis(d, &f->axes[c->n_axes], e);
        if (c->value[c->n_axes] == NULL)
            return false;
        c->down[c->n_axes] = f->axes[c->n_axes].less_is_better;
    }
    if ((c->feasible = drawing_flags(d, "feasible", true, e)) == NULL ||
        (c->front = drawing_flags(d, "on_front", false, e)) == NULL)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        bool drawn = c->feasible[i] && is_known(c, i);

        c->n_front += drawn && c->front[i];
        c->n_behind += drawn && !c->front[i];
    }
    return c->n_front + c->n_behind > 0 ||
           err_set(e, ERR_INPUT,
                   "%s: no feasible row has numbers in all columns of the axes",
                   table_path(d->points));
}

static void set_scales(struct coordinates *c, const struct figure *f) {
    for (size_t a = 0; a < c->n_axes; a++) {
        double low = HUGE_VAL, high = -HUGE_VAL;

        for (size_t i = 0; i < c->n; i++)
            if (c->feasible[i] && is_known(c, i)) {
                low = fmin(low, c->value[a][i]);
                high = fmax(high, c->value[a][i]);
            }
        scale_init(&c->scale[a], low, high, f->axes[a].log, 5);
    }
}

static double height(const struct coordinates *c, size_t axis, double x) {
    double u = scale_to_unit(&c->scale[axis], x);

    return c->down[axis] ? 1 - u : u;
}

static void put_line(struct drawing *d, const struct coordinates *c, size_t row,
                     const char *layer) {
    struct drawing_row out = drawing_row_empty;

    out.layer = layer;
    /* Its colour, by the last axis. */
    out.z = floor(
        fmin(N_COLOURS * height(c, c->n_axes - 1, c->value[c->n_axes - 1][row]),
             N_COLOURS - 1));
    for (size_t a = 0; a < c->n_axes; a++) {
        out.x = (double)a + 1;
        out.y = height(c, a, c->value[a][row]);
        drawing_put(d, &out);
    }
    drawing_break(d, out.x, out.y);
}

static void put_lines(struct drawing *d, const struct coordinates *c) {
    size_t *row = mem_alloc(c->n, sizeof *row), n = 0;
    size_t *lot = mem_alloc(c->n, sizeof *lot);
    struct rng rng;

    for (size_t i = 0; i < c->n; i++)
        if (c->feasible[i] && !c->front[i] && is_known(c, i))
            row[n++] = i;
    rng_init(&rng, 1, 0);
    rng_permute(&rng, lot, n);
    for (size_t k = 0; k < n && k < MOST_BEHIND; k++)
        put_line(d, c, row[lot[k]], "behind");
    for (size_t i = 0; i < c->n; i++)
        if (c->feasible[i] && c->front[i] && is_known(c, i))
            put_line(d, c, i, "front");
    free(row);
    free(lot);
}

/* Axes, their marks, and names whose words stand one under the other. */
static void put_axes(struct drawing *d, const struct coordinates *c) {
    char name[48];

    for (size_t a = 0; a < c->n_axes; a++) {
        const struct scale *s = &c->scale[a];
        char *clean = drawing_clean(d->figure->axes[a].label), *at = clean;
        double x = (double)a + 1;

        drawing_segment(d, "axis", x, 0, x, 1);
        for (size_t i = 0; i < s->n_tics; i++) {
            struct drawing_row row = drawing_row_empty;

            row.layer = "tic";
            row.x = x;
            row.y = height(c, a, s->tic[i]);
            row.text = s->label[i];
            drawing_put(d, &row);
        }
        for (size_t line = 1; line <= N_WORDS; line++) {
            size_t n = line < N_WORDS ? strcspn(at, " ") : strlen(at);
            char *word = mem_printf("%.*s", (int)n, at);

            snprintf(name, sizeof name, "axis_%zu_%zu", a + 1, line);
            drawing_set_text(d, name, word);
            at += n;
            at += strspn(at, " ");
            free(word);
        }
        free(clean);
    }
    drawing_set_number(d, "n_axes", (double)c->n_axes);
    drawing_set_number(d, "n_colours", N_COLOURS);
    drawing_set_number(d, "staggered", c->n_axes > MOST_IN_ROW);
}

static void describe(struct drawing *d, const struct coordinates *c) {
    const struct figure *f = d->figure;
    char count[DRAWING_KEY_MAX], from[FIGURE_NAME_MAX], to[FIGURE_NAME_MAX];

    if (c->n_front > 0)
        drawing_key(d, "front", "Pareto front (%s)",
                    drawing_count(c->n_front, NULL, count));
    else
        drawing_key(d, "front", "%s", "");
    if (c->n_behind > 0)
        drawing_key(d, "behind", "dominated (%s)",
                    drawing_count(c->n_behind, NULL, count));
    else
        drawing_key(d, "behind", "%s", "");
    if (c->n_behind > MOST_BEHIND)
        drawing_note(d, "Of the dominated designs a random %d are drawn.",
                     MOST_BEHIND);
    drawing_note(d, "Up is better; the colour is that of the last axis.");
    drawing_alt(d, "Parallel coordinates of %s on the front",
                drawing_count(c->n_front, "design", count));
    drawing_alt(d, " and %s behind it",
                drawing_count(c->n_behind, "design", count));
    for (size_t a = 0; a < c->n_axes; a++) {
        double low = HUGE_VAL, high = -HUGE_VAL;
        char words[FIGURE_NAME_MAX];

        for (size_t i = 0; i < c->n; i++)
            if (c->feasible[i] && is_known(c, i) &&
                (c->front[i] || c->n_front == 0)) {
                low = fmin(low, c->value[a][i]);
                high = fmax(high, c->value[a][i]);
            }
        drawing_alt(d, "%s %s %s to %s", a == 0 ? ". On the front:" : ",",
                    drawing_words(f->axes[a].label, words),
                    drawing_amount(&f->axes[a], low, from),
                    drawing_amount(&f->axes[a], high, to));
    }
    drawing_alt(d, ".");
}

bool drawing_coordinates(struct drawing *d, struct err *e) {
    static const double right[LAYOUT_N] = {1, 1, 2};
    struct coordinates c = {0};

    if (d->figure->n_axes < 2 || d->figure->n_axes > FIGURE_MAX_COORDINATES)
        return err_set(e, ERR_INPUT, "found %zu axes, expected 2 to %d",
                       d->figure->n_axes, FIGURE_MAX_COORDINATES);
    if (!read_values(&c, d, e)) {
        coordinates_free(&c);
        return false;
    }
    set_scales(&c, d->figure);
    d->x = (struct scale){.low = 0.6, .high = (double)c.n_axes + 0.4};
    d->y = (struct scale){.low = -0.04, .high = 1.04};
    describe(d, &c);
    d->below = c.n_axes > MOST_IN_ROW ? 2 : 0;
    drawing_layouts(d, right);
    put_axes(d, &c);
    put_lines(d, &c);
    coordinates_free(&c);
    return true;
}
