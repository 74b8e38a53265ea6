/* SPDX-License-Identifier: MIT
 *
 * Shards of a sweep, each in a folder of its own, put together to what one
 * run would have written.
 */
#ifndef MERGE_H
#define MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/run.h"

struct merge {
    size_t n;
    const char **dirs; /* in the order of the shards; the names are borrowed */
    char *identity;    /* of the inputs; owned */
    char *sweep_path, *sweep_name; /* of the first shard; owned */
};

/* Looks at the folders in any order: all must be complete, of the same inputs
 * and together all of the sweep, each share once. */
bool merge_open(struct merge *m, const char *const dirs[], size_t n,
                struct err *e);
void merge_free(struct merge *m);

/* Writes what the whole run would have written into folder `dir`.  The plan
 * is that of the first shard's sweep, with the name put back. */
bool merge_run(struct run *r, const struct merge *m, const struct plan *p,
               const struct predictor *predictor, const char *dir,
               struct err *e);

#endif
