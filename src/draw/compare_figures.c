/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/compare_figures.h"

#include "base/file.h"
#include "base/mem.h"
#include "draw/compare_layers.h"
#include "draw/compare_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *group_name(const struct compare_part *p,
                        const struct workload *w) {
    return p->one_batch ? mem_strdup(w->network.name)
                        : mem_printf("%s b%zu", w->network.name, w->batch);
}

static void add_known(struct table *t, double x) {
    if (isfinite(x))
        table_add_number(t, x);
    else
        table_add_text(t, "");
}

static struct table *new_bars(void) {
    static const char *const columns[] = {"group", "series",   "value", "low",
                                          "high",  "measured", "fits"};
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(t, columns[i]);
    return t;
}

/* The three metrics of a bar: value and the ends of its interval. */
struct band {
    size_t value, low, high;
};
static const struct band speedup_band = {
    METRIC_SPEEDUP_ID, METRIC_SPEEDUP_LO_ID, METRIC_SPEEDUP_HI_ID};
static const struct band time_band = {METRIC_TIME_ID, METRIC_TIME_LO_ID,
                                      METRIC_TIME_HI_ID};

static void add_workload(struct table *t, const struct compare_part *p,
                         const struct band *band, size_t workload,
                         size_t device) {
    const struct comparison *c = p->c;
    const struct comparison_measured *m =
        p->measured == NULL ? NULL
                            : &p->measured[device * c->n_workloads + workload];
    char *group = group_name(p, &c->workloads[workload]);

    table_row(t);
    table_add_text(t, group);
    table_add_text(t, compare_part_device(c, device));
    add_known(t, comparison_value(c, band->value, device, workload));
    add_known(t, comparison_value(c, band->low, device, workload));
    add_known(t, comparison_value(c, band->high, device, workload));
    add_known(t, m == NULL                          ? (double)NAN
                 : band->value == METRIC_SPEEDUP_ID ? m->speedup
                                                    : m->median_ms);
    table_add_text(t, comparison_fits(c, device, workload) ? "true" : "false");
    free(group);
}

static void add_mean(struct table *t, const struct compare_part *p,
                     const struct band *band, enum phase phase, size_t device) {
    const struct comparison *c = p->c;

    table_row(t);
    table_add_text(t, "geometric mean");
    table_add_text(t, compare_part_device(c, device));
    add_known(t, comparison_mean(c, band->value, device, phase));
    add_known(t, comparison_mean(c, band->low, device, phase));
    add_known(t, comparison_mean(c, band->high, device, phase));
    table_add_text(t, "");
    table_add_text(t, "true");
}

static void set_text(char *out, size_t size, const char *text) {
    snprintf(out, size, "%s", text);
}

/* Bars of speedup, or dots of time, of one phase. */
static bool draw_bars(const struct compare_part *p, const struct band *band,
                      size_t index, struct err *e) {
    const struct comparison *c = p->c;
    bool is_time = band == &time_band, is_measured = false;
    enum phase phase = c->workloads[p->first_workload].phase;
    struct figure f = {.kind = FIGURE_BARS, .baseline = is_time ? 0 : 1};
    struct table *t = new_bars();
    char *name =
        mem_printf("%s-%s", is_time ? "time" : "speedup", phase_names[phase]);

    for (size_t d = p->first_device; !is_time && d < p->last_device; d++)
        add_mean(t, p, band, phase, d);
    for (size_t w = p->first_workload; w < p->last_workload; w++) {
        if (is_time)
            add_workload(t, p, band, w, 0);
        for (size_t d = p->first_device; d < p->last_device; d++)
            add_workload(t, p, band, w, d);
    }
    for (size_t row = 0; row < table_rows(t); row++)
        is_measured |= table_cell(t, row, 5)[0] != '\0';
    compare_part_name(&f, name, index);
    set_text(f.x.column, sizeof f.x.column, "value");
    set_text(f.y.column, sizeof f.y.column, "group");
    set_text(f.series.column, sizeof f.series.column, "series");
    f.x.log = is_time;
    if (is_time) {
        snprintf(f.title, sizeof f.title, "Time of a batch, %s",
                 phase_names[phase]);
        set_text(f.x.label, sizeof f.x.label, "Time of a batch (ms)");
    } else {
        snprintf(f.title, sizeof f.title, "Speedup over the %.80s, %s",
                 compare_part_device(c, 0), phase_names[phase]);
        snprintf(f.x.label, sizeof f.x.label, "Speedup (%.60s = 1)",
                 compare_part_device(c, 0));
    }
    compare_part_caption(&f, p, is_measured);
    /* Bars show which devices have no room; the reference has no bar. */
    if (!is_time)
        compare_part_misfits(&f, p);
    free(name);
    return compare_part_draw(&f, t, p, e);
}

/* A phase's figures: as few as hold its workloads and the devices. */
static bool draw_phase(struct compare_part *p, enum phase phase,
                       struct err *e) {
    /* More bars than this on a slide are too thin to tell their colours. */
    enum { MOST_BARS = 72 };
    const struct comparison *c = p->c;
    const size_t bars = FIGURE_MAX_BARS - 1;
    size_t most = MOST_BARS / (c->n_devices < bars ? c->n_devices : bars);
    size_t groups = most < FIGURE_MAX_GROUPS ? most - 1 : FIGURE_MAX_GROUPS - 1;
    size_t first = 0, n = comparison_count(c, phase), index = 0;

    while (first < c->n_workloads && c->workloads[first].phase != phase)
        first++;
    for (size_t w = 0; w < n; w += groups)
        for (size_t d = 1; d < c->n_devices; d += bars, index++) {
            p->first_workload = first + w;
            p->last_workload = first + (n - w < groups ? n : w + groups);
            p->first_device = d;
            p->last_device = c->n_devices - d < bars ? c->n_devices : d + bars;
            if (!draw_bars(p, &speedup_band, index, e) ||
                !draw_bars(p, &time_band, index, e))
                return false;
        }
    return true;
}

/* An axis of the profile, up being better. */
static void add_axis(struct table *t, const struct compare_part *p,
                     const char *name, int better, const double values[]) {
    for (size_t d = p->first_device; d < p->last_device; d++) {
        double ratio = values[d] / values[0];

        if (!isfinite(ratio) || ratio <= 0)
            continue;
        table_row(t);
        table_add_text(t, name);
        table_add_text(t, compare_part_device(p->c, d));
        table_add_number(t, better > 0 ? ratio : 1 / ratio);
    }
}

static const struct {
    const char *metric, *name;
} means[] = {{"speedup", "Speedup"}, {"energy_j", "Energy"}},
  facts[] = {{"power_w", "Board power"},
             {"area_mm2", "Die area"},
             {"cost_usd", "Cost"}};

static struct table *profile_table(const struct compare_part *p) {
    const struct comparison *c = p->c;
    struct table *t = table_new();
    double *values = mem_alloc(c->n_devices, sizeof *values);

    table_column(t, "axis");
    table_column(t, "series");
    table_column(t, "value");
    for (size_t i = 0; i < sizeof means / sizeof *means; i++)
        for (size_t phase = 0; phase < PHASE_N; phase++) {
            size_t m = comparison_metric(means[i].metric);
            char *name;

            if (m == METRIC_N || !c->has_phase[phase])
                continue;
            name = mem_printf("%s %s", means[i].name, phase_names[phase]);
            for (size_t d = 0; d < c->n_devices; d++)
                values[d] = comparison_mean(c, m, d, (enum phase)phase);
            add_axis(t, p, name, metrics[m].better, values);
            free(name);
        }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        size_t m = comparison_metric(facts[i].metric);

        if (m == METRIC_N)
            continue;
        for (size_t d = 0; d < c->n_devices; d++)
            values[d] = comparison_value(c, m, d, 0);
        add_axis(t, p, facts[i].name, metrics[m].better, values);
    }
    for (size_t d = 0; d < c->n_devices; d++)
        values[d] = c->devices[d].memory_capacity_gib;
    add_axis(t, p, "Memory", 1, values);
    free(values);
    return t;
}

/* Figures of at most so many lines, as even as can be. */
static bool draw_profiles(struct compare_part *p, struct err *e) {
    const struct comparison *c = p->c;
    size_t n = c->n_devices - 1, most = FIGURE_MAX_PARALLEL_LINES;
    size_t n_figures = (n + most - 1) / most;

    p->first_workload = 0;
    for (size_t i = 0; i < n_figures; i++) {
        struct figure f = {.kind = FIGURE_PARALLEL, .baseline = 1};

        p->first_device = 1 + i * n / n_figures;
        p->last_device = 1 + (i + 1) * n / n_figures;
        compare_part_name(&f, "profile", i);
        snprintf(f.title, sizeof f.title, "Better than the %.80s in what?",
                 compare_part_device(c, 0));
        set_text(f.x.column, sizeof f.x.column, "axis");
        set_text(f.y.column, sizeof f.y.column, "value");
        snprintf(f.y.label, sizeof f.y.label, "Times better (%.60s = 1)",
                 compare_part_device(c, 0));
        f.y.log = true;
        set_text(f.series.column, sizeof f.series.column, "series");
        compare_part_caption(&f, p, false);
        if (!compare_part_draw(&f, profile_table(p), p, e))
            return false;
    }
    return true;
}

bool compare_figures_draw(const struct comparison *c,
                          const struct comparison_measured measured[],
                          const struct predictor *predictor, const char *model,
                          const char *dir, struct err *e) {
    struct gallery into = {.dir = NULL};
    struct compare_part p = {.c = c,
                             .measured = measured,
                             .model = model,
                             .into = &into,
                             .one_batch = true};
    char *plots = file_join(dir, "plots");
    bool good = gallery_open(&into, plots, "compare", true, e);

    for (size_t w = 1; w < c->n_workloads; w++)
        p.one_batch =
            p.one_batch && c->workloads[w].batch == c->workloads[0].batch;
    for (size_t phase = 0; good && phase < PHASE_N; phase++)
        good = !c->has_phase[phase] || draw_phase(&p, (enum phase)phase, e);
    good =
        good && draw_profiles(&p, e) && compare_layers_draw(&p, predictor, e);
    good = gallery_close(&into, good, e);
    free(plots);
    return good;
}
