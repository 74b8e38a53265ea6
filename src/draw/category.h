/* SPDX-License-Identifier: MIT
 *
 * Columns of texts in the table of a figure: which different ones there are,
 * in the order of their first rows.
 */
#ifndef CATEGORY_H
#define CATEGORY_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/drawing.h"

/* out[row] is the place of the row's text among the different ones, whose
 * first rows are first[0 .. *n - 1]; both have room for all rows.  Fails when
 * there are more than `most`. */
bool category_find(const struct drawing *d, const char *column, size_t most,
                   size_t out[], size_t first[], size_t *n, struct err *e);

/* The text of a row; borrowed from the table.  The column must be there. */
const char *category_name(const struct drawing *d, const char *column,
                          size_t row);
/* The same fit to be shown, in at most so many bytes; allocated. */
char *category_shown(const struct drawing *d, const char *column, size_t row,
                     size_t most);

#endif
