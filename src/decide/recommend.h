/* SPDX-License-Identifier: MIT
 *
 * What a recommend file says: the inverse question.  It is a sweep (base,
 * workloads, axes as the free fields, constraints that nothing can relax) with
 * targets and limits in place of objectives, and what is best.
 */
#ifndef RECOMMEND_H
#define RECOMMEND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/limit.h"
#include "sweep/sweep.h"

enum {
    RECOMMEND_MAX_LIMITS = 12,
    RECOMMEND_MAX_CRITERIA = 16, /* as many as a sweep's objectives */
    RECOMMEND_MAX_RUNNERS = 20
};

/* What is best: the least (or most) of a column, or NULL: least distance to
 * the ideal point (see criterion.h). */
struct best_kind {
    const char *name, *column, *help;
};
extern const struct best_kind best_kinds[];
extern const char *const best_names[];
extern const size_t best_n_kinds;

struct recommend {
    /* Its objectives are the criteria, that of `best` first.  Its constraints
     * are those of the file, then the targets and limits. */
    struct sweep sweep;
    char *question; /* the file as it was read, overrides included; owned */
    size_t n_constraints; /* of the file */
    size_t n_limits;      /* targets and limits */
    struct limit limits[RECOMMEND_MAX_LIMITS];
    size_t best; /* of best_kinds */
    size_t n_runners;
    /* Axes between whose values is searched. */
    size_t n_refined, refined[SWEEP_MAX_AXES];
};

/* Reads a recommend file by name (in recommend/) or path, with overrides as
 * for sweep_load ().  Names of columns are checked by plan_new (). */
bool recommend_load(struct recommend *r, const char *name,
                    const char *const overrides[], size_t n_overrides,
                    struct err *e);
void recommend_free(struct recommend *r);

/* Whether the distance to the ideal point decides. */
bool recommend_is_balanced(const struct recommend *r);

#endif
