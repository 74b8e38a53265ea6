/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/table.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/table_hdf.h"
#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* All cells are kept in one text, each by its place in it: a result of a
 * million rows has tens of millions of cells.  Place 0 is the empty cell. */
struct table {
    struct table_hdf *hdf; /* the cells are there; owned; NULL: here */
    char *path;
    char **names;
    size_t columns, name_capacity;
    size_t *cells; /* row by row */
    size_t n_cells, cell_capacity;
    size_t filled; /* cells set in the last row */
    char *text;
    size_t length, text_capacity;
    size_t rows;
    size_t *lines; /* of each row read from a file */
    size_t line_capacity;
};

struct table *table_new(void) {
    struct table *t = mem_alloc(1, sizeof *t);

    t->text = mem_grow(NULL, &t->text_capacity, 1, 1);
    t->text[0] = '\0';
    t->length = 1;
    return t;
}

static bool read_rows(struct table *t, struct csv *csv, struct err *e) {
    int status;

    for (size_t i = 0; i < csv_columns(csv); i++)
        table_column(t, csv_name(csv, i));
    while ((status = csv_next(csv, e)) == 1) {
        table_row(t);
        t->lines =
            mem_grow(t->lines, &t->line_capacity, t->rows, sizeof *t->lines);
        t->lines[t->rows - 1] = csv_line(csv);
        for (size_t i = 0; i < t->columns; i++)
            table_add_text(t, csv_cell(csv, i));
    }
    return status == 0;
}

static struct table *read_hdf(const char *path, struct err *e) {
    struct table_hdf *hdf = table_hdf_open(path, e);
    const struct hdf_in *file;
    struct table *t;

    if (hdf == NULL)
        return NULL;
    t = table_new();
    t->hdf = hdf;
    t->path = mem_strdup(path);
    file = table_hdf_file(hdf);
    for (size_t i = 0; i < hdf_columns(file); i++)
        table_column(t, hdf_column(file, i)->name);
    t->rows = hdf_rows(file);
    return t;
}

struct table *table_read(const char *path, struct err *e) {
    struct csv *csv;
    struct table *t;
    bool good;

    if (hdf_is_file(path))
        return read_hdf(path, e);
    csv = csv_open(path, e);
    if (csv == NULL)
        return NULL;
    t = table_new();
    t->path = mem_strdup(csv_path(csv));
    good = read_rows(t, csv, e);
    csv_close(csv);
    if (good)
        return t;
    table_free(t);
    return NULL;
}

void table_free(struct table *t) {
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->columns; i++)
        free(t->names[i]);
    free(t->names);
    free(t->cells);
    free(t->text);
    free(t->lines);
    free(t->path);
    table_hdf_close(t->hdf);
    free(t);
}

void table_column(struct table *t, const char *name) {
    assert(t->rows == 0);
    t->names =
        mem_grow(t->names, &t->name_capacity, t->columns + 1, sizeof *t->names);
    t->names[t->columns++] = mem_strdup(name);
}

void table_row(struct table *t) {
    t->cells = mem_grow(t->cells, &t->cell_capacity, t->n_cells + t->columns,
                        sizeof *t->cells);
    for (size_t i = 0; i < t->columns; i++)
        t->cells[t->n_cells++] = 0;
    t->rows++;
    t->filled = 0;
}

void table_add_text(struct table *t, const char *text) {
    size_t n = strlen(text) + 1;

    assert(t->rows > 0 && t->filled < t->columns);
    if (n > 1) {
        t->text = mem_grow(t->text, &t->text_capacity, t->length + n, 1);
        memcpy(t->text + t->length, text, n);
        t->cells[t->n_cells - t->columns + t->filled] = t->length;
        t->length += n;
    }
    t->filled++;
}

void table_add_number(struct table *t, double x) {
    char number[TEXT_NUMBER_MAX];

    table_add_text(t, text_number(x, number));
}

size_t table_rows(const struct table *t) {
    return t->rows;
}

size_t table_columns(const struct table *t) {
    return t->columns;
}

const char *table_name(const struct table *t, size_t column) {
    assert(column < t->columns);
    return t->names[column];
}

const char *table_cell(const struct table *t, size_t row, size_t column) {
    assert(row < t->rows && column < t->columns);
    if (t->hdf != NULL)
        return table_hdf_cell(t->hdf, row, column);
    return t->text + t->cells[row * t->columns + column];
}

const char *table_path(const struct table *t) {
    return t->path != NULL ? t->path : "table";
}

size_t table_line(const struct table *t, size_t row) {
    if (t->hdf != NULL)
        return row + 1;
    return t->lines != NULL ? t->lines[row] : row + 2;
}

bool table_find(const struct table *t, const char *name, size_t *out,
                struct err *e) {
    const void *names = t->names;
    size_t i = text_index(name, names, t->columns);
    char shown[TEXT_SHOWN_MAX], near_shown[TEXT_SHOWN_MAX];
    const char *near;

    if (i < t->columns) {
        *out = i;
        return true;
    }
    near = text_nearest(name, names, t->columns, text_name_in_array);
    return err_set(e, ERR_INPUT, "%s: no column '%s'%s%s%s", table_path(t),
                   text_shown(name, shown), near ? "; did you mean '" : "",
                   near ? text_shown(near, near_shown) : "", near ? "'?" : "");
}

bool table_has(const struct table *t, const char *name) {
    const void *names = t->names;

    return text_index(name, names, t->columns) < t->columns;
}

static bool refuse(const struct table *t, size_t row, size_t column,
                   const char *expected, struct err *e) {
    char shown[TEXT_SHOWN_MAX], name[TEXT_SHOWN_MAX];

    return err_set(e, ERR_INPUT, "%s:%zu: column %s: found '%s', expected %s",
                   table_path(t), table_line(t, row),
                   text_shown(t->names[column], name),
                   text_shown(table_cell(t, row, column), shown), expected);
}

/* A cell's number, 1 or 0 for true or false, NAN where it is empty. */
static bool cell_number(const char *cell, double *out) {
    if (text_to_number(cell, out))
        return true;
    if (strcmp(cell, "true") == 0 || strcmp(cell, "false") == 0) {
        *out = cell[0] == 't';
        return true;
    }
    *out = (double)NAN;
    return cell[0] == '\0' || strcmp(cell, "nan") == 0;
}

/* Whether a column of an HDF5 file holds numbers by its type. */
static bool is_number(const struct table *t, size_t column) {
    enum hdf_kind kind = hdf_column(table_hdf_file(t->hdf), column)->kind;

    return kind == HDF_NUMBER || kind == HDF_INTEGER;
}

bool table_numbers(const struct table *t, size_t column, double out[],
                   struct err *e) {
    if (t->hdf != NULL && !table_hdf_values(t->hdf, column, out, e))
        return false;
    for (size_t row = 0; row < t->rows; row++) {
        /* Of a value that is there, the text need not be made. */
        if (t->hdf != NULL && (!isnan(out[row]) || is_number(t, column)))
            continue;
        if (!cell_number(table_cell(t, row, column), &out[row]))
            return refuse(t, row, column, "a number", e);
    }
    return true;
}

bool table_numbers_at(const struct table *t, size_t column, const size_t rows[],
                      size_t n, double out[], struct err *e) {
    double *all = NULL;
    bool good = true;

    if (t->hdf != NULL && is_number(t, column)) {
        all = mem_alloc(t->rows, sizeof *all);
        good = table_hdf_values(t->hdf, column, all, e);
    }
    for (size_t i = 0; good && i < n; i++) {
        if (all != NULL)
            out[i] = all[rows[i]];
        if (all != NULL
                ? isnan(out[i])
                : !text_to_number(table_cell(t, rows[i], column), &out[i]))
            good = refuse(t, rows[i], column, "a number", e);
    }
    free(all);
    return good;
}

size_t *table_true_rows(const struct table *t, size_t column, const char *hint,
                        size_t *n, struct err *e) {
    size_t *rows = mem_alloc(t->rows, sizeof *rows);
    char expected[TEXT_SHOWN_MAX];

    *n = 0;
    for (size_t row = 0; row < t->rows; row++) {
        const char *cell = table_cell(t, row, column);

        if (strcmp(cell, "true") == 0) {
            rows[(*n)++] = row;
        } else if (strcmp(cell, "false") != 0) {
            snprintf(expected, sizeof expected, "true or false%s", hint);
            refuse(t, row, column, expected, e);
            free(rows);
            return NULL;
        }
    }
    return rows;
}
