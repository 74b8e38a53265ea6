/* SPDX-License-Identifier: MIT
 *
 * A table in an HDF5 file, of which only that is read which is asked for: for
 * table.c, and nothing else includes it.
 */
#ifndef TABLE_HDF_H
#define TABLE_HDF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/hdf.h"

struct table_hdf;

/* NULL on failure. */
struct table_hdf *table_hdf_open(const char *path, struct err *e);
void table_hdf_close(struct table_hdf *t);
const struct hdf_in *table_hdf_file(const struct table_hdf *t);

/* The text of one cell, kept until the end; its chunk is read. */
const char *table_hdf_cell(struct table_hdf *t, size_t row, size_t column);
/* The whole column; a name that is no number is NAN. */
bool table_hdf_values(const struct table_hdf *t, size_t column, double out[],
                      struct err *e);

#endif
