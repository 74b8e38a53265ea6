/* SPDX-License-Identifier: MIT
 *
 * Layer times stacked, a bar a device, in training one for each part of the
 * step: the pieces are layers in their order, coloured by what they do.
 */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "draw/category.h"
#include "network/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PARTS = 3, N_GROUPS = 6 };

static const char *const part_columns[MAX_PARTS] = {"forward_ms", "backward_ms",
                                                    "update_ms"};
static const char *const part_names[MAX_PARTS] = {"forward", "backward",
                                                  "update"};

/* What layers do, in the order of the template's colours. */
static const struct {
    const char *key, *label;
} groups[N_GROUPS] = {{"conv", "conv"},      {"dense", "dense"},
                      {"pool", "pooling"},   {"norm", "norm"},
                      {"act", "activation"}, {"other", "other"}};

static size_t group_of(const char *kind) {
    static const struct {
        enum layer_kind kind;
        size_t group;
    } of[] = {
        {LAYER_CONV2D, 0},    {LAYER_DENSE, 1},        {LAYER_MAXPOOL2D, 2},
        {LAYER_AVGPOOL2D, 2}, {LAYER_GLOBALPOOL2D, 2}, {LAYER_BATCHNORM, 3},
        {LAYER_LRN, 3},       {LAYER_RELU, 4},         {LAYER_RELU6, 4},
        {LAYER_SIGMOID, 4},   {LAYER_TANH, 4}};

    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (strcmp(kind, layer_kind_names[of[i].kind]) == 0)
            return of[i].group;
    return N_GROUPS - 1;
}

struct layers {
    size_t n, n_devices, n_parts;
    size_t *device; /* of each row; owned */
    size_t device_row[FIGURE_MAX_STACKS];
    double *ms[MAX_PARTS]; /* of each row; owned */
    double sum[FIGURE_MAX_STACKS][MAX_PARTS];
    size_t kind, name; /* columns */
    bool has_group[N_GROUPS];
};

static void layers_free(struct layers *l) {
    free(l->device);
    for (size_t i = 0; i < MAX_PARTS; i++)
        free(l->ms[i]);
}

static bool read_layers(struct layers *l, const struct drawing *d,
                        struct err *e) {
    size_t *first;
    bool good;

    l->n = table_rows(d->points);
    l->device = mem_alloc(l->n, sizeof *l->device);
    first = mem_alloc(l->n, sizeof *first);
    good = table_find(d->points, "kind", &l->kind, e) &&
           table_find(d->points, "layer", &l->name, e) &&
           category_find(d, d->figure->series.column, FIGURE_MAX_STACKS,
                         l->device, first, &l->n_devices, e);
    for (size_t k = 0; good && k < l->n_devices; k++)
        l->device_row[k] = first[k];
    free(first);
    for (size_t part = 0; good && part < MAX_PARTS; part++) {
        bool any = false;

        l->ms[part] = drawing_numbers(d, part_columns[part], e);
        good = l->ms[part] != NULL;
        for (size_t i = 0; good && i < l->n; i++) {
            double ms = l->ms[part][i];

            if (!(ms > 0))
                continue;
            any = true;
            l->sum[l->device[i]][part] += ms;
            l->has_group[group_of(table_cell(d->points, i, l->kind))] = true;
        }
        if (any)
            l->n_parts = part + 1;
    }
    if (good && l->n_parts == 0)
        good = err_set(e, ERR_INPUT, "%s: no layer takes time",
                       table_path(d->points));
    return good;
}

static size_t row_of(const struct layers *l, size_t device, size_t part) {
    return l->n_devices * l->n_parts - 1 - (device * l->n_parts + part);
}

static void set_scales(struct drawing *d, const struct layers *l) {
    size_t n = l->n_devices * l->n_parts;
    double high = 0;

    for (size_t k = 0; k < l->n_devices; k++)
        for (size_t part = 0; part < l->n_parts; part++)
            high = fmax(high, l->sum[k][part]);
    scale_init(&d->x, 0, high * 1.03, false, 8);
    d->y = (struct scale){.low = -0.6, .high = (double)n - 0.4};
    d->y.n_tics = n;
    for (size_t k = 0; k < l->n_devices; k++)
        for (size_t part = 0; part < l->n_parts; part++) {
            size_t row = row_of(l, k, part), i = k * l->n_parts + part;
            char *name = category_shown(d, d->figure->series.column,
                                        l->device_row[k], 20);

            d->y.tic[i] = (double)row;
            if (l->n_parts == 1)
                snprintf(d->y.label[i], SCALE_LABEL_MAX, "%.20s", name);
            else
                snprintf(d->y.label[i], SCALE_LABEL_MAX, "%.20s%s%s",
                         part == 0 ? name : "", part == 0 ? " " : "",
                         part_names[part]);
            /* gnuplot takes a percent sign for a format. */
            for (char *c = d->y.label[i]; *c != '\0'; c++)
                *c = *c == '%' ? '/' : *c;
            free(name);
        }
}

/* A layer's name where its piece is wide enough for it. */
static void name_piece(struct drawing *d, const struct drawing_row *piece,
                       const char *text) {
    char *clean = drawing_clean(text);

    for (int kind = 0; kind < LAYOUT_DUMB; kind++) {
        struct place *p = &d->places[kind];
        double u = scale_to_unit(&d->x, piece->x_low);
        double v = scale_to_unit(&d->x, piece->x_high);

        if ((v - u) * p->width <
            layout_text_width((enum layout_kind)kind, clean) *
                    d->layouts[kind].small_size +
                0.3)
            continue;
        drawing_label(
            d, (enum layout_kind)kind, piece->z < 2 ? "on-dark" : "on-light",
            (u + v) / 2 * p->width, scale_to_unit(&d->y, piece->y) * p->height,
            (double)NAN, clean);
    }
    free(clean);
}

static void put_pieces(struct drawing *d, const struct layers *l) {
    double at[FIGURE_MAX_STACKS][MAX_PARTS] = {{0}};

    for (size_t i = 0; i < l->n; i++)
        for (size_t part = 0; part < l->n_parts; part++) {
            double ms = l->ms[part][i], *from = &at[l->device[i]][part];
            struct drawing_row row = drawing_row_empty;

            if (!(ms > 0))
                continue;
            row.layer = "piece";
            row.y = (double)row_of(l, l->device[i], part);
            row.y_low = row.y - 0.36;
            row.y_high = row.y + 0.36;
            row.x_low = *from;
            row.x_high = *from += ms;
            row.x = (row.x_low + row.x_high) / 2;
            row.z = (double)group_of(table_cell(d->points, i, l->kind));
            row.text = table_cell(d->points, i, l->name);
            drawing_put(d, &row);
            name_piece(d, &row, row.text);
        }
}

static void describe(struct drawing *d, const struct layers *l) {
    drawing_note(d, "A piece is a layer, in the order of the network.");
    drawing_alt(d, "Stacked bars of layer times:");
    for (size_t k = 0; k < l->n_devices; k++) {
        char *name =
            category_shown(d, d->figure->series.column, l->device_row[k], 40);

        drawing_alt(d, "%s %s", k > 0 ? ";" : "", name);
        for (size_t part = 0; part < l->n_parts; part++)
            drawing_alt(d, "%s %s %.3g ms", part > 0 ? "," : "",
                        part_names[part], l->sum[k][part]);
        free(name);
    }
    drawing_alt(d, ".");
}

bool drawing_layers(struct drawing *d, struct err *e) {
    static const double right[LAYOUT_N] = {0, 0, 0};
    struct layers l = {0};

    if (!read_layers(&l, d, e)) {
        layers_free(&l);
        return false;
    }
    set_scales(d, &l);
    describe(d, &l);
    for (size_t g = 0; g < N_GROUPS; g++)
        drawing_key(d, groups[g].key, "%s",
                    l.has_group[g] ? groups[g].label : "");
    d->plot_height = fmax(9, 2.0 * (double)(l.n_devices * l.n_parts));
    drawing_layouts(d, right);
    drawing_set_number(d, "n_pieces", (double)l.n);
    drawing_set_number(d, "n_parts", (double)l.n_parts);
    drawing_set_number(d, "n_stacks", (double)l.n_devices);
    drawing_set_number(d, "has_reference", 0);
    put_pieces(d, &l);
    layers_free(&l);
    return true;
}
