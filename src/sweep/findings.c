/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/findings.h"

#include "sweep/feasible_table.h"
#include "sweep/front_table.h"

#include <math.h>

void findings_find(struct findings *f, const struct plan *p,
                   const struct run *r) {
    struct feasible feasible;

    *f = (struct findings){.volume = (double)NAN};
    chances_find(&f->chances, p, r);
    feasible_find(&feasible, p);
    f->all_looked_at = feasible.all;
    f->spread = feasible_spread(&feasible);
    f->correlations = feasible_correlations(&feasible);
    feasible_free(&feasible);
    if (r->n_front == 0)
        return;
    f->some = front_table(p, r, &f->chances, FINDINGS_SOME);
    f->typical = front_typical(p, r, &f->chances, FINDINGS_TYPICAL);
    f->marginal = front_marginal(p, r);
    f->volume = front_volume(p, r);
}

void findings_free(struct findings *f) {
    chances_free(&f->chances);
    table_free(f->spread);
    table_free(f->correlations);
    table_free(f->some);
    table_free(f->typical);
    table_free(f->marginal);
}
