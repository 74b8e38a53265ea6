/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/show.h"

#include "base/text.h"
#include "cli/cli.h"
#include "network/network.h"
#include "network/shape.h"

#include <stdio.h>

static const double mib = 1024.0 * 1024.0;

/* One layer, or the sum of all. */
static void add(struct table *t, const char *layer, const char *kind,
                const char *output, const struct layer_work *w) {
    table_row(t);
    table_add_text(t, layer);
    table_add_text(t, kind);
    table_add_text(t, output);
    table_add_number(t, w->parameters);
    table_add_number(t, w->macs / 1e6);
    table_add_number(t, w->flop / 1e6);
    table_add_number(t, w->activation_bytes / mib);
}

static struct table *layers(const struct network *n,
                            const struct show_options *o) {
    static const char *const columns[] = {"layer",          "kind", "output",
                                          "parameters",     "mmac", "mflop",
                                          "activations_mib"};
    struct table *t = table_new();
    struct layer_work w;

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(t, columns[i]);
    for (size_t i = 0; i < n->n_layers; i++) {
        const struct layer *l = &n->layers[i];
        char shape[SHAPE_TEXT_MAX];

        layer_work(n, i, o->batch, o->phase, sizeof(float), &w);
        add(t, l->name, layer_kind_names[l->kind], shape_text(l->out, shape),
            &w);
    }
    /* A sum among the rows would be counted twice by who adds a column. */
    if (o->format == TABLE_TEXT) {
        network_work(n, o->batch, o->phase, sizeof(float), &w);
        add(t, "total", "", "", &w);
    }
    return t;
}

static struct table *memory(const struct network *n,
                            const struct show_options *o) {
    struct table *t = table_new();
    struct footprint f;

    network_footprint(n, o->batch, o->phase, o->optimizer, sizeof(float), &f);
    const struct {
        const char *name;
        double gib;
    } rows[] = {
        {"weights", f.weights_gib},     {"gradients", f.gradients_gib},
        {"optimizer", f.optimizer_gib}, {"activations", f.activations_gib},
        {"workspace", f.workspace_gib}, {"total", f.total_gib}};

    table_column(t, "memory");
    table_column(t, "gib");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        table_row(t);
        table_add_text(t, rows[i].name);
        table_add_number(t, rows[i].gib);
    }
    return t;
}

static void put_heading(const struct network *n, const struct show_options *o) {
    char shape[SHAPE_TEXT_MAX], title[TEXT_SHOWN_MAX], source[TEXT_SHOWN_MAX];
    bool training = o->phase == PHASE_TRAINING;

    printf("%s (%s)\ninput %s, batch %zu, %s%s%s, fp32\n\n",
           text_shown(n->title, title), text_shown(n->source, source),
           shape_text(n->input, shape), o->batch, phase_names[o->phase],
           training ? " with " : "",
           training ? optimizer_names[o->optimizer] : "");
}

int show_network(const char *name, const struct show_options *o) {
    struct network n;
    struct err e;

    if (!network_load(&n, name, &e))
        return cli_fail(&e);
    if (o->format == TABLE_TEXT)
        put_heading(&n, o);
    cli_put_table(layers(&n, o), o->format);
    if (o->format == TABLE_TEXT) {
        putchar('\n');
        cli_put_table(memory(&n, o), o->format);
    }
    network_free(&n);
    return CLI_DONE;
}
