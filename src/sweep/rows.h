/* SPDX-License-Identifier: MIT
 *
 * Rows of points, made in parallel and written in order: as CSV text, or
 * packed for points.h5.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/journal.h"
#include "sweep/buffer.h"
#include "sweep/plan.h"
#include "sweep/row_text.h"
#include "sweep/tally.h"

enum { ROWS_TILE = 8 }; /* a cache line of each column */
struct rows {
    struct buffer points; /* the rows that the sweep keeps */
    struct buffer front;  /* text */
    bool front_is_all;    /* its rows are those of `points` */
    struct row_memo memo; /* of the rows that are text */
    double *kept;         /* room, column by column */
    double *tile;         /* room, row by row */
};

/* Whether the sweep wants its points as HDF5: as it says, or else where more
 * than ROWS_CSV_MOST points are not cut down to the front; and whether it
 * gets them so. */
enum { ROWS_CSV_MOST = 10000000 };
bool rows_want_hdf5(const struct plan *p);
bool rows_are_packed(const struct plan *p);
/* Where they go while a run lasts, and of a shard to the end. */
#define ROWS_CSV_FILE "points.csv"
const char *rows_file(const struct plan *p);
/* How many rows the sweep keeps of the points of a tally. */
size_t rows_kept(const struct plan *p, const struct tally *t);

bool rows_header(const struct plan *p, FILE *out);
/* What stands before the first row of both tables. */
bool rows_begin(const struct plan *p, FILE *points, FILE *front);

/* The batch's rows; on_front must be set. */
void rows_fill(struct rows *r, const struct plan *p, const struct batch *b);
bool rows_write(const struct rows *r, FILE *points, FILE *front);
void rows_free(struct rows *r);

/* As bytes of a record; written from there; passed over. */
void rows_put(const struct rows *r, struct record *out);
bool rows_write_record(struct record_reader *in, FILE *points, FILE *front);
void rows_skip(struct record_reader *in);

#endif
