/* SPDX-License-Identifier: MIT
 *
 * What the journal of a run says: its inputs, the tallies of finished ranges,
 * how far the rows are.
 */
#ifndef PROGRESS_MADE_H
#define PROGRESS_MADE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/journal.h"
#include "sweep/plan.h"
#include "sweep/tally.h"

/* Records, in the order in which they come; of ROWS the last counts. */
enum progress_kind {
    PROGRESS_INPUTS = 1,
    PROGRESS_TALLY,
    PROGRESS_ROWS,
    PROGRESS_COMPLETE
};

/* A share of the batches: number `shard` of `n_shards`, from 1. */
struct share {
    size_t shard, n_shards;
};

/* How far the two tables are, and the endings of their temporary files. */
struct rows_written {
    size_t next_batch, points_bytes, front_bytes;
    char *points_ending, *front_ending; /* owned; NULL: not begun */
};

/* What a journal holds. */
struct progress_made {
    char *identity, *name; /* of the inputs, of the sweep; owned */
    struct share share;
    struct tally tally; /* n_counts 0: none */
    struct rows_written rows;
    bool complete;            /* a shard that is done: */
    size_t points_bytes;      /* of points.csv */
    unsigned long points_crc; /* and its CRC-32 */
};

/* Reads a journal.  Where `p` is NULL only what stands before the tallies is
 * read, and `complete`. */
bool progress_made_read(struct progress_made *m, const char *path,
                        const struct plan *p, struct err *e);
void progress_made_free(struct progress_made *m);
void rows_written_free(struct rows_written *r);

/* The journal_visit of a progress_reading. */
struct progress_reading {
    struct progress_made *made;
    const struct plan *plan;
    const char *path;
};
bool progress_read_record(void *data, uint32_t kind, struct record_reader *in,
                          struct err *e);

#endif
