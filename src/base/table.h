/* SPDX-License-Identifier: MIT
 *
 * A table: named columns of text cells, as read from a CSV file or built row
 * by row, in memory; or in an HDF5 file, of which whole columns and single
 * cells are read as they are asked for.  What reads results (pareto, plots,
 * show) works on it.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/text.h"

struct table;

struct table *table_new(void);
struct table *table_read(const char *path, struct err *e);
void table_free(struct table *t);

/* Adds a column; the table must have no rows yet. */
void table_column(struct table *t, const char *name);
/* Adds a row of empty cells; the cells are then set from left to right with
 * table_add_text () or table_add_number (). */
void table_row(struct table *t);
void table_add_text(struct table *t, const char *text);
void table_add_number(struct table *t, double x);

size_t table_rows(const struct table *t);
size_t table_columns(const struct table *t);
const char *table_name(const struct table *t, size_t column);
const char *table_cell(const struct table *t, size_t row, size_t column);
/* Where the table came from, for messages. */
const char *table_path(const struct table *t);
/* Line of the file in which a row begins. */
size_t table_line(const struct table *t, size_t row);

/* A column that must be there; the message names the nearest. */
bool table_find(const struct table *t, const char *name, size_t *out,
                struct err *e);
bool table_has(const struct table *t, const char *name);
/* All cells of a column as finite numbers, NAN where one is empty or "nan";
 * "true" and "false" read as 1 and 0.  `out` has table_rows () elements. */
bool table_numbers(const struct table *t, size_t column, double out[],
                   struct err *e);
/* The numbers of n rows, each of which must have one. */
bool table_numbers_at(const struct table *t, size_t column, const size_t rows[],
                      size_t n, double out[], struct err *e);
/* The rows of which a column of true and false is true, as an array that the
 * caller frees; NULL on failure, whose message ends in `hint`. */
size_t *table_true_rows(const struct table *t, size_t column, const char *hint,
                        size_t *n, struct err *e);

/* Whether all cells of a column are numbers, empty ones aside. */
bool table_is_numeric(const struct table *t, size_t column);
/* A cell for people: integers as they are, other numbers to four significant
 * digits; borrowed from `cell` or written to `out`. */
const char *table_short_number(const char *cell, char out[TEXT_NUMBER_MAX]);

enum table_format {
    TABLE_TEXT,
    TABLE_CSV,
    TABLE_JSON,
    TABLE_MARKDOWN,
    TABLE_LATEX,
    TABLE_N_FORMATS
};
extern const char *const table_format_names[TABLE_N_FORMATS];

/* Text: aligned columns, numbers to the right and to four significant
 * digits, what a terminal should not see as \xNN; CSV: as they are; JSON: an
 * array of objects, a column of numbers or of true and false typed as such;
 * Markdown: a pipe table, LaTeX: a tabular that needs no package, both with
 * the numbers of the text and with every letter that means something there
 * escaped. */
bool table_write(const struct table *t, enum table_format format, FILE *out);

#endif
