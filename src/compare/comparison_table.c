/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison_table.h"

#include "base/mem.h"
#include "base/text.h"
#include "compare/comparison_odds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const comparison_table_names[COMPARISON_N_TABLES] = {
    "summary", "workloads", "pairs"};

/* Metrics of workloads that are meant over networks: times of several networks
 * have no common size, and memory has no mean. */
static const char *const in_summary[] = {"speedup", "speedup_lo", "speedup_hi",
                                         "energy_j"};
/* What a reader of a page wants first. */
static const char *const in_brief[] = {
    "time_ms",  "speedup", "speedup_lo", "speedup_hi", "bound",
    "energy_j", "power_w", "area_mm2",   "cost_usd",   "extrapolation"};

#define IS_IN(names, key)                                                      \
    (text_index(key, names, sizeof(names) / sizeof *(names)) <                 \
     sizeof(names) / sizeof *(names))

/* What says nothing of a device but of a sweep. */
static bool is_of_sweep(size_t metric) {
    return metric == METRIC_FITS_ID || metric == METRIC_FEASIBLE_ID ||
           metric == METRIC_REASON_ID || metric == METRIC_ON_FRONT_ID ||
           metric == METRIC_VIOLATIONS_ID || metric == METRIC_VIOLATED_ID;
}

/* Whether any device has a value. */
static bool is_known(const struct comparison *c, size_t metric) {
    for (size_t d = 0; d < c->n_devices; d++)
        for (size_t w = 0; w < c->n_workloads; w++)
            if (!isnan(comparison_value(c, metric, d, w)))
                return true;
    return false;
}

/* A page leaves out what no device has; for programs the columns are always
 * the same. */
static bool is_shown(const struct comparison *c, size_t metric,
                     enum metric_scope scope, bool brief) {
    return metrics[metric].scope == scope && !is_of_sweep(metric) &&
           (!brief ||
            (IS_IN(in_brief, metrics[metric].key) && is_known(c, metric)));
}

static void add_known(struct table *t, double x) {
    if (isnan(x))
        table_add_text(t, "");
    else
        table_add_number(t, x);
}

static bool has_mean(const struct comparison *c, size_t metric, bool brief) {
    return IS_IN(in_summary, metrics[metric].key) &&
           is_shown(c, metric, METRIC_WORKLOAD, brief);
}

static void add_point_metrics(struct table *t, const struct comparison *c,
                              size_t device, bool brief) {
    char number[TEXT_NUMBER_MAX];

    for (size_t m = 0; m < METRIC_N; m++)
        if (is_shown(c, m, METRIC_POINT, brief))
            table_add_text(t, comparison_text(c, m, device, 0, number));
}

static void summary_row(struct table *t, const struct comparison *c,
                        size_t device, enum phase phase, bool brief) {
    const struct device *d = &c->devices[device];
    size_t n = comparison_count(c, phase);
    size_t fitting = comparison_fitting(c, device, phase);
    char *fits = mem_printf("%zu of %zu", fitting, n);

    table_row(t);
    table_add_text(t, phase_names[phase]);
    table_add_text(t, d->name);
    if (!brief)
        table_add_text(t, d->status);
    for (size_t m = 0; m < METRIC_N; m++)
        if (has_mean(c, m, brief))
            add_known(t, comparison_mean(c, m, device, phase));
    add_known(t, device > 0 ? comparison_odds(c, device, 0, phase).probability
                            : (double)NAN);
    if (!brief)
        table_add_number(t, d->memory_bandwidth_gbs);
    table_add_number(t, d->memory_capacity_gib);
    if (brief) {
        table_add_text(t, fits);
    } else {
        table_add_number(t, (double)n);
        table_add_number(t, (double)fitting);
    }
    add_point_metrics(t, c, device, brief);
    table_add_text(t, c->seen[device] ? "true" : "false");
    free(fits);
}

static struct table *summary_table(const struct comparison *c, bool brief) {
    struct table *t = table_new();

    table_column(t, "phase");
    table_column(t, "device");
    if (!brief)
        table_column(t, "status");
    for (size_t m = 0; m < METRIC_N; m++)
        if (has_mean(c, m, brief))
            table_column(t, metrics[m].key);
    table_column(t, "faster_p");
    if (!brief)
        table_column(t, "memory_bandwidth_gbs");
    table_column(t, "memory_capacity_gib");
    table_column(t, brief ? "fit" : "workloads");
    if (!brief)
        table_column(t, "workloads_that_fit");
    for (size_t m = 0; m < METRIC_N; m++)
        if (is_shown(c, m, METRIC_POINT, brief))
            table_column(t, metrics[m].key);
    table_column(t, "trained_on");
    for (size_t phase = 0; phase < PHASE_N; phase++)
        for (size_t d = 0; c->has_phase[phase] && d < c->n_devices; d++)
            summary_row(t, c, d, (enum phase)phase, brief);
    return t;
}

static void add_measured(struct table *t, const struct comparison_measured *m,
                         bool brief) {
    add_known(t, m->median_ms);
    if (!brief) {
        add_known(t, m->least_ms);
        add_known(t, m->most_ms);
        table_add_number(t, (double)m->n);
    }
    add_known(t, m->speedup);
    if (!brief)
        table_add_number(t, (double)m->n_harnesses);
}

static void measured_columns(struct table *t, bool brief) {
    static const char *const all[] = {
        "measured_ms",   "measured_least_ms", "measured_most_ms",
        "measured_rows", "measured_speedup",  "measured_pairs",
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!brief || i == 0 || i == 4)
            table_column(t, all[i]);
}

static void workload_row(struct table *t, const struct comparison *c,
                         const struct comparison_measured *measured,
                         size_t workload, size_t device, bool brief) {
    const struct workload *w = &c->workloads[workload];
    char number[TEXT_NUMBER_MAX];

    table_row(t);
    table_add_text(t, phase_names[w->phase]);
    table_add_text(t, w->network.name);
    table_add_number(t, (double)w->batch);
    if (!brief) {
        table_add_text(
            t, w->phase == PHASE_TRAINING ? optimizer_names[w->optimizer] : "");
        table_add_text(t, w->stack);
    }
    table_add_text(t, c->devices[device].name);
    for (size_t m = 0; m < METRIC_N; m++)
        if (is_shown(c, m, METRIC_WORKLOAD, brief))
            table_add_text(t, comparison_text(c, m, device, workload, number));
    table_add_text(t, comparison_fits(c, device, workload) ? "true" : "false");
    if (measured != NULL)
        add_measured(t, &measured[device * c->n_workloads + workload], brief);
}

static struct table *
workloads_table(const struct comparison *c,
                const struct comparison_measured measured[], bool brief) {
    struct table *t = table_new();

    table_column(t, "phase");
    table_column(t, "network");
    table_column(t, "batch");
    if (!brief) {
        table_column(t, "optimizer");
        table_column(t, "stack");
    }
    table_column(t, "device");
    for (size_t m = 0; m < METRIC_N; m++)
        if (is_shown(c, m, METRIC_WORKLOAD, brief))
            table_column(t, metrics[m].key);
    table_column(t, "fits");
    if (measured != NULL)
        measured_columns(t, brief);
    for (size_t w = 0; w < c->n_workloads; w++)
        for (size_t d = 0; d < c->n_devices; d++)
            workload_row(t, c, measured, w, d, brief);
    return t;
}

static void pair_row(struct table *t, const struct comparison *c, size_t a,
                     size_t b, enum phase phase) {
    struct comparison_odds x = comparison_odds(c, a, b, phase);

    if (x.ratio < 1) {
        pair_row(t, c, b, a, phase);
        return;
    }
    table_row(t);
    table_add_text(t, phase_names[phase]);
    table_add_text(t, c->devices[a].name);
    table_add_text(t, c->devices[b].name);
    add_known(t, x.ratio);
    add_known(t, x.low);
    add_known(t, x.high);
    add_known(t, x.probability);
}

static struct table *pairs_table(const struct comparison *c) {
    static const char *const names[] = {
        "phase", "device", "than", "times", "times_lo", "times_hi", "faster_p"};
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
    for (size_t phase = 0; phase < PHASE_N; phase++)
        for (size_t a = 0; c->has_phase[phase] && a < c->n_devices; a++)
            for (size_t b = a + 1; b < c->n_devices; b++)
                pair_row(t, c, a, b, (enum phase)phase);
    return t;
}

struct table *comparison_table(const struct comparison *c,
                               const struct comparison_measured measured[],
                               enum comparison_table which, bool brief) {
    switch (which) {
    case COMPARISON_SUMMARY:
        return summary_table(c, brief);
    case COMPARISON_PAIRS:
        return pairs_table(c);
    default:
        return workloads_table(c, measured, brief);
    }
}
