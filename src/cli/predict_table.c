/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/predict_table.h"

#include "base/mem.h"
#include "cli/cli.h"
#include "network/shape.h"

#include <math.h>
#include <stdlib.h>

static void add_columns(struct table *t, const char *const names[], size_t n) {
    for (size_t i = 0; i < n; i++)
        table_column(t, names[i]);
}

struct table *predict_new(bool brief) {
    static const char *const all[] = {"network", "batch", "phase", "stack"};
    static const char *const others[] = {
        "device",       "time_ms", "time_lo_ms",      "time_hi_ms",
        "images_per_s", "bound",   "overhead_ms",     "compute_ms",
        "memory_ms",    "link_ms", "memory_need_gib", "fits",
        "extrapolation"};
    struct table *t = table_new();

    add_columns(t, all, brief ? 1 : sizeof all / sizeof *all);
    add_columns(t, others, sizeof others / sizeof *others);
    return t;
}

/* The label, and what makes it so. */
static void add_label(struct table *t, const struct predictor *p,
                      const struct device *d) {
    struct label_verdict verdict = label_of(&p->ranges, d);
    char *causes = label_causes_text(verdict.causes);
    char *text = mem_printf("%s%s%s", label_names[verdict.label],
                            causes[0] != '\0' ? ": " : "", causes);

    table_add_text(t, text);
    free(text);
    free(causes);
}

/* A time with the ends of its interval, which may be unknown. */
static void add_interval(struct table *t, double time_ms, double width) {
    cli_add_known(t, time_ms / exp(width));
    cli_add_known(t, time_ms * exp(width));
}

void predict_add(struct table *t, bool brief, const struct composition *c,
                 const struct workload *w, const struct device *d) {
    struct footprint need;
    struct law_parts parts;
    struct law law;
    double time_ms;

    composition_law(c, d, &law);
    time_ms = law_time_ms(&law, d, &parts);
    law_free(&law);
    network_footprint(&w->network, w->batch, w->phase, w->optimizer,
                      sizeof(float), &need);
    table_row(t);
    table_add_text(t, w->network.name);
    if (!brief) {
        table_add_number(t, (double)w->batch);
        table_add_text(t, phase_names[w->phase]);
        table_add_text(t, w->stack);
    }
    table_add_text(t, d->name);
    table_add_number(t, time_ms);
    add_interval(t, time_ms,
                 conformal_network(&c->predictor->intervals, c->session));
    table_add_number(t, 1000 * (double)w->batch / time_ms);
    table_add_text(t, law_bound_names[law_bound(&parts)]);
    table_add_number(t, parts.overhead_ms);
    table_add_number(t, parts.compute_ms);
    table_add_number(t, parts.memory_ms);
    table_add_number(t, parts.link_ms);
    table_add_number(t, need.total_gib);
    table_add_text(t,
                   need.total_gib <= d->memory_capacity_gib ? "true" : "false");
    add_label(t, c->predictor, d);
}

struct row {
    const char *layer, *kind, *output, *bound;
    double part_ms[PART_N], total_ms;
    double width; /* of the interval, in logs */
};

static void add_row(struct table *t, const struct row *r, size_t n_parts,
                    double whole_ms) {
    table_row(t);
    table_add_text(t, r->layer);
    table_add_text(t, r->kind);
    table_add_text(t, r->output);
    for (size_t i = 0; n_parts > 1 && i < n_parts; i++)
        table_add_number(t, r->part_ms[i]);
    table_add_number(t, r->total_ms);
    add_interval(t, r->total_ms, r->width);
    table_add_number(t, 100 * r->total_ms / whole_ms);
    table_add_text(t, r->bound);
}

/* The widest interval of a layer's operations: their errors move together. */
static double layer_width(const struct composition *c, size_t layer) {
    double width = (double)NAN;

    for (size_t i = 0; i < c->n_uses; i++)
        if (c->uses[i].layer == layer)
            width =
                fmax(width, conformal_layer(&c->predictor->intervals,
                                            c->stacks[c->uses[i].unique],
                                            c->ops[c->uses[i].unique].kind));
    return width;
}

struct table *predict_layers(const struct composition *c,
                             const struct workload *w, const struct device *d,
                             bool total) {
    size_t n_parts = w->phase == PHASE_TRAINING ? PART_N : 1;
    struct layer_time *times = mem_alloc(c->n_layers, sizeof *times);
    struct row once = {
        "(once: host and copies)", "", "", "", {0}, 0, (double)NAN};
    struct row sum = {"total",
                      "",
                      "",
                      "",
                      {0},
                      0,
                      conformal_network(&c->predictor->intervals, c->session)};
    struct law law;
    struct law_parts parts;
    struct table *t = table_new();

    composition_layers(c, d, times);
    composition_law(c, d, &law);
    sum.total_ms = once.total_ms = law_time_ms(&law, d, &parts);
    sum.bound = law_bound_names[law_bound(&parts)];
    law_free(&law);
    add_columns(t, (const char *const[]){"layer", "kind", "output"}, 3);
    if (n_parts > 1)
        add_columns(
            t, (const char *const[]){"forward_ms", "backward_ms", "update_ms"},
            n_parts);
    add_columns(t,
                (const char *const[]){"time_ms", "time_lo_ms", "time_hi_ms",
                                      "share_pct", "bound"},
                5);
    for (size_t i = 0; i < c->n_layers; i++) {
        const struct layer *l = &w->network.layers[i];
        char shape[SHAPE_TEXT_MAX];
        struct row r = {l->name,
                        layer_kind_names[l->kind],
                        shape_text(l->out, shape),
                        times[i].total_ms > 0 ? law_bound_names[times[i].bound]
                                              : "",
                        {0},
                        times[i].total_ms,
                        layer_width(c, i)};

        for (size_t j = 0; j < PART_N; j++) {
            r.part_ms[j] = times[i].part_ms[j];
            sum.part_ms[j] += r.part_ms[j];
        }
        once.total_ms -= r.total_ms;
        add_row(t, &r, n_parts, sum.total_ms);
    }
    add_row(t, &once, n_parts, sum.total_ms);
    if (total)
        add_row(t, &sum, n_parts, sum.total_ms);
    free(times);
    return t;
}
