/* SPDX-License-Identifier: MIT
 *
 * What each target and limit does to an answer.
 */
#include "config.h"

#include "decide/answer_task.h"

#include <math.h>

struct spot task_spot(const struct task *t, const struct pick *p) {
    struct spot x = {
        .found = p->found, .index = p->index, .key = p->key, .exact = p->key};

    if (p->found)
        spot_axes(&t->recommend->sweep, t->plan, p->index, x.axes);
    return x;
}

bool task_refine(struct spot *best, const struct task *t, size_t index,
                 const struct spot *from, const struct refine_goal *goal,
                 struct err *e) {
    return refine_from(best, t->recommend, t->plan, &t->answer->search, index,
                       from, goal, t->predictor, t->costs, e);
}

/* The best with limit j relaxed by a share: `pick` of the grid, and what is
 * around it, around the answer, and on the structure that is best without the
 * limit. */
static bool relax(struct spot *best, const struct task *t,
                  const struct pick *pick, size_t j, double give,
                  struct err *e) {
    struct answer *a = t->answer;
    const struct pick *beyond = &a->search.without[j];
    struct refine_goal goal = {.nearest = false};

    *best = task_spot(t, pick);
    goal.give[j] = give;
    if (a->feasible &&
        (!best->found || key_compare(&a->best.spot.key, &best->key) < 0))
        *best = a->best.spot;
    if (!a->refined)
        return true;
    return (!pick->found ||
            task_refine(best, t, pick->index, NULL, &goal, e)) &&
           (!beyond->found ||
            task_refine(best, t, beyond->index, NULL, &goal, e)) &&
           (!a->feasible ||
            task_refine(best, t, a->best.spot.index, &a->best.spot, &goal, e));
}

/* The share by which a spot's score is better than the answer's.  What two
 * searches between points make of one place differs in the last digits. */
static double gain_of(const struct task *t, const struct spot *x) {
    const struct answer *a = t->answer;
    double score = a->best.spot.exact.x[0], better = x->exact.x[0];
    double gain = score != 0 ? (score - better) / fabs(score) : 0;

    return a->refined && gain < 1e-4 ? 0 : gain;
}

static bool find_effect(struct effect *x, const struct task *t, size_t j,
                        struct err *e) {
    struct answer *a = t->answer;
    const struct search *s = &a->search;
    struct spot relaxed, without;

    x->opens = s->counts[1U << j];
    x->least_alone = s->least_alone[j];
    x->slack = -gauge_excess(t->recommend, &a->best.reading, j, 0);
    if (!relax(&relaxed, t, &s->relaxed[j], j, ANSWER_GIVE, e) ||
        !relax(&without, t, &s->without[j], j, HUGE_VAL, e))
        return false;
    x->has_relaxed = relaxed.found;
    if (relaxed.found)
        x->relaxed_score = key_score(t->recommend, &relaxed.exact);
    if (!a->feasible)
        return true;
    x->gain = gain_of(t, &relaxed);
    x->binds = gain_of(t, &without) > 0;
    return true;
}

bool task_effects(const struct task *t, struct err *e) {
    for (size_t j = 0; j < t->recommend->n_limits; j++)
        if (!find_effect(&t->answer->effects[j], t, j, e))
            return false;
    return true;
}

static size_t bits_of(unsigned set) {
    size_t n = 0;

    for (; set != 0; set &= set - 1)
        n++;
    return n;
}

void task_sets(struct answer *a) {
    size_t least = RECOMMEND_MAX_LIMITS + 1;

    for (unsigned set = 1; set < 1U << a->recommend->n_limits; set++) {
        if (a->search.counts[set] == 0 || bits_of(set) > least)
            continue;
        if (bits_of(set) < least)
            a->n_sets = 0;
        least = bits_of(set);
        a->sets[a->n_sets++] = set;
    }
}
