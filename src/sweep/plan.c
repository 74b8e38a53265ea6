/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/plan.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/column.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Axes that the predictor reads or the choice of cost coefficients. */
static bool is_structural(const struct axis *a, const struct predictor *p) {
    static const char *const of_costs[] = {"process_nm", "cores_per_sm",
                                           "compute_capability"};
    size_t facts[DEVICE_N_FIELDS], n;

    if (a->kind != AXIS_FIELD ||
        text_index(a->name, of_costs, sizeof of_costs / sizeof *of_costs) <
            sizeof of_costs / sizeof *of_costs)
        return true;
    n = p->kind->facts(facts);
    for (size_t i = 0; i < n; i++)
        if (facts[i] == a->field)
            return true;
    return false;
}

static bool set_strides(struct plan *p, const struct predictor *predictor,
                        struct err *e) {
    const struct sweep *s = p->sweep;

    p->n_points = 1;
    p->n_structures = 1;
    p->n_batches = 1;
    for (size_t i = s->n_axes; i-- > 0;) {
        const struct axis *a = &s->axes[i];

        p->stride[i] = p->n_points;
        if (a->n > (size_t)1e15 / p->n_points)
            return err_set(e, ERR_INPUT,
                           "%s: more than 1e15 design points; shorten an axis",
                           cfg_path(s->cfg));
        p->n_points *= a->n;
        if (is_structural(a, predictor)) {
            p->structure_stride[i] = p->n_structures;
            p->n_structures *= a->n;
        }
        if (a->kind == AXIS_BATCH)
            p->n_batches = a->n;
    }
    if (p->n_structures > 10000000)
        return err_set(e, ERR_INPUT,
                       "%s: %zu combinations of axes that change a device's "
                       "structure, expected at most 10000000; shorten one",
                       cfg_path(s->cfg), p->n_structures);
    return true;
}

/* The axes that the structure holds. */
static void set_fields(const struct plan *p, size_t index, struct device *d) {
    for (size_t i = 0; i < p->sweep->n_axes; i++) {
        const struct axis *a = &p->sweep->axes[i];

        if (p->structure_stride[i] > 0 && a->kind == AXIS_FIELD)
            device_set(d, a->field,
                       a->values[index / p->structure_stride[i] % a->n]);
    }
}

static void fill_structure(const struct plan *p, size_t index,
                           const struct cost_model *costs) {
    const struct sweep *s = p->sweep;
    struct structure *x = &p->structures[index];

    x->base = &s->base;
    for (size_t i = 0; i < s->n_axes; i++) {
        const struct axis *a = &s->axes[i];

        if (a->kind == AXIS_DEVICE)
            x->base = &a->devices[index / p->structure_stride[i] % a->n];
    }
    x->device = *x->base;
    if (p->batch_axis < s->n_axes)
        x->batch = index / p->structure_stride[p->batch_axis] % p->n_batches;
    set_fields(p, index, &x->device);
    device_forget(&x->device, x->base);
    /* What an axis states is no fact of the base, though it may equal it. */
    set_fields(p, index, &x->device);
    x->cost = cost_resolve(costs, &x->device);
}

const struct device *plan_mark(const struct plan *p, size_t mark) {
    return mark == 0 ? &p->sweep->reference : &p->sweep->marks[mark - 1];
}

static void fill_mark(const struct plan *p, size_t mark,
                      const struct cost_model *costs) {
    struct structure *x = &p->structures[p->n_structures + mark];

    x->base = plan_mark(p, mark);
    x->device = *x->base;
    x->cost = cost_resolve(costs, &x->device);
}

/* The workload at a place on the batch axis.  The network is borrowed. */
static struct workload at_batch(const struct sweep *s, size_t workload,
                                size_t batch) {
    struct workload w = s->workloads[workload];
    size_t axis = sweep_axis(s, "batch");

    if (axis < s->n_axes)
        w.batch = (size_t)s->axes[axis].values[batch];
    return w;
}

static void fill_reference(struct plan *p, const struct composition *c,
                           const struct workload *w, size_t at) {
    struct footprint need;
    struct law law;

    composition_law(c, &p->sweep->reference, &law);
    p->reference_ms[at] = law_time_ms(&law, &p->sweep->reference, NULL);
    law_free(&law);
    network_footprint(&w->network, w->batch, w->phase, w->optimizer, 4, &need);
    p->memory_need_gib[at] = need.total_gib;
}

/* Asks the predictor for the laws of every structure. */
static bool fill_laws(struct plan *p, const struct predictor *predictor,
                      struct err *e) {
    const struct sweep *s = p->sweep;
    size_t n = p->n_batches * s->n_workloads, made = 0;
    struct composition *c = mem_alloc(n, sizeof *c);
    bool good = true;

    for (; good && made < n; made += good) {
        struct workload w =
            at_batch(s, made % s->n_workloads, made / s->n_workloads);

        good = composition_init(&c[made], predictor, &w, e);
        if (good)
            fill_reference(p, &c[made], &w, made);
    }
    if (good) {
        openblas_set_num_threads(1);
#pragma omp parallel for schedule(dynamic)
        for (size_t i = 0; i < p->n_structures + p->n_marks; i++)
            for (size_t w = 0; w < s->n_workloads; w++)
                composition_law(&c[p->structures[i].batch * s->n_workloads + w],
                                &p->structures[i].device,
                                &p->laws[i * s->n_workloads + w]);
    }
    for (size_t i = 0; i < made; i++)
        composition_free(&c[i]);
    free(c);
    return good;
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
static bool check_plots(const struct plan *p, struct err *e) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_plots; i++) {
        const struct sweep_plot *plot = &s->plots[i];
        const char *const columns[] = {plot->x, plot->y, plot->z, plot->series};

        for (size_t j = 0; j < sizeof columns / sizeof *columns; j++) {
            size_t column;

            if (columns[j][0] == '\0')
                continue;
            if (!plan_column(p, columns[j], &column, e))
                return err_prefix(e, "%s: plot %zu", cfg_path(s->cfg), i + 1);
            if (column_is_text(p, column))
                return err_set(e, ERR_INPUT,
                               "%s: plot %zu: '%s' is not a number",
                               cfg_path(s->cfg), i + 1, columns[j]);
        }
    }
    return true;
}

/* Codes of METRIC_REASON, in the order of reason_*() in evaluate.c. */
static void write_reasons(struct plan *p) {
    const struct sweep *s = p->sweep;
    size_t n = 0;

    p->n_reasons = 2 + s->n_workloads + s->n_objectives + 2 * s->n_constraints;
    p->reasons = mem_alloc(p->n_reasons, sizeof *p->reasons);
    p->reasons[n++] = mem_strdup("");
    p->reasons[n++] = mem_strdup("impossible: facts of the device contradict "
                                 "each other");
    for (size_t i = 0; i < s->n_workloads; i++)
        p->reasons[n++] = mem_printf(
            "memory: %s needs more than the device has", s->workloads[i].label);
    for (size_t i = 0; i < s->n_objectives; i++)
        p->reasons[n++] = mem_printf("unknown: %s", s->objectives[i].column);
    for (size_t i = 0; i < s->n_constraints; i++) {
        p->reasons[n++] = mem_printf("constraint: %s", s->constraints[i]);
        p->reasons[n++] =
            mem_printf("constraint has no value: %s", s->constraints[i]);
    }
}

/* Texts of all sets of causes are few enough to be made beforehand. */
static void set_trust(struct plan *p, const struct predictor *predictor) {
    const struct sweep *s = p->sweep;

    p->ranges = predictor->ranges;
    p->speedup_factor = exp(conformal_speedup(&predictor->intervals));
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
    write_reasons(p);
    set_trust(p, predictor);
    p->frees_bus = sweep_axis(s, "memory_bandwidth_gbs") < s->n_axes &&
                   sweep_axis(s, "memory_bus_bits") == s->n_axes;
    if (!set_strides(p, predictor, e) || !find_objectives(p, e) ||
        !check_plots(p, e) || !batch_new(&trial, p, e)) {
        plan_free(p);
        return false;
    }
    batch_free(&trial);
    cells = p->n_batches * s->n_workloads;
    p->n_marks = 1 + s->n_marks;
    p->structures =
        mem_alloc(p->n_structures + p->n_marks, sizeof *p->structures);
    p->laws = mem_alloc((p->n_structures + p->n_marks) * s->n_workloads,
                        sizeof *p->laws);
    p->reference_ms = mem_alloc(cells, sizeof *p->reference_ms);
    p->memory_need_gib = mem_alloc(cells, sizeof *p->memory_need_gib);
    for (size_t i = 0; i < p->n_structures; i++)
        fill_structure(p, i, costs);
    for (size_t i = 0; i < p->n_marks; i++)
        fill_mark(p, i, costs);
    if (!fill_laws(p, predictor, e)) {
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
    free(p->causes);
    free(p->time_factor);
    free(p->columns);
    free(p->structures);
    free(p->laws);
    free(p->reference_ms);
    free(p->memory_need_gib);
    free(p->reasons);
    free(p->objective_column);
    *p = (struct plan){0};
}
