/* SPDX-License-Identifier: MIT
 *
 * The links of one structure and of one design point.
 */
#include "config.h"

#include "sweep/tie.h"

#include "base/expr.h"
#include "sweep/plan.h"
#include "sweep/point.h"
#include "sweep/tie_place.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

/* A target holds when the metric is within this share of it. */
static const double TOLERANCE = 1e-6;
enum { MAX_STEPS = 200 };

/* What links read and write: a device, the axes, the links' own values. */
struct scene {
    const struct plan *p;
    struct tie_room *room;
    struct device *device;
    const double *axes;
    double *link;
};

/* Value of a link's expression; false when it has none. */
static bool expression_value(const struct scene *c, size_t i, double *out) {
    struct tie_room *r = c->room;
    struct err ignored;

    for (size_t u = 0; u < r->n_uses; u++) {
        size_t variable = r->uses[u].variable, place = r->places[variable];
        double x;

        if (r->uses[u].link != i)
            continue;
        if (place < PLACE_AXES)
            x = device_get(c->device, place);
        else if (place < PLACE_LINKS)
            x = c->axes[place - PLACE_AXES];
        else if (place < PLACE_REFERENCE)
            x = c->link[place - PLACE_LINKS];
        else
            x = c->p->ties[i].reference;
        if (isnan(x))
            return false;
        r->variables[variable] = x;
    }
    return expr_value(r->expressions[i], out, &ignored);
}

static void put(const struct scene *c, size_t i, double value) {
    const struct link *l = &c->p->sweep->links[i];

    c->link[i] = value;
    if (l->field < device_n_fields)
        device_set(c->device, l->field, value);
}

/* Place on an axis of one of its values. */
static size_t place_on(const struct axis *a, double value) {
    size_t low = 0, high = a->n;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;

        if (a->values[middle] <= value)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Sets a link that is not solved for. */
static bool follow(const struct scene *c, size_t i) {
    const struct link *l = &c->p->sweep->links[i];
    const struct axis *a = &c->p->sweep->axes[l->axis];
    double value;

    if (l->kind == LINK_ALONG)
        value = l->values[place_on(a, c->axes[l->axis])];
    else if (!expression_value(c, i, &value))
        return false;
    if (l->whole)
        value = rint(value);
    if (!(value >= l->low && value <= l->high))
        return false;
    put(c, i, value);
    return true;
}

void ties_set_structure(const struct plan *p, struct tie_room *r, size_t index,
                        const double axes[], struct device *d) {
    const struct sweep *s = p->sweep;
    double link[SWEEP_MAX_LINKS] = {0};
    const struct scene c = {p, r, d, axes, link};

    for (size_t k = 0; k < s->n_links; k++) {
        size_t i = p->tie_order[k];
        const struct link *l = &s->links[i];

        if (!p->ties[i].structural)
            continue;
        if (l->kind == LINK_SOLVE)
            put(&c, i,
                l->low + (double)(index / p->ties[i].stride % tie_values(l)));
        else
            follow(&c, i); /* a failure is the point's to find */
    }
}

/* A field that is being solved for at a point. */
struct trial {
    struct scene scene;
    struct batch *batch;
    struct point *point;
    size_t link, at_order;
    double target;
};

/* The metric less its target with a value of the field; NAN: it has none. */
static double miss(double value, void *data) {
    struct trial *t = data;
    const struct plan *p = t->scene.p;
    const struct sweep *s = p->sweep;
    const struct tie *tie = &p->ties[t->link];
    const struct column *c = &p->columns[tie->column];
    struct point *x = t->point;

    put(&t->scene, t->link, value);
    if (tie->stride > 0) {
        const struct link *l = &s->links[t->link];
        size_t from = x->structure_index / tie->stride % tie_values(l);

        x->structure_index -= tie->stride * from;
        x->structure_index += tie->stride * (size_t)(value - l->low);
        x->structure = &p->structures[x->structure_index];
    }
    for (size_t k = t->at_order + 1; k < s->n_links; k++) {
        size_t i = p->tie_order[k];

        if ((p->ties[i].links >> t->link & 1) != 0 &&
            s->links[i].kind != LINK_SOLVE && !follow(&t->scene, i))
            return (double)NAN;
    }
    if (p->shares_sustained)
        device_share_sustained(&x->device, x->structure->base);
    point_metrics(p, x, t->batch->per_workload);
    value = c->workload < s->n_workloads
                ? t->batch->per_workload[c->workload][c->metric]
                : x->metric[c->metric];
    return isfinite(value) ? value - t->target : (double)NAN;
}

/* Moves `outside`, where there is no value, next to the last value that there
 * is on the way from `inside`. */
static double edge(struct trial *t, double inside, double outside, double step,
                   double *at_edge) {
    while (fabs(outside - inside) > step) {
        double middle = (inside + outside) / 2, value;

        if (step >= 1)
            middle = floor(middle);
        value = miss(middle, t);
        if (isnan(value)) {
            outside = middle;
        } else {
            inside = middle;
            *at_edge = value;
        }
    }
    return inside;
}

/* Ends between which the metric crosses its target, if it does. */
static bool bracket(struct trial *t, double *low, double *high, double *at_low,
                    double *at_high) {
    const struct link *l = &t->scene.p->sweep->links[t->link];
    double step = l->whole ? 1 : 1e-9 * (l->high - l->low);

    *low = l->low;
    *high = l->high;
    *at_low = miss(*low, t);
    *at_high = miss(*high, t);
    if (isnan(*at_low) && isnan(*at_high))
        return false;
    if (isnan(*at_high))
        *high = edge(t, *low, *high, step, at_high);
    if (isnan(*at_low))
        *low = edge(t, *high, *low, step, at_low);
    if (isnan(*at_high)) /* no step away from the other end had a value */
        *at_high = *at_low;
    if (isnan(*at_low))
        *at_low = *at_high;
    return (*at_low < 0) != (*at_high < 0) || *at_low == 0 || *at_high == 0;
}

/* The whole value that comes nearest. */
static double solve_whole(struct trial *t, double low, double high,
                          double at_low, double at_high) {
    while (high - low > 1) {
        double middle = floor((low + high) / 2), value = miss(middle, t);

        if (isnan(value))
            return (double)NAN;
        if ((value < 0) == (at_low < 0)) {
            low = middle;
            at_low = value;
        } else {
            high = middle;
            at_high = value;
        }
    }
    return fabs(at_low) <= fabs(at_high) ? low : high;
}

static double solve_between(struct trial *t, double low, double high) {
    gsl_root_fsolver *solver = t->scene.room->solver;
    gsl_function f = {miss, t};
    double root = (double)NAN;

    if (gsl_root_fsolver_set(solver, &f, low, high) != GSL_SUCCESS)
        return root;
    for (int i = 0; i < MAX_STEPS; i++) {
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS)
            return (double)NAN;
        root = gsl_root_fsolver_root(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                   gsl_root_fsolver_x_upper(solver), 0,
                                   1e-14) == GSL_SUCCESS)
            break;
    }
    return root;
}

/* Whether the field's value is the solution: the target is met, or no whole
 * neighbour comes nearer. */
static bool holds(struct trial *t, double value) {
    const struct link *l = &t->scene.p->sweep->links[t->link];
    double off, below = HUGE_VAL, above = HUGE_VAL;

    if (l->whole) {
        below = value > l->low ? fabs(miss(value - 1, t)) : HUGE_VAL;
        above = value < l->high ? fabs(miss(value + 1, t)) : HUGE_VAL;
    }
    off = fabs(miss(value, t)); /* last, so that it stays set */
    if (l->whole)
        return !isnan(off) && !(below < off) && !(above < off);
    return off <= TOLERANCE * fmax(fabs(t->target), 1e-300);
}

static bool solve(struct trial *t) {
    const struct link *l = &t->scene.p->sweep->links[t->link];
    double low, high, at_low, at_high, root;

    if (!expression_value(&t->scene, t->link, &t->target) ||
        !bracket(t, &low, &high, &at_low, &at_high))
        return false;
    if (at_low == 0 || at_high == 0)
        root = at_low == 0 ? low : high;
    else if (l->whole)
        root = solve_whole(t, low, high, at_low, at_high);
    else
        root = solve_between(t, low, high);
    return !isnan(root) && holds(t, root);
}

void ties_settle(const struct plan *p, struct point *x,
                 double per_workload[][METRIC_N]) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_links; i++) {
        const struct column *c = &p->columns[p->ties[i].column];

        if (s->links[i].kind != LINK_SOLVE || s->links[i].whole ||
            isnan(x->target[i]))
            continue;
        if (c->workload < s->n_workloads)
            per_workload[c->workload][c->metric] = x->target[i];
        else
            x->metric[c->metric] = x->target[i];
        /* The mean of one is that one. */
        if (s->n_workloads == 1)
            per_workload[0][c->metric] = x->metric[c->metric] = x->target[i];
    }
}

static void forget(struct point *x, const struct plan *p, size_t from) {
    for (size_t k = from; k < p->sweep->n_links; k++)
        x->link[p->tie_order[k]] = (double)NAN;
}

size_t ties_set_point(const struct plan *p, struct batch *b, struct point *x,
                      const double axes[]) {
    const struct sweep *s = p->sweep;
    struct trial t = {{p, &b->ties, &x->device, axes, x->link}, b, x, 0, 0, 0};
    size_t n_solved = 0;

    for (size_t k = 0; k < s->n_links; k++) {
        bool solves = s->links[p->tie_order[k]].kind == LINK_SOLVE;

        t.link = p->tie_order[k];
        t.at_order = k;
        n_solved += solves;
        if (solves ? !solve(&t) : !follow(&t.scene, t.link)) {
            forget(x, p, k);
            return 2 * t.link + 1;
        }
        x->target[t.link] = t.target;
    }
    for (size_t k = 0; n_solved > 1 && k < s->n_links; k++) {
        t.link = p->tie_order[k];
        t.at_order = k;
        if (s->links[t.link].kind != LINK_SOLVE)
            continue;
        if (!expression_value(&t.scene, t.link, &t.target) ||
            !holds(&t, x->link[t.link])) {
            forget(x, p, k);
            return 2 * t.link + 2;
        }
    }
    return 0;
}
