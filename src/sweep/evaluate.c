/* SPDX-License-Identifier: MIT
 *
 * Evaluation of a batch of design points of a plan.
 */
#include "config.h"

#include "sweep/plan.h"

#include "base/expr.h"
#include "base/mem.h"
#include "base/text.h"
#include "cost/area.h"
#include "cost/power.h"
#include "sweep/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Codes of METRIC_REASON; their texts are made in plan.c in this order. */
static size_t reason_impossible(void) {
    return 1;
}
static size_t reason_memory(size_t workload) {
    return 2 + workload;
}
static size_t reason_unknown(const struct plan *p, size_t objective) {
    return 2 + p->sweep->n_workloads + objective;
}
static size_t reason_constraint(const struct plan *p, size_t i,
                                bool undefined) {
    return 2 + p->sweep->n_workloads + p->sweep->n_objectives + 2 * i +
           undefined;
}

static bool is_column(const struct plan *p, const char *name) {
    for (size_t i = 0; i < p->n_columns; i++)
        if (strcmp(p->columns[i].name, name) == 0)
            return true;
    return false;
}

/* What a constraint may use: numeric columns and flags that are known before
 * feasibility, then the device fields that are no column. */
static void name_variables(struct batch *b, const struct plan *p) {
    for (size_t i = 0; i < p->n_columns; i++) {
        const struct column *c = &p->columns[i];
        bool late =
            c->kind == COLUMN_METRIC && (c->metric == METRIC_FEASIBLE_ID ||
                                         c->metric == METRIC_ON_FRONT_ID);

        if (column_is_text(p, i) || late)
            continue;
        b->names[b->n_variables] = c->name;
        b->places[b->n_variables++] = i;
    }
    for (size_t i = 0; i < device_n_fields; i++) {
        if (is_column(p, device_fields[i].key))
            continue;
        b->names[b->n_variables] = device_fields[i].key;
        b->places[b->n_variables++] = p->n_columns + i;
    }
}

bool batch_new(struct batch *b, const struct plan *p, struct err *e) {
    const struct sweep *s = p->sweep;
    size_t n = p->n_columns + device_n_fields;

    *b = (struct batch){.n_constraints = s->n_constraints};
    b->values = mem_alloc(p->n_columns * PLAN_BATCH, sizeof *b->values);
    b->names = mem_alloc(n, sizeof *b->names);
    b->places = mem_alloc(n, sizeof *b->places);
    b->variables = mem_alloc(n, sizeof *b->variables);
    b->per_workload = mem_alloc(s->n_workloads, sizeof *b->per_workload);
    b->constraints = mem_alloc(s->n_constraints, sizeof *b->constraints);
    name_variables(b, p);
    for (size_t i = 0; i < n; i++)
        b->variables[i] = 1;
    for (size_t i = 0; i < s->n_constraints; i++) {
        b->constraints[i] = expr_new(s->constraints[i], b->names, b->variables,
                                     b->n_variables, e);
        if (b->constraints[i] == NULL) {
            batch_free(b);
            return err_prefix(e, "%s: constraint %zu", cfg_path(s->cfg), i + 1);
        }
    }
    return true;
}

void batch_free(struct batch *b) {
    for (size_t i = 0; b->constraints != NULL && i < b->n_constraints; i++)
        expr_free(b->constraints[i]);
    free(b->values);
    free(b->per_workload);
    free(b->names);
    free(b->places);
    free(b->variables);
    free(b->constraints);
    *b = (struct batch){0};
}

double batch_value(const struct batch *b, size_t column, size_t i) {
    return b->values[column * PLAN_BATCH + i];
}

/* What is computed for one point before it is spread over the columns. */
struct point {
    struct device device;
    const struct structure *structure;
    size_t structure_index;
    bool possible, fits;
    size_t misfit;           /* first workload that does not fit */
    double metric[METRIC_N]; /* over all workloads */
};

/* The device at an index: its structure with the other axes set. */
static void set_device(const struct plan *p, size_t index, struct point *x) {
    const struct sweep *s = p->sweep;
    struct err ignored;

    x->structure_index = 0;
    for (size_t i = 0; i < s->n_axes; i++)
        x->structure_index +=
            p->structure_stride[i] * (index / p->stride[i] % s->axes[i].n);
    x->structure = &p->structures[x->structure_index];
    x->device = x->structure->device;
    for (size_t i = 0; i < s->n_axes; i++)
        if (p->structure_stride[i] == 0)
            device_set(&x->device, s->axes[i].field,
                       s->axes[i].values[index / p->stride[i] % s->axes[i].n]);
    if (p->frees_bus)
        x->device.memory_bus_bits = (double)NAN;
    if (p->frees_sustained)
        x->device.sustained_clock_mhz = (double)NAN;
    device_forget(&x->device, x->structure->base);
    x->possible = device_check(&x->device, &ignored);
}

/* Times of all workloads, and the means over them. */
static void set_times(const struct plan *p, struct point *x,
                      double per_workload[][METRIC_N]) {
    const struct sweep *s = p->sweep;
    size_t cell = x->structure->batch * s->n_workloads;
    size_t axis = sweep_axis(s, "batch");
    double n = (double)s->n_workloads;
    double log_time = 0, log_throughput = 0, log_speedup = 0, most_gib = 0;
    struct law_parts shares = {0};

    x->fits = true;
    for (size_t w = 0; w < s->n_workloads; w++) {
        double *m = per_workload[w];
        double batch = axis < s->n_axes
                           ? s->axes[axis].values[x->structure->batch]
                           : (double)s->workloads[w].batch;
        struct law_parts parts;
        double time_ms =
            law_time_ms(&p->laws[x->structure_index * s->n_workloads + w],
                        &x->device, &parts);

        m[METRIC_TIME_ID] = time_ms;
        m[METRIC_THROUGHPUT_ID] = 1000 * batch / time_ms;
        m[METRIC_SPEEDUP_ID] = p->reference_ms[cell + w] / time_ms;
        m[METRIC_MEMORY_ID] = p->memory_need_gib[cell + w];
        m[METRIC_BOUND_ID] = (double)law_bound(&parts);
        log_time += log(time_ms);
        log_throughput += log(m[METRIC_THROUGHPUT_ID]);
        log_speedup += log(m[METRIC_SPEEDUP_ID]);
        most_gib = fmax(most_gib, m[METRIC_MEMORY_ID]);
        shares.compute_ms += parts.compute_ms / time_ms;
        shares.memory_ms += parts.memory_ms / time_ms;
        shares.overhead_ms += parts.overhead_ms / time_ms;
        shares.link_ms += parts.link_ms / time_ms;
        if (x->fits && m[METRIC_MEMORY_ID] > x->device.memory_capacity_gib) {
            x->fits = false;
            x->misfit = w;
        }
    }
    x->metric[METRIC_TIME_ID] = exp(log_time / n);
    x->metric[METRIC_THROUGHPUT_ID] = exp(log_throughput / n);
    x->metric[METRIC_SPEEDUP_ID] = exp(log_speedup / n);
    x->metric[METRIC_MEMORY_ID] = most_gib;
    x->metric[METRIC_BOUND_ID] = (double)law_bound(&shares);
    x->metric[METRIC_FITS_ID] = x->fits;
}

static void set_costs(struct point *x) {
    const struct cost_params *cost = &x->structure->cost;

    x->metric[METRIC_PEAK_ID] = 1e-3 * device_peak_fp32_gflops(&x->device);
    x->metric[METRIC_AREA_ID] = area_die_mm2(cost, &x->device);
    x->metric[METRIC_POWER_ID] =
        power_board_w(cost, &x->device, x->metric[METRIC_AREA_ID]);
}

/* The first thing that fails: possibility, memory, objectives without a
 * value, then the constraints in their order.  0 is feasible. */
static size_t reason_of(const struct plan *p, const struct point *x,
                        struct batch *b, size_t i) {
    const struct sweep *s = p->sweep;

    if (!x->possible)
        return reason_impossible();
    if (!x->fits)
        return reason_memory(x->misfit);
    for (size_t j = 0; j < s->n_objectives; j++)
        if (!isfinite(batch_value(b, p->objective_column[j], i)))
            return reason_unknown(p, j);
    if (s->n_constraints == 0)
        return 0;
    for (size_t j = 0; j < b->n_variables; j++)
        b->variables[j] =
            b->places[j] < p->n_columns
                ? batch_value(b, b->places[j], i)
                : device_get(&x->device, b->places[j] - p->n_columns);
    for (size_t j = 0; j < s->n_constraints; j++) {
        struct err ignored;
        double value;

        if (!expr_value(b->constraints[j], &value, &ignored))
            return reason_constraint(p, j, true);
        if (value == 0)
            return reason_constraint(p, j, false);
    }
    return 0;
}

/* Finishes point i of a batch whose device is set: every column, then
 * whether it is feasible.  `axes` has the values of the axes. */
static void set_columns(const struct plan *p, struct point *x, size_t index,
                        const double axes[], struct batch *b, size_t i) {
    double(*per_workload)[METRIC_N] = b->per_workload;
    size_t reason;

    set_times(p, x, per_workload);
    set_costs(x);
    for (size_t j = 0; j < p->n_columns; j++) {
        const struct column *c = &p->columns[j];

        b->values[j * PLAN_BATCH + i] =
            c->kind == COLUMN_INDEX  ? (double)index
            : c->kind == COLUMN_AXIS ? axes[c->axis]
            : c->workload < p->sweep->n_workloads
                ? per_workload[c->workload][c->metric]
                : x->metric[c->metric];
    }
    reason = reason_of(p, x, b, i);
    b->values[plan_metric(p, METRIC_REASON_ID) * PLAN_BATCH + i] =
        (double)reason;
    b->values[plan_metric(p, METRIC_FEASIBLE_ID) * PLAN_BATCH + i] =
        reason == 0;
}

void plan_evaluate(const struct plan *p, size_t first, size_t n,
                   struct batch *b) {
    const struct sweep *s = p->sweep;
    double axes[SWEEP_MAX_AXES];

    b->first = first;
    b->n = n;
    for (size_t i = 0; i < n; i++) {
        struct point x = {0};

        for (size_t j = 0; j < s->n_axes; j++)
            axes[j] =
                s->axes[j].values[(first + i) / p->stride[j] % s->axes[j].n];
        set_device(p, first + i, &x);
        set_columns(p, &x, first + i, axes, b, i);
    }
}

void plan_evaluate_mark(const struct plan *p, size_t mark, struct batch *b) {
    const struct sweep *s = p->sweep;
    double axes[SWEEP_MAX_AXES];
    struct point x = {.structure_index = p->n_structures + mark,
                      .possible = true};

    b->first = 0;
    b->n = 1;
    x.structure = &p->structures[x.structure_index];
    x.device = x.structure->device;
    for (size_t j = 0; j < s->n_axes; j++)
        axes[j] = s->axes[j].kind == AXIS_FIELD
                      ? device_get(&x.device, s->axes[j].field)
                  : s->axes[j].kind == AXIS_BATCH ? s->axes[j].values[0]
                                                  : (double)NAN;
    set_columns(p, &x, 0, axes, b, 0);
}
