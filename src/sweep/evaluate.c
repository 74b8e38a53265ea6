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

/* The axes that are fields of the device. */
static void set_fields(const struct plan *p, const double axes[],
                       struct device *d) {
    for (size_t i = 0; i < p->sweep->n_axes; i++)
        if (p->sweep->axes[i].kind == AXIS_FIELD)
            device_set(d, p->sweep->axes[i].field, axes[i]);
}

/* The device at an index: its structure with the other axes set; `axes`
 * becomes their values. */
static void set_device(const struct plan *p, size_t index, struct point *x,
                       double axes[]) {
    const struct sweep *s = p->sweep;
    struct err ignored;

    x->structure_index = 0;
    for (size_t i = 0; i < s->n_axes; i++) {
        size_t at = index / p->stride[i] % s->axes[i].n;

        axes[i] = s->axes[i].values[at];
        x->structure_index += p->structure_stride[i] * at;
    }
    x->structure = &p->structures[x->structure_index];
    x->device = x->structure->device;
    set_fields(p, axes, &x->device);
    if (p->frees_bus)
        x->device.memory_bus_bits = (double)NAN;
    device_forget(&x->device, x->structure->base);
    /* What an axis states is no fact of the base, though it may equal it. */
    set_fields(p, axes, &x->device);
    x->possible = device_check(&x->device, &ignored);
}

/* What is computed of each workload. */
static void set_workload(const struct plan *p, struct point *x, size_t w,
                         struct law_parts *parts, double m[]) {
    const struct sweep *s = p->sweep;
    size_t cell = x->structure->batch * s->n_workloads + w;
    double batch = p->batch_axis < s->n_axes
                       ? s->axes[p->batch_axis].values[x->structure->batch]
                       : (double)s->workloads[w].batch;
    double time_ms = law_time_ms(
        &p->laws[x->structure_index * s->n_workloads + w], &x->device, parts);

    m[METRIC_TIME_ID] = time_ms;
    m[METRIC_TIME_LO_ID] = time_ms / p->time_factor[w];
    m[METRIC_TIME_HI_ID] = time_ms * p->time_factor[w];
    m[METRIC_THROUGHPUT_ID] = 1000 * batch / time_ms;
    m[METRIC_SPEEDUP_ID] = p->reference_ms[cell] / time_ms;
    m[METRIC_SPEEDUP_LO_ID] = m[METRIC_SPEEDUP_ID] / p->speedup_factor;
    m[METRIC_SPEEDUP_HI_ID] = m[METRIC_SPEEDUP_ID] * p->speedup_factor;
    m[METRIC_MEMORY_ID] = p->memory_need_gib[cell];
    m[METRIC_BOUND_ID] = (double)law_bound(parts);
    if (x->fits && m[METRIC_MEMORY_ID] > x->device.memory_capacity_gib) {
        x->fits = false;
        x->misfit = w;
    }
}

/* Geometric means over the workloads, the largest memory, and what the mean
 * workload is bound by.  Errors of one device move together, so the interval
 * of a mean is the mean interval and not a narrower one. */
static void set_means(struct point *x, double per_workload[][METRIC_N],
                      const struct law_parts *shares, size_t n) {
    static const enum metric_id means[] = {
        METRIC_TIME_ID,       METRIC_TIME_LO_ID, METRIC_TIME_HI_ID,
        METRIC_THROUGHPUT_ID, METRIC_SPEEDUP_ID, METRIC_SPEEDUP_LO_ID,
        METRIC_SPEEDUP_HI_ID};

    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        double sum = 0;

        for (size_t w = 0; w < n; w++)
            sum += log(per_workload[w][means[i]]);
        x->metric[means[i]] = exp(sum / (double)n);
    }
    x->metric[METRIC_MEMORY_ID] = 0;
    for (size_t w = 0; w < n; w++)
        x->metric[METRIC_MEMORY_ID] = fmax(x->metric[METRIC_MEMORY_ID],
                                           per_workload[w][METRIC_MEMORY_ID]);
    x->metric[METRIC_BOUND_ID] = (double)law_bound(shares);
}

static void set_times(const struct plan *p, struct point *x,
                      double per_workload[][METRIC_N]) {
    size_t n = p->sweep->n_workloads;
    struct law_parts shares = {0};

    x->fits = true;
    for (size_t w = 0; w < n; w++) {
        double *m = per_workload[w];
        struct law_parts parts;

        set_workload(p, x, w, &parts, m);
        shares.compute_ms += parts.compute_ms / m[METRIC_TIME_ID];
        shares.memory_ms += parts.memory_ms / m[METRIC_TIME_ID];
        shares.overhead_ms += parts.overhead_ms / m[METRIC_TIME_ID];
        shares.link_ms += parts.link_ms / m[METRIC_TIME_ID];
    }
    /* The mean of one is that one, to the last bit. */
    if (n == 1)
        memcpy(x->metric, per_workload[0], sizeof x->metric);
    else
        set_means(x, per_workload, &shares, n);
    x->metric[METRIC_FITS_ID] = x->fits;
}

static void set_costs(struct point *x) {
    const struct cost_params *cost = &x->structure->cost;

    x->metric[METRIC_PEAK_ID] = 1e-3 * device_peak_fp32_gflops(&x->device);
    x->metric[METRIC_AREA_ID] = area_die_mm2(cost, &x->device);
    x->metric[METRIC_POWER_ID] =
        power_board_w(cost, &x->device, x->metric[METRIC_AREA_ID]);
}

/* Reason why a constraint keeps the point out, or 0.  What it uses must have
 * values: a comparison with NAN would be false, not unknown. */
static size_t reason_of_constraints(const struct plan *p, const struct point *x,
                                    struct batch *b, size_t i) {
    size_t use = 0;

    for (size_t j = 0; j < b->n_constraints; j++) {
        struct err ignored;
        bool known = true;
        double value;

        for (; use < b->n_uses && b->uses[use].constraint == j; use++) {
            size_t variable = b->uses[use].variable;
            size_t place = b->places[variable];

            b->variables[variable] =
                place < p->n_columns
                    ? batch_value(b, place, i)
                    : device_get(&x->device, place - p->n_columns);
            known = known && !isnan(b->variables[variable]);
        }
        if (!known || !expr_value(b->constraints[j], &value, &ignored))
            return reason_constraint(p, j, true);
        if (value == 0)
            return reason_constraint(p, j, false);
    }
    return 0;
}

/* The first thing that fails: possibility, memory, objectives without a
 * value, then the constraints in their order.  0 is feasible. */
static size_t reason_of(const struct plan *p, const struct point *x,
                        struct batch *b, size_t i) {
    if (!x->possible)
        return reason_impossible();
    if (!x->fits)
        return reason_memory(x->misfit);
    for (size_t j = 0; j < p->sweep->n_objectives; j++)
        if (!isfinite(batch_value(b, p->objective_column[j], i)))
            return reason_unknown(p, j);
    return reason_of_constraints(p, x, b, i);
}

/* Finishes point i of a batch whose device is set: every column, then
 * whether it is feasible.  `axes` has the values of the axes. */
static void set_columns(const struct plan *p, struct point *x, size_t index,
                        const double axes[], struct batch *b, size_t i) {
    double(*per_workload)[METRIC_N] = b->per_workload;
    struct label_verdict verdict;
    size_t reason;

    set_times(p, x, per_workload);
    set_costs(x);
    verdict = label_of(&p->ranges, &x->device);
    x->metric[METRIC_EXTRAPOLATION_ID] = (double)verdict.label;
    x->metric[METRIC_EXTRAPOLATION_FIELDS_ID] = (double)verdict.causes;
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
    double axes[SWEEP_MAX_AXES];

    b->first = first;
    b->n = n;
    for (size_t i = 0; i < n; i++) {
        struct point x = {0};

        set_device(p, first + i, &x, axes);
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
