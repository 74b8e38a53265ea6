/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/knob.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* Below this share two values are one. */
static const double SAME = 1e-9;

/* What one line says of one response. */
struct trace {
    size_t n;
    double first, last, least, most;
    double rise, fall; /* largest relative steps up and down */
};

struct line {
    struct trace *trace;       /* of each response */
    bool feasible, infeasible; /* some of its points are */
};

static void trace_add(struct trace *t, double y) {
    double step, size = fmax(fabs(y), fabs(t->last));

    if (t->n == 0) {
        t->first = t->least = t->most = y;
    } else if (size > 0) {
        step = (y - t->last) / size;
        t->rise = fmax(t->rise, step);
        t->fall = fmax(t->fall, -step);
    }
    t->least = fmin(t->least, y);
    t->most = fmax(t->most, y);
    t->last = y;
    t->n++;
}

static double trace_ratio(const struct trace *t) {
    if (t->most - t->least <= SAME * fmax(fabs(t->most), fabs(t->least)))
        return 1;
    return t->least > 0 ? t->most / t->least : HUGE_VAL;
}

/* -1, 0 or +1: where the line's end lies from its beginning. */
static int trace_way(const struct trace *t) {
    double apart = t->last - t->first;

    if (fabs(apart) <= SAME * fmax(fabs(t->last), fabs(t->first)))
        return 0;
    return apart > 0 ? 1 : -1;
}

/* First point of line number `line` along an axis. */
static size_t line_start(const struct plan *p, size_t axis, size_t line) {
    size_t stride = p->stride[axis], n = p->sweep->axes[axis].n;

    return line / stride * stride * n + line % stride;
}

static size_t spread(size_t i, size_t chosen, size_t all) {
    if (chosen == all || chosen < 2)
        return i;
    return i * (all - 1) / (chosen - 1);
}

static void walk(const struct plan *p, size_t axis, size_t line,
                 const size_t responses[], size_t n_responses, struct batch *b,
                 struct line *out) {
    size_t all = p->sweep->axes[axis].n;
    size_t n = all < KNOB_POINTS ? all : KNOB_POINTS;
    size_t start = line_start(p, axis, line);
    size_t reason = plan_metric(p, METRIC_REASON_ID);

    for (size_t i = 0; i < n; i++) {
        size_t code;

        plan_evaluate(p, start + spread(i, n, all) * p->stride[axis], 1, b);
        code = (size_t)batch_value(b, reason, 0);
        out->feasible = out->feasible || code == 0;
        out->infeasible = out->infeasible || code != 0;
        if (code == 1) /* contradictory facts */
            continue;
        for (size_t r = 0; r < n_responses; r++) {
            double y = batch_value(b, responses[r], 0);

            if (isfinite(y))
                trace_add(&out->trace[r], y);
        }
    }
}

static bool is_listed(const size_t list[], size_t n, size_t value) {
    size_t i = 0;

    while (i < n && list[i] != value)
        i++;
    return i < n;
}

/* Objectives and what is solved for, then times: over all workloads, then of
 * each of several. */
static size_t choose(const struct plan *p, size_t out[]) {
    const struct sweep *s = p->sweep;
    size_t n = 0;

    for (size_t i = 0; i < s->n_objectives; i++)
        out[n++] = p->objective_column[i];
    for (size_t i = 0; i < p->n_columns; i++)
        if (p->columns[i].kind == COLUMN_LINK &&
            s->links[p->columns[i].link].kind == LINK_SOLVE &&
            !is_listed(out, s->n_objectives, i))
            out[n++] = i;
    for (size_t i = 0; i < p->n_columns; i++) {
        const struct column *c = &p->columns[i];
        bool known = c->kind != COLUMN_METRIC || c->metric != METRIC_TIME_ID ||
                     (s->n_workloads == 1 && c->workload == 0);

        if (!known && !is_listed(out, n, i))
            out[n++] = i;
    }
    return n;
}

/* More of these makes no network slower and no device smaller, cooler or
 * cheaper. */
static const char *const capabilities[] = {
    "sm_count",
    "cores_per_sm",
    "boost_clock_mhz",
    "sustained_clock_mhz",
    "memory_bus_bits",
    "memory_bandwidth_gbs",
    "l2_cache_kib",
    "memory_capacity_gib",
    "host_link_gbs",
    "registers_per_sm_kib",
    "tensor_cores_per_sm",
    "shared_memory_per_sm_kib",
};

/* Metrics that then must not rise, or must not fall. */
static const enum metric_id times[] = {METRIC_TIME_ID, METRIC_TIME_LO_ID,
                                       METRIC_TIME_HI_ID};
static const enum metric_id others[] = {
    METRIC_THROUGHPUT_ID, METRIC_SPEEDUP_ID,  METRIC_SPEEDUP_LO_ID,
    METRIC_SPEEDUP_HI_ID, METRIC_PEAK_ID,     METRIC_POWER_ID,
    METRIC_POWER_LO_ID,   METRIC_POWER_HI_ID, METRIC_AREA_ID,
    METRIC_AREA_LO_ID,    METRIC_AREA_HI_ID,  METRIC_COST_ID,
    METRIC_COST_LO_ID,    METRIC_COST_HI_ID,  METRIC_PRICE_ID};

#define N(list) (sizeof(list) / sizeof *(list))

static bool is_among(enum metric_id m, const enum metric_id list[], size_t n) {
    size_t i = 0;

    while (i < n && list[i] != m)
        i++;
    return i < n;
}

/* Links couple fields, so that no single one has a direction of its own. */
static int expected(const struct plan *p, size_t axis, size_t column) {
    const struct axis *a = &p->sweep->axes[axis];
    const struct column *c = &p->columns[column];
    bool time;

    if (p->sweep->n_links > 0 || c->kind != COLUMN_METRIC)
        return 0;
    time = is_among(c->metric, times, N(times));
    if (a->kind == AXIS_BATCH || strcmp(a->name, "host_overhead_ms") == 0)
        return time ? 1 : 0;
    if (text_index(a->name, capabilities, N(capabilities)) == N(capabilities))
        return 0;
    if (time)
        return -1;
    return is_among(c->metric, others, N(others)) ? 1 : 0;
}

static bool is_held(const struct plan *p, size_t column) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_links; i++)
        if (s->links[i].kind == LINK_SOLVE && p->ties[i].column == column)
            return true;
    return false;
}

static void sum_up(struct knob *k, const struct line lines[], size_t n,
                   size_t response) {
    double *ratios = mem_alloc(n, sizeof *ratios);

    k->median_ratio = k->largest_ratio = (double)NAN;
    for (size_t i = 0; i < n; i++) {
        const struct trace *t = &lines[i].trace[response];
        double ratio = trace_ratio(t);
        int way = trace_way(t);

        if (t->n < 2)
            continue;
        ratios[k->n_lines++] = ratio;
        if (ratio <= 1) {
            k->n_dead++;
            continue;
        }
        k->n_rising += way > 0;
        k->n_falling += way < 0;
        k->n_level += way == 0;
        k->n_wrong += way * k->expected < 0;
        if (fmin(t->rise, t->fall) > SAME) {
            k->n_not_monotone++;
            k->largest_step_back =
                fmax(k->largest_step_back, way < 0   ? t->rise
                                           : way > 0 ? t->fall
                                                     : fmin(t->rise, t->fall));
        }
    }
    if (k->n_lines > 0) {
        gsl_sort(ratios, 1, k->n_lines);
        k->median_ratio =
            gsl_stats_median_from_sorted_data(ratios, 1, k->n_lines);
        k->largest_ratio = ratios[k->n_lines - 1];
    }
    free(ratios);
}

static void find_axis(struct knobs *k, const struct plan *p, size_t axis,
                      const size_t responses[]) {
    size_t n = k->sampled[axis];
    struct line *lines = mem_alloc(n, sizeof *lines);

    for (size_t i = 0; i < n; i++)
        lines[i].trace = mem_alloc(k->n_responses, sizeof *lines[i].trace);
#pragma omp parallel
    {
        struct err ignored; /* plan_new () made such a batch already */
        struct batch b;

        batch_new(&b, p, &ignored);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n; i++)
            walk(p, axis, spread(i, n, k->lines[axis]), responses,
                 k->n_responses, &b, &lines[i]);
        batch_free(&b);
    }
    for (size_t r = 0; r < k->n_responses; r++) {
        struct knob *knob = &k->knob[axis * k->n_responses + r];

        *knob = (struct knob){.axis = axis, .column = responses[r]};
        knob->held = is_held(p, responses[r]);
        knob->expected = expected(p, axis, responses[r]);
        sum_up(knob, lines, n, r);
    }
    for (size_t i = 0; i < n; i++) {
        k->feasibility[axis] += lines[i].feasible && lines[i].infeasible;
        free(lines[i].trace);
    }
    free(lines);
}

void knobs_find(struct knobs *k, const struct plan *p) {
    size_t n_axes = p->sweep->n_axes;
    size_t *responses = mem_alloc(p->n_columns, sizeof *responses);

    *k = (struct knobs){.n_responses = choose(p, responses)};
    k->n = n_axes * k->n_responses;
    k->knob = mem_alloc(k->n, sizeof *k->knob);
    k->lines = mem_alloc(n_axes, sizeof *k->lines);
    k->sampled = mem_alloc(n_axes, sizeof *k->sampled);
    k->feasibility = mem_alloc(n_axes, sizeof *k->feasibility);
    for (size_t i = 0; i < n_axes; i++) {
        k->lines[i] = p->n_points / p->sweep->axes[i].n;
        k->sampled[i] = k->lines[i] < KNOB_LINES ? k->lines[i] : KNOB_LINES;
        find_axis(k, p, i, responses);
    }
    free(responses);
}

void knobs_free(struct knobs *k) {
    free(k->knob);
    free(k->lines);
    free(k->sampled);
    free(k->feasibility);
    *k = (struct knobs){0};
}
