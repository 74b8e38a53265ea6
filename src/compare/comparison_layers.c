/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison_layers.h"

#include "base/mem.h"
#include "base/table.h"
#include "predict/composition.h"

#include <stdlib.h>

/* What a layer asks of a device, all its operations together. */
struct load {
    double flop, bytes;
};

static struct load *loads_of(const struct composition *c) {
    struct load *loads = mem_alloc(c->n_layers, sizeof *loads);

    for (size_t i = 0; i < c->n_uses; i++) {
        const struct composition_use *use = &c->uses[i];
        struct op_load load;

        op_load(&c->ops[use->unique], &stacks[c->stacks[use->unique]], &load);
        loads[use->layer].flop += use->count * load.flop;
        loads[use->layer].bytes += use->count * load.bytes;
    }
    return loads;
}

static void add_layer(struct table *t, const struct workload *w,
                      const struct device *d, size_t layer,
                      const struct layer_time *time, const struct load *load,
                      double total_ms) {
    const struct layer *l = &w->network.layers[layer];

    table_row(t);
    table_add_text(t, w->network.name);
    table_add_number(t, (double)w->batch);
    table_add_text(t, phase_names[w->phase]);
    table_add_text(t, d->name);
    table_add_text(t, l->name);
    table_add_text(t, layer_kind_names[l->kind]);
    for (size_t part = 0; part < PART_N; part++)
        table_add_number(t, time->part_ms[part]);
    table_add_number(t, time->total_ms);
    table_add_number(t, 100 * time->total_ms / total_ms);
    table_add_text(t, law_bound_names[time->bound]);
    table_add_number(t, 1e-9 * load->flop);
    table_add_number(t, 1e-6 * load->bytes);
    if (load->bytes > 0)
        table_add_number(t, load->flop / load->bytes);
    else
        table_add_text(t, "");
    table_add_number(t, 1e-6 * load->flop / time->total_ms);
}

static bool add_workload(struct table *t, const struct comparison *c,
                         const struct predictor *predictor, size_t workload,
                         struct err *e) {
    const struct workload *w = &c->workloads[workload];
    struct composition parts;
    struct layer_time *times;
    struct load *loads;

    if (!composition_init(&parts, predictor, w, e))
        return false;
    times = mem_alloc(parts.n_layers, sizeof *times);
    loads = loads_of(&parts);
    for (size_t d = 0; d < c->n_devices; d++) {
        double total_ms = comparison_value(c, METRIC_TIME_ID, d, workload);

        composition_layers(&parts, &c->devices[d], times);
        for (size_t i = 0; i < parts.n_layers; i++)
            if (times[i].total_ms > 0)
                add_layer(t, w, &c->devices[d], i, &times[i], &loads[i],
                          total_ms);
    }
    free(times);
    free(loads);
    composition_free(&parts);
    return true;
}

struct table *comparison_layers(const struct comparison *c,
                                const struct predictor *predictor,
                                size_t workload, struct err *e) {
    static const char *const columns[] = {
        "network",   "batch",   "phase",         "device",
        "layer",     "kind",    "forward_ms",    "backward_ms",
        "update_ms", "time_ms", "share_pct",     "bound",
        "gflop",     "mbyte",   "flop_per_byte", "gflop_per_s"};
    struct table *t = table_new();
    size_t first = workload < c->n_workloads ? workload : 0;
    size_t last = workload < c->n_workloads ? workload + 1 : c->n_workloads;

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(t, columns[i]);
    for (size_t w = first; w < last; w++)
        if (!add_workload(t, c, predictor, w, e)) {
            table_free(t);
            return NULL;
        }
    return t;
}
