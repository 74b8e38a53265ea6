/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/scan.h"

#include "analyse/parallel.h"
#include "base/mem.h"
#include "base/simd.h"
#include "sweep/scout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* So many neighbours are asked for at once whether they can be on the front;
 * then so many of those that are left. */
enum { GROUP = 64, SMALL_GROUP = 8 };

void scan_init(struct scan *s, const struct plan *p) {
    size_t d = p->sweep->n_objectives;

    *s = (struct scan){.p = p};
    block_init(&s->block, p);
    tally_init(&s->tally, p, 0);
    screen_init(&s->screen, p);
    sieve_init(&s->sieve, d);
    s->room = mem_alloc(d * STRIP_ROOM, sizeof *s->room);
    s->all = mem_alloc(BLOCK_MOST, sizeof *s->all);
    s->some = mem_alloc(BLOCK_MOST + 1, sizeof *s->some);
    s->asked = mem_alloc(BLOCK_MOST, sizeof *s->asked);
    for (size_t i = 0; i < BLOCK_MOST; i++)
        s->all[i] = i;
}

void scan_free(struct scan *s) {
    block_free(&s->block);
    tally_free(&s->tally);
    screen_free(&s->screen);
    sieve_free(&s->sieve);
    free(s->room);
    free(s->all);
    free(s->some);
    free(s->asked);
    *s = (struct scan){0};
}

SIMD_CLONES static size_t count_equal(size_t n, const double x[], double y) {
    int64_t count = 0;

#pragma omp simd reduction(+ : count)
    for (size_t i = 0; i < n; i++)
        count += x[i] == y;
    return (size_t)count;
}

SIMD_CLONES static double least_of(size_t n, const double x[]) {
    double least = HUGE_VAL;

#pragma omp simd reduction(min : least)
    for (size_t i = 0; i < n; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

SIMD_CLONES static double most_of(size_t n, const double x[]) {
    double most = -HUGE_VAL;

#pragma omp simd reduction(max : most)
    for (size_t i = 0; i < n; i++)
        most = x[i] > most ? x[i] : most;
    return most;
}

/* Points by reason; few reasons occur in one block.  Returns how many are
 * feasible. */
static size_t count_reasons(struct scan *s) {
    const struct block *b = &s->block;
    size_t left = b->n, n_feasible;

    if (b->is_uniform) {
        s->tally.counts[(size_t)b->reason[0]] += b->n;
        return b->reason[0] == 0 ? b->n : 0;
    }
    n_feasible = count_equal(b->n, b->reason, 0);
    for (size_t code = 0; left > 0 && code < s->p->n_reasons; code++) {
        size_t count =
            code == 0 ? n_feasible : count_equal(b->n, b->reason, (double)code);

        s->tally.counts[code] += count;
        left -= count;
    }
    return n_feasible;
}

/* Soft constraints that feasible points break. */
static void count_violations(struct scan *s, size_t n_feasible) {
    size_t *counts = s->tally.counts + s->p->n_reasons;

    for (size_t j = 0; s->p->n_soft > 0 && j < s->p->sweep->n_constraints; j++)
        for (size_t i = 0; s->p->sweep->soft[j] && i < n_feasible; i++)
            counts[j] += s->block.batch.violated[j * PLAN_BATCH + s->lane[i]];
}

/* Sets s->lane to the feasible lanes, some of which there are. */
static void find_feasible(struct scan *s) {
    size_t m = 0;

    s->lane = s->all;
    if (s->block.is_uniform)
        return;
    s->lane = s->some;
    for (size_t i = 0; i < s->block.n; i++) {
        s->some[m] = i;
        m += s->block.reason[i] == 0;
    }
}

/* The feasible lanes of objective k, side by side. */
static const double *feasible(struct scan *s, size_t k, size_t n) {
    double *x = s->room + k * STRIP_ROOM;

    if (n == s->block.n)
        return s->block.x[k];
    for (size_t i = 0; i < n; i++)
        x[i] = s->block.x[k][s->lane[i]];
    return x;
}

/* Writes the feasible lanes whose group has a corner that is not dominated to
 * s->asked, and returns how many. */
static size_t ask_groups(struct scan *s, const double *const x[], size_t n) {
    const struct sweep *w = s->p->sweep;
    double corner[PARETO_MAX_OBJECTIVES];
    size_t left = 0;

    for (size_t from = 0; from < n; from += GROUP) {
        size_t many = n - from < GROUP ? n - from : GROUP;

        for (size_t k = 0; k < w->n_objectives; k++)
            corner[k] = w->objectives[k].maximise ? -most_of(many, x[k] + from)
                                                  : least_of(many, x[k] + from);
        if (sieve_dominates(&s->sieve, corner))
            continue;
        for (size_t i = 0; i < many; i++)
            s->asked[left++] = s->lane[from + i];
    }
    return left;
}

/* Adds those of n <= SMALL_GROUP lanes that are not dominated. */
static void ask_lanes(struct scan *s, const size_t lane[], size_t n) {
    const struct sweep *w = s->p->sweep;
    double x[SMALL_GROUP][PARETO_MAX_OBJECTIVES];
    double corner[PARETO_MAX_OBJECTIVES];

    for (size_t k = 0; k < w->n_objectives; k++) {
        double sign = w->objectives[k].maximise ? -1 : 1;

        corner[k] = HUGE_VAL;
        for (size_t i = 0; i < n; i++) {
            x[i][k] = sign * s->block.x[k][lane[i]];
            corner[k] = x[i][k] < corner[k] ? x[i][k] : corner[k];
        }
    }
    if (n > 1 && sieve_dominates(&s->sieve, corner))
        return;
    for (size_t i = 0; i < n; i++)
        if (!sieve_dominates(&s->sieve, x[i]))
            sieve_add(&s->sieve, x[i], s->block.first + lane[i]);
}

/* Lets those through that may be on the front. */
static void sift(struct scan *s, const double *const x[], size_t n) {
    size_t left = ask_groups(s, x, n);

    if (left > 0)
        left = screen_lanes(&s->screen, &s->block, s->asked, left);
    for (size_t at = 0, many; at < left; at += many) {
        many = left - at < SMALL_GROUP ? left - at : SMALL_GROUP;
        ask_lanes(s, s->asked + at, many);
    }
}

/* Counts the block at hand, and takes what may be on the front. */
static void take(struct scan *s) {
    const double *x[PARETO_MAX_OBJECTIVES];
    size_t n = count_reasons(s);

    if (s->tally.cells.n > 0)
        cells_take(&s->tally.cells, &s->block);
    if (n == 0)
        return;
    find_feasible(s);
    count_violations(s, n);
    for (size_t k = 0; k < s->p->sweep->n_objectives; k++) {
        x[k] = feasible(s, k, n);
        quantiles_add(&s->tally.objectives[k], x[k], n);
    }
    sift(s, x, n);
}

void scan_evaluate(struct scan *s, size_t first, size_t n) {
    for (size_t at = first, many; at < first + n; at += many) {
        many = block_length(s->p, at, first + n);
        block_set(&s->block, at, many);
    }
}

void scan_points(struct scan *s, size_t first, size_t n) {
    for (size_t at = first, many; at < first + n; at += many) {
        many = block_length(s->p, at, first + n);
        block_set(&s->block, at, many);
        take(s);
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

#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < n; i++)
        found[i].n = sieve_take(&scans[i].sieve, &found[i].x, &found[i].index);
    for (size_t i = 0; i < n; i++)
        total += found[i].n;
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
        cells_add(&t->cells, &s->tally.cells);
        tally_free(&s->tally);
        tally_init(&s->tally, s->p, 0);
    }
}

static size_t this_thread(void) {
#ifdef _OPENMP
    return (size_t)omp_get_thread_num();
#else
    return 0;
#endif
}

void crew_init(struct crew *c, const struct plan *p) {
    c->n = parallel_threads();
    c->scans = mem_alloc(c->n, sizeof *c->scans);
    for (size_t i = 0; i < c->n; i++)
        scan_init(&c->scans[i], p);
    c->scouts = NULL;
    crew_scout(c, scout_number(p));
}

void crew_scout(struct crew *c, size_t n) {
    struct batch **rooms = mem_alloc(c->n, sizeof *rooms);

    pareto_archive_free(c->scouts);
    for (size_t i = 0; i < c->n; i++)
        rooms[i] = &c->scans[i].block.batch;
    c->scouts = n > 0 ? scout_front(c->scans->p, n, rooms, c->n) : NULL;
    for (size_t i = 0; i < c->n; i++)
        c->scans[i].sieve.known = c->scouts;
    free(rooms);
}

void crew_free(struct crew *c) {
    for (size_t i = 0; i < c->n; i++)
        scan_free(&c->scans[i]);
    pareto_archive_free(c->scouts);
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
