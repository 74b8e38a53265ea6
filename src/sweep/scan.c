/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/scan.h"

#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/simd.h"
#include "sweep/point.h"
#include "sweep/strip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* So many neighbours are asked for at once whether they can be on the
 * front. */
enum { GROUP = 64 };

void scan_init(struct scan *s, const struct plan *p) {
    size_t d = p->sweep->n_objectives;
    struct err ignored;

    *s = (struct scan){.p = p};
    batch_new(&s->batch, p, &ignored);
    tally_init(&s->tally, p, 0);
    sieve_init(&s->sieve, d);
    s->room = mem_alloc((d + 1) * STRIP_ROOM, sizeof *s->room);
    s->reason = s->room;
    s->x = s->room + STRIP_ROOM;
    s->lane = mem_alloc(STRIP_ROOM, sizeof *s->lane);
}

void scan_free(struct scan *s) {
    batch_free(&s->batch);
    tally_free(&s->tally);
    sieve_free(&s->sieve);
    free(s->room);
    free(s->lane);
    *s = (struct scan){0};
}

SIMD_CLONES_SAME static size_t count_equal(size_t n, const double x[],
                                           double y) {
    double count = 0;

#pragma omp simd reduction(+ : count)
    for (size_t i = 0; i < n; i++)
        count += x[i] == y ? 1.0 : 0.0;
    return (size_t)count;
}

SIMD_CLONES_SAME static double least_of(size_t n, const double x[]) {
    double least = HUGE_VAL;

#pragma omp simd reduction(min : least)
    for (size_t i = 0; i < n; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

SIMD_CLONES_SAME static void negate(size_t n, double x[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        x[i] = -x[i];
}

/* Points by reason; few reasons occur in one block. */
static void count_reasons(struct scan *s, size_t n, size_t n_feasible) {
    size_t left = n - n_feasible;

    s->tally.counts[0] += n_feasible;
    for (size_t code = 1; left > 0 && code < s->p->n_reasons; code++) {
        size_t count = count_equal(n, s->reason, (double)code);

        s->tally.counts[code] += count;
        left -= count;
    }
}

/* Soft constraints that feasible points break; `at`: place in the batch. */
static void count_violations(struct scan *s, size_t at, size_t n) {
    size_t *counts = s->tally.counts + s->p->n_reasons;

    for (size_t j = 0; s->p->n_soft > 0 && j < s->batch.n_constraints; j++)
        for (size_t i = 0; s->p->sweep->soft[j] && i < n; i++)
            counts[j] +=
                s->batch.violated[j * PLAN_BATCH + at + i] && s->reason[i] == 0;
}

/* Moves the feasible points to the head of each column. */
static void pack(struct scan *s, size_t n, size_t n_feasible) {
    size_t d = s->p->sweep->n_objectives, m = 0;

    for (size_t i = 0; i < n; i++) {
        s->lane[m] = i;
        m += s->reason[i] == 0;
    }
    for (size_t k = 0; n_feasible < n && k < d; k++) {
        double *x = s->x + k * STRIP_ROOM;

        for (size_t i = 0; i < n_feasible; i++)
            x[i] = x[s->lane[i]];
    }
}

/* Lets those through that may be on the front. */
static void sift(struct scan *s, size_t first, size_t n) {
    size_t d = s->p->sweep->n_objectives;
    double point[PARETO_MAX_OBJECTIVES];

    for (size_t from = 0; from < n; from += GROUP) {
        size_t many = n - from < GROUP ? n - from : GROUP;

        for (size_t k = 0; k < d; k++)
            point[k] = least_of(many, s->x + k * STRIP_ROOM + from);
        if (sieve_dominates(&s->sieve, point))
            continue;
        for (size_t i = from; i < from + many; i++) {
            for (size_t k = 0; k < d; k++)
                point[k] = s->x[k * STRIP_ROOM + i];
            if (!sieve_dominates(&s->sieve, point))
                sieve_add(&s->sieve, point, first + s->lane[i]);
        }
    }
}

/* A block whose reason and objectives are in the room. */
static void take(struct scan *s, size_t first, size_t at, size_t n) {
    const struct sweep *w = s->p->sweep;
    size_t n_feasible = count_equal(n, s->reason, 0);

    count_reasons(s, n, n_feasible);
    count_violations(s, at, n);
    if (n_feasible == 0)
        return;
    pack(s, n, n_feasible);
    for (size_t k = 0; k < w->n_objectives; k++) {
        double *x = s->x + k * STRIP_ROOM;

        quantiles_add(&s->tally.objectives[k], x, n_feasible);
        if (w->objectives[k].maximise)
            negate(n_feasible, x);
    }
    sift(s, first, n_feasible);
}

/* Copies a block's reason and objectives from the batch's columns. */
static void copy_columns(struct scan *s, size_t at, size_t to, size_t n) {
    const struct plan *p = s->p;
    const double *from = s->batch.values + at;
    size_t reason = plan_metric(p, METRIC_REASON_ID);

    memcpy(s->reason + to, from + reason * PLAN_BATCH, n * sizeof *from);
    for (size_t k = 0; k < p->sweep->n_objectives; k++)
        memcpy(s->x + k * STRIP_ROOM + to,
               from + p->objective_column[k] * PLAN_BATCH, n * sizeof *from);
}

/* Sets reason and objectives of a block of the run at hand. */
static void set_block(struct scan *s, size_t first, size_t at, size_t n) {
    const struct plan *p = s->p;
    struct strip *strip = s->batch.strip;

    strip_block(strip, first, n);
    strip_verdict(strip, &s->batch, at, false);
    memcpy(s->reason, strip->reason, n * sizeof *s->reason);
    for (size_t k = 0; k < p->sweep->n_objectives; k++)
        memcpy(s->x + k * STRIP_ROOM,
               strip_column(strip, p->objective_column[k])->x,
               n * sizeof *s->x);
    for (size_t k = 0; k < strip->n_special; k++) {
        size_t lane = strip->special_lane[k];

        point_evaluate(p, first + lane, &s->batch, at + lane);
        copy_columns(s, at + lane, lane, 1);
    }
}

/* Evaluates points that belong together, and hands them on. */
static void walk(struct scan *s, size_t first, size_t n, bool counts) {
    size_t end = first + n, at = first;

    while (at < end) {
        struct strip *strip = s->batch.strip;
        bool is_strip = strip != NULL && strip_run(strip, &s->batch, at);
        size_t stop =
            strip != NULL && strip->run_end < end ? strip->run_end : end;

        for (size_t many; at < stop; at += many) {
            many = stop - at < STRIP_LANES ? stop - at : STRIP_LANES;
            if (is_strip) {
                set_block(s, at, at - first, many);
            } else {
                for (size_t i = 0; i < many; i++)
                    point_evaluate(s->p, at + i, &s->batch, i);
                copy_columns(s, 0, 0, many);
            }
            if (counts)
                take(s, at, is_strip ? at - first : 0, many);
        }
    }
}

void scan_evaluate(struct scan *s, size_t first, size_t n) {
    for (size_t at = 0, many; at < n; at += many) {
        many = n - at < PLAN_BATCH ? n - at : PLAN_BATCH;
        walk(s, first + at, many, false);
    }
}

void scan_points(struct scan *s, size_t first, size_t n) {
    for (size_t at = 0, many; at < n; at += many) {
        many = n - at < PLAN_BATCH ? n - at : PLAN_BATCH;
        walk(s, first + at, many, true);
    }
}

/* What one scan let through. */
struct found {
    size_t n, at, *index;
    double *x;
};

/* All candidates by rising index, each scan's being so already. */
static void join_fronts(struct scan scans[], size_t n, struct tally *t) {
    size_t d = t->n_objectives, total = 0, *index;
    struct found *found = mem_alloc(n, sizeof *found);
    double *targets;

    for (size_t i = 0; i < n; i++) {
        found[i].n = sieve_take(&scans[i].sieve, &found[i].x, &found[i].index);
        total += found[i].n;
    }
    index = mem_alloc(total, sizeof *index);
    targets = mem_alloc(total * d, sizeof *targets);
    for (size_t k = 0; k < total; k++) {
        struct found *next = NULL;

        for (size_t i = 0; i < n; i++)
            if (found[i].at < found[i].n &&
                (next == NULL ||
                 found[i].index[found[i].at] < next->index[next->at]))
                next = &found[i];
        index[k] = next->index[next->at];
        memcpy(targets + k * d, next->x + next->at * d, d * sizeof *targets);
        next->at++;
    }
    for (size_t i = 0; i < n; i++) {
        free(found[i].index);
        free(found[i].x);
    }
    free(found);
    tally_front(t, total, index, targets);
}

void scans_join(struct scan scans[], size_t n, struct tally *t) {
    join_fronts(scans, n, t);
    for (size_t i = 0; i < n; i++) {
        struct scan *s = &scans[i];

        for (size_t k = 0; k < t->n_counts; k++)
            t->counts[k] += s->tally.counts[k];
        for (size_t k = 0; k < t->n_objectives; k++)
            quantiles_merge(&t->objectives[k], &s->tally.objectives[k]);
        tally_free(&s->tally);
        tally_init(&s->tally, s->p, 0);
    }
}

static size_t n_threads(void) {
#ifdef _OPENMP
    return (size_t)omp_get_max_threads();
#else
    return 1;
#endif
}

static size_t this_thread(void) {
#ifdef _OPENMP
    return (size_t)omp_get_thread_num();
#else
    return 0;
#endif
}

void crew_init(struct crew *c, const struct plan *p) {
    c->n = n_threads();
    c->scans = mem_alloc(c->n, sizeof *c->scans);
    for (size_t i = 0; i < c->n; i++)
        scan_init(&c->scans[i], p);
}

void crew_free(struct crew *c) {
    for (size_t i = 0; i < c->n; i++)
        scan_free(&c->scans[i]);
    free(c->scans);
    *c = (struct crew){0};
}

void crew_scan(struct crew *c, size_t first, size_t n,
               void (*done)(void *data, size_t n), void *data) {
    enum { PIECE = CREW_PIECE * PLAN_BATCH };

    /* Each thread gets rising pieces, as scan_points () wants them. */
#pragma omp parallel for schedule(monotonic : dynamic) num_threads((int)c->n)
    for (size_t at = 0; at < n; at += PIECE) {
        size_t many = n - at < PIECE ? n - at : PIECE;

        scan_points(&c->scans[this_thread()], first + at, many);
        done(data, many);
    }
}
