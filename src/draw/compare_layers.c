/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/compare_layers.h"

#include "base/mem.h"
#include "compare/comparison_layers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "vgg16_training_b16" in the letters that name files. */
static void set_name(struct figure *f, const char *kind, const char *label) {
    snprintf(f->name, sizeof f->name, "%s-%.70s", kind, label);
    for (char *c = f->name; *c != '\0'; c++)
        *c = isalnum((unsigned char)*c) && (unsigned char)*c < 128
                 ? (char)tolower((unsigned char)*c)
                 : '-';
}

/* Rows of the first devices, with their short names and their roofs. */
static struct table *select_rows(const struct compare_part *p,
                                 const struct table *layers, size_t most) {
    static const char *const columns[] = {
        "layer",     "kind",      "forward_ms",    "backward_ms",
        "update_ms", "share_pct", "flop_per_byte", "gflop_per_s"};
    enum { N = sizeof columns / sizeof *columns };
    const struct comparison *c = p->c;
    struct table *t = table_new();
    size_t at[N] = {0}, device_at = 0;
    struct err ignored;

    table_column(t, "device");
    for (size_t i = 0; i < N; i++)
        table_column(t, columns[i]);
    table_column(t, "peak_gflops");
    table_column(t, "bandwidth_gbs");
    table_find(layers, "device", &device_at, &ignored);
    for (size_t i = 0; i < N; i++)
        table_find(layers, columns[i], &at[i], &ignored);
    for (size_t d = 0; d < c->n_devices && d < most; d++)
        for (size_t row = 0; row < table_rows(layers); row++) {
            if (strcmp(table_cell(layers, row, device_at),
                       c->devices[d].name) != 0)
                continue;
            table_row(t);
            table_add_text(t, compare_part_device(c, d));
            for (size_t i = 0; i < N; i++)
                table_add_text(t, table_cell(layers, row, at[i]));
            table_add_number(t, device_peak_fp32_gflops(&c->devices[d]));
            table_add_number(t, c->devices[d].memory_bandwidth_gbs);
        }
    return t;
}

static void set_axis(struct figure_axis *axis, const char *column,
                     const char *label, bool log) {
    snprintf(axis->column, sizeof axis->column, "%s", column);
    snprintf(axis->label, sizeof axis->label, "%s", label);
    axis->log = log;
}

static void set_caption(struct figure *f, const struct compare_part *p,
                        const struct workload *w, size_t most) {
    size_t n, size = sizeof f->caption;

    n = (size_t)snprintf(f->caption, size,
                         "Predicted, fp32, stack %s, model %.40s.", w->stack,
                         p->model);
    if (p->c->n_devices > most && n < size)
        snprintf(f->caption + n, size - n, " The first %zu of %zu devices.",
                 most, p->c->n_devices);
}

static bool draw_workload(struct compare_part *p, const struct table *layers,
                          const struct workload *w, struct err *e) {
    struct figure roofline = {.kind = FIGURE_ROOFLINE};
    struct figure layered = {.kind = FIGURE_LAYERS};

    set_name(&roofline, "roofline", w->label);
    snprintf(roofline.title, sizeof roofline.title,
             "What layers attain: %.60s, %s, batch %zu", w->network.name,
             phase_names[w->phase], w->batch);
    set_caption(&roofline, p, w, FIGURE_MAX_ROOFS);
    set_axis(&roofline.x, "flop_per_byte", "Operations per byte (FLOP/byte)",
             true);
    set_axis(&roofline.y, "gflop_per_s", "Attained (GFLOP/s)", true);
    set_axis(&roofline.series, "device", "", false);
    if (!compare_part_draw(&roofline, select_rows(p, layers, FIGURE_MAX_ROOFS),
                           p, e))
        return false;
    set_name(&layered, "layers", w->label);
    snprintf(layered.title, sizeof layered.title,
             "Where the time goes: %.60s, %s, batch %zu", w->network.name,
             phase_names[w->phase], w->batch);
    set_caption(&layered, p, w, FIGURE_MAX_STACKS);
    set_axis(&layered.x, "", "Time (ms)", false);
    set_axis(&layered.series, "device", "", false);
    return compare_part_draw(&layered,
                             select_rows(p, layers, FIGURE_MAX_STACKS), p, e);
}

bool compare_layers_draw(struct compare_part *p,
                         const struct predictor *predictor, struct err *e) {
    const struct comparison *c = p->c;

    for (size_t w = 0;
         c->n_workloads <= COMPARE_LAYERS_MAX && w < c->n_workloads; w++) {
        struct table *layers = comparison_layers(c, predictor, w, e);
        bool good =
            layers != NULL && draw_workload(p, layers, &c->workloads[w], e);

        table_free(layers);
        if (!good)
            return false;
    }
    return true;
}
