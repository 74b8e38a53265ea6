/* SPDX-License-Identifier: MIT
 *
 * Comma-separated tables, RFC 4180: plain or gzip, read row by row with a
 * header, strict (every row has as many cells as the header).  Messages name
 * file, line and column.
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

struct csv;

/* Opens and reads the header; "-" is standard input.  NULL on failure. */
struct csv *csv_open(const char *path, struct err *e);
void csv_close(struct csv *csv);

size_t csv_columns(const struct csv *csv);
const char *csv_name(const struct csv *csv, size_t column);
const char *csv_path(const struct csv *csv);
size_t csv_line(const struct csv *csv);

/* Index of a column that must be there. */
bool csv_find(const struct csv *csv, const char *name, size_t *out,
              struct err *e);

/* Reads the next row: 1 a row, 0 the end, -1 a failure. */
int csv_next(struct csv *csv, struct err *e);

/* Cell of the present row, valid until the next csv_next (). */
const char *csv_cell(const struct csv *csv, size_t column);
/* The cell as a finite number. */
bool csv_number(const struct csv *csv, size_t column, double *out,
                struct err *e);
/* "FILE:LINE: column NAME: " and the text; false. */
bool csv_fail(const struct csv *csv, size_t column, struct err *e,
              const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Writes one cell, quoted where it must be. */
void csv_put(FILE *out, const char *text);

#endif
