/* SPDX-License-Identifier: MIT
 *
 * Rows packed column by column, in chunks as points.h5 has them (base/hdf.h).
 * HDF5's own files do not survive a kill while they are written; so a run
 * appends records, one for the kept rows of each batch, to PACKED_FILE, and
 * points.h5 is put together from that when all rows are there.
 *
 * A record is the number of rows, the length of each column's chunk, and the
 * chunks, on the disk as in memory.
 */
#ifndef PACKED_H
#define PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/hdf.h"
#include "sweep/buffer.h"
#include "sweep/plan.h"

#define PACKED_FILE "points.packed"

enum hdf_kind packed_kind(const struct plan *p, size_t column);

/* Adds a record of n <= PLAN_BATCH rows, of none nothing.  values[column *
 * PLAN_BATCH + row], as a batch has them. */
void packed_put(struct buffer *out, const struct plan *p, const double values[],
                size_t n);

/* A file of records being read. */
struct packed {
    const struct plan *p;
    const char *path; /* borrowed */
    FILE *in;
    size_t n;      /* rows of the present record */
    size_t *start; /* of each column's chunk in `bytes`, and their end */
    unsigned char *bytes;
    size_t capacity;
    unsigned long crc; /* CRC-32 of all that was read */
};

bool packed_open(struct packed *r, const struct plan *p, const char *path,
                 struct err *e);
/* {0} is allowed. */
void packed_close(struct packed *r);
/* 1 a record, 0 the end, -1 a failure. */
int packed_next(struct packed *r, struct err *e);
/* One column of the present record; all of them, as for packed_put (). */
bool packed_column(const struct packed *r, size_t column, double out[],
                   struct err *e);
bool packed_values(const struct packed *r, double values[], struct err *e);

#endif
