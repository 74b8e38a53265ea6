/* SPDX-License-Identifier: MIT
 *
 * The rows of shards as rows of the whole: they are copied, but a point on a
 * shard's front may be off the front of all.
 */
#ifndef MERGE_ROWS_H
#define MERGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "sweep/plan.h"
#include "sweep/points_h5.h"
#include "sweep/run.h"

struct merge_rows {
    const struct run *run; /* with the front of all */
    const struct plan *plan;
    FILE *points, *front;
    struct points_h5 *table; /* in place of points: rows are packed */
    size_t n_front;          /* of the front, so far */
};

/* Adds the rows of DIR, of rows_file (), whose checksum must be `crc`; shards
 * come in their order. */
bool merge_rows_of(struct merge_rows *m, const char *dir, unsigned long crc,
                   struct err *e);
/* The same of packed rows in the file `path`; *crc is theirs. */
bool merge_packed(struct merge_rows *m, const char *path, unsigned long *crc,
                  struct err *e);
/* Whether the whole front was among them. */
bool merge_rows_end(const struct merge_rows *m, struct err *e);

#endif
