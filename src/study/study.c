/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "study/study.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/axis.h"
#include "sweep/column.h"
#include "sweep/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

static bool init_parameter(struct parameter *p, const struct study *s,
                           const struct axis *a, bool structural,
                           struct err *e) {
    const char *path = cfg_path(s->sweep->cfg);

    if (!axis_is_number(a))
        return err_set(e, ERR_INPUT,
                       "%s: axis '%s' has no range; a sensitivity study "
                       "needs axes of numbers",
                       path, a->name);
    if (a->n < 2)
        return err_set(e, ERR_INPUT,
                       "%s: axis '%s' has one value, expected a range", path,
                       a->name);
    *p = (struct parameter){.axis = a,
                            .low = a->values[0],
                            .high = a->values[a->n - 1],
                            .base = (double)NAN,
                            .whole = axis_is_whole(a),
                            .structural = structural};
    p->listed = p->whole || structural;
    if (a->kind == AXIS_FIELD)
        p->base = device_get(&s->sweep->base, a->field);
    p->base_known = !isnan(p->base);
    if (!p->base_known)
        p->base = axis_at(a, p->listed, 0.5);
    return true;
}

/* A link along an axis has no value between those of the axis. */
static bool check_links(const struct sweep *s, struct err *e) {
    for (size_t i = 0; i < s->n_links; i++)
        if (s->links[i].kind == LINK_ALONG)
            return err_set(e, ERR_INPUT,
                           "%s: link '%s' has a value for each of the axis "
                           "'%s' and none between; a sensitivity study needs "
                           "an expression, 'value', in place of 'along'",
                           cfg_path(s->cfg), s->links[i].name,
                           s->axes[s->links[i].axis].name);
    return true;
}

bool study_init(struct study *s, const struct sweep *sweep,
                const struct predictor *predictor,
                const struct cost_model *costs, const char *response,
                struct err *e) {
    double x[SWEEP_MAX_AXES], y;
    unsigned structural;

    *s = (struct study){.sweep = sweep,
                        .predictor = predictor,
                        .costs = costs,
                        .response = response,
                        .n = sweep->n_axes};
    if (!plan_structural_axes(sweep, predictor, &structural, e))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        if (!init_parameter(&s->parameters[i], s, &sweep->axes[i],
                            (structural >> i & 1) != 0, e))
            return false;
        if (strcmp(response, sweep->axes[i].name) == 0)
            return err_set(e, ERR_INPUT,
                           "the response '%s' is a parameter of the study",
                           response);
        x[i] = s->parameters[i].base;
    }
    return check_links(sweep, e) &&
           study_evaluate(s, predictor, x, 1, &y, NULL, e);
}

void study_from_unit(const struct study *s, const double u[], double x[]) {
    for (size_t i = 0; i < s->n; i++)
        x[i] = axis_at(s->parameters[i].axis, s->parameters[i].listed, u[i]);
}

/* The distinct values of a column of the rows, rising; the caller frees. */
static double *distinct(const double x[], size_t rows, size_t columns,
                        size_t column, size_t *n) {
    double *out = mem_alloc(rows, sizeof *out);

    for (size_t i = 0; i < rows; i++)
        out[i] = x[i * columns + column];
    gsl_sort(out, 1, rows);
    *n = 0;
    for (size_t i = 0; i < rows; i++)
        if (*n == 0 || out[i] != out[*n - 1])
            out[(*n)++] = out[i];
    return out;
}

/* What the threads share. */
struct work {
    const struct plan *plan;
    const double *x;
    size_t rows, response, feasible;
    double *y;
    bool *good;
};

static void evaluate_row(const struct work *w, struct batch *b, size_t row) {
    plan_evaluate_at(w->plan, w->x + row * w->plan->sweep->n_axes, b);
    w->y[row] = batch_value(b, w->response, 0);
    w->good[row] = batch_value(b, w->feasible, 0) != 0;
}

static void evaluate_all(const struct work *w) {
#pragma omp parallel
    {
        struct err ignored; /* plan_new () made such a batch already */
        struct batch b;

        batch_new(&b, w->plan, &ignored);
#pragma omp for schedule(static)
        for (size_t row = 0; row < w->rows; row++)
            evaluate_row(w, &b, row);
        batch_free(&b);
    }
}

/* Says at which point there is no response, and why if the point knows. */
static bool blame_row(const struct study *s, const struct plan *p,
                      const double x[], struct err *e) {
    struct text at = {0};
    struct batch b;
    size_t reason;

    if (!batch_new(&b, p, e))
        return false;
    plan_evaluate_at(p, x, &b);
    reason = (size_t)batch_value(&b, plan_metric(p, METRIC_REASON_ID), 0);
    batch_free(&b);

    for (size_t i = 0; i < s->n; i++)
        text_add(&at, "%s%s = %g", i > 0 ? ", " : "",
                 s->parameters[i].axis->name, x[i]);
    err_set(e, ERR_INPUT, "%s: '%s' has no value at %s%s%s",
            cfg_path(s->sweep->cfg), s->response, at.text,
            reason > 0 ? ": " : "", p->reasons[reason]);
    free(at.text);
    return false;
}

static bool evaluate_plan(const struct study *s, const struct plan *p,
                          const double x[], size_t rows, double y[],
                          size_t *n_infeasible, struct err *e) {
    struct work w = {.plan = p, .x = x, .rows = rows, .y = y};
    size_t infeasible = 0;

    if (!plan_column(p, s->response, &w.response, e))
        return false;
    if (!column_is_number(p, w.response))
        return err_set(e, ERR_INPUT, "the response '%s' is not a number",
                       s->response);
    w.feasible = plan_metric(p, METRIC_FEASIBLE_ID);
    w.good = mem_alloc(rows, sizeof *w.good);
    evaluate_all(&w);
    for (size_t i = 0; i < rows; i++)
        infeasible += !w.good[i];
    free(w.good);
    if (n_infeasible != NULL)
        *n_infeasible = infeasible;
    for (size_t i = 0; i < rows; i++)
        if (!isfinite(y[i]))
            return blame_row(s, p, x + i * s->n, e);
    return true;
}

bool study_evaluate(const struct study *s, const struct predictor *predictor,
                    const double x[], size_t rows, double y[],
                    size_t *n_infeasible, struct err *e) {
    struct sweep copy = *s->sweep;
    struct axis axes[SWEEP_MAX_AXES];
    double *owned[SWEEP_MAX_AXES] = {NULL};
    struct plan plan;
    bool good;

    for (size_t i = 0; i < s->n; i++) {
        axes[i] = s->sweep->axes[i];
        axes[i].n = 1;
        if (s->parameters[i].structural)
            axes[i].values = owned[i] = distinct(x, rows, s->n, i, &axes[i].n);
    }
    copy.axes = axes;
    copy.sampling.points = 0;
    good = plan_new(&plan, &copy, predictor, s->costs, e);
    if (good) {
        good = evaluate_plan(s, &plan, x, rows, y, n_infeasible, e);
        plan_free(&plan);
    }
    for (size_t i = 0; i < s->n; i++)
        free(owned[i]);
    return good;
}
