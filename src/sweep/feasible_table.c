/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/feasible_table.h"

#include "analyse/parallel.h"
#include "analyse/stats.h"
#include "base/mem.h"
#include "sweep/axis.h"

#include <math.h>
#include <stdlib.h>

/* Room for `most` points; which columns. */
static void begin(struct feasible *f, const struct plan *p, size_t most) {
    const struct sweep *s = p->sweep;

    *f = (struct feasible){.plan = p};
    f->columns = mem_alloc(s->n_axes + s->n_objectives, sizeof *f->columns);
    for (size_t i = 0; i < s->n_axes; i++)
        if (axis_is_number(&s->axes[i]))
            f->columns[f->n_columns++] = i + 1; /* after point_id */
    f->n_axes = f->n_columns;
    for (size_t i = 0; i < s->n_objectives; i++)
        f->columns[f->n_columns++] = p->objective_column[i];
    f->x = mem_alloc(f->n_columns, sizeof *f->x);
    for (size_t j = 0; j < f->n_columns; j++)
        f->x[j] = mem_alloc(most, sizeof **f->x);
}

/* Adds the feasible ones of a batch. */
static void add(struct feasible *f, const struct batch *b) {
    size_t feasible = plan_metric(f->plan, METRIC_FEASIBLE_ID);

    for (size_t i = 0; i < b->n; i++) {
        if (batch_value(b, feasible, i) == 0)
            continue;
        for (size_t j = 0; j < f->n_columns; j++)
            f->x[j][f->n] = batch_value(b, f->columns[j], i);
        f->n++;
    }
}

void feasible_find(struct feasible *f, const struct plan *p) {
    size_t n = p->n_points < FEASIBLE_LOOKED ? p->n_points : FEASIBLE_LOOKED;
    struct err ignored; /* plan_new () made such a batch already */
    struct batch b;

    begin(f, p, n);
    f->all = n == p->n_points;
    batch_new(&b, p, &ignored);
    for (size_t i = 0; i < n;) {
        size_t many = f->all ? (n - i < PLAN_BATCH ? n - i : PLAN_BATCH) : 1;

        plan_evaluate(p, parallel_begin(p->n_points, n, i), many, &b);
        add(f, &b);
        i += many;
    }
    batch_free(&b);
}

void feasible_free(struct feasible *f) {
    for (size_t j = 0; f->x != NULL && j < f->n_columns; j++)
        free(f->x[j]);
    free(f->x);
    free(f->columns);
    *f = (struct feasible){0};
}

static const char *name_of(const struct feasible *f, size_t column) {
    return f->plan->columns[f->columns[column]].name;
}

struct table *feasible_spread(const struct feasible *f) {
    static const char *const names[] = {"objective", "n",      "mean", "sd",
                                        "median",    "mad_sd", "q05",  "q95"};
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t j = f->n_axes; f->n > 1 && j < f->n_columns; j++) {
        struct stats s;

        stats_describe(f->x[j], f->n, &s);
        table_row(t);
        table_add_text(t, name_of(f, j));
        table_add_number(t, (double)s.n);
        table_add_number(t, s.mean);
        table_add_number(t, s.sd);
        table_add_number(t, s.median);
        table_add_number(t, s.mad_sd);
        table_add_number(t, s.q05);
        table_add_number(t, s.q95);
    }
    return t;
}

struct table *feasible_correlations(const struct feasible *f) {
    static const char *const names[] = {"axis", "objective", "pearson",
                                        "spearman"};
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t i = 0; i < f->n_axes; i++)
        for (size_t j = f->n_axes; f->n > 1 && j < f->n_columns; j++) {
            double pearson = stats_pearson(f->x[i], f->x[j], f->n);

            if (isnan(pearson))
                continue;
            table_row(t);
            table_add_text(t, name_of(f, i));
            table_add_text(t, name_of(f, j));
            table_add_number(t, pearson);
            table_add_number(t, stats_spearman(f->x[i], f->x[j], f->n));
        }
    return t;
}
