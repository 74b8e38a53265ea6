/* SPDX-License-Identifier: MIT
 *
 * What is found out about a run once it has ended, for those who read its
 * summary and for programs.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include <stdbool.h>

#include "base/table.h"
#include "sweep/chance.h"
#include "sweep/plan.h"
#include "sweep/run.h"

struct findings {
    struct chances chances;
    /* Of the feasible points (feasible_table.h): */
    bool all_looked_at;
    struct table *spread, *correlations;
    /* Of the front (front_table.h): some of its points, its knee and typical
     * designs, slopes; NULL where there is no front. */
    struct table *some, *typical, *marginal;
    double volume;
};

enum { FINDINGS_SOME = 15, FINDINGS_TYPICAL = 5 };

void findings_find(struct findings *f, const struct plan *p,
                   const struct run *r);
void findings_free(struct findings *f);

#endif
