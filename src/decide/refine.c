/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/refine.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_NLOPT
#include <nlopt.h>
#endif

/* A search on one structure. */
struct hunt {
    const struct recommend *recommend;
    const struct search *search;
    const struct refine_goal *goal;
    struct probe *probe;
    size_t n, axis[SWEEP_MAX_AXES]; /* what moves */
    double axes[SWEEP_MAX_AXES];    /* of the grid's point */
    struct key start;               /* its key, for the scale of the goal */
    struct spot *best;
    /* The last place that NLopt asked about: it asks for the goal and for the
     * limits apart. */
    bool asked, possible;
    double place[SWEEP_MAX_AXES];
    struct key key;
    struct reading reading;
};

bool refine_is_there(void) {
#ifdef HAVE_NLOPT
    return true;
#else
    return false;
#endif
}

static bool same(const double a[], const double b[], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* Reads a point and keeps it where it is the best that holds all limits.
 * False when it is impossible. */
static bool look(struct hunt *h, const double axes[], struct key *key,
                 struct reading *x) {
    const struct recommend *r = h->recommend;
    bool holds = true;

    probe_read(h->probe, axes, x);
    if (!x->possible)
        return false;
    if (h->goal->nearest)
        search_miss(r, x, key);
    else
        key_of(r, &h->search->spans, x, key);
    for (size_t j = 0; !h->goal->nearest && j < r->n_limits; j++)
        holds = holds && gauge_excess(r, x, j, h->goal->give[j]) <= 0;
    if (h->goal->nearest)
        holds = isfinite(key->x[0]);
    if (holds && (!h->best->found || key_compare(key, &h->best->key) < 0)) {
        h->best->found = true;
        h->best->key = *key;
        h->best->exact = *key;
        h->best->moved = !same(axes, h->axes, SWEEP_MAX_AXES);
        memcpy(h->best->axes, axes, sizeof h->axes);
    }
    return true;
}

#ifdef HAVE_NLOPT

/* Values of the axes at a place of the unit cube. */
static void place_axes(const struct hunt *h, const double u[], double axes[]) {
    memcpy(axes, h->axes, sizeof h->axes);
    for (size_t k = 0; k < h->n; k++) {
        const struct axis *a = &h->recommend->sweep.axes[h->axis[k]];
        double low = a->values[0], high = a->values[a->n - 1];
        double x =
            a->log ? low * pow(high / low, u[k]) : low + u[k] * (high - low);

        axes[h->axis[k]] = fmin(fmax(x, low), high);
    }
}

/* The key as one number: what stands later in it weighs a thousandth, enough
 * to decide where the first is flat. */
static double goal_of(const struct hunt *h, const struct key *key) {
    double sum = 0, weight = 1;

    for (size_t i = 0; i < key->n && i < 3; i++) {
        sum += weight * key->x[i] / fmax(fabs(h->start.x[i]), 1e-9);
        weight *= 1e-3;
    }
    return sum;
}

/* What can be no device is worse than all else. */
static const double impossible = 1e6;

static void ask(struct hunt *h, const double u[]) {
    double axes[SWEEP_MAX_AXES];

    if (h->asked && same(u, h->place, h->n))
        return;
    place_axes(h, u, axes);
    h->possible = look(h, axes, &h->key, &h->reading);
    h->asked = true;
    memcpy(h->place, u, h->n * sizeof *u);
}

static double objective(unsigned n, const double *u, double *gradient,
                        void *data) {
    struct hunt *h = data;

    (void)n;
    (void)gradient;
    ask(h, u);
    return h->possible ? goal_of(h, &h->key) : impossible;
}

static void constraints(unsigned m, double *out, unsigned n, const double *u,
                        double *gradient, void *data) {
    struct hunt *h = data;

    (void)n;
    (void)gradient;
    ask(h, u);
    for (unsigned j = 0; j < m; j++) {
        double excess = h->possible ? gauge_excess(h->recommend, &h->reading, j,
                                                   h->goal->give[j])
                                    : 1;

        out[j] = fmin(fmax(excess, -1), 1);
    }
}

/* One algorithm, from `u` on. */
static void hunt_with(struct hunt *h, nlopt_algorithm algorithm, double u[],
                      double step, int evaluations) {
    nlopt_opt o = nlopt_create(algorithm, (unsigned)h->n);
    double value;

    if (o == NULL)
        return;
    nlopt_set_lower_bounds1(o, 0);
    nlopt_set_upper_bounds1(o, 1);
    nlopt_set_min_objective(o, objective, h);
    if (!h->goal->nearest)
        nlopt_add_inequality_mconstraint(o, (unsigned)h->recommend->n_limits,
                                         constraints, h, NULL);
    nlopt_set_initial_step1(o, step);
    nlopt_set_maxeval(o, evaluations);
    nlopt_set_xtol_rel(o, 1e-7);
    /* Any result will do: what counts is what look () kept. */
    nlopt_optimize(o, u, &value);
    nlopt_destroy(o);
}

/* The best spot so far on this structure as a place of the unit cube, or the
 * grid's point where another structure has the best. */
static void place_of(const struct hunt *h, const double axes[], double u[]) {
    for (size_t k = 0; k < h->n; k++) {
        const struct axis *a = &h->recommend->sweep.axes[h->axis[k]];
        double low = a->values[0], high = a->values[a->n - 1];
        double x = axes[h->axis[k]];

        u[k] =
            a->log ? log(x / low) / log(high / low) : (x - low) / (high - low);
        u[k] = fmin(fmax(u[k], 0), 1);
    }
}

/* Steps to a unit in which people write such a quantity: 1, or more where the
 * whole range is short. */
static double steps_per_unit(const struct axis *a) {
    double range = a->values[a->n - 1] - a->values[0];

    return fmax(1, pow(10, 2 - floor(log10(range))));
}

/* Puts the best of the roundings of the spot to either side in its place, if
 * it is no worse than the grid's point: a device is built at 1583 MHz, not at
 * 1583.0178. */
static void round_spot(struct hunt *h, const struct spot *grid) {
    struct spot *exact = h->best, rounded = *grid;

    h->best = &rounded;
    for (unsigned bits = 0; bits < 1U << h->n; bits++) {
        double axes[SWEEP_MAX_AXES];
        struct reading x;
        struct key key;

        memcpy(axes, exact->axes, sizeof axes);
        for (size_t k = 0; k < h->n; k++) {
            size_t i = h->axis[k];
            const struct axis *a = &h->recommend->sweep.axes[i];
            double steps = steps_per_unit(a), value = axes[i] * steps;

            if (axes[i] == h->axes[i])
                continue;
            value = (bits >> k & 1 ? ceil(value) : floor(value)) / steps;
            axes[i] = fmin(fmax(value, a->values[0]), a->values[a->n - 1]);
        }
        look(h, axes, &key, &x);
    }
    h->best = exact;
    if (!rounded.found || !rounded.moved)
        return;
    rounded.exact = exact->exact;
    *exact = rounded;
}

/* Downhill from the grid's point, then everywhere, then downhill from the best
 * with shorter and shorter steps: they are how far COBYLA trusts its lines. */
static void hunt(struct hunt *h) {
    const struct spot grid = *h->best;
    static const double steps[] = {0.05, 0.0125, 0.003125};
    double u[SWEEP_MAX_AXES];
    int n = (int)h->n;

    place_of(h, h->axes, u);
    hunt_with(h, NLOPT_LN_COBYLA, u, 0.1, 60 + 60 * n);
    place_of(h, h->axes, u);
    hunt_with(h, NLOPT_GN_ORIG_DIRECT_L, u, 0.1, 50 + 150 * n);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        place_of(h, h->best->found ? h->best->axes : h->axes, u);
        hunt_with(h, NLOPT_LN_COBYLA, u, steps[i], 60 + 60 * n);
    }
    if (h->best->found && h->best->moved)
        round_spot(h, &grid);
}

#endif

static void find_moving(struct hunt *h) {
    const struct recommend *r = h->recommend;

    for (size_t k = 0; k < r->n_refined; k++)
        if (probe_moves(h->probe, r->refined[k]))
            h->axis[h->n++] = r->refined[k];
}

void spot_axes(const struct sweep *s, const struct plan *grid, size_t index,
               double axes[]) {
    for (size_t i = 0; i < s->n_axes; i++)
        axes[i] = s->axes[i].values[index / grid->stride[i] % s->axes[i].n];
}

bool refine_from(struct spot *best, const struct recommend *r,
                 const struct plan *grid, const struct search *s, size_t index,
                 const struct spot *from, const struct refine_goal *goal,
                 const struct predictor *predictor,
                 const struct cost_model *costs, struct err *e) {
    struct probe *probe = mem_alloc(1, sizeof *probe);
    struct spot mine = {.index = index};
    struct hunt h = {.recommend = r, .search = s, .goal = goal, .probe = probe};
    struct reading x;
    struct key key;

    h.best = &mine;
    if (!probe_new(probe, r, grid, index, predictor, costs, e)) {
        free(probe);
        return false;
    }
    spot_axes(&r->sweep, grid, index, h.axes);
    find_moving(&h);
    if (look(&h, h.axes, &key, &x)) {
        h.start = key;
        if (from != NULL)
            look(&h, from->axes, &key, &x);
#ifdef HAVE_NLOPT
        if (h.n > 0)
            hunt(&h);
#endif
    }
    if (mine.found && (!best->found || key_compare(&mine.key, &best->key) < 0))
        *best = mine;
    probe_free(probe);
    free(probe);
    return true;
}
