/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/plan.h"

#include "base/expr.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/axis.h"
#include "sweep/column.h"
#include "sweep/laws.h"
#include "sweep/sampling.h"
#include "sweep/strip.h"
#include "sweep/structure.h"
#include "sweep/verdict.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Axes that the predictor reads or the choice of cost coefficients. */
static bool is_structural(const struct axis *a, const struct predictor *p) {
    return a->kind == AXIS_FIELD ? tie_field_is_structural(a->field, p)
                                 : a->kind != AXIS_PARAMETER;
}

/* As bits. */
static unsigned structural_axes(const struct plan *p,
                                const struct predictor *predictor) {
    unsigned axes = ties_structural_axes(p);

    for (size_t i = 0; i < p->sweep->n_axes; i++)
        if (is_structural(&p->sweep->axes[i], predictor))
            axes |= 1U << i;
    return axes;
}

bool plan_structural_axes(const struct sweep *s,
                          const struct predictor *predictor, unsigned *axes,
                          struct err *e) {
    struct plan p = {.sweep = s};
    bool good;

    columns_add(&p);
    good = ties_new(&p, predictor, e);
    *axes = good ? structural_axes(&p, predictor) : 0;
    plan_free(&p);
    return good;
}

/* A product, or the most there is. */
static size_t times(size_t a, size_t b) {
    return b > SIZE_MAX / a ? SIZE_MAX : a * b;
}

static bool set_strides(struct plan *p, const struct predictor *predictor,
                        struct err *e) {
    const struct sweep *s = p->sweep;
    unsigned structural = structural_axes(p, predictor);

    p->n_points = 1;
    p->n_structures = 1;
    p->n_batches = 1;
    for (size_t i = s->n_axes; i-- > 0;) {
        const struct axis *a = &s->axes[i];

        p->stride[i] = p->n_points;
        if (s->sampling.points == 0 && a->n > (size_t)1e15 / p->n_points)
            return err_set(e, ERR_INPUT,
                           "%s: more than 1e15 design points; shorten an axis",
                           cfg_path(s->cfg));
        p->n_points = times(p->n_points, a->n);
        if ((structural >> i & 1) != 0) {
            p->structure_stride[i] = p->n_structures;
            p->n_structures = times(p->n_structures, a->n);
        }
        if (a->kind == AXIS_BATCH)
            p->n_batches = a->n;
    }
    for (size_t i = 0; i < s->n_links; i++)
        if (p->ties[i].stride > 0) {
            p->ties[i].stride = p->n_structures;
            p->n_structures = times(p->n_structures, tie_values(&s->links[i]));
        }
    if (p->n_structures > 10000000)
        return err_set(e, ERR_INPUT,
                       "%s: %zu combinations of axes that change a device's "
                       "structure, expected at most 10000000; shorten one",
                       cfg_path(s->cfg), p->n_structures);
    strip_plan(p);
    return true;
}

/* Whether a sampled sweep takes the axis's own values only. */
static bool is_listed(const struct plan *p, size_t axis) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_links; i++)
        if (s->links[i].kind == LINK_ALONG && s->links[i].axis == axis)
            return true;
    return p->structure_stride[axis] > 0 || axis_is_whole(&s->axes[axis]);
}

/* The points of a sampled sweep, in place of those of the grid. */
static bool set_sample(struct plan *p, struct err *e) {
    bool listed[SWEEP_MAX_AXES];

    if (p->sweep->sampling.points == 0)
        return true;
    for (size_t i = 0; i < p->sweep->n_axes; i++)
        listed[i] = is_listed(p, i);
    p->n_points = p->sweep->sampling.points;
    p->sampled = sampling_values(p->sweep, listed, e);
    return p->sampled != NULL;
}

const struct device *plan_mark(const struct plan *p, size_t mark) {
    return mark == 0 ? &p->sweep->reference : &p->sweep->marks[mark - 1];
}

static bool find_objectives(struct plan *p, struct err *e) {
    const struct sweep *s = p->sweep;

    p->objective_column =
        mem_alloc(s->n_objectives, sizeof *p->objective_column);
    for (size_t i = 0; i < s->n_objectives; i++) {
        if (!plan_column(p, s->objectives[i].column, &p->objective_column[i],
                         e))
            return err_prefix(e, "%s: objective %zu", cfg_path(s->cfg), i + 1);
        if (!column_is_number(p, p->objective_column[i]))
            return err_set(e, ERR_INPUT,
                           "%s: objective %zu: '%s' is not a number",
                           cfg_path(s->cfg), i + 1, s->objectives[i].column);
    }
    return true;
}

/* Every column that a figure is to show must be there and hold numbers. */
static bool check_plot(const struct plan *p, size_t i, struct err *e) {
    enum { N_OWN = 4 };
    const struct sweep *s = p->sweep;
    const struct sweep_plot *plot = &s->plots[i];
    const char *const own[N_OWN] = {plot->x, plot->y, plot->z, plot->series};

    for (size_t j = 0; j < N_OWN + plot->n_columns; j++) {
        const char *name = j < N_OWN ? own[j] : plot->columns[j - N_OWN];
        size_t column;

        if (name[0] == '\0')
            continue;
        if (!plan_column(p, name, &column, e))
            return err_prefix(e, "%s: plot %zu", cfg_path(s->cfg), i + 1);
        if (column_is_text(p, column) && name != plot->series)
            return err_set(e, ERR_INPUT, "%s: plot %zu: '%s' is not a number",
                           cfg_path(s->cfg), i + 1, name);
    }
    return true;
}

static bool check_plots(const struct plan *p, struct err *e) {
    for (size_t i = 0; i < p->sweep->n_plots; i++)
        if (!check_plot(p, i, e))
            return false;
    return true;
}

static bool sets(const struct sweep *s, const char *field) {
    return sweep_axis(s, field) < s->n_axes ||
           sweep_link(s, field) < s->n_links;
}

/* What an axis or a link sets makes another fact unknown, but for one that
 * links read. */
static bool frees(const struct plan *p, const char *set, const char *other) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_links; i++)
        if (expr_mentions(s->links[i].kind == LINK_SOLVE ? s->links[i].equals
                                                         : s->links[i].value,
                          other))
            return false;
    return sets(s, set) && !sets(s, other);
}

/* What the links' targets call the reference. */
static bool set_references(struct plan *p, struct err *e) {
    struct batch b;
    bool any = false;

    for (size_t i = 0; i < p->sweep->n_links; i++)
        any = any || p->ties[i].reads_reference;
    if (!any)
        return true;
    if (!batch_new(&b, p, e))
        return false;
    plan_evaluate_mark(p, 0, &b);
    for (size_t i = 0; i < p->sweep->n_links; i++)
        if (p->ties[i].reads_reference)
            p->ties[i].reference = batch_value(&b, p->ties[i].column, 0);
    batch_free(&b);
    return true;
}

/* Texts of all sets of causes are few enough to be made beforehand. */
static void set_trust(struct plan *p, const struct predictor *predictor) {
    const struct sweep *s = p->sweep;

    p->ranges = predictor->ranges;
    p->speedup_factor = exp(conformal_speedup(&predictor->intervals));
    p->kin = conformal_kin(&predictor->intervals);
    p->time_factor = mem_alloc(s->n_workloads, sizeof *p->time_factor);
    for (size_t i = 0; i < s->n_workloads; i++)
        p->time_factor[i] = exp(conformal_network(
            &predictor->intervals, stack_is_session(s->workloads[i].stack)));
    p->causes = mem_alloc(1U << LABEL_N_CAUSES, sizeof *p->causes);
    for (unsigned i = 0; i < 1U << LABEL_N_CAUSES; i++)
        p->causes[i] = label_causes_text(i);
}

bool plan_new(struct plan *p, const struct sweep *s,
              const struct predictor *predictor, const struct cost_model *costs,
              struct err *e) {
    struct batch trial;
    size_t cells;

    *p = (struct plan){.sweep = s, .batch_axis = sweep_axis(s, "batch")};
    columns_add(p);
    verdict_texts(p);
    set_trust(p, predictor);
    p->frees_bus = frees(p, "memory_bandwidth_gbs", "memory_bus_bits");
    p->shares_sustained = frees(p, "boost_clock_mhz", "sustained_clock_mhz");
    if (!ties_new(p, predictor, e) || !set_strides(p, predictor, e) ||
        !set_sample(p, e) || !find_objectives(p, e) || !check_plots(p, e) ||
        !batch_new(&trial, p, e)) {
        plan_free(p);
        return false;
    }
    cells = p->n_batches * s->n_workloads;
    p->n_marks = 1 + s->n_marks;
    p->structures =
        mem_alloc(p->n_structures + p->n_marks, sizeof *p->structures);
    p->laws = mem_alloc((p->n_structures + p->n_marks) * s->n_workloads,
                        sizeof *p->laws);
    p->reference_ms = mem_alloc(cells, sizeof *p->reference_ms);
    p->memory_need_gib = mem_alloc(cells, sizeof *p->memory_need_gib);
    p->footprints = mem_alloc(s->n_workloads, sizeof *p->footprints);
    for (size_t i = 0; i < s->n_workloads; i++)
        p->footprints[i] = footprint_line_of(&s->workloads[i], 4);
    p->look_end = p->n_points;
    structures_fill(p, &trial.ties, costs);
    batch_free(&trial);
    if (!laws_fill(p, predictor, e) || !set_references(p, e)) {
        plan_free(p);
        return false;
    }
    return true;
}

void plan_free(struct plan *p) {
    if (p->laws != NULL)
        for (size_t i = 0;
             i < (p->n_structures + p->n_marks) * p->sweep->n_workloads; i++)
            law_free(&p->laws[i]);
    for (size_t i = 0; p->reasons != NULL && i < p->n_reasons; i++)
        free(p->reasons[i]);
    for (size_t i = 0; p->causes != NULL && i < 1U << LABEL_N_CAUSES; i++)
        free(p->causes[i]);
    for (size_t i = 0; p->violations != NULL && i < 1U << p->n_soft; i++)
        free(p->violations[i]);
    free(p->violations);
    free(p->ties);
    free(p->causes);
    free(p->sampled);
    free(p->time_factor);
    free(p->columns);
    free(p->structures);
    free(p->laws);
    free(p->reference_ms);
    free(p->memory_need_gib);
    free(p->footprints);
    free(p->reasons);
    free(p->objective_column);
    *p = (struct plan){0};
}
