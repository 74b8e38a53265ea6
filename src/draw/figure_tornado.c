/* SPDX-License-Identifier: MIT
 *
 * Figures with a row a parameter: the tornado and the Sobol indices.  They
 * are drawn from the tables of study/sensitivity.h, what matters most on top.
 */
#include "config.h"

#include "draw/drawing.h"

#include "device/device.h"
#include "sweep/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = SCALE_MAX_TICS - 1, MAX_COLUMNS = 6 };

/* Where a row's bars end and where two of them part, from its middle; powers
 * of 2, which a data file can show in few digits. */
static const double OUTER = 0.3125, INNER = 0.015625;

/* The numbers of the drawn rows. */
struct columns {
    size_t n;
    double *column[MAX_COLUMNS]; /* owned */
};

static void columns_free(struct columns *b) {
    for (size_t i = 0; i < MAX_COLUMNS; i++)
        free(b->column[i]);
}

/* "Boost clock": the unit would be too much in so narrow a place. */
static void row_label(const char *name, char out[SCALE_LABEL_MAX]) {
    char label[2 * SCALE_LABEL_MAX], *unit;
    size_t field = device_field_index(name);

    column_field_label(name,
                       field < device_n_fields ? device_fields[field].unit : "",
                       label, sizeof label);
    unit = strstr(label, " (");
    if (unit != NULL)
        *unit = '\0';
    snprintf(out, SCALE_LABEL_MAX, "%.31s", label);
}

/* Reads columns; the vertical axis gets a mark and a name a row, the first on
 * top, at whole numbers. */
static bool columns_read(struct columns *b, struct drawing *d,
                         const char *const names[], size_t n_columns,
                         struct err *e) {
    size_t rows = table_rows(d->points), parameter;

    if (!table_find(d->points, "parameter", &parameter, e))
        return false;
    for (size_t i = 0; i < n_columns; i++) {
        b->column[i] = drawing_numbers(d, names[i], e);
        if (b->column[i] == NULL)
            return false;
    }
    b->n = rows < MAX_ROWS ? rows : MAX_ROWS;
    if (b->n < rows)
        drawing_note(d, "%zu of %zu parameters are drawn.", b->n, rows);
    scale_init(&d->y, -0.6, (double)b->n - 0.4, false, 2);
    d->y.n_tics = b->n;
    for (size_t i = 0; i < b->n; i++) {
        char *clean = drawing_clean(table_cell(d->points, i, parameter));

        d->y.tic[i] = (double)(b->n - 1 - i);
        row_label(clean, d->y.label[i]);
        free(clean);
    }
    return true;
}

static void put_bar(struct drawing *d, const char *layer, double x0, double x1,
                    double y0, double y1) {
    struct drawing_row row = drawing_row_empty;

    row.layer = layer;
    row.x = x1;
    row.y = (y0 + y1) / 2;
    row.x_low = fmin(x0, x1);
    row.x_high = fmax(x0, x1);
    row.y_low = y0;
    row.y_high = y1;
    drawing_put(d, &row);
}

/* One end of a tornado's row: its bar, and what stands beside it. */
struct end {
    double x, y_low, y_high;
    bool left;
    char text[2 * TEXT_NUMBER_MAX];
};

static void set_texts(struct end *low, struct end *high, double low_value,
                      double high_value, const char *unit) {
    const char *blank = unit[0] != '\0' ? " " : "";
    struct end *right = high->left && !low->left ? low : high;

    if (low->left == high->left) {
        struct end *longer = fabs(low->x) > fabs(high->x) ? low : high;

        snprintf(longer->text, sizeof longer->text, "%.4g / %.4g%s%s",
                 low_value, high_value, blank, unit);
        return;
    }
    snprintf(low->text, sizeof low->text, "%.4g", low_value);
    snprintf(high->text, sizeof high->text, "%.4g", high_value);
    /* To the left are the names. */
    snprintf(right->text, sizeof right->text, "%.4g%s%s",
             right == low ? low_value : high_value, blank, unit);
}

/* Both bars on one line, or one above the other where both ends change the
 * response the same way: then the longer one names both values. */
static void find_ends(const struct drawing *d, const struct columns *b,
                      size_t i, struct end *low, struct end *high) {
    double y = d->y.tic[i];
    struct err ignored;
    size_t parameter, field;
    bool apart;

    *low = (struct end){.x = b->column[2][i], .y_high = y + OUTER};
    *high = (struct end){.x = b->column[3][i], .y_low = y - OUTER};
    low->left = low->x < 0 || (low->x == 0 && high->x >= 0);
    high->left = high->x < 0 || (high->x == 0 && low->x > 0);
    apart = low->left == high->left;
    low->y_low = apart ? y + INNER : y - OUTER;
    high->y_high = apart ? y - INNER : y + OUTER;
    table_find(d->points, "parameter", &parameter, &ignored);
    field = device_field_index(table_cell(d->points, i, parameter));
    set_texts(low, high, b->column[0][i], b->column[1][i],
              field < device_n_fields ? device_fields[field].unit : "");
}

static void put_end(struct drawing *d, const char *layer, double y,
                    const struct end *end) {
    struct drawing_row row = drawing_row_empty;

    put_bar(d, layer, 0, end->x, end->y_low, end->y_high);
    if (end->text[0] == '\0')
        return;
    row.layer = end->left ? "end-left" : "end-right";
    row.x = end->x;
    row.y = y;
    row.text = end->text;
    drawing_put(d, &row);
}

/* Widens the range until the value beside an end has room in the narrowest
 * picture, whose plot area is `width` em wide. */
static void make_room(const struct end *end, double width, double *low,
                      double *high) {
    double share = (0.85 * layout_text_width(LAYOUT_COLUMN, end->text) + 1) /
                   width * (*high - *low);

    if (end->left)
        *low = fmin(*low, end->x - share);
    else
        *high = fmax(*high, end->x + share);
}

/* The range of the bars with room for what stands beside them. */
static void set_range(struct drawing *d, const struct columns *b) {
    double low = 0, high = 0, names = 0, width;

    for (size_t i = 0; i < b->n; i++) {
        low = fmin(low, fmin(b->column[2][i], b->column[3][i]));
        high = fmax(high, fmax(b->column[2][i], b->column[3][i]));
        names = fmax(names, layout_text_width(LAYOUT_COLUMN, d->y.label[i]));
    }
    if (low == high) {
        low = -1;
        high = 1;
    }
    width = fmax(34.4 - 3 - 1.6 - names, 12);
    for (size_t round = 0; round < 30; round++)
        for (size_t i = 0; i < b->n; i++) {
            struct end ends[2];

            find_ends(d, b, i, &ends[0], &ends[1]);
            make_room(&ends[0], width, &low, &high);
            make_room(&ends[1], width, &low, &high);
        }
    scale_init(&d->x, low, high, false, 8);
}

/* Each parameter with two of its numbers, those that matter most first. */
static void set_alt(struct drawing *d, const struct columns *b,
                    const char *what, size_t first, size_t second,
                    const char *form) {
    drawing_alt(d, "%s, what matters most first:", what);
    for (size_t i = 0; i < b->n; i++) {
        char amounts[80];

        if (strcmp(form, "%") == 0)
            snprintf(amounts, sizeof amounts, "%+.1f and %+.1f %%",
                     b->column[first][i], b->column[second][i]);
        else
            snprintf(amounts, sizeof amounts, "%.2f and %.2f",
                     b->column[first][i], b->column[second][i]);
        drawing_alt(d, "%s %s %s", i > 0 ? "," : "", d->y.label[i], amounts);
    }
    drawing_alt(d, ".");
}

bool drawing_tornado(struct drawing *d, struct err *e) {
    static const char *const names[] = {"low", "high", "change_low_pct",
                                        "change_high_pct"};
    static const double right[LAYOUT_N] = {0, 0, 0};
    struct columns b = {0};

    if (!columns_read(&b, d, names, 4, e)) {
        columns_free(&b);
        return false;
    }
    for (size_t i = 0; i < b.n; i++)
        for (size_t j = 2; j < 4; j++)
            if (isnan(b.column[j][i]))
                b.column[j][i] = 0;
    set_range(d, &b);
    set_alt(d, &b,
            "Bars: change of the response at the low and the high end of each "
            "parameter",
            2, 3, "%");
    drawing_key(d, "low", "%s", "at the low end");
    drawing_key(d, "high", "%s", "at the high end");
    drawing_layouts(d, right);
    drawing_set_number(d, "n_rows", (double)b.n);
    drawing_set_number(d, "has_reference", 0);
    for (size_t i = 0; i < b.n; i++) {
        struct end low, high;

        find_ends(d, &b, i, &low, &high);
        put_end(d, "low", d->y.tic[i], &low);
        put_end(d, "high", d->y.tic[i], &high);
    }
    columns_free(&b);
    return true;
}

bool drawing_indices(struct drawing *d, struct err *e) {
    static const char *const names[] = {"first", "first_lo", "first_hi",
                                        "total", "total_lo", "total_hi"};
    static const double right[LAYOUT_N] = {0, 0, 0};
    struct columns b = {0};
    double high = 0;

    if (!columns_read(&b, d, names, 6, e)) {
        columns_free(&b);
        return false;
    }
    for (size_t i = 0; i < b.n; i++)
        high = fmax(high, fmax(b.column[2][i], b.column[5][i]));
    scale_init(&d->x, 0, fmax(1.05 * high, 0.1), false, 8);
    set_alt(d, &b, "Bars: first-order and total Sobol index", 0, 3, "");
    drawing_key(d, "first", "%s", "alone (first order)");
    drawing_key(d, "total", "%s", "with all others (total)");
    drawing_layouts(d, right);
    drawing_set_number(d, "n_rows", (double)b.n);
    drawing_set_number(d, "has_reference", 0);
    for (size_t i = 0; i < b.n; i++) {
        double y = d->y.tic[i], middle = (OUTER + INNER) / 2;

        /* An estimate may lie a little below zero; a bar cannot. */
        for (size_t j = 0; j < 6; j++)
            b.column[j][i] = fmax(b.column[j][i], 0);
        put_bar(d, "first", 0, b.column[0][i], y + INNER, y + OUTER);
        put_bar(d, "total", 0, b.column[3][i], y - OUTER, y - INNER);
        put_bar(d, "interval", b.column[1][i], b.column[2][i], y + middle,
                y + middle);
        put_bar(d, "interval", b.column[4][i], b.column[5][i], y - middle,
                y - middle);
    }
    columns_free(&b);
    return true;
}
