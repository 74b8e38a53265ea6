/* SPDX-License-Identifier: MIT
 *
 * The processes of one run that a launcher (mpirun, srun) started together,
 * and messages between them.  One process that nobody launched with others is
 * rank 0 of 1, and MPI is not even begun.  Messages are bytes: what they mean
 * is the affair of those who send them.  One thread of a process calls these
 * functions.
 */
#ifndef RANKS_H
#define RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/journal.h"

struct ranks {
    size_t n, me; /* rank `me` of n */
};

/* What came from another rank.  The body keeps its room from one message to
 * the next; record_free () ends it. */
struct message {
    size_t from;
    uint32_t kind;
    struct record body;
};

/* Name and version of the MPI that this program was built with; NULL:
 * without. */
const char *ranks_library(void);

/* What the launcher says in the environment; one process, number 0, where
 * there is none.  MPI need not have begun. */
struct ranks ranks_launched(void);

/* Begins MPI where several processes were launched.  Fails where they cannot
 * reach each other: the program was built without MPI, or with another one
 * than the launcher's. */
bool ranks_begin(struct ranks *r, struct err *e);
/* All ranks come here, or the others wait; a second time does nothing. */
void ranks_end(struct ranks *r);
/* Ends all ranks at once, this one too, where some answer no more. */
void ranks_abort(const struct ranks *r);

/* Returns when the bytes may go: a long message waits for its receiver.
 * Messages from one rank to another arrive in order.  `body` NULL: empty. */
void ranks_send(const struct ranks *r, size_t to, uint32_t kind,
                const struct record *body);
/* The next message from any rank; false where none came in `wait_s` seconds,
 * in which the processor is left to others. */
bool ranks_receive(const struct ranks *r, double wait_s, struct message *m);

#endif
