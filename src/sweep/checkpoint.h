/* SPDX-License-Identifier: MIT
 *
 * What a run has done so far, kept in the journal of its folder: the inputs,
 * the tallies of finished ranges, how far the rows are written.  A run that
 * was stopped or killed goes on from there; a shard of a run is such a
 * journal that is complete, and merging puts shards together.
 */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/journal.h"
#include "sweep/plan.h"
#include "sweep/progress_made.h"
#include "sweep/tally.h"

#define CHECKPOINT_FILE "sweep.journal"

struct checkpoint {
    char *dir, *path;       /* owned */
    struct journal journal; /* path NULL: nothing was worth keeping yet */
    char *identity, *name;  /* owned */
    char *rows_path;        /* of a shard's points; owned */
    struct progress_made made;
    double every_s, start_s, last_s;
    /* Endings of the temporary files being written; borrowed. */
    const char *points_ending, *front_ending;
    bool rows_kept; /* the journal counts on those files, which have a header
                       at least */
};

/* Looks at folder `dir`.  With `resume` a journal there is read, and must be
 * of the same inputs and share; where there is none the run begins anew.
 * Without, a journal is removed: *dropped says so. */
bool checkpoint_open(struct checkpoint *c, const struct plan *p,
                     const char *dir, struct share share, bool resume,
                     double every_s, bool *dropped, struct err *e);
/* The file stays. */
void checkpoint_close(struct checkpoint *c);
/* Closes and removes the file. */
void checkpoint_remove(struct checkpoint *c);

/* Batches *first ... *end - 1 of n are the share. */
void share_of(struct share s, size_t n, size_t *first, size_t *end);

/* Keeps a run of a share from looking at other points than its own, so that
 * the front in its folder is that of the share. */
void checkpoint_look_within(struct plan *p, struct share s);
void checkpoint_share(const struct checkpoint *c, size_t n, size_t *first,
                      size_t *end);

/* Takes over what was read, false when there is nothing: the tally, and the
 * next batch whose rows are to be written. */
bool checkpoint_take(struct checkpoint *c, struct tally *t, size_t *at);

/* The rows that were written are gone. */
void checkpoint_forget_rows(struct checkpoint *c);

/* Whether it is time: `every_s` since the last, and a fiftieth of all the
 * time, so that a long run's journal does not grow and grow. */
bool checkpoint_is_due(const struct checkpoint *c);
bool checkpoint_is_begun(const struct checkpoint *c);

/* Keep a finished range; that rows up to a batch are written, after syncing
 * both streams (`whole`: all tallies, for a journal not yet begun); that a
 * shard is complete with its points. */
bool checkpoint_tally(struct checkpoint *c, const struct tally *t,
                      struct err *e);
bool checkpoint_rows(struct checkpoint *c, const struct tally *whole,
                     size_t next_batch, FILE *points, FILE *front,
                     struct err *e);
bool checkpoint_complete(struct checkpoint *c, const struct tally *whole,
                         struct err *e);
/* Whether it was, and its points are there. */
bool checkpoint_is_complete(const struct checkpoint *c);

#endif
