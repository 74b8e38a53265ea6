/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/run.h"

#include "base/mem.h"
#include "sweep/pass.h"
#include "sweep/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void run_tallied(struct run *r, const struct plan *p) {
    static const double quarters[] = {0.25, 0.5, 0.75};
    const struct tally *t = &r->tally;

    r->n_front = t->n_front;
    r->front = t->front;
    r->reason_counts = t->counts;
    r->violation_counts = t->counts + p->n_reasons;
    r->n_feasible = t->counts[0];
    r->objectives = mem_alloc(t->n_objectives, sizeof *r->objectives);
    for (size_t i = 0; i < t->n_objectives; i++) {
        const struct quantiles *q = &t->objectives[i];

        r->objectives[i] =
            (struct run_quantiles){q->least, quantiles_at(q, quarters[0]),
                                   quantiles_at(q, quarters[1]),
                                   quantiles_at(q, quarters[2]), q->most};
    }
    if (p->sampled == NULL) /* a sample has no lines along an axis */
        knobs_find(&r->knobs, p);
}

static bool write_headers(const struct plan *p, FILE *points, FILE *front,
                          struct err *e) {
    return rows_begin(p, points, front) ||
           err_set(e, ERR_IO, "cannot write the points: %s", strerror(errno));
}

bool run_plan(struct run *r, const struct plan *p,
              const struct run_options *options, FILE *points, FILE *front,
              struct err *e) {
    struct checkpoint *c = options->checkpoint;
    struct pass pass = {p, options, 0, 0};
    size_t first = 0, end = plan_n_batches(p), at, before;
    bool good;

    *r = (struct run){0};
    if (c != NULL)
        checkpoint_share(c, end, &first, &end);
    if (c == NULL || !checkpoint_take(c, &r->tally, &at)) {
        tally_init(&r->tally, p, first);
        at = first;
    }
    before = plan_points_before(p, first);
    pass.total = 2 * (plan_points_before(p, end) - before);
    pass.done = plan_points_before(p, first + r->tally.n) +
                plan_points_before(p, at) - 2 * before;
    good = pass_tally(&pass, &r->tally, end, e);
    if (good) {
        run_tallied(r, p);
        good = ((c != NULL && c->rows_kept) ||
                write_headers(p, points, front, e)) &&
               pass_rows(&pass, &r->tally, at, points, front, e);
    }
    if (!good)
        run_free(r);
    return good;
}

void run_free(struct run *r) {
    tally_free(&r->tally);
    knobs_free(&r->knobs);
    free(r->objectives);
    *r = (struct run){0};
}
