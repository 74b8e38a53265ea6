/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "study/space_table.h"

#include "analyse/regression.h"
#include "analyse/stats.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const space_table_names[SPACE_N_TABLES] = {
#define X(key, title) #key,
    SPACE_TABLES(X)
#undef X
};

const struct space_table space_tables[SPACE_N_TABLES] = {
#define X(key, title) {title, space_table_##key},
    SPACE_TABLES(X)
#undef X
};

static void add_known(struct table *t, double x) {
    if (isnan(x))
        table_add_text(t, "");
    else
        table_add_number(t, x);
}

static bool varies(const double x[], size_t n) {
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return true;
    return false;
}

struct table *space_table_columns(const struct space *s,
                                  const struct space_options *o,
                                  struct err *e) {
    static const char *const names[] = {
        "column", "role", "n",   "mean", "sd",  "median", "mad_sd",
        "least",  "q05",  "q25", "q75",  "q95", "most"};
    struct table *t = table_new();

    (void)o;
    (void)e;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t i = 0; i < s->n_columns; i++) {
        const struct space_column *c = &s->columns[i];
        struct stats d;

        stats_describe(c->x, s->n, &d);
        table_row(t);
        table_add_text(t, c->name);
        table_add_text(t, space_role_names[c->role]);
        table_add_number(t, (double)d.n);
        add_known(t, d.mean);
        add_known(t, d.sd);
        add_known(t, d.median);
        add_known(t, d.mad_sd);
        add_known(t, d.least);
        add_known(t, d.q05);
        add_known(t, d.q25);
        add_known(t, d.q75);
        add_known(t, d.q95);
        add_known(t, d.most);
    }
    return t;
}

struct table *space_table_correlations(const struct space *s,
                                       const struct space_options *o,
                                       struct err *e) {
    struct table *t = table_new();
    size_t rows = 0;

    (void)o;
    table_column(t, "axis");
    table_column(t, "column");
    table_column(t, "pearson");
    table_column(t, "spearman");
    for (size_t i = 0; i < s->n_columns; i++)
        for (size_t j = 0; j < s->n_columns; j++) {
            const struct space_column *a = &s->columns[i], *c = &s->columns[j];

            if (a->role != SPACE_AXIS || c->role == SPACE_AXIS ||
                !varies(c->x, s->n))
                continue;
            rows++;
            table_row(t);
            table_add_text(t, a->name);
            table_add_text(t, c->name);
            add_known(t, stats_pearson(a->x, c->x, s->n));
            add_known(t, stats_spearman(a->x, c->x, s->n));
        }
    if (rows > 0)
        return t;
    table_free(t);
    err_set(e, ERR_INPUT,
            "%s: correlations need an axis and a column that "
            "varies",
            table_path(s->table));
    return NULL;
}

struct table *space_table_histogram(const struct space *s,
                                    const struct space_options *o,
                                    struct err *e) {
    size_t *counts = mem_alloc(o->bins, sizeof *counts);
    struct table *t = table_new();

    (void)e;
    table_column(t, "column");
    table_column(t, "from");
    table_column(t, "to");
    for (size_t i = 0; i < o->bins; i++) {
        char name[32];

        snprintf(name, sizeof name, "bin_%zu", i + 1);
        table_column(t, name);
    }
    for (size_t i = 0; i < s->n_columns; i++) {
        double low, high;

        stats_histogram(s->columns[i].x, s->n, counts, o->bins, &low, &high);
        table_row(t);
        table_add_text(t, s->columns[i].name);
        table_add_number(t, low);
        table_add_number(t, high);
        for (size_t k = 0; k < o->bins; k++)
            table_add_number(t, (double)counts[k]);
    }
    free(counts);
    return t;
}

static bool is_positive(const double x[], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(x[i] > 0))
            return false;
    return true;
}

static void add_fit(struct table *t, const struct space *s,
                    const struct space_column *y, const size_t axes[],
                    const struct regression *r) {
    for (size_t i = 0; i < r->d; i++) {
        table_row(t);
        table_add_text(t, y->name);
        table_add_text(t, s->columns[axes[i]].name);
        table_add_number(t, r->exponent[i].value);
        table_add_number(t, r->exponent[i].low);
        table_add_number(t, r->exponent[i].high);
        add_known(t, r->r2);
        table_add_number(t, r->residual);
        table_add_number(t, (double)r->n);
    }
}

/* Axes and objectives that have a logarithm and vary; the others are left
 * out. */
struct table *space_table_regression(const struct space *s,
                                     const struct space_options *o,
                                     struct err *e) {
    static const char *const names[] = {
        "objective",     "axis", "elasticity", "elasticity_lo",
        "elasticity_hi", "r2",   "residual",   "n"};
    size_t *axes = mem_alloc(s->n_columns, sizeof *axes), d = 0, fits = 0;
    struct table *t = table_new();
    double *x;
    bool good = true;

    (void)o;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i].role == SPACE_AXIS &&
            is_positive(s->columns[i].x, s->n) && varies(s->columns[i].x, s->n))
            axes[d++] = i;
    x = mem_alloc(s->n * d, sizeof *x);
    for (size_t i = 0; i < s->n * d; i++)
        x[i] = s->columns[axes[i % d]].x[i / d];
    for (size_t j = 0; good && d > 0 && j < s->n_objectives; j++) {
        const struct space_column *y = &s->columns[s->objectives[j]];
        struct regression r;

        if (!is_positive(y->x, s->n) || !varies(y->x, s->n))
            continue;
        good = regression_fit(&r, x, y->x, s->n, d, e);
        if (good)
            add_fit(t, s, y, axes, &r);
        fits++;
    }
    free(axes);
    free(x);
    if (good && fits == 0)
        good = err_set(e, ERR_INPUT,
                       "%s: a regression needs an axis and an objective above "
                       "0 that vary",
                       table_path(s->table));
    if (good)
        return t;
    table_free(t);
    return NULL;
}
