/* SPDX-License-Identifier: MIT
 *
 * The two passes of a run over its batches.  Alone, this process evaluates
 * all; as the leader of a team it hands ranges out to the others, takes part,
 * and puts together what comes back.  The bytes are the same.
 */
#ifndef PASS_H
#define PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "sweep/plan.h"
#include "sweep/run.h"
#include "sweep/tally.h"

struct pass {
    const struct plan *p;
    const struct run_options *options;
    size_t done, total; /* points, of both passes together */
};

/* `pass` is the struct pass, of which n more points are done; for any
 * thread. */
void pass_tell(void *pass, size_t n);
/* Whether somebody wants an end, here or at another rank. */
bool pass_is_stopped(const struct pass *s);
/* Sets e to say so; returns false. */
bool pass_stopped(const struct pass *s, struct err *e);

/* First pass: goes on with `t` up to batch `end`. */
bool pass_tally(struct pass *s, struct tally *t, size_t end, struct err *e);

/* Second pass: the rows of the batches of `t` from `at` on, with its front. */
bool pass_rows(struct pass *s, const struct tally *t, size_t at, FILE *points,
               FILE *front, struct err *e);

#endif
