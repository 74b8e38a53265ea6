/* SPDX-License-Identifier: MIT
 *
 * The ranks of one run.  Rank 0 leads: it keeps the checkpoint and the
 * tables, says who evaluates which batches, and works too.  The others do
 * what comes, in order, and know nothing of the rest.
 */
#ifndef TEAM_H
#define TEAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/ranks.h"
#include "sweep/plan.h"
#include "sweep/progress_made.h"

/* What a message asks for, and what comes back. */
enum errand {
    /* From the leader: */
    ERRAND_VERDICT = 1, /* whether all agree */
    ERRAND_SCAN,        /* a range of batches for the tally: DONE */
    ERRAND_COLLECT,     /* what the ranges so far left: TALLY */
    ERRAND_FRONT,       /* the final front */
    ERRAND_ROWS,        /* a range of batches for the tables: PAGE */
    ERRAND_END,         /* no more: BYE */
    /* To the leader: */
    ERRAND_AGREE, /* what this rank would run */
    ERRAND_DONE,
    ERRAND_TALLY,
    ERRAND_PAGE,
    ERRAND_STOP, /* somebody asked this rank to stop */
    ERRAND_BYE
};

/* The leader's view; of one rank it is a team too. */
struct team {
    struct ranks *ranks;
    size_t *busy; /* ranges that each rank has; owned */
    bool stop;    /* a rank was asked to stop */
    bool lost;    /* a rank did not answer in time */
};

void team_init(struct team *t, struct ranks *ranks);
/* Lets the other ranks go.  Where one does not answer, all end at once and
 * this does not return. */
void team_dismiss(struct team *t);
void team_free(struct team *t);

/* Called by every rank before the work: whether all would run the same, the
 * share and the folder too.  `p` is NULL where this rank failed with `e`.
 * On failure `e` is, at rank 0, what to say: the first rank's trouble. */
bool team_agree(const struct ranks *ranks, const struct plan *p,
                struct share share, const char *dir, struct err *e);

/* Gives batches first ... first + n - 1 to another rank; false where each
 * has enough.  A rank has a few ranges, so that it need not wait for the
 * leader, who works as well. */
bool team_give(struct team *t, enum errand errand, size_t first, size_t n);
void team_tell(const struct team *t, enum errand errand,
               const struct record *body);
/* The next message, DONE and PAGE taken off the rank's load, STOP noted. */
bool team_hear(struct team *t, double wait_s, struct message *m);
/* How many points a DONE or a PAGE is about: its first number. */
size_t team_points(const struct message *m);

/* What other ranks than the first do until they are let go.  `stop` is asked
 * now and then, as in run_options. */
void team_work(const struct ranks *ranks, const struct plan *p,
               bool (*stop)(void *data), void *stop_data);

#endif
