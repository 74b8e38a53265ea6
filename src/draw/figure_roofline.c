/* SPDX-License-Identifier: MIT
 *
 * The roofline: what layers attain against their arithmetic intensity, under
 * the roof of each device, a dot a layer as large as its share of the time.
 */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "draw/category.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_NAMED = 3 };

/* Radius in em of a dot that has all of the time; the least of any. */
static const double ALL_OF_IT = 1.6, LEAST = 0.12;

struct dot {
    double intensity, gflops, share;
    size_t device, row;
};

struct roofline {
    size_t n, n_devices;
    struct dot *dots; /* owned */
    size_t device_row[FIGURE_MAX_ROOFS];
    double peak[FIGURE_MAX_ROOFS], bandwidth[FIGURE_MAX_ROOFS];
    double best[FIGURE_MAX_ROOFS]; /* most of the peak that a layer attains */
};

static bool read_dots(struct roofline *r, const struct drawing *d,
                      struct err *e) {
    size_t rows = table_rows(d->points);
    size_t *device = mem_alloc(rows, sizeof *device);
    size_t *first = mem_alloc(rows, sizeof *first);
    double *x = NULL, *y = NULL, *share = NULL, *peak = NULL, *rate = NULL;
    bool good = category_find(d, d->figure->series.column, FIGURE_MAX_ROOFS,
                              device, first, &r->n_devices, e) &&
                (x = drawing_numbers(d, d->figure->x.column, e)) != NULL &&
                (y = drawing_numbers(d, d->figure->y.column, e)) != NULL &&
                (share = drawing_numbers(d, "share_pct", e)) != NULL &&
                (peak = drawing_numbers(d, "peak_gflops", e)) != NULL &&
                (rate = drawing_numbers(d, "bandwidth_gbs", e)) != NULL;

    r->dots = mem_alloc(rows, sizeof *r->dots);
    for (size_t k = 0; good && k < r->n_devices; k++) {
        r->device_row[k] = first[k];
        r->peak[k] = peak[first[k]];
        r->bandwidth[k] = rate[first[k]];
    }
    for (size_t i = 0; good && i < rows; i++)
        /* What computes nothing has no place on these axes. */
        if (x[i] > 0 && y[i] > 0) {
            r->dots[r->n++] = (struct dot){x[i], y[i], share[i], device[i], i};
            r->best[device[i]] =
                fmax(r->best[device[i]], y[i] / r->peak[device[i]]);
        }
    if (good && r->n == 0)
        good = err_set(e, ERR_INPUT, "%s: no layer has both %s and %s",
                       table_path(d->points), d->figure->x.column,
                       d->figure->y.column);
    free(device);
    free(first);
    free(x);
    free(y);
    free(share);
    free(peak);
    free(rate);
    return good;
}

static void set_scales(struct drawing *d, const struct roofline *r) {
    double x_low = HUGE_VAL, x_high = 0, y_low = HUGE_VAL, y_high = 0;

    for (size_t i = 0; i < r->n; i++) {
        x_low = fmin(x_low, r->dots[i].intensity);
        x_high = fmax(x_high, r->dots[i].intensity);
        y_low = fmin(y_low, r->dots[i].gflops);
        y_high = fmax(y_high, r->dots[i].gflops);
    }
    for (size_t k = 0; k < r->n_devices; k++) {
        double ridge = r->peak[k] / r->bandwidth[k];

        x_low = fmin(x_low, ridge / 4);
        x_high = fmax(x_high, ridge * 4);
        y_high = fmax(y_high, r->peak[k]);
    }
    scale_init(&d->x, x_low / 1.5, x_high * 1.5, true, 7);
    scale_init(&d->y, y_low / 1.5, y_high * 1.6, true, 7);
}

static void put_roofs(struct drawing *d, const struct roofline *r) {
    char name[48];

    for (size_t k = 0; k < r->n_devices; k++) {
        struct drawing_row row = drawing_row_empty;
        double ridge = r->peak[k] / r->bandwidth[k];
        double foot = fmax(d->x.low, d->y.low / r->bandwidth[k]);

        row.layer = "roof";
        row.z = (double)k + 1;
        row.x = foot;
        row.y = foot * r->bandwidth[k];
        drawing_put(d, &row);
        row.x = ridge;
        row.y = r->peak[k];
        drawing_put(d, &row);
        row.x = d->x.high;
        drawing_put(d, &row);
        drawing_break(d, row.x, row.y);
        row.layer = "ridge";
        row.x = ridge;
        drawing_put(d, &row);
        snprintf(name, sizeof name, "roof_v_%zu", k + 1);
        drawing_set_number(d, name, scale_to_unit(&d->y, r->peak[k]));
    }
    for (int kind = 0; kind < LAYOUT_N; kind++) {
        double height = d->places[kind].height, at[FIGURE_MAX_ROOFS];

        for (size_t k = 0; k < r->n_devices; k++)
            at[k] = height * scale_to_unit(&d->y, r->peak[k]);
        place_spread(at, r->n_devices,
                     kind == LAYOUT_DUMB ? 1
                                         : 1.25 * d->layouts[kind].small_size,
                     height);
        for (size_t k = 0; k < r->n_devices; k++) {
            snprintf(name, sizeof name, "roof_%s_%zu", layout_names[kind],
                     k + 1);
            drawing_set_number(d, name, at[k] / height);
        }
    }
}

static double radius(const struct dot *dot) {
    return fmax(LEAST, ALL_OF_IT * sqrt(dot->share / 100));
}

static void put_dots(struct drawing *d, const struct roofline *r) {
    struct err ignored;
    size_t layer = 0;
    bool named = table_find(d->points, "layer", &layer, &ignored);

    for (size_t i = 0; i < r->n; i++) {
        const struct dot *dot = &r->dots[i];
        struct drawing_row row = drawing_row_empty;

        row.layer = "dot";
        row.x = dot->intensity;
        row.y = dot->gflops;
        row.z = (double)dot->device + 1;
        row.x_low = radius(dot);
        row.text = named ? table_cell(d->points, dot->row, layer) : NULL;
        drawing_put(d, &row);
        for (int kind = 0; kind < LAYOUT_DUMB; kind++) {
            struct place *p = &d->places[kind];

            place_add(p, scale_to_unit(&d->x, dot->intensity) * p->width,
                      scale_to_unit(&d->y, dot->gflops) * p->height,
                      2 * row.x_low, 2 * row.x_low, 1);
        }
    }
}

static int by_share(const void *a, const void *b) {
    const struct dot *p = a, *q = b;

    return p->share != q->share ? (p->share > q->share ? -1 : 1)
           : p->row < q->row    ? -1
                                : p->row > q->row;
}

/* The layers that take most of each device's time, where there is room. */
static void name_dots(struct drawing *d, struct roofline *r) {
    size_t named[FIGURE_MAX_ROOFS] = {0}, layer;
    struct err ignored;

    if (!table_find(d->points, "layer", &layer, &ignored))
        return;
    qsort(r->dots, r->n, sizeof *r->dots, by_share);
    for (size_t i = 0; i < r->n; i++) {
        const struct dot *dot = &r->dots[i];
        char *clean = drawing_clean(table_cell(d->points, dot->row, layer));

        for (int kind = 0; named[dot->device] < N_NAMED && kind < LAYOUT_DUMB;
             kind++) {
            struct place *p = &d->places[kind];
            double size = d->layouts[kind].small_size, cx, cy;
            bool far;

            if (place_name(p, scale_to_unit(&d->x, dot->intensity) * p->width,
                           scale_to_unit(&d->y, dot->gflops) * p->height,
                           layout_text_width((enum layout_kind)kind, clean) *
                                   size +
                               0.4,
                           1.3 * size, radius(dot), &cx, &cy, &far) &&
                !far)
                drawing_label(d, (enum layout_kind)kind, "name", cx, cy,
                              (double)dot->device + 1, clean);
        }
        named[dot->device]++;
        free(clean);
    }
}

static void describe(struct drawing *d, const struct roofline *r) {
    char words[FIGURE_NAME_MAX];

    drawing_note(d, "Roofs: FP32 peak at the boost clock and memory "
                    "bandwidth, as stated. A dot is a layer, its area its "
                    "share of the device's time.");
    drawing_note(d, "Operations are counted as of the direct algorithm: "
                    "libraries that know a faster one pass the roof.");
    drawing_alt(d,
                "Roofline, both axes logarithmic: %s of layers against "
                "operations per byte.",
                drawing_words(d->figure->y.label, words));
    for (size_t k = 0; k < r->n_devices; k++) {
        char *name =
            category_shown(d, d->figure->series.column, r->device_row[k], 40);

        drawing_alt(d,
                    " %s: roof of %.4g TFLOP/s and %.4g GB/s, ridge at %.3g "
                    "FLOP per byte; its best layer attains %.0f %% of the "
                    "peak.",
                    name, r->peak[k] / 1000, r->bandwidth[k],
                    r->peak[k] / r->bandwidth[k], 100 * r->best[k]);
        free(name);
    }
}

bool drawing_roofline(struct drawing *d, struct err *e) {
    struct roofline r = {0};
    double right[LAYOUT_N] = {0, 0, 0};

    if (!read_dots(&r, d, e)) {
        free(r.dots);
        return false;
    }
    set_scales(d, &r);
    describe(d, &r);
    for (size_t k = 0; k < r.n_devices; k++) {
        char name[32], *shown = category_shown(d, d->figure->series.column,
                                               r.device_row[k], 40);

        snprintf(name, sizeof name, "roof_name_%zu", k + 1);
        drawing_set_text(d, name, shown);
        for (int kind = 0; kind < LAYOUT_N; kind++)
            right[kind] = fmax(
                right[kind], layout_text_width((enum layout_kind)kind, shown) *
                                     (kind == LAYOUT_DUMB ? 1 : 0.85) +
                                 2);
        free(shown);
    }
    drawing_layouts(d, right);
    drawing_set_number(d, "n_roofs", (double)r.n_devices);
    drawing_set_number(d, "has_reference", 0);
    put_roofs(d, &r);
    put_dots(d, &r);
    name_dots(d, &r);
    free(r.dots);
    return true;
}
