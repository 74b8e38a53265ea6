/* SPDX-License-Identifier: MIT
 *
 * Points as rows of text.  Most cells of a row stand in the row before, or
 * further ahead in the same row (a single workload's metrics are those of
 * all), and a number takes ten times as long to make as to copy: the last row
 * is remembered.
 */
#ifndef ROW_TEXT_H
#define ROW_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "sweep/buffer.h"
#include "sweep/plan.h"

/* {0} remembers nothing yet. */
struct row_memo {
    size_t n; /* columns; 0: there is no row before */
    struct row_cell *cells;
    double *values; /* room for a row */
};
void row_memo_free(struct row_memo *m);
/* To be called before rows go anywhere else than behind the last one. */
void row_memo_forget(struct row_memo *m);

/* Adds the row of these values, with its end of line: numbers as the shortest
 * decimals that read back as the same, nothing for NAN, names quoted as
 * csv_put () does. */
void row_text(struct row_memo *m, struct buffer *out, const struct plan *p,
              const double values[]);
/* The same for point i of a batch. */
void row_text_at(struct row_memo *m, struct buffer *out, const struct plan *p,
                 const struct batch *b, size_t i);

#endif
