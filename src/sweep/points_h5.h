/* SPDX-License-Identifier: MIT
 *
 * points.h5, the points of a sweep as an HDF5 table: put together from packed
 * rows, in chunks of HDF_CHUNK rows.  Full records that come one behind the
 * other are copied as they are; around shorter ones rows are packed again, to
 * the same bytes.
 */
#ifndef POINTS_H5_H
#define POINTS_H5_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "sweep/packed.h"
#include "sweep/plan.h"

struct points_h5;

/* A table of so many rows; NULL on failure. */
struct points_h5 *points_h5_new(const struct plan *p, const char *path,
                                size_t rows, struct err *e);
/* Adds the present record of `r`; n rows, as packed_put () takes them. */
bool points_h5_record(struct points_h5 *t, const struct packed *r,
                      struct err *e);
bool points_h5_rows(struct points_h5 *t, const double values[], size_t n,
                    struct err *e);
/* Writes the rest; fails where the rows are not as many as were promised. */
bool points_h5_end(struct points_h5 *t, struct err *e);
/* All of it from a file of packed rows, unless `stop` (NULL: never) says to,
 * which fails with ERR_STOPPED. */
bool points_h5_make(const struct plan *p, const char *packed_path, size_t rows,
                    const char *path, bool (*stop)(void *data), void *data,
                    struct err *e);
/* Frees; NULL is allowed. */
void points_h5_free(struct points_h5 *t);

#endif
