/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/answer.h"

#include "base/mem.h"
#include "decide/answer_task.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Structures from which is searched between the points: those of the best
 * points of the front. */
enum { MAX_STARTS = 6 };

/* Everything about a spot. */
static bool describe(struct design *d, const struct task *t,
                     const struct spot *spot, struct err *e) {
    struct probe *probe = mem_alloc(1, sizeof *probe);
    bool good = probe_new(probe, t->recommend, t->plan, spot->index,
                          t->predictor, t->costs, e);

    if (good) {
        d->spot = *spot;
        d->columns = mem_alloc(t->plan->n_columns, sizeof *d->columns);
        probe_read(probe, spot->axes, &d->reading);
        plan_device(&probe->plan, 0, &probe->gauge.batch, &d->device);
        for (size_t i = 0; i < t->plan->n_columns; i++) {
            const struct column *c = &t->plan->columns[i];

            /* The probe's axes of names have one name each. */
            d->columns[i] = c->kind == COLUMN_AXIS
                                ? spot->axes[c->axis]
                                : batch_value(&probe->gauge.batch, i, 0);
        }
        probe_free(probe);
    }
    free(probe);
    return good;
}

struct ranked {
    struct key key;
    size_t index;
};

static int by_key(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    int order = key_compare(&x->key, &y->key);

    return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

/* The front, best first; the caller frees it. */
static struct ranked *rank_front(const struct task *t, struct err *e) {
    const struct search *s = &t->answer->search;
    struct ranked *out = mem_alloc(s->n_front, sizeof *out);
    struct gauge g;

    if (!gauge_new(&g, t->recommend, t->plan, e)) {
        free(out);
        return NULL;
    }
    for (size_t i = 0; i < s->n_front; i++) {
        struct reading x;

        gauge_evaluate(&g, s->front[i], 1);
        gauge_read(&g, 0, &x);
        key_of(t->recommend, &s->spans, &x, &out[i].key);
        out[i].index = s->front[i];
    }
    gauge_free(&g);
    qsort(out, s->n_front, sizeof *out, by_key);
    return out;
}

static size_t structure_of(const struct plan *p, size_t index) {
    size_t structure = 0;

    for (size_t i = 0; i < p->sweep->n_axes; i++)
        structure += p->structure_stride[i] *
                     (index / p->stride[i] % p->sweep->axes[i].n);
    return structure;
}

/* Searches between the points: from the best of the grid on some structures,
 * and from points that miss one limit by little, whose structures may hold
 * all of them between the points. */
static bool refine_best(struct spot *best, const struct task *t,
                        const struct ranked front[], struct err *e) {
    const struct refine_goal goal = {.nearest = false};
    const struct search *s = &t->answer->search;
    size_t seen[MAX_STARTS + RECOMMEND_MAX_LIMITS], n = 0;

    for (size_t i = 0; i < s->n_front + t->recommend->n_limits; i++) {
        bool of_front = i < s->n_front;
        size_t index =
            of_front ? front[i].index : s->relaxed[i - s->n_front].index;
        size_t structure = structure_of(t->plan, index), k = 0;

        while (k < n && seen[k] != structure)
            k++;
        if (k < n || (of_front && n >= MAX_STARTS))
            continue;
        seen[n++] = structure;
        if (!task_refine(best, t, index, NULL, &goal, e))
            return false;
    }
    return true;
}

/* Whether two points of the front are worth telling apart: a twentieth of
 * the front's range in some criterion. */
static bool differ(const struct recommend *r, const struct key *a,
                   const struct key *b, const double range[]) {
    size_t first = recommend_is_balanced(r);

    for (size_t i = 0; i < r->sweep.n_objectives; i++)
        if (fabs(a->x[first + i] - b->x[first + i]) > 0.05 * range[i])
            return true;
    return false;
}

static void front_ranges(const struct recommend *r, const struct ranked front[],
                         size_t n, double range[]) {
    size_t first = recommend_is_balanced(r);

    for (size_t i = 0; i < r->sweep.n_objectives; i++) {
        double low = HUGE_VAL, high = -HUGE_VAL;

        for (size_t k = 0; k < n; k++) {
            low = fmin(low, front[k].key.x[first + i]);
            high = fmax(high, front[k].key.x[first + i]);
        }
        range[i] = high - low;
    }
}

/* Those that come next on the front, each unlike all before it. */
static bool find_runners(const struct task *t, const struct ranked front[],
                         struct err *e) {
    const struct recommend *r = t->recommend;
    struct answer *a = t->answer;
    double range[RECOMMEND_MAX_CRITERIA];

    front_ranges(r, front, a->search.n_front, range);
    for (size_t i = 1; i < a->search.n_front && a->n_runners < r->n_runners;
         i++) {
        struct pick pick = {true, front[i].index, front[i].key};
        bool distinct = differ(r, &pick.key, &front[0].key, range);
        struct spot spot = task_spot(t, &pick);

        for (size_t k = 0; distinct && k < a->n_runners; k++)
            distinct = differ(r, &pick.key, &a->runners[k].spot.key, range);
        if (!distinct)
            continue;
        if (!describe(&a->runners[a->n_runners], t, &spot, e))
            return false;
        a->n_runners++;
    }
    return true;
}

/* Without an answer on the grid: the nearest point, and whether it comes to
 * be an answer between the points. */
static bool find_nearest(struct spot *best, const struct task *t,
                         struct err *e) {
    const struct refine_goal nearest = {.nearest = true};
    const struct refine_goal all = {.nearest = false};
    struct answer *a = t->answer;
    struct spot held = {.found = false};

    *best = task_spot(t, &a->search.nearest);
    if (!a->refined || !best->found)
        return true;
    if (!task_refine(best, t, best->index, NULL, &nearest, e))
        return false;
    if (best->key.x[0] > 0)
        return true;
    if (!task_refine(&held, t, best->index, best, &all, e))
        return false;
    a->feasible = held.found;
    if (held.found)
        *best = held;
    return true;
}

static bool find_best(const struct task *t, struct err *e) {
    struct answer *a = t->answer;
    struct spot best = task_spot(t, &a->search.best);
    struct ranked *front = NULL;
    bool good;

    a->feasible = best.found;
    if (best.found) {
        front = rank_front(t, e);
        good = front != NULL &&
               (!a->refined || refine_best(&best, t, front, e)) &&
               find_runners(t, front, e);
    } else {
        good = find_nearest(&best, t, e);
    }
    free(front);
    if (!good || !best.found)
        return good;
    if (a->search.best.found && best.moved) {
        struct spot on_grid = task_spot(t, &a->search.best);

        if (!describe(&a->on_grid, t, &on_grid, e))
            return false;
    }
    return describe(&a->best, t, &best, e);
}

static bool find_reference(const struct task *t, struct err *e) {
    struct design *d = &t->answer->reference;
    struct gauge g;

    if (!gauge_new(&g, t->recommend, t->plan, e))
        return false;
    gauge_reference(&g, &d->reading);
    d->device = *plan_mark(t->plan, 0);
    d->columns = mem_alloc(t->plan->n_columns, sizeof *d->columns);
    for (size_t i = 0; i < t->plan->n_columns; i++)
        d->columns[i] = batch_value(&g.batch, i, 0);
    gauge_free(&g);
    return true;
}

struct answer *answer_find(const struct recommend *r, const struct plan *p,
                           const struct predictor *predictor,
                           const struct cost_model *costs, bool refine,
                           const struct run_options *options, struct err *e) {
    struct answer *a = mem_alloc(1, sizeof *a);
    const struct task t = {a, r, p, predictor, costs};

    a->recommend = r;
    a->plan = p;
    a->refined = refine && refine_is_there() && r->n_refined > 0;
    /* Expressions are checked here, before threads compile them. */
    if (!find_reference(&t, e)) {
        answer_free(a);
        return NULL;
    }
    search_grid(&a->search, r, p, ANSWER_GIVE, options);
    if (!find_best(&t, e) ||
        (a->best.columns != NULL && !task_effects(&t, e))) {
        answer_free(a);
        return NULL;
    }
    if (!a->feasible)
        task_sets(a);
    return a;
}

void answer_free(struct answer *a) {
    if (a == NULL)
        return;
    for (size_t i = 0; i < a->n_runners; i++)
        free(a->runners[i].columns);
    free(a->best.columns);
    free(a->on_grid.columns);
    free(a->reference.columns);
    search_free(&a->search);
    free(a);
}
