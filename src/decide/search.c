/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/search.h"

#include "analyse/pareto.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The feasible points of one batch that no other of it dominates. */
struct survivors {
    size_t n;
    size_t *index;   /* owned */
    double *targets; /* n x criteria; owned */
};

/* A pass over the grid. */
struct pass {
    const struct recommend *recommend;
    const struct plan *plan;
    const struct run_options *options;
    double give;
    size_t done, total;
};

/* Ties go to the lower index, whoever comes first. */
static void offer(struct pick *p, const struct key *key, size_t index) {
    int order = p->found ? key_compare(key, &p->key) : -1;

    if (order < 0 || (order == 0 && index < p->index))
        *p = (struct pick){true, index, *key};
}

static void merge_pick(struct pick *p, const struct pick *other) {
    if (other->found)
        offer(p, &other->key, other->index);
}

void search_miss(const struct recommend *r, const struct reading *x,
                 struct key *out) {
    *out = (struct key){.n = 2};
    for (size_t j = 0; j < r->n_limits; j++) {
        double excess = fmax(gauge_excess(r, x, j, 0), 0);

        out->x[0] = fmax(out->x[0], excess);
        out->x[1] += excess;
    }
}

/* Limits that the point misses, as bits. */
static unsigned missed(const struct recommend *r, const struct reading *x,
                       double give) {
    unsigned bits = 0;

    for (size_t j = 0; j < r->n_limits; j++)
        if (gauge_excess(r, x, j, give) > 0)
            bits |= 1u << j;
    return bits;
}

static void offer_point(struct search *s, const struct pass *pass,
                        const struct reading *x, size_t index) {
    const struct recommend *r = pass->recommend;
    unsigned bits = missed(r, x, 0);
    struct key key, miss;

    s->n_possible++;
    s->counts[bits]++;
    key_of(r, &s->spans, x, &key);
    for (size_t j = 0; j < r->n_limits; j++) {
        double excess = gauge_excess(r, x, j, 0);

        if ((bits & ~(1u << j)) != 0)
            continue;
        offer(&s->without[j], &key, index);
        if (gauge_excess(r, x, j, pass->give) <= 0)
            offer(&s->relaxed[j], &key, index);
        if (bits != 0)
            s->least_alone[j] = fmin(s->least_alone[j], excess);
    }
    if (bits == 0) {
        s->n_feasible++;
        offer(&s->best, &key, index);
        return;
    }
    search_miss(r, x, &miss);
    if (isfinite(miss.x[0]))
        offer(&s->nearest, &miss, index);
}

static void search_merge(struct search *s, const struct search *other,
                         const struct recommend *r, size_t n_reasons) {
    for (size_t i = 0; i < n_reasons; i++)
        s->reasons[i] += other->reasons[i];
    s->n_possible += other->n_possible;
    s->n_feasible += other->n_feasible;
    merge_pick(&s->best, &other->best);
    merge_pick(&s->nearest, &other->nearest);
    for (size_t j = 0; j < r->n_limits; j++) {
        merge_pick(&s->relaxed[j], &other->relaxed[j]);
        merge_pick(&s->without[j], &other->without[j]);
        s->least_alone[j] = fmin(s->least_alone[j], other->least_alone[j]);
    }
    for (size_t i = 0; i < 1u << r->n_limits; i++)
        s->counts[i] += other->counts[i];
}

static void spans_clear(struct spans *s) {
    for (size_t i = 0; i < RECOMMEND_MAX_CRITERIA; i++) {
        s->low[i] = HUGE_VAL;
        s->high[i] = -HUGE_VAL;
    }
}

static void spans_add(struct spans *s, const double low[], const double high[],
                      size_t n) {
    for (size_t i = 0; i < n; i++) {
        s->low[i] = fmin(s->low[i], low[i]);
        s->high[i] = fmax(s->high[i], high[i]);
    }
}

static size_t n_batches(const struct plan *p) {
    return (p->n_points + PLAN_BATCH - 1) / PLAN_BATCH;
}

/* Evaluates batch `i`; returns the number of its points. */
static size_t evaluate(struct pass *pass, struct gauge *g, size_t i) {
    size_t first = i * PLAN_BATCH, left = pass->plan->n_points - first;
    size_t n = left < PLAN_BATCH ? left : PLAN_BATCH;

    gauge_evaluate(g, first, n);
#pragma omp critical(search_meter)
    {
        pass->done += n;
        if (pass->options->progress != NULL)
            pass->options->progress(pass->options->progress_data, pass->done,
                                    pass->total);
    }
    return n;
}

/* The best and the worst of each criterion. */
static void find_spans(struct search *s, struct pass *pass) {
    size_t n = n_batches(pass->plan);

#pragma omp parallel
    {
        struct spans mine;
        struct gauge g;
        struct err ignored; /* answer_find () made such a gauge already */

        spans_clear(&mine);
        gauge_new(&g, pass->recommend, pass->plan, &ignored);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n; i++) {
            size_t points = evaluate(pass, &g, i);

            for (size_t k = 0; k < points; k++) {
                struct reading x;

                gauge_read(&g, k, &x);
                if (x.possible)
                    spans_add(&mine, x.target, x.target,
                              pass->recommend->sweep.n_objectives);
            }
        }
#pragma omp critical(search_spans)
        spans_add(&s->spans, mine.low, mine.high,
                  pass->recommend->sweep.n_objectives);
        gauge_free(&g);
    }
}

/* Keeps what no other of them dominates, in no more room than that takes. */
static void keep_front(struct survivors *x, size_t d) {
    bool *on = mem_alloc(x->n, sizeof *on);
    size_t n = pareto_front(x->targets, x->n, d, on), kept = 0;
    double *targets = mem_alloc(n * d, sizeof *targets);
    size_t *index = mem_alloc(n, sizeof *index);

    for (size_t i = 0; i < x->n; i++) {
        if (!on[i])
            continue;
        memcpy(targets + kept * d, x->targets + i * d, d * sizeof *targets);
        index[kept++] = x->index[i];
    }
    free(x->targets);
    free(x->index);
    free(on);
    *x = (struct survivors){n, index, targets};
}

static void search_batch(struct search *s, struct pass *pass, struct gauge *g,
                         size_t i, struct survivors *out) {
    size_t n = evaluate(pass, g, i), d = pass->recommend->sweep.n_objectives;

    out->index = mem_alloc(n, sizeof *out->index);
    out->targets = mem_alloc(n * d, sizeof *out->targets);
    for (size_t k = 0; k < n; k++) {
        size_t feasible = s->n_feasible;
        struct reading x;

        gauge_read(g, k, &x);
        s->reasons[x.reason]++;
        if (!x.possible)
            continue;
        offer_point(s, pass, &x, i * PLAN_BATCH + k);
        if (s->n_feasible == feasible)
            continue;
        memcpy(out->targets + out->n * d, x.target, d * sizeof *x.target);
        out->index[out->n++] = i * PLAN_BATCH + k;
    }
    keep_front(out, d);
}

/* The front of all batches' fronts. */
static void join_fronts(struct search *s, struct survivors batches[], size_t n,
                        size_t d) {
    struct survivors all = {0};
    size_t total = 0;

    for (size_t i = 0; i < n; i++)
        total += batches[i].n;
    all.index = mem_alloc(total, sizeof *all.index);
    all.targets = mem_alloc(total * d, sizeof *all.targets);
    for (size_t i = 0; i < n; i++) {
        memcpy(all.index + all.n, batches[i].index,
               batches[i].n * sizeof *all.index);
        memcpy(all.targets + all.n * d, batches[i].targets,
               batches[i].n * d * sizeof *all.targets);
        all.n += batches[i].n;
        free(batches[i].index);
        free(batches[i].targets);
    }
    keep_front(&all, d);
    free(all.targets);
    s->front = all.index;
    s->n_front = all.n;
}

static void search_clear(struct search *s, const struct plan *p,
                         const struct spans *spans) {
    memset(s, 0, sizeof *s);
    s->spans = *spans;
    s->reasons = mem_alloc(p->n_reasons, sizeof *s->reasons);
    for (size_t j = 0; j < RECOMMEND_MAX_LIMITS; j++)
        s->least_alone[j] = HUGE_VAL;
}

void search_grid(struct search *s, const struct recommend *r,
                 const struct plan *p, double give,
                 const struct run_options *options) {
    bool balanced = recommend_is_balanced(r);
    size_t n = n_batches(p);
    struct pass pass = {r, p, options, give, 0, p->n_points * (1 + balanced)};
    struct survivors *batches = mem_alloc(n, sizeof *batches);
    struct spans none;

    spans_clear(&none);
    search_clear(s, p, &none);
    if (balanced)
        find_spans(s, &pass);
#pragma omp parallel
    {
        struct search *mine = mem_alloc(1, sizeof *mine);
        struct gauge g;
        struct err ignored;

        search_clear(mine, p, &s->spans);
        gauge_new(&g, r, p, &ignored);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n; i++)
            search_batch(mine, &pass, &g, i, &batches[i]);
#pragma omp critical(search_merge)
        search_merge(s, mine, r, p->n_reasons);
        gauge_free(&g);
        search_free(mine);
        free(mine);
    }
    join_fronts(s, batches, n, r->sweep.n_objectives);
    free(batches);
}

void search_free(struct search *s) {
    free(s->front);
    free(s->reasons);
    s->front = NULL;
    s->reasons = NULL;
    s->n_front = 0;
}
