/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/predict_table.h"

#include "base/mem.h"
#include "network/shape.h"

#include <stdlib.h>

static void add_columns(struct table *t, const char *const names[], size_t n) {
    for (size_t i = 0; i < n; i++)
        table_column(t, names[i]);
}

struct table *predict_new(bool brief) {
    static const char *const all[] = {"network", "batch", "phase", "stack"};
    static const char *const others[] = {
        "device",          "time_ms",    "images_per_s", "bound",
        "overhead_ms",     "compute_ms", "memory_ms",    "link_ms",
        "memory_need_gib", "fits"};
    struct table *t = table_new();

    add_columns(t, all, brief ? 1 : sizeof all / sizeof *all);
    add_columns(t, others, sizeof others / sizeof *others);
    return t;
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
    table_add_number(t, 1000 * (double)w->batch / time_ms);
    table_add_text(t, law_bound_names[law_bound(&parts)]);
    table_add_number(t, parts.overhead_ms);
    table_add_number(t, parts.compute_ms);
    table_add_number(t, parts.memory_ms);
    table_add_number(t, parts.link_ms);
    table_add_number(t, need.total_gib);
    table_add_text(t,
                   need.total_gib <= d->memory_capacity_gib ? "true" : "false");
}

struct row {
    const char *layer, *kind, *output, *bound;
    double part_ms[PART_N], total_ms;
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
    table_add_number(t, 100 * r->total_ms / whole_ms);
    table_add_text(t, r->bound);
}

struct table *predict_layers(const struct composition *c,
                             const struct workload *w, const struct device *d,
                             bool total) {
    size_t n_parts = w->phase == PHASE_TRAINING ? PART_N : 1;
    struct layer_time *times = mem_alloc(c->n_layers, sizeof *times);
    struct row once = {"(once: host and copies)", "", "", "", {0}, 0};
    struct row sum = {"total", "", "", "", {0}, 0};
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
    add_columns(t, (const char *const[]){"time_ms", "share_pct", "bound"}, 3);
    for (size_t i = 0; i < c->n_layers; i++) {
        const struct layer *l = &w->network.layers[i];
        char shape[SHAPE_TEXT_MAX];
        struct row r = {l->name,
                        layer_kind_names[l->kind],
                        shape_text(l->out, shape),
                        times[i].total_ms > 0 ? law_bound_names[times[i].bound]
                                              : "",
                        {0},
                        times[i].total_ms};

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
