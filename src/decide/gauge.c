/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/gauge.h"

#include "base/expr.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Reasons end in the text of the constraint that they are about. */
static bool ends_in(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0 &&
           strncmp(text, "constraint", 10) == 0;
}

static void find_reasons(struct gauge *g) {
    const struct recommend *r = g->recommend;

    g->is_limit = mem_alloc(g->plan->n_reasons, sizeof *g->is_limit);
    for (size_t i = 1; i < g->plan->n_reasons; i++)
        for (size_t j = 0; j < r->n_limits; j++) {
            char of[LIMIT_TEXT_MAX + 2] = " ";

            strcat(of, r->limits[j].text);
            g->is_limit[i] = g->is_limit[i] || ends_in(g->plan->reasons[i], of);
        }
}

bool gauge_new(struct gauge *g, const struct recommend *r, const struct plan *p,
               struct err *e) {
    struct batch *b = &g->batch;

    *g = (struct gauge){.recommend = r, .plan = p};
    if (!batch_new(b, p, e))
        return false;
    find_reasons(g);
    g->variables = mem_alloc(b->n_variables, sizeof *g->variables);
    for (size_t i = 0; i < b->n_variables; i++)
        g->variables[i] = 1;
    for (size_t i = 0; i < b->n_uses; i++)
        g->needs_device =
            g->needs_device || b->places[b->uses[i].variable] >= p->n_columns;
    for (size_t j = 0; j < r->n_limits; j++) {
        const struct limit *l = &r->limits[j];

        g->values[j] =
            expr_new(l->value, b->names, g->variables, b->n_variables, e);
        if (g->values[j] != NULL)
            g->bounds[j] =
                expr_new(l->bound, b->names, g->variables, b->n_variables, e);
        if (g->bounds[j] == NULL) {
            gauge_free(g);
            return err_prefix(e, "%s: %s '%s'", cfg_path(r->sweep.cfg),
                              l->is_target ? "target" : "limit", l->text);
        }
    }
    return true;
}

void gauge_free(struct gauge *g) {
    for (size_t j = 0; j < RECOMMEND_MAX_LIMITS; j++) {
        expr_free(g->values[j]);
        expr_free(g->bounds[j]);
    }
    free(g->variables);
    free(g->is_limit);
    batch_free(&g->batch);
    *g = (struct gauge){.plan = NULL};
}

void gauge_evaluate(struct gauge *g, size_t first, size_t n) {
    plan_evaluate(g->plan, first, n, &g->batch);
}

/* Sets the variables that the limits use, which are the last constraints;
 * unknown[j] says of each whether one has no value. */
static void set_variables(struct gauge *g, size_t i,
                          const struct device *device, bool unknown[]) {
    const struct batch *b = &g->batch;

    for (size_t use = 0; use < b->n_uses; use++) {
        size_t variable = b->uses[use].variable, place = b->places[variable];
        size_t constraint = b->uses[use].constraint;

        if (constraint < g->recommend->n_constraints)
            continue;
        g->variables[variable] =
            place < g->plan->n_columns
                ? batch_value(b, place, i)
                : device_get(device, place - g->plan->n_columns);
        if (isnan(g->variables[variable]))
            unknown[constraint - g->recommend->n_constraints] = true;
    }
}

static double value_or_unknown(struct expr *x) {
    struct err ignored;
    double value;

    return expr_value(x, &value, &ignored) ? value : (double)NAN;
}

static void read_values(struct gauge *g, size_t i, const struct device *device,
                        struct reading *out) {
    const struct recommend *r = g->recommend;
    bool unknown[RECOMMEND_MAX_LIMITS] = {false};

    for (size_t j = 0; j < r->sweep.n_objectives; j++) {
        double x = batch_value(&g->batch, g->plan->objective_column[j], i);

        out->target[j] = r->sweep.objectives[j].maximise ? -x : x;
    }
    set_variables(g, i, device, unknown);
    for (size_t j = 0; j < r->n_limits; j++) {
        out->value[j] =
            unknown[j] ? (double)NAN : value_or_unknown(g->values[j]);
        out->bound[j] =
            unknown[j] ? (double)NAN : value_or_unknown(g->bounds[j]);
    }
}

void gauge_read(struct gauge *g, size_t i, struct reading *out) {
    size_t column = plan_metric(g->plan, METRIC_REASON_ID);
    size_t reason = (size_t)batch_value(&g->batch, column, i);
    struct device device;

    out->reason = reason;
    out->possible = reason == 0 || g->is_limit[reason];
    if (!out->possible)
        return;
    if (g->needs_device)
        plan_device(g->plan, g->batch.first + i, &g->batch, &device);
    read_values(g, i, &device, out);
}

void gauge_reference(struct gauge *g, struct reading *out) {
    plan_evaluate_mark(g->plan, 0, &g->batch);
    out->possible = true;
    read_values(g, 0, plan_mark(g->plan, 0), out);
}

double gauge_excess(const struct recommend *r, const struct reading *x,
                    size_t j, double give) {
    return limit_excess(&r->limits[j], x->value[j], x->bound[j], give);
}
