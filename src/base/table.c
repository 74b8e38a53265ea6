/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/table.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* All cells are kept in one text, each by its place in it: a result of a
 * million rows has tens of millions of cells.  Place 0 is the empty cell. */
struct table {
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

struct table *table_read(const char *path, struct err *e) {
    struct csv *csv = csv_open(path, e);
    struct table *t;
    bool good;

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
    return t->text + t->cells[row * t->columns + column];
}

const char *table_path(const struct table *t) {
    return t->path != NULL ? t->path : "table";
}

size_t table_line(const struct table *t, size_t row) {
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

bool table_numbers(const struct table *t, size_t column, double out[],
                   struct err *e) {
    char shown[TEXT_SHOWN_MAX], name[TEXT_SHOWN_MAX];

    for (size_t row = 0; row < t->rows; row++) {
        const char *cell = table_cell(t, row, column);

        if (text_to_number(cell, &out[row]))
            continue;
        if (strcmp(cell, "true") != 0 && strcmp(cell, "false") != 0)
            return err_set(e, ERR_INPUT,
                           "%s:%zu: column %s: found '%s', expected a number",
                           table_path(t), table_line(t, row),
                           text_shown(t->names[column], name),
                           text_shown(cell, shown));
        out[row] = cell[0] == 't';
    }
    return true;
}
