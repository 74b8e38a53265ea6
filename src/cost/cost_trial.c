/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/cost_trial.h"

#include "base/mem.h"
#include "cost/area.h"
#include "cost/cost_fit.h"
#include "cost/cost_tables.h"
#include "cost/making.h"
#include "cost/power.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

const char *const cost_quantity_names[QUANTITY_N] = {"area", "area_amd",
                                                     "power", "price"};

enum kind { KIND_AREA, KIND_POWER, KIND_PRICE };

/* The combinations that are told apart.  A die is a chip. */
static const struct way {
    enum kind kind;
    enum cost_left_out left_out;
} ways[] = {
    {KIND_AREA, LEFT_OUT_CHIP},          {KIND_AREA, LEFT_OUT_ARCHITECTURE},
    {KIND_AREA, LEFT_OUT_NODE},          {KIND_POWER, LEFT_OUT_ONE},
    {KIND_POWER, LEFT_OUT_CHIP},         {KIND_POWER, LEFT_OUT_ARCHITECTURE},
    {KIND_POWER, LEFT_OUT_NODE},         {KIND_AREA, LEFT_OUT_FAMILY},
    {KIND_POWER, LEFT_OUT_FAMILY},       {KIND_PRICE, LEFT_OUT_ONE},
    {KIND_PRICE, LEFT_OUT_ARCHITECTURE},
};
enum { N_WAYS = sizeof ways / sizeof *ways };

/* What one way judges: dies or boards, and which go out together. */
struct items {
    size_t n, n_folds;
    const struct device **devices;
    size_t *chips, *folds;
    bool *judged; /* of use to this fit */
};

/* The pool or the family of a node. */
static double group_of(const struct cost_model *facts, double process_nm,
                       bool family) {
    for (size_t i = 0; i < facts->n_nodes; i++)
        if (fabs(facts->nodes[i].process_nm - process_nm) < 1e-9)
            return family ? facts->nodes[i].family_nm : facts->nodes[i].pool_nm;
    return process_nm;
}

static bool together(const struct cost_model *facts, const struct items *x,
                     enum cost_left_out left_out, size_t i, size_t j) {
    bool family = left_out == LEFT_OUT_FAMILY;

    switch (left_out) {
    case LEFT_OUT_ONE:
        return i == j;
    case LEFT_OUT_CHIP:
        return x->chips[i] == x->chips[j];
    case LEFT_OUT_ARCHITECTURE:
        return strcmp(x->devices[i]->architecture,
                      x->devices[j]->architecture) == 0;
    default:
        return fabs(group_of(facts, x->devices[i]->process_nm, family) -
                    group_of(facts, x->devices[j]->process_nm, family)) < 1e-9;
    }
}

static void items_free(struct items *x) {
    free(x->devices);
    free(x->chips);
    free(x->folds);
    free(x->judged);
}

static void items_new(struct items *x, const struct cost_model *facts,
                      const struct catalogue *c, const struct way *way) {
    bool dies = way->kind == KIND_AREA;

    x->n = dies ? c->n_chips : c->n_devices;
    x->n_folds = 0;
    x->devices = mem_alloc(x->n, sizeof(struct device *));
    x->chips = mem_alloc(x->n, sizeof *x->chips);
    x->folds = mem_alloc(x->n, sizeof *x->folds);
    x->judged = mem_alloc(x->n, sizeof *x->judged);
    for (size_t i = 0; i < x->n; i++) {
        size_t j = 0;

        x->devices[i] = dies ? &c->chips[i].full : &c->devices[i];
        x->chips[i] = dies ? i : c->chip[i];
        x->judged[i] = dies ? c->chips[i].has_area
                       : way->kind == KIND_POWER
                           ? power_fit_uses(x->devices[i])
                           : price_fit_uses(facts, x->devices[i]);
        while (j < i && !together(facts, x, way->left_out, i, j))
            j++;
        x->folds[i] = j < i ? x->folds[j] : x->n_folds++;
    }
}

static double model(const struct cost_model *m, enum kind kind,
                    const struct device *d, double *real) {
    struct cost_params p = cost_resolve(m, d);

    switch (kind) {
    case KIND_AREA:
        *real = d->die_area_mm2;
        return area_die_mm2(&p, d);
    case KIND_POWER:
        *real = d->board_power_w;
        return power_board_w(&p, d, d->die_area_mm2);
    default:
        *real = d->launch_price_usd;
        return making_price_usd(&p, making_of(&p, d, d->die_area_mm2).cost_usd,
                                d->board_power_w);
    }
}

static enum cost_quantity quantity_of(enum kind kind, const struct device *d) {
    if (kind == KIND_AREA)
        return strcmp(d->vendor, "NVIDIA") == 0 ? QUANTITY_AREA
                                                : QUANTITY_AREA_AMD;
    return kind == KIND_POWER ? QUANTITY_POWER : QUANTITY_PRICE;
}

/* A price asks for the node's wafers and the segment alone, power for no
 * area. */
static bool fit(struct cost_model *m, enum kind kind, const struct catalogue *c,
                const bool seen[], struct err *e) {
    switch (kind) {
    case KIND_AREA:
        return area_fit(m, c, &(struct cost_seen){.chips = seen}, e);
    case KIND_POWER:
        return power_fit(m, c, &(struct cost_seen){.devices = seen}, e);
    default:
        return price_fit(m, c, &(struct cost_seen){.devices = seen}, e);
    }
}

/* Fits without one fold and models it; `rows' are those of all items. */
static bool run_fold(const struct cost_model *facts, const struct catalogue *c,
                     const struct way *way, const struct items *x, size_t fold,
                     struct cost_trial_row rows[], struct err *e) {
    struct cost_model *m = cost_fit_new(facts);
    bool *seen = mem_alloc(x->n, sizeof *seen), good;

    for (size_t i = 0; i < x->n; i++)
        seen[i] = x->folds[i] != fold;
    good = fit(m, way->kind, c, seen, e);
    for (size_t i = 0; good && i < x->n; i++) {
        struct cost_trial_row *r = &rows[i];

        if (x->folds[i] != fold || !x->judged[i])
            continue;
        r->quantity = quantity_of(way->kind, x->devices[i]);
        r->left_out = way->left_out;
        r->device = x->devices[i];
        r->segment = cost_resolve(m, r->device).segment;
        r->modelled = model(m, way->kind, r->device, &r->real);
    }
    free(seen);
    cost_model_free(m);
    return good;
}

static bool run_way(struct cost_trial *t, const struct cost_model *facts,
                    const struct catalogue *c, const struct way *way,
                    struct err *e) {
    struct items x;
    struct cost_trial_row *rows;
    bool good = true, *wanted;

    items_new(&x, facts, c, way);
    rows = mem_alloc(x.n, sizeof *rows);
    wanted = mem_alloc(x.n_folds, sizeof *wanted);
    for (size_t i = 0; i < x.n; i++)
        wanted[x.folds[i]] = wanted[x.folds[i]] || x.judged[i];
#pragma omp parallel for schedule(dynamic)
    for (size_t fold = 0; fold < x.n_folds; fold++) {
        struct err mine = {0};

        if (wanted[fold] && !run_fold(facts, c, way, &x, fold, rows, &mine))
#pragma omp critical
        {
            good = false;
            *e = mine;
        }
    }
    t->rows = mem_grow(t->rows, &t->capacity, t->n + x.n, sizeof *t->rows);
    for (size_t i = 0; i < x.n; i++)
        if (rows[i].device != NULL)
            t->rows[t->n++] = rows[i];
    free(rows);
    free(wanted);
    items_free(&x);
    return good;
}

bool cost_trial_run(struct cost_trial *t, const struct cost_model *facts,
                    const struct catalogue *c, struct err *e) {
    *t = (struct cost_trial){0};
    for (size_t i = 0; i < N_WAYS; i++)
        if (!run_way(t, facts, c, &ways[i], e))
            return false;
    return true;
}

void cost_trial_free(struct cost_trial *t) {
    free(t->rows);
    *t = (struct cost_trial){0};
}

struct cost_score cost_trial_score(
    const struct cost_trial *t, enum cost_quantity quantity,
    enum cost_left_out left_out,
    bool (*keep)(const struct cost_trial_row *row, const void *data),
    const void *data) {
    double *error = mem_alloc(t->n, sizeof *error);
    double *signed_error = mem_alloc(t->n, sizeof *signed_error);
    double *width = mem_alloc(t->n, sizeof *width);
    struct cost_score s = {0};
    size_t rank;

    for (size_t i = 0; i < t->n; i++) {
        const struct cost_trial_row *r = &t->rows[i];

        if (r->quantity != quantity || r->left_out != left_out ||
            (keep != NULL && !keep(r, data)))
            continue;
        signed_error[s.n] = r->modelled / r->real - 1;
        error[s.n] = fabs(signed_error[s.n]);
        width[s.n] = fabs(log(r->modelled / r->real));
        s.mean += error[s.n];
        if (error[s.n] >= s.worst) {
            s.worst = error[s.n];
            s.worst_device = r->device;
        }
        s.n++;
    }
    if (s.n > 0) {
        s.mean /= (double)s.n;
        gsl_sort(error, 1, s.n);
        gsl_sort(signed_error, 1, s.n);
        gsl_sort(width, 1, s.n);
        s.median = gsl_stats_median_from_sorted_data(error, 1, s.n);
        s.bias = gsl_stats_median_from_sorted_data(signed_error, 1, s.n);
        rank = (size_t)ceil(0.9 * (double)(s.n + 1));
        s.within_90 = exp(width[(rank < s.n ? rank : s.n) - 1]);
    }
    free(error);
    free(signed_error);
    free(width);
    return s;
}

void cost_trial_put(const struct cost_trial *t, struct cost_model *m) {
    free(m->errors);
    m->errors = mem_alloc(QUANTITY_N * LEFT_OUT_N, sizeof *m->errors);
    m->n_errors = 0;
    for (size_t q = 0; q < QUANTITY_N; q++)
        for (size_t l = 0; l < LEFT_OUT_N; l++) {
            struct cost_score s = cost_trial_score(
                t, (enum cost_quantity)q, (enum cost_left_out)l, NULL, NULL);
            struct cost_error *x = &m->errors[m->n_errors];

            if (s.n == 0)
                continue;
            *x = (struct cost_error){.left_out = (double)l,
                                     .n = (double)s.n,
                                     .mean = s.mean,
                                     .median = s.median,
                                     .worst = s.worst,
                                     .bias = s.bias,
                                     .within_90 = s.within_90};
            strcpy(x->quantity, cost_quantity_names[q]);
            m->n_errors++;
        }
}

struct cost_model *cost_fit_all(const struct cost_model *facts,
                                const struct catalogue *c, struct err *e) {
    struct cost_model *m = cost_fit_new(facts);
    const struct cost_seen all = {NULL, NULL};

    if (area_fit(m, c, &all, e) && power_fit(m, c, &all, e) &&
        price_fit(m, c, &all, e))
        return m;
    cost_model_free(m);
    return NULL;
}
