/* SPDX-License-Identifier: MIT
 *
 * Evaluation of one design point of a plan.
 */
#include "config.h"

#include "sweep/plan.h"

#include "base/mem.h"
#include "base/text.h"
#include "cost/area.h"
#include "cost/making.h"
#include "cost/power.h"
#include "sweep/axis.h"
#include "sweep/column.h"
#include "sweep/point.h"
#include "sweep/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The axes that are fields of the device, and the links once they are set. */
static void set_fields(const struct plan *p, const double axes[],
                       const double links[], struct device *d) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_axes; i++)
        if (s->axes[i].kind == AXIS_FIELD)
            device_set(d, s->axes[i].field, axes[i]);
    for (size_t i = 0; links != NULL && i < s->n_links; i++)
        if (s->links[i].field < device_n_fields)
            device_set(d, s->links[i].field, links[i]);
}

/* The device of structure x->structure_index with the other axes and the links
 * set. */
static void set_device(const struct plan *p, const double axes[],
                       struct point *x, struct batch *b) {
    const struct sweep *s = p->sweep;
    struct err ignored;

    x->structure = &p->structures[x->structure_index];
    x->device = x->structure->device;
    set_fields(p, axes, NULL, &x->device);
    if (p->frees_bus)
        x->device.memory_bus_bits = (double)NAN;
    device_forget(&x->device, x->structure->base);
    /* What an axis states is no fact of the base, though it may equal it. */
    set_fields(p, axes, NULL, &x->device);
    if (s->n_links > 0) {
        size_t failed = ties_set_point(p, b, x, axes);

        x->unset = failed > 0 ? verdict_of_link(p, failed - 1) : 0;
        device_forget(&x->device, x->structure->base);
        set_fields(p, axes, x->link, &x->device);
    }
    x->possible = x->unset == 0 && device_check(&x->device, &ignored);
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
    m[METRIC_MAX_BATCH_ID] =
        footprint_max_batch(&p->footprints[w], x->device.memory_capacity_gib);
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
        METRIC_SPEEDUP_HI_ID, METRIC_ENERGY_ID};

    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        double sum = 0;

        for (size_t w = 0; w < n; w++)
            sum += log(per_workload[w][means[i]]);
        x->metric[means[i]] = exp(sum / (double)n);
    }
    x->metric[METRIC_MEMORY_ID] = 0;
    x->metric[METRIC_MAX_BATCH_ID] = per_workload[0][METRIC_MAX_BATCH_ID];
    for (size_t w = 0; w < n; w++) {
        x->metric[METRIC_MEMORY_ID] = fmax(x->metric[METRIC_MEMORY_ID],
                                           per_workload[w][METRIC_MEMORY_ID]);
        x->metric[METRIC_MAX_BATCH_ID] =
            fmin(x->metric[METRIC_MAX_BATCH_ID],
                 per_workload[w][METRIC_MAX_BATCH_ID]);
    }
    x->metric[METRIC_BOUND_ID] = (double)law_bound(shares);
}

static void set_times(const struct plan *p, struct point *x,
                      double per_workload[][METRIC_N]) {
    size_t n = p->sweep->n_workloads;
    struct law_parts shares = {0};
    double power_w = x->metric[METRIC_POWER_ID];

    x->fits = true;
    for (size_t w = 0; w < n; w++) {
        double *m = per_workload[w];
        struct law_parts parts;

        set_workload(p, x, w, &parts, m);
        m[METRIC_ENERGY_ID] = 1e-3 * m[METRIC_TIME_ID] * power_w;
        shares.compute_ms += parts.compute_ms / m[METRIC_TIME_ID];
        shares.memory_ms += parts.memory_ms / m[METRIC_TIME_ID];
        shares.overhead_ms += parts.overhead_ms / m[METRIC_TIME_ID];
        shares.link_ms += parts.link_ms / m[METRIC_TIME_ID];
    }
    /* The mean of one is that one, to the last bit. */
    if (n == 1)
        for (size_t i = 0; i < METRIC_N; i++)
            x->metric[i] = metrics[i].scope == METRIC_WORKLOAD
                               ? per_workload[0][i]
                               : x->metric[i];
    else
        set_means(x, per_workload, &shares, n);
    x->metric[METRIC_FITS_ID] = x->fits;
}

static void set_costs(struct point *x) {
    const struct cost_params *cost = &x->structure->cost;
    const struct device *d = &x->device;
    double area_mm2 = area_die_mm2(cost, d);
    double power_w = power_board_w(cost, d, area_mm2);
    struct making made = making_of(cost, d, area_mm2);
    double *m = x->metric;

    m[METRIC_PEAK_ID] = 1e-3 * device_peak_fp32_gflops(d);
    m[METRIC_AREA_ID] = area_mm2;
    m[METRIC_AREA_LO_ID] = area_mm2 / cost->area.within_90;
    m[METRIC_AREA_HI_ID] = area_mm2 * cost->area.within_90;
    m[METRIC_POWER_ID] = power_w;
    m[METRIC_POWER_LO_ID] = power_w / cost->power.within_90;
    m[METRIC_POWER_HI_ID] = power_w * cost->power.within_90;
    m[METRIC_YIELD_ID] = made.yield;
    m[METRIC_COST_ID] = made.cost_usd;
    m[METRIC_COST_LO_ID] = making_bound_usd(cost, d, area_mm2, -1);
    m[METRIC_COST_HI_ID] = making_bound_usd(cost, d, area_mm2, 1);
    m[METRIC_PRICE_ID] = making_price_usd(cost, made.cost_usd, power_w);
    m[METRIC_FITS_RETICLE_ID] = making_fits_reticle(cost, area_mm2);
    m[METRIC_REAL_MEMORY_ID] = device_memory_is_real(d);
}

void point_metrics(const struct plan *p, struct point *x,
                   double per_workload[][METRIC_N]) {
    set_costs(x);
    set_times(p, x, per_workload);
}

static void set_value(const struct plan *p, struct batch *b,
                      enum metric_id metric, size_t i, double value) {
    b->values[plan_metric(p, metric) * PLAN_BATCH + i] = value;
}

/* A point one of whose links has no solution is no device: what it would need
 * to be one has no values. */
static void set_unset(const struct plan *p, const struct point *x, size_t index,
                      const double axes[], struct batch *b, size_t i) {
    for (size_t j = 0; j < p->n_columns; j++) {
        const struct column *c = &p->columns[j];

        b->values[j * PLAN_BATCH + i] = c->kind == COLUMN_INDEX  ? (double)index
                                        : c->kind == COLUMN_AXIS ? axes[c->axis]
                                        : c->kind == COLUMN_LINK
                                            ? x->link[c->link]
                                            : (double)NAN;
    }
    for (size_t j = 0; j < b->n_constraints; j++)
        b->violated[j * PLAN_BATCH + i] = false;
    set_value(p, b, METRIC_REASON_ID, i, (double)x->unset);
    set_value(p, b, METRIC_FEASIBLE_ID, i, 0);
    set_value(p, b, METRIC_ON_FRONT_ID, i, 0);
}

/* Finishes point i of a batch whose device is set: every column, then
 * whether it is feasible.  `axes` has the values of the axes. */
static void set_columns(const struct plan *p, struct point *x, size_t index,
                        const double axes[], struct batch *b, size_t i) {
    double(*per_workload)[METRIC_N] = b->per_workload;
    struct label_verdict verdict;

    if (x->unset != 0) {
        set_unset(p, x, index, axes, b, i);
        return;
    }
    point_metrics(p, x, per_workload);
    ties_settle(p, x, per_workload);
    verdict = label_of(&p->ranges, &x->device);
    x->metric[METRIC_EXTRAPOLATION_ID] = (double)verdict.label;
    x->metric[METRIC_EXTRAPOLATION_FIELDS_ID] = (double)verdict.causes;
    for (size_t j = 0; j < p->n_columns; j++) {
        const struct column *c = &p->columns[j];

        b->values[j * PLAN_BATCH + i] =
            c->kind == COLUMN_INDEX  ? (double)index
            : c->kind == COLUMN_AXIS ? axes[c->axis]
            : c->kind == COLUMN_LINK ? x->link[c->link]
            : c->workload < p->sweep->n_workloads
                ? per_workload[c->workload][c->metric]
                : x->metric[c->metric];
    }
    verdict_set(p, x, b, i);
}

/* The device whose axes have these values. */
static void set_at(const struct plan *p, const double axes[], struct point *x,
                   struct batch *b) {
    const struct sweep *s = p->sweep;

    x->structure_index = 0;
    for (size_t i = 0; i < s->n_axes; i++)
        if (p->structure_stride[i] > 0)
            x->structure_index +=
                p->structure_stride[i] * axis_level(&s->axes[i], axes[i]);
    set_device(p, axes, x, b);
}

static void set_values(const struct plan *p, const double axes[], size_t index,
                       struct batch *b, size_t i) {
    struct point x = {0};

    set_at(p, axes, &x, b);
    set_columns(p, &x, index, axes, b, i);
}

/* The axes' values at an index. */
static void point_axes(const struct plan *p, size_t index, double axes[]) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_axes; i++)
        axes[i] = p->sampled != NULL
                      ? p->sampled[index * s->n_axes + i]
                      : s->axes[i].values[index / p->stride[i] % s->axes[i].n];
}

void point_set(const struct plan *p, size_t index, struct point *x,
               double axes[], struct batch *b) {
    point_axes(p, index, axes);
    set_at(p, axes, x, b);
}

void point_evaluate(const struct plan *p, size_t index, struct batch *b,
                    size_t i) {
    double axes[SWEEP_MAX_AXES];
    struct point x = {0};

    point_set(p, index, &x, axes, b);
    set_columns(p, &x, index, axes, b, i);
}

void plan_evaluate_at(const struct plan *p, const double values[],
                      struct batch *b) {
    b->first = 0;
    b->n = 1;
    set_values(p, values, 0, b, 0);
}

void plan_device(const struct plan *p, size_t index, struct batch *b,
                 struct device *out) {
    double axes[SWEEP_MAX_AXES];
    struct point x = {0};

    point_set(p, index, &x, axes, b);
    *out = x.device;
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
    for (size_t j = 0; j < s->n_links; j++) {
        x.link[j] = s->links[j].field < device_n_fields
                        ? device_get(&x.device, s->links[j].field)
                        : (double)NAN;
        x.target[j] = (double)NAN; /* marks are as they are */
    }
    set_columns(p, &x, 0, axes, b, 0);
}
