/* SPDX-License-Identifier: MIT
 *
 * The metrics of a strip.  Each loop has the operations of its scalar
 * counterpart in the same order: law_time_ms (), power_board_w (),
 * area_die_mm2 (), set_workload () and set_costs () of evaluate.c.
 */
#include "config.h"

#include "sweep/strip.h"

#include "base/simd.h"
#include "cost/area.h"
#include "cost/making.h"

#include <math.h>

SIMD_CLONES_SAME static void scale(size_t n, double c, const double x[],
                                   double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * c;
}

SIMD_CLONES_SAME static void divide(size_t n, const double x[], double c,
                                    double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] / c;
}

SIMD_CLONES_SAME static void over(size_t n, double c, const double x[],
                                  double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = c / x[i];
}

SIMD_CLONES_SAME static void add(size_t n, const double x[], double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] += x[i];
}

SIMD_CLONES_SAME static void add_share(size_t n, const double x[],
                                       const double y[], double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] += x[i] / y[i];
}

/* A law of one term. */
SIMD_CLONES_SAME static void times(size_t n, double overhead_ms,
                                   const struct law_term *t,
                                   const double *const in[], double out[]) {
    const double compute = t->compute_ms_mhz, memory = t->memory_ms_gbs;
    const double link = t->link_ms_gbs;
    const double *per_clock = in[STRIP_PER_CLOCK];
    const double *per_bandwidth = in[STRIP_PER_BANDWIDTH];
    const double *per_link = in[STRIP_PER_LINK];

#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = overhead_ms + compute * per_clock[i] +
                 memory * per_bandwidth[i] + link * per_link[i];
}

/* What is divided by it; bandwidth and link are the same in all lanes. */
SIMD_CLONES_SAME static void over_line(size_t n, double overhead_ms,
                                       double compute, const double per_clock[],
                                       double memory_ms, double link_ms,
                                       double what, double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] =
            what / (overhead_ms + compute * per_clock[i] + memory_ms + link_ms);
}

/* The longer of two parts of a term, the other is hidden. */
SIMD_CLONES_SAME static void add_longer(size_t n, double a, const double x[],
                                        double b, const double y[],
                                        double by_x[], double by_y[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double p = a * x[i], q = b * y[i];

        by_x[i] += p < q ? 0 : p;
        by_y[i] += p < q ? q : 0;
    }
}

SIMD_CLONES_SAME static void add_scaled(size_t n, double a, const double x[],
                                        double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] += a * x[i];
}

SIMD_CLONES_SAME static void powers(size_t n, const struct cost_params *p,
                                    double per_mhz, const double *const in[],
                                    const double area[], double out[]) {
    const double cap = p->cap, fixed = p->fixed_w, by_area = p->area_w_per_mm2;
    const double by_memory = p->memory_w_per_gbs;
    const double *boost = in[STRIP_BOOST], *voltage = in[STRIP_VOLTAGE];
    const double *bandwidth = in[STRIP_BANDWIDTH];

#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = per_mhz * boost[i] * voltage[i] * voltage[i] * cap + fixed +
                 by_area * area[i] + by_memory * bandwidth[i];
}

/* The same where area and bandwidth are the same in all lanes. */
SIMD_CLONES_SAME static void powers_line(size_t n, const struct cost_params *p,
                                         double per_mhz, const double boost[],
                                         const double voltage[], double area_w,
                                         double memory_w, double out[]) {
    const double cap = p->cap, fixed = p->fixed_w;

#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = per_mhz * boost[i] * voltage[i] * voltage[i] * cap + fixed +
                 area_w + memory_w;
}

SIMD_CLONES_SAME static void areas(size_t n, const struct cost_params *p,
                                   double core_mm2, const double bandwidth[],
                                   double out[]) {
    const double per_bit = p->bus_mm2_per_bit, bits = p->bus_bits_per_gbs;
    const double fixed = p->fixed_mm2;

#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = core_mm2 + per_bit * (bits * bandwidth[i]) + fixed;
}

SIMD_CLONES_SAME static void energies(size_t n, const double time_ms[],
                                      const double power_w[], double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = 1e-3 * time_ms[i] * power_w[i];
}

SIMD_CLONES_SAME static void prices(size_t n, double markup, double per_w,
                                    const double cost[], const double power_w[],
                                    double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = markup * (cost[i] + per_w * power_w[i]);
}

SIMD_CLONES static void fill(size_t n, double value, double out[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        out[i] = value;
}

enum { OVERHEAD, COMPUTE, MEMORY, LINK, N_PARTS };

static const struct law *law_of(const struct strip *s, size_t w) {
    size_t n = s->p->sweep->n_workloads;

    return &s->p->laws[s->point.structure_index * n + w];
}

/* The parts of a workload's time, as law_time_ms () adds them up. */
static void parts_of(const struct strip *s, size_t w,
                     double parts[N_PARTS][STRIP_ROOM]) {
    const struct law *law = law_of(s, w);
    const struct device *d = &s->point.device;
    double host_ms =
        isnan(d->host_overhead_ms) ? law->host_default_ms : d->host_overhead_ms;
    double overhead_ms = 0;

    for (size_t k = 0; k < N_PARTS; k++)
        for (size_t i = 0; i < s->n; i++)
            parts[k][i] = 0;
    for (size_t k = 0; k < law->n; k++) {
        const struct law_term *t = &law->terms[k];

        overhead_ms += t->overhead_ms + t->host * host_ms;
        if (law->overlap) {
            add_longer(s->n, t->compute_ms_mhz, s->input[STRIP_PER_CLOCK],
                       t->memory_ms_gbs, s->input[STRIP_PER_BANDWIDTH],
                       parts[COMPUTE], parts[MEMORY]);
        } else {
            add_scaled(s->n, t->compute_ms_mhz, s->input[STRIP_PER_CLOCK],
                       parts[COMPUTE]);
            add_scaled(s->n, t->memory_ms_gbs, s->input[STRIP_PER_BANDWIDTH],
                       parts[MEMORY]);
        }
        add_scaled(s->n, t->link_ms_gbs, s->input[STRIP_PER_LINK], parts[LINK]);
    }
    for (size_t i = 0; i < s->n; i++)
        parts[OVERHEAD][i] = overhead_ms;
}

static bool is_single(const struct law *law) {
    return law->n == 1 && !law->overlap;
}

/* What neither clock, bandwidth nor link changes of a single law. */
static double overhead_of(const struct strip *s, const struct law *law) {
    double host_ms = s->point.device.host_overhead_ms;

    if (isnan(host_ms))
        host_ms = law->host_default_ms;
    return law->terms->overhead_ms + law->terms->host * host_ms;
}

static void set_times(const struct strip *s, size_t w, double out[]) {
    const struct law *law = law_of(s, w);
    double parts[N_PARTS][STRIP_ROOM];

    if (is_single(law)) {
        times(s->n, overhead_of(s, law), law->terms, s->input, out);
        return;
    }
    parts_of(s, w, parts);
    scale(s->n, 1, parts[OVERHEAD], out);
    add(s->n, parts[COMPUTE], out);
    add(s->n, parts[MEMORY], out);
    add(s->n, parts[LINK], out);
}

/* `what` over the time, which is not written down along a clock if nobody
 * asked for it. */
static void set_over_times(struct strip *s, size_t w, double what,
                           double out[]) {
    const struct law *law = law_of(s, w);
    const struct law_term *t = law->terms;

    if (is_single(law) && s->is_flat[STRIP_PER_BANDWIDTH] &&
        s->is_flat[STRIP_PER_LINK] &&
        s->metric[w * METRIC_N + METRIC_TIME_ID].state == LANE_UNSET)
        over_line(s->n, overhead_of(s, law), t->compute_ms_mhz,
                  s->input[STRIP_PER_CLOCK],
                  t->memory_ms_gbs * s->input[STRIP_PER_BANDWIDTH][0],
                  t->link_ms_gbs * s->input[STRIP_PER_LINK][0], what, out);
    else
        over(s->n, what, strip_metric(s, w, METRIC_TIME_ID)->x, out);
}

static void set_bound(size_t n, double parts[N_PARTS][STRIP_ROOM],
                      double out[]) {
    for (size_t i = 0; i < n; i++) {
        const struct law_parts x = {parts[OVERHEAD][i], parts[COMPUTE][i],
                                    parts[MEMORY][i], parts[LINK][i]};

        out[i] = (double)law_bound(&x);
    }
}

/* What the mean workload is bound by. */
static void set_mean_bound(struct strip *s, double out[]) {
    double shares[N_PARTS][STRIP_ROOM] = {{0}}, parts[N_PARTS][STRIP_ROOM];

    for (size_t w = 0; w < s->p->sweep->n_workloads; w++) {
        const double *time = strip_metric(s, w, METRIC_TIME_ID)->x;

        parts_of(s, w, parts);
        for (size_t k = 0; k < N_PARTS; k++)
            add_share(s->n, parts[k], time, shares[k]);
    }
    set_bound(s->n, shares, out);
}

static void set_mean(struct strip *s, enum metric_id metric, double out[]) {
    size_t n = s->p->sweep->n_workloads;

    for (size_t i = 0; i < s->n; i++)
        out[i] = 0;
    for (size_t w = 0; w < n; w++) {
        const double *x = strip_metric(s, w, metric)->x;

        for (size_t i = 0; i < s->n; i++)
            out[i] += log(x[i]);
    }
    for (size_t i = 0; i < s->n; i++)
        out[i] = exp(out[i] / (double)n);
}

static void set_workload(struct strip *s, size_t w, enum metric_id metric,
                         struct lane *lane) {
    const struct plan *p = s->p;
    const struct sweep *sweep = p->sweep;
    size_t cell = s->point.structure->batch * sweep->n_workloads + w;
    double batch =
        p->batch_axis < sweep->n_axes
            ? sweep->axes[p->batch_axis].values[s->point.structure->batch]
            : (double)sweep->workloads[w].batch;
    double parts[N_PARTS][STRIP_ROOM];

#define OTHER(id) strip_metric(s, w, METRIC_##id##_ID)->x
    switch (metric) {
    case METRIC_TIME_ID:
        set_times(s, w, lane->x);
        break;
    case METRIC_TIME_LO_ID:
        divide(s->n, OTHER(TIME), p->time_factor[w], lane->x);
        break;
    case METRIC_TIME_HI_ID:
        scale(s->n, p->time_factor[w], OTHER(TIME), lane->x);
        break;
    case METRIC_THROUGHPUT_ID:
        set_over_times(s, w, 1000 * batch, lane->x);
        break;
    case METRIC_SPEEDUP_ID:
        set_over_times(s, w, p->reference_ms[cell], lane->x);
        break;
    case METRIC_SPEEDUP_LO_ID:
        divide(s->n, OTHER(SPEEDUP), p->speedup_factor, lane->x);
        break;
    case METRIC_SPEEDUP_HI_ID:
        scale(s->n, p->speedup_factor, OTHER(SPEEDUP), lane->x);
        break;
    case METRIC_ENERGY_ID:
        energies(s->n, OTHER(TIME),
                 strip_metric(s, sweep->n_workloads, METRIC_POWER_ID)->x,
                 lane->x);
        break;
    case METRIC_BOUND_ID:
        parts_of(s, w, parts);
        set_bound(s->n, parts, lane->x);
        break;
    case METRIC_MEMORY_ID:
        lane_fill(lane, p->memory_need_gib[cell]);
        break;
    default:
        lane_fill(lane,
                  footprint_max_batch(&p->footprints[w],
                                      s->point.device.memory_capacity_gib));
    }
#undef OTHER
}

/* Over several workloads. */
static void set_over_all(struct strip *s, enum metric_id metric,
                         struct lane *lane) {
    double memory = 0, batch = HUGE_VAL;

    switch (metric) {
    case METRIC_BOUND_ID:
        set_mean_bound(s, lane->x);
        break;
    case METRIC_MEMORY_ID:
        for (size_t w = 0; w < s->p->sweep->n_workloads; w++)
            memory = fmax(memory, strip_metric(s, w, metric)->x[0]);
        lane_fill(lane, memory);
        break;
    case METRIC_MAX_BATCH_ID:
        for (size_t w = 0; w < s->p->sweep->n_workloads; w++)
            batch = fmin(batch, strip_metric(s, w, metric)->x[0]);
        lane_fill(lane, batch);
        break;
    default:
        set_mean(s, metric, lane->x);
    }
}

static void set_area(struct strip *s, struct lane *lane) {
    const struct cost_params *cost = &s->point.structure->cost;
    const struct device *d = &s->point.device;
    double l2_kib = isnan(d->l2_cache_kib) ? cost->l2_kib_per_sm * d->sm_count
                                           : d->l2_cache_kib;

    if (s->input_axis[STRIP_BANDWIDTH] == s->p->sweep->n_axes)
        lane_fill(lane, area_die_mm2(cost, d));
    else /* the bus is unknown, or there were no strip */
        areas(s->n, cost,
              area_sm_mm2(cost, d) * device_die_sm_count(d) +
                  cost->l2_mm2_per_mib * l2_kib / 1024,
              s->input[STRIP_BANDWIDTH], lane->x);
}

static void set_powers(const struct strip *s, const double area_mm2[],
                       double out[]) {
    const struct cost_params *cost = &s->point.structure->cost;
    double per_mhz = cost->core_w_per_mhz * device_cores(&s->point.device);

    /* The area hangs on no other axis of a strip. */
    if (s->is_flat[STRIP_BANDWIDTH])
        powers_line(s->n, cost, per_mhz, s->input[STRIP_BOOST],
                    s->input[STRIP_VOLTAGE], cost->area_w_per_mm2 * area_mm2[0],
                    cost->memory_w_per_gbs * s->input[STRIP_BANDWIDTH][0], out);
    else
        powers(s->n, cost, per_mhz, s->input, area_mm2, out);
}

/* What follows from the area through powers, roots and distributions: the
 * scalar functions, once for each area. */
static double made_of(const struct strip *s, const struct device *d,
                      double area_mm2, enum metric_id metric) {
    const struct cost_params *cost = &s->point.structure->cost;

    switch (metric) {
    case METRIC_YIELD_ID:
        return making_of(cost, d, area_mm2).yield;
    case METRIC_COST_ID:
        return making_of(cost, d, area_mm2).cost_usd;
    case METRIC_COST_LO_ID:
        return making_bound_usd(cost, d, area_mm2, -1);
    case METRIC_COST_HI_ID:
        return making_bound_usd(cost, d, area_mm2, 1);
    default:
        return making_fits_reticle(cost, area_mm2);
    }
}

static void set_making(struct strip *s, enum metric_id metric,
                       struct lane *lane) {
    const struct lane *area =
        strip_metric(s, s->p->sweep->n_workloads, METRIC_AREA_ID);
    struct device d = s->point.device;

    if (area->state == LANE_OF_RUN) {
        lane_fill(lane, made_of(s, &d, area->x[0], metric));
        return;
    }
    if (s->is_flat[STRIP_BANDWIDTH]) { /* a line along the clock */
        d.memory_bandwidth_gbs = s->input[STRIP_BANDWIDTH][0];
        fill(s->n, made_of(s, &d, area->x[0], metric), lane->x);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0 && area->x[i] == area->x[i - 1]) {
            lane->x[i] = lane->x[i - 1];
            continue;
        }
        d.memory_bandwidth_gbs = s->input[STRIP_BANDWIDTH][i];
        lane->x[i] = made_of(s, &d, area->x[i], metric);
    }
}

static void set_label(struct strip *s, bool causes, double out[]) {
    struct device d = s->point.device;

    for (size_t i = 0; i < s->n; i++) {
        struct label_verdict verdict;

        d.boost_clock_mhz = s->input[STRIP_BOOST][i];
        if (!isnan(d.sustained_clock_mhz))
            d.sustained_clock_mhz = s->input[STRIP_CLOCK][i];
        d.memory_bandwidth_gbs = s->input[STRIP_BANDWIDTH][i];
        verdict = label_of(&s->p->ranges, &d);
        out[i] = causes ? (double)verdict.causes : (double)verdict.label;
    }
}

static void set_point(struct strip *s, enum metric_id metric,
                      struct lane *lane) {
    const struct cost_params *cost = &s->point.structure->cost;
    const struct device *d = &s->point.device;

#define OTHER(id) strip_metric(s, s->p->sweep->n_workloads, METRIC_##id##_ID)->x
    switch (metric) {
    case METRIC_PEAK_ID:
        scale(s->n, 2e-3 * device_cores(d), s->input[STRIP_BOOST], lane->x);
        scale(s->n, 1e-3, lane->x, lane->x);
        break;
    case METRIC_AREA_ID:
        set_area(s, lane);
        break;
    case METRIC_AREA_LO_ID:
        divide(s->n, OTHER(AREA), cost->area.within_90, lane->x);
        break;
    case METRIC_AREA_HI_ID:
        scale(s->n, cost->area.within_90, OTHER(AREA), lane->x);
        break;
    case METRIC_POWER_ID:
        set_powers(s, OTHER(AREA), lane->x);
        break;
    case METRIC_POWER_LO_ID:
        divide(s->n, OTHER(POWER), cost->power.within_90, lane->x);
        break;
    case METRIC_POWER_HI_ID:
        scale(s->n, cost->power.within_90, OTHER(POWER), lane->x);
        break;
    case METRIC_PRICE_ID:
        prices(s->n, cost->markup, cost->usd_per_w, OTHER(COST), OTHER(POWER),
               lane->x);
        break;
    case METRIC_REAL_MEMORY_ID:
        lane_fill(lane, device_memory_is_real(d));
        break;
    case METRIC_EXTRAPOLATION_ID:
    case METRIC_EXTRAPOLATION_FIELDS_ID:
        set_label(s, metric == METRIC_EXTRAPOLATION_FIELDS_ID, lane->x);
        break;
    case METRIC_FITS_ID:
        lane_fill(lane, s->point.fits);
        break;
    case METRIC_ON_FRONT_ID:
        lane_fill(lane, 0);
        break;
    default:
        set_making(s, metric, lane);
    }
#undef OTHER
}

const struct lane *strip_metric(struct strip *s, size_t workload,
                                enum metric_id metric) {
    size_t n = s->p->sweep->n_workloads;
    bool whole = metrics[metric].scope == METRIC_WORKLOAD;
    struct lane *lane;

    /* The mean of one is that one. */
    if (whole && n == 1)
        workload = 0;
    lane = &s->metric[workload * METRIC_N + metric];
    if (lane->state != LANE_UNSET)
        return lane;
    lane->state = LANE_OF_BLOCK;
    if (!whole)
        set_point(s, metric, lane);
    else if (workload < n)
        set_workload(s, workload, metric, lane);
    else
        set_over_all(s, metric, lane);
    return lane;
}
