/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/front_table.h"

#include "analyse/front_shape.h"
#include "analyse/hypervolume.h"
#include "analyse/pareto.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

/* Axes and linked fields, then objectives, then what explains a point; none
 * twice. */
static size_t choose_columns(const struct plan *p, size_t out[]) {
    static const enum metric_id others[] = {METRIC_TIME_ID, METRIC_POWER_ID,
                                            METRIC_AREA_ID, METRIC_BOUND_ID};
    const struct sweep *s = p->sweep;
    size_t n = 0;

    for (size_t i = 0; i < s->n_axes; i++)
        out[n++] = i + 1; /* after point_id */
    for (size_t i = 0; i < s->n_links; i++)
        if (s->links[i].field < device_n_fields)
            out[n++] = s->n_axes + i + 1;
    for (size_t i = 0; i < s->n_objectives; i++)
        out[n++] = p->objective_column[i];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        out[n++] = plan_metric(p, others[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n;) {
            if (out[j] != out[i]) {
                j++;
                continue;
            }
            for (size_t k = j; k + 1 < n; k++)
                out[k] = out[k + 1];
            n--;
        }
    return n;
}

/* Rows of designs of the front: what is shown of a point. */
struct rows_of_front {
    const struct plan *p;
    const struct chances *c;
    size_t n_columns, *columns;
    bool doubtful; /* whether any design is not `inside` */
    struct batch b;
};

static void rows_begin(struct rows_of_front *x, const struct plan *p,
                       const struct chances *c) {
    struct err ignored; /* plan_new () made such a batch already */

    *x = (struct rows_of_front){.p = p, .c = c};
    x->columns = mem_alloc(p->n_columns, sizeof *x->columns);
    x->n_columns = choose_columns(p, x->columns);
    batch_new(&x->b, p, &ignored);
}

static void rows_end(struct rows_of_front *x) {
    free(x->columns);
    batch_free(&x->b);
}

/* The extrapolation is a column where it is a word of warning for one of the
 * designs: places[0] ... places[n - 1] of the front. */
static void find_doubtful(struct rows_of_front *x, const struct run *r,
                          const size_t places[], size_t n) {
    size_t column = plan_metric(x->p, METRIC_EXTRAPOLATION_ID);

    for (size_t i = 0; i < n && !x->doubtful; i++) {
        plan_evaluate(x->p, r->front[places[i]], 1, &x->b);
        x->doubtful = batch_value(&x->b, column, 0) != LABEL_INSIDE;
    }
    if (x->doubtful)
        x->columns[x->n_columns++] = column;
}

static void add_columns(struct table *t, const struct rows_of_front *x) {
    for (size_t i = 0; i < x->n_columns; i++)
        table_column(t, x->p->columns[x->columns[i]].name);
    if (x->c->n > 0)
        table_column(t, "on_front_p");
}

/* Cells of one point; the chance is empty where it was not tried. */
static void add_design(struct table *t, struct rows_of_front *x, size_t index) {
    const struct chance *c = chances_at(x->c, index);

    plan_evaluate(x->p, index, 1, &x->b);
    for (size_t i = 0; i < x->n_columns; i++) {
        char number[32];

        table_add_text(t,
                       plan_text(x->p, x->columns[i],
                                 batch_value(&x->b, x->columns[i], 0), number));
    }
    if (c != NULL)
        table_add_number(t, c->on_front);
    else if (x->c->n > 0)
        table_add_text(t, "");
}

/* At most `most` places of the front, evenly along the first objective from
 * its least value, both ends included; the caller frees them. */
static size_t *places_along(const struct plan *p, const struct run *r,
                            size_t most, size_t *n) {
    size_t d = r->tally.n_objectives, total = r->n_front;
    size_t *order = mem_alloc(total, sizeof *order);
    double *first = mem_alloc(total, sizeof *first);
    double sign = p->sweep->objectives[0].maximise ? -1 : 1;

    for (size_t i = 0; i < total; i++)
        first[i] = sign * r->tally.targets[i * d];
    gsl_sort_index(order, first, 1, total);
    *n = total < most ? total : most;
    for (size_t i = 0; i < *n && total > *n; i++)
        order[i] = order[*n > 1 ? i * (total - 1) / (*n - 1) : 0];
    free(first);
    return order;
}

struct table *front_table(const struct plan *p, const struct run *r,
                          const struct chances *c, size_t most) {
    struct table *t = table_new();
    struct rows_of_front x;
    size_t n, *places = places_along(p, r, most, &n);

    rows_begin(&x, p, c);
    find_doubtful(&x, r, places, n);
    add_columns(t, &x);
    for (size_t i = 0; i < n; i++) {
        table_row(t);
        add_design(t, &x, r->front[places[i]]);
    }
    rows_end(&x);
    free(places);
    return t;
}

struct table *front_typical(const struct plan *p, const struct run *r,
                            const struct chances *c, size_t k) {
    enum { MOST = 1000 };
    size_t d = r->tally.n_objectives, n, *places, *chosen, *of;
    struct table *t = table_new();
    struct rows_of_front x;
    double *z;

    places = places_along(p, r, MOST, &n);
    z = mem_alloc(n * d, sizeof *z);
    for (size_t i = 0; i < n; i++)
        memcpy(z + i * d, r->tally.targets + places[i] * d, d * sizeof *z);
    chosen = mem_alloc(k, sizeof *chosen);
    of = mem_alloc(n, sizeof *of);
    k = front_medoids(z, n, d, k, chosen, of);
    rows_begin(&x, p, c);
    find_doubtful(&x, r, places, n);
    table_column(t, "what");
    add_columns(t, &x);
    table_column(t, "stands_for");
    table_row(t);
    table_add_text(t, "knee");
    add_design(t, &x, r->front[front_knee(r->tally.targets, r->n_front, d)]);
    table_add_text(t, "");
    for (size_t m = 0; m < k; m++) {
        size_t members = 0;

        for (size_t i = 0; i < n; i++)
            members += of[i] == m;
        table_row(t);
        table_add_text(t, "typical");
        add_design(t, &x, r->front[places[chosen[m]]]);
        table_add_number(t, (double)members);
    }
    rows_end(&x);
    free(places);
    free(z);
    free(chosen);
    free(of);
    return t;
}

/* Slopes of objective `gain` over objective `cost` in quarters of the front. */
static void add_slopes(struct table *t, const struct plan *p,
                       const struct run *r, size_t gain, size_t cost) {
    enum { QUARTERS = 4 };
    const struct objective *o = p->sweep->objectives;
    size_t d = r->tally.n_objectives, n = r->n_front;
    const double *targets = r->tally.targets;
    size_t *order = mem_alloc(n, sizeof *order);
    double *x = mem_alloc(n, sizeof *x), *y = mem_alloc(n, sizeof *y);

    gsl_sort_index(order, targets + cost, d, n);
    for (size_t i = 0; i < n; i++) {
        x[i] = targets[order[i] * d + cost];
        y[i] = -targets[order[i] * d + gain];
    }
    for (size_t q = 0; q < QUARTERS; q++) {
        size_t from = q * n / QUARTERS, to = (q + 1) * n / QUARTERS;
        struct front_slope slope = front_slope(x + from, y + from, to - from);

        if (isnan(slope.value))
            continue;
        table_row(t);
        table_add_text(t, o[gain].column);
        table_add_text(t, o[cost].column);
        table_add_number(t, x[from]);
        table_add_number(t, x[to - 1]);
        table_add_number(t, slope.value);
        table_add_number(t, slope.low);
        table_add_number(t, slope.high);
    }
    free(order);
    free(x);
    free(y);
}

struct table *front_marginal(const struct plan *p, const struct run *r) {
    static const char *const names[] = {"gain",  "cost",     "from",    "to",
                                        "slope", "slope_lo", "slope_hi"};
    enum { LEAST = 12 };
    const struct objective *o = p->sweep->objectives;
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t i = 0; r->n_front >= LEAST && i < r->tally.n_objectives; i++)
        for (size_t j = 0; j < r->tally.n_objectives; j++)
            if (o[i].maximise && !o[j].maximise)
                add_slopes(t, p, r, i, j);
    return t;
}

double front_volume(const struct plan *p, const struct run *r) {
    /* By the number of objectives: so that it takes no more than a second. */
    static const size_t most[] = {0,     100000000, 100000000, 1000000,
                                  20000, 800,       300};
    size_t d = r->tally.n_objectives;
    double reference[PARETO_MAX_OBJECTIVES] = {0}, box = 1, volume;

    if (d >= sizeof most / sizeof *most || r->n_front > most[d] ||
        r->n_front == 0)
        return (double)NAN;
    for (size_t j = 0; j < d; j++) {
        bool maximise = p->sweep->objectives[j].maximise;
        double worst =
            maximise ? -r->objectives[j].least : r->objectives[j].most;
        double best =
            maximise ? -r->objectives[j].most : r->objectives[j].least;

        reference[j] = worst;
        box *= worst - best;
    }
    volume = hypervolume(r->tally.targets, r->n_front, d, reference);
    return box > 0 ? volume / box : (double)NAN;
}
