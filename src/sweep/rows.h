/* SPDX-License-Identifier: MIT
 *
 * Rows of points as CSV text, made in parallel and written in order.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/journal.h"
#include "sweep/plan.h"

/* A text buffer that keeps its room from batch to batch; {0} is empty. */
struct buffer {
    char *text;
    size_t length, capacity;
};

struct rows {
    struct buffer points; /* the rows that the sweep keeps */
    struct buffer front;
};

bool rows_header(const struct plan *p, FILE *out);

/* Text of the batch's rows; on_front must be set. */
void rows_fill(struct rows *r, const struct plan *p, const struct batch *b);
bool rows_write(const struct rows *r, FILE *points, FILE *front);
void rows_free(struct rows *r);

/* As bytes of a record; written from there; passed over. */
void rows_put(const struct rows *r, struct record *out);
bool rows_write_record(struct record_reader *in, FILE *points, FILE *front);
void rows_skip(struct record_reader *in);

#endif
