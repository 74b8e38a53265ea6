/* SPDX-License-Identifier: MIT
 *
 * What the measurements of sweeps share: a sweep from a file, ready to be
 * scanned, and its first pass.
 */
#ifndef READY_H
#define READY_H

#include "base/clock.h"
#include "cost/cost_model.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/scan.h"
#include "sweep/sweep.h"

#include <stddef.h>

struct ready {
    struct sweep sweep;
    struct predictor predictor;
    struct cost_model *costs;
    struct plan plan;
};

static inline void ready_close(struct ready *r) {
    plan_free(&r->plan);
    cost_model_free(r->costs);
    predictor_free(&r->predictor);
    sweep_free(&r->sweep);
}

/* Nothing is to be closed where it fails. */
static inline bool ready_open(struct ready *r, const char *path,
                              struct err *e) {
    *r = (struct ready){.costs = NULL};
    if (sweep_load(&r->sweep, path, NULL, 0, e) &&
        predictor_load(&r->predictor, r->sweep.model, e) &&
        (r->costs = cost_model_load(r->sweep.costs, e)) != NULL &&
        plan_new(&r->plan, &r->sweep, &r->predictor, r->costs, e))
        return true;
    ready_close(r);
    return false;
}

static inline void ready_ignore(void *data, size_t n) {
    (void)data;
    (void)n;
}

/* The first pass of a run over the first n points: scouts, counts, and the
 * front at the end; returns how many points are on it. */
static inline size_t first_pass(const struct plan *p, size_t n) {
    struct crew crew;
    struct tally t;
    size_t n_front;

    crew_init(&crew, p);
    crew_scan(&crew, 0, n, ready_ignore, NULL);
    tally_init(&t, p, 0);
    scans_join(crew.scans, crew.n, &t);
    n_front = t.n_front;
    tally_free(&t);
    crew_free(&crew);
    return n_front;
}

#endif
