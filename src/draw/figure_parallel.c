/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "draw/category.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Names of axes that a column has room for side by side. */
enum { MAX_IN_ROW = 5, MAX_WORDS = 2 };

struct parallel {
    size_t n, n_axes, n_lines;
    size_t *axis, *line;         /* of each row; owned */
    size_t *axis_row, *line_row; /* a row of each, for its name; owned */
    double *value;               /* of each row; owned */
};

static void parallel_free(struct parallel *p) {
    free(p->axis);
    free(p->line);
    free(p->axis_row);
    free(p->line_row);
    free(p->value);
}

static bool read_rows(struct parallel *p, const struct drawing *d,
                      struct err *e) {
    const struct figure *f = d->figure;

    p->n = table_rows(d->points);
    p->axis = mem_alloc(p->n, sizeof *p->axis);
    p->line = mem_alloc(p->n, sizeof *p->line);
    p->axis_row = mem_alloc(p->n, sizeof *p->axis_row);
    p->line_row = mem_alloc(p->n, sizeof *p->line_row);
    p->value = NULL;
    if (!category_find(d, f->x.column, FIGURE_MAX_PARALLEL_AXES, p->axis,
                       p->axis_row, &p->n_axes, e) ||
        !category_find(d, f->series.column, FIGURE_MAX_PARALLEL_LINES, p->line,
                       p->line_row, &p->n_lines, e) ||
        (p->value = drawing_axis(d, &f->y, e)) == NULL)
        return false;
    return p->n_axes > 1 ||
           err_set(e, ERR_INPUT, "%s: found one axis, expected two or more",
                   table_path(d->points));
}

static bool set_scales(struct drawing *d, const struct parallel *p,
                       struct err *e) {
    double low = HUGE_VAL, high = -HUGE_VAL, baseline = d->figure->baseline;
    struct scale y;

    for (size_t i = 0; i < p->n; i++)
        if (isfinite(p->value[i])) {
            low = fmin(low, p->value[i]);
            high = fmax(high, p->value[i]);
        }
    if (low > high)
        return err_set(e, ERR_INPUT, "%s: column %s has no number",
                       table_path(d->points), d->figure->y.column);
    if (baseline > 0) {
        low = fmin(low, baseline);
        high = fmax(high, baseline);
    }
    scale_init(&y, low, high, d->figure->y.log, 8);
    scale_init(&d->y, scale_from_unit(&y, -0.05), scale_from_unit(&y, 1.05),
               y.log, 8);
    d->x = (struct scale){.low = 0.6, .high = (double)p->n_axes + 0.4};
    return true;
}

/* The axes, each word of a name on a line of its own: they stand close.  In a
 * column every second of many names stands lower. */
static void put_axes(struct drawing *d, const struct parallel *p) {
    char variable[48];

    for (size_t i = 0; i < p->n_axes; i++) {
        char *name = drawing_clean(
            category_name(d, d->figure->x.column, p->axis_row[i]));
        const char *at = name;
        double x = (double)i + 1;

        drawing_segment(d, "axis", x, d->y.low, x, d->y.high);
        for (size_t line = 1; line <= MAX_WORDS; line++) {
            size_t n = line < MAX_WORDS ? strcspn(at, " ") : strlen(at);
            char *word = mem_printf("%.*s", (int)n, at);

            snprintf(variable, sizeof variable, "axis_%zu_%zu", i + 1, line);
            drawing_set_text(d, variable, word);
            at += n;
            at += strspn(at, " ");
            free(word);
        }
        free(name);
    }
    drawing_set_number(d, "staggered", p->n_axes > MAX_IN_ROW);
}

static void put_lines(struct drawing *d, const struct parallel *p) {
    for (size_t line = 0; line < p->n_lines; line++) {
        struct drawing_row row = drawing_row_empty;

        row.layer = "line";
        row.text =
            category_name(d, d->figure->series.column, p->line_row[line]);
        row.z = (double)line + 1;
        for (size_t axis = 0; axis < p->n_axes; axis++)
            for (size_t i = 0; i < p->n; i++)
                if (p->line[i] == line && p->axis[i] == axis &&
                    isfinite(p->value[i])) {
                    row.x = (double)axis + 1;
                    row.y = p->value[i];
                    drawing_put(d, &row);
                }
        drawing_break(d, row.x, row.y);
    }
}

/* Every line, with what it is at each axis. */
static void set_alt(struct drawing *d, const struct parallel *p) {
    const struct figure *f = d->figure;
    char words[FIGURE_NAME_MAX], amount[FIGURE_NAME_MAX];

    drawing_alt(d, "Parallel coordinates of %zu axes, %s.", p->n_axes,
                drawing_words(f->y.label, words));
    for (size_t line = 0; line < p->n_lines; line++) {
        drawing_alt(
            d, " %s:", category_name(d, f->series.column, p->line_row[line]));
        for (size_t i = 0, n = 0; i < p->n; i++)
            if (p->line[i] == line && isfinite(p->value[i]))
                drawing_alt(
                    d, "%s %s %s", n++ > 0 ? "," : "",
                    category_name(d, f->x.column, p->axis_row[p->axis[i]]),
                    drawing_amount(&f->y, p->value[i], amount));
        drawing_alt(d, ".");
    }
}

bool drawing_parallel(struct drawing *d, struct err *e) {
    struct parallel p = {0};
    const double right[LAYOUT_N] = {0, 0, 0};

    if (!read_rows(&p, d, e) || !set_scales(d, &p, e)) {
        parallel_free(&p);
        return false;
    }
    for (size_t i = 0; i < p.n_lines; i++) {
        char name[32];
        char *shown =
            category_shown(d, d->figure->series.column, p.line_row[i], 40);

        snprintf(name, sizeof name, "line_%zu", i + 1);
        drawing_key(d, name, "%s", shown);
        free(shown);
    }
    drawing_set_number(d, "n_lines", (double)p.n_lines);
    drawing_set_number(d, "n_axes", (double)p.n_axes);
    drawing_set_number(d, "baseline", d->figure->baseline);
    d->below = p.n_axes > MAX_IN_ROW ? 2 : 0;
    set_alt(d, &p);
    drawing_layouts(d, right);
    put_axes(d, &p);
    put_lines(d, &p);
    parallel_free(&p);
    return true;
}
