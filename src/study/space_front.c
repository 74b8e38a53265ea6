/* SPDX-License-Identifier: MIT
 *
 * The tables of space_table.h that are about the front.
 */
#include "config.h"

#include "study/space_table.h"

#include "analyse/front_shape.h"
#include "analyse/hypervolume.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

enum { SEGMENTS = 4, MOST_SORTED = 2000 };

static bool has_front(const struct space *s, struct err *e) {
    return s->n_front > 0 ||
           err_set(e, ERR_INPUT, "%s: a front needs an objective",
                   table_path(s->table));
}

static void add_known(struct table *t, double x) {
    if (isnan(x))
        table_add_text(t, "");
    else
        table_add_number(t, x);
}

/* The columns that name a design: its axes, then its objectives. */
static void add_design_columns(struct table *t, const struct space *s) {
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i].role != SPACE_METRIC)
            table_column(t, s->columns[i].name);
}

static void add_design(struct table *t, const struct space *s, size_t point) {
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i].role != SPACE_METRIC)
            table_add_number(t, s->columns[i].x[point]);
}

/* A row of objectives alone, as they are to be made small. */
static void add_objectives(struct table *t, const struct space *s,
                           const char *what, const double x[]) {
    size_t j = 0;

    table_row(t);
    table_add_text(t, what);
    for (size_t i = 0; i < s->n_columns; i++) {
        if (s->columns[i].role == SPACE_AXIS)
            table_add_text(t, "");
        else if (s->columns[i].role == SPACE_MAX)
            table_add_number(t, -x[j++]);
        else if (s->columns[i].role == SPACE_MIN)
            table_add_number(t, x[j++]);
    }
}

/* Best and worst of each objective on the front, and the worst of all points,
 * which is the reference of the hypervolume. */
static void find_ends(const struct space *s, double best[], double worst[],
                      double reference[]) {
    size_t d = s->n_objectives;

    for (size_t j = 0; j < d; j++) {
        const struct space_column *c = &s->columns[s->objectives[j]];

        best[j] = HUGE_VAL;
        worst[j] = reference[j] = -HUGE_VAL;
        for (size_t i = 0; i < s->n_front; i++) {
            best[j] = fmin(best[j], s->to_front[i * d + j]);
            worst[j] = fmax(worst[j], s->to_front[i * d + j]);
        }
        for (size_t i = 0; i < s->n; i++)
            reference[j] =
                fmax(reference[j], c->role == SPACE_MAX ? -c->x[i] : c->x[i]);
    }
}

struct table *space_table_front(const struct space *s,
                                const struct space_options *o, struct err *e) {
    size_t d = s->n_objectives;
    double *best, *worst, *reference, volume, box = 1;
    struct table *t;

    (void)o;
    if (!has_front(s, e))
        return NULL;
    best = mem_alloc(3 * d, sizeof *best);
    worst = best + d;
    reference = worst + d;
    find_ends(s, best, worst, reference);
    for (size_t j = 0; j < d; j++)
        box *= reference[j] - best[j];
    volume = hypervolume(s->to_front, s->n_front, d, reference);
    t = table_new();
    table_column(t, "what");
    add_design_columns(t, s);
    table_column(t, "points");
    table_column(t, "hypervolume");
    table_column(t, "share_of_box");
    add_objectives(t, s, "best", best);
    add_objectives(t, s, "worst", worst);
    table_row(t);
    table_add_text(t, "knee");
    add_design(t, s, s->front[front_knee(s->to_front, s->n_front, d)]);
    add_objectives(t, s, "reference", reference);
    table_add_number(t, (double)s->n_front);
    add_known(t, volume);
    add_known(t, box > 0 ? volume / box : (double)NAN);
    free(best);
    return t;
}

/* The slopes of a gain over a cost in quarters of the front. */
static void add_slopes(struct table *t, const struct space *s,
                       const struct space_column *gain,
                       const struct space_column *cost) {
    size_t n = s->n_front;
    size_t *order = mem_alloc(n, sizeof *order);
    double *x = mem_alloc(n, sizeof *x), *y = mem_alloc(n, sizeof *y);

    for (size_t i = 0; i < n; i++)
        y[i] = cost->x[s->front[i]];
    gsl_sort_index(order, y, 1, n);
    for (size_t i = 0; i < n; i++)
        x[i] = y[order[i]];
    for (size_t i = 0; i < n; i++)
        y[i] = gain->x[s->front[order[i]]];
    for (size_t k = 0; k < SEGMENTS; k++) {
        size_t from = k * n / SEGMENTS, to = (k + 1) * n / SEGMENTS;
        struct front_slope slope = front_slope(x + from, y + from, to - from);

        if (to == from || isnan(slope.value))
            continue;
        table_row(t);
        table_add_text(t, gain->name);
        table_add_text(t, cost->name);
        table_add_number(t, x[from]);
        table_add_number(t, x[to - 1]);
        table_add_number(t, (double)(to - from));
        table_add_number(t, slope.value);
        table_add_number(t, slope.low);
        table_add_number(t, slope.high);
    }
    free(order);
    free(x);
    free(y);
}

/* What is paid for: watts, square millimetres, dollars, and whatever is to be
 * made small. */
static bool is_cost(const struct space_column *c) {
    size_t n = strlen(c->name);

    return c->role == SPACE_MIN ||
           (c->role == SPACE_METRIC &&
            (strcmp(c->name, "power_w") == 0 ||
             strcmp(c->name, "area_mm2") == 0 ||
             (n > 4 && strcmp(c->name + n - 4, "_usd") == 0)));
}

struct table *space_table_marginal(const struct space *s,
                                   const struct space_options *o,
                                   struct err *e) {
    static const char *const names[] = {"gain",     "cost",    "from",
                                        "to",       "points",  "slope",
                                        "slope_lo", "slope_hi"};
    struct table *t;

    (void)o;
    if (!has_front(s, e))
        return NULL;
    t = table_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t i = 0; i < s->n_columns; i++)
        for (size_t j = 0; j < s->n_columns; j++)
            if (s->columns[i].role == SPACE_MAX && is_cost(&s->columns[j]))
                add_slopes(t, s, &s->columns[i], &s->columns[j]);
    if (table_rows(t) > 0)
        return t;
    table_free(t);
    err_set(e, ERR_INPUT,
            "%s: a marginal value needs an objective to be made large, a cost "
            "and a front of 12 points or more, found %zu",
            table_path(s->table), s->n_front);
    return NULL;
}

/* Places on the front that are compared: all, or so many of a long front,
 * evenly along the first objective. */
static size_t *compared(const struct space *s, size_t *n) {
    size_t d = s->n_objectives, *out = mem_alloc(s->n_front, sizeof *out);

    gsl_sort_index(out, s->to_front, d, s->n_front);
    *n = s->n_front < MOST_SORTED ? s->n_front : MOST_SORTED;
    for (size_t i = 0; i < *n; i++)
        out[i] = *n == s->n_front
                     ? out[i]
                     : out[i * (s->n_front - 1) / (MOST_SORTED - 1)];
    return out;
}

struct table *space_table_representatives(const struct space *s,
                                          const struct space_options *o,
                                          struct err *e) {
    size_t d = s->n_objectives, n, k, *place, *chosen, *of;
    struct table *t;
    double *x;

    if (!has_front(s, e))
        return NULL;
    place = compared(s, &n);
    x = mem_alloc(n * d, sizeof *x);
    for (size_t i = 0; i < n; i++)
        memcpy(x + i * d, s->to_front + place[i] * d, d * sizeof *x);
    chosen = mem_alloc(o->chosen, sizeof *chosen);
    of = mem_alloc(n, sizeof *of);
    k = front_medoids(x, n, d, o->chosen, chosen, of);
    t = table_new();
    add_design_columns(t, s);
    table_column(t, "stands_for");
    for (size_t m = 0; m < k; m++) {
        size_t members = 0;

        for (size_t i = 0; i < n; i++)
            members += of[i] == m;
        table_row(t);
        add_design(t, s, s->front[place[chosen[m]]]);
        table_add_number(t, (double)members);
    }
    free(place);
    free(x);
    free(chosen);
    free(of);
    return t;
}
