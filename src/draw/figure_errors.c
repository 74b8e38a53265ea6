/* SPDX-License-Identifier: MIT
 *
 * The error on each GPU: a line of dots a GPU, the best of the first predictor
 * on top, a sign for each predictor, medians as lines.
 */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

enum { MAX_SERIES = 5, MAX_TICS = 7 };

/* Height of a line of names in a column, in its small font. */
static const double line_height = 1.2;

struct bars {
    size_t n, n_series;
    size_t *order;         /* row of the table, from the top */
    double *x[MAX_SERIES]; /* of each row of the table; NAN: unknown */
    double median[MAX_SERIES];
    size_t known[MAX_SERIES];
};

static void bars_free(struct bars *b) {
    free(b->order);
    for (size_t k = 0; k < MAX_SERIES; k++)
        free(b->x[k]);
}

/* Rows by the first predictor's error; gsl's sort of indices wants numbers, so
 * what is unknown goes to the end. */
static void sort_rows(struct bars *b) {
    double *key = mem_alloc(b->n, sizeof *key);

    b->order = mem_alloc(b->n, sizeof *b->order);
    for (size_t i = 0; i < b->n; i++)
        key[i] = isnan(b->x[0][i]) ? HUGE_VAL : b->x[0][i];
    gsl_sort_index(b->order, key, 1, b->n);
    free(key);
}

static bool bars_read(struct bars *b, const struct drawing *d, struct err *e) {
    const struct table *t = d->points;
    size_t n = table_columns(t) > 0 ? table_columns(t) - 1 : 0;

    b->n = table_rows(t);
    if (n < 1 || n > MAX_SERIES)
        return err_set(e, ERR_INPUT,
                       "%s: found %zu columns of predictors, expected 1 to %d",
                       table_path(t), n, MAX_SERIES);
    for (b->n_series = 0; b->n_series < n; b->n_series++) {
        size_t k = b->n_series;
        double *known = mem_alloc(b->n, sizeof *known);

        b->x[k] = drawing_numbers(d, table_name(t, k + 1), e);
        for (size_t i = 0; b->x[k] != NULL && i < b->n; i++)
            if (!isnan(b->x[k][i]))
                known[b->known[k]++] = b->x[k][i];
        gsl_sort(known, 1, b->known[k]);
        b->median[k] =
            b->known[k] > 0
                ? gsl_stats_median_from_sorted_data(known, 1, b->known[k])
                : (double)NAN;
        free(known);
        if (b->x[k] == NULL)
            return false;
    }
    if (b->known[0] == 0)
        return err_set(e, ERR_INPUT, "%s: column %s has no numbers",
                       table_path(t), table_name(t, 1));
    sort_rows(b);
    return true;
}

static const char *name_of(const struct drawing *d, size_t row) {
    const char *name = table_cell(d->points, row, 0);

    return strncmp(name, "GeForce ", 8) == 0 ? name + 8 : name;
}

static void set_scales(struct drawing *d, const struct bars *b) {
    double high = 0;

    for (size_t k = 0; k < b->n_series; k++)
        for (size_t i = 0; i < b->n; i++)
            if (!isnan(b->x[k][i]))
                high = fmax(high, b->x[k][i]);
    scale_init(&d->x, 0, high * 1.03, false, MAX_TICS);
    scale_init(&d->y, 0.3, (double)b->n + 0.7, false, 2);
    d->y.n_tics = 0;
}

/* Room for the names beside the plot area and a line for each. */
static void reserve_names(struct drawing *d, const struct bars *b) {
    static const double small_sizes[LAYOUT_N] = {0.8, 0.85, 1};

    for (int kind = 0; kind < LAYOUT_N; kind++)
        for (size_t i = 0; i < b->n; i++) {
            char *clean = drawing_clean(name_of(d, i));

            d->y_names[kind] =
                fmax(d->y_names[kind],
                     small_sizes[kind] *
                         layout_text_width((enum layout_kind)kind, clean));
            free(clean);
        }
    d->least_height =
        line_height * small_sizes[LAYOUT_COLUMN] * ((double)b->n + 0.4);
}

static void put_keys(struct drawing *d, const struct bars *b) {
    for (size_t k = 0; k < MAX_SERIES; k++) {
        char name[16];

        snprintf(name, sizeof name, "%zu", k + 1);
        if (k < b->n_series && b->known[k] > 0)
            drawing_key(d, name, "%.40s: median %.1f %%",
                        table_name(d->points, k + 1), b->median[k]);
        else
            drawing_key(d, name, "%s", "");
    }
}

/* One GPU, at height y from the bottom. */
static void put_device(struct drawing *d, const struct bars *b, size_t row,
                       double y, bool named_in_dumb) {
    struct drawing_row name = drawing_row_empty;
    double low = HUGE_VAL, high = 0;

    name.x = d->x.low;
    name.y = y;
    name.text = name_of(d, row);
    name.layer = "name";
    drawing_put(d, &name);
    name.layer = "name-dumb";
    if (named_in_dumb)
        drawing_put(d, &name);
    for (size_t k = 0; k < b->n_series; k++) {
        struct drawing_row dot = drawing_row_empty;

        if (isnan(b->x[k][row]))
            continue;
        dot.layer = "dot";
        dot.x = b->x[k][row];
        dot.y = y;
        dot.z = (double)k + 1;
        dot.text = table_name(d->points, k + 1);
        drawing_put(d, &dot);
        low = fmin(low, dot.x);
        high = fmax(high, dot.x);
    }
    if (low < high)
        drawing_segment(d, "range", low, y, high, y);
}

static void put_medians(struct drawing *d, const struct bars *b) {
    for (size_t k = 0; k < b->n_series; k++) {
        struct drawing_row row = drawing_row_empty;

        if (isnan(b->median[k]))
            continue;
        row.layer = "median";
        row.z = (double)k + 1;
        row.x = row.x_low = row.x_high = b->median[k];
        row.y = row.y_low = d->y.low;
        row.y_high = d->y.high;
        drawing_put(d, &row);
    }
}

/* "Errors on 23 GPUs, those of efficiency from 9.1 % (A) to 34.5 % (B)". */
static void set_alt(struct drawing *d, const struct bars *b) {
    size_t first = b->order[0], last = b->order[b->known[0] - 1];

    drawing_alt(d,
                "Dots, a line for each of %zu GPUs: %s is off by %.1f %% on "
                "the %s to %.1f %% on the %s",
                b->n, table_name(d->points, 1), b->x[0][first],
                name_of(d, first), b->x[0][last], name_of(d, last));
    for (size_t k = 0; k < b->n_series; k++)
        drawing_alt(d, "%s %s %.1f %%", k == 0 ? "; medians:" : ",",
                    table_name(d->points, k + 1), b->median[k]);
    drawing_alt(d, ".");
}

bool drawing_errors(struct drawing *d, struct err *e) {
    static const double right[LAYOUT_N] = {0, 0, 0};
    struct bars b = {0};
    double lines;
    size_t step;

    if (!bars_read(&b, d, e)) {
        bars_free(&b);
        return false;
    }
    set_scales(d, &b);
    reserve_names(d, &b);
    put_keys(d, &b);
    set_alt(d, &b);
    drawing_layouts(d, right);
    drawing_set_number(d, "n_series", (double)b.n_series);
    drawing_set_number(d, "has_reference", 0);
    drawing_set_number(d, "reference_u", 0);
    drawing_set_number(d, "reference_v", 0);
    /* On the slide the names shrink to the lines. */
    lines = layout_plot_height(&d->layouts[LAYOUT_SLIDE]) / (double)b.n;
    drawing_set_number(
        d, "name_size_slide",
        fmin(d->layouts[LAYOUT_SLIDE].small_size, lines / line_height));
    drawing_set_number(d, "name_size_column",
                       d->layouts[LAYOUT_COLUMN].small_size);
    drawing_set_number(d, "name_size_dumb", 1);
    lines = fmax(1, layout_plot_height(&d->layouts[LAYOUT_DUMB]));
    step = (size_t)ceil((double)b.n / lines);
    put_medians(d, &b);
    for (size_t i = 0; i < b.n; i++)
        put_device(d, &b, b.order[i], (double)(b.n - i), i % step == 0);
    bars_free(&b);
    return true;
}
