/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/show.h"

#include "cli/cli.h"
#include "cost/area.h"
#include "cost/cost_model.h"
#include "cost/power.h"
#include "device/device.h"
#include "predict/label.h"
#include "predict/predictor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void add(struct table *t, const char *name, const char *value,
                const char *unit, const char *from, const char *note) {
    table_row(t);
    table_add_text(t, name);
    table_add_text(t, value);
    table_add_text(t, unit);
    table_add_text(t, from);
    table_add_text(t, note);
}

static void add_number(struct table *t, const char *name, double value,
                       const char *unit, const char *from, const char *note) {
    char text[32];

    /* Stated and derived numbers have no more digits than this. */
    snprintf(text, sizeof text, "%.8g", value);
    if (!isnan(value))
        add(t, name, text, unit, from, note);
}

static void add_modelled(struct table *t, const char *name, double value,
                         const char *unit, double error, const char *about) {
    char text[32], note[160];

    if (isnan(value)) {
        add(t, name, "", unit, "modelled",
            "unknown: the model does not know this memory type");
        return;
    }
    snprintf(text, sizeof text, "%.4g", value);
    snprintf(note, sizeof note,
             "%s; %.0f to %.0f within the mean error of "
             "%.0f %%",
             about, value * (1 - error), value * (1 + error), 100 * error);
    add(t, name, text, unit, "modelled", note);
}

static bool add_costs(struct table *t, const struct device *d, struct err *e) {
    struct cost_model *m = cost_model_load("costs", e);
    struct cost_params p;
    double area_mm2;

    if (m == NULL)
        return false;
    p = cost_resolve(m, d);
    area_mm2 = area_die_mm2(&p, d);
    add_modelled(t, "area_mm2", area_mm2, "mm2", p.area_error,
                 "die without spare parts");
    add_modelled(t, "power_w", power_board_w(&p, d, area_mm2), "W",
                 p.power_error, "limit of the board at boost clock");
    cost_model_free(m);
    return true;
}

/* How far the device is from those of the default model; nothing where there
 * is no such model. */
static void add_extrapolation(struct table *t, const struct device *d) {
    struct predictor p;
    struct err unused;
    struct label_verdict verdict;
    char *causes;

    if (!predictor_load(&p, "efficiency", &unused))
        return;
    verdict = label_of(&p.ranges, d);
    causes = label_causes_text(verdict.causes);
    add(t, "extrapolation", label_names[verdict.label], "", "modelled",
        causes[0] != '\0'
            ? causes
            : "within the ranges of the default model's training devices");
    free(causes);
    predictor_free(&p);
}

int show_device(const char *name, const struct show_options *o) {
    struct device d;
    struct err e;
    struct table *t;

    if (!device_load(&d, name, &e))
        return cli_fail(&e);
    t = table_new();
    table_column(t, "quantity");
    table_column(t, "value");
    table_column(t, "unit");
    table_column(t, "from");
    table_column(t, "note");
#define X(key, presence, help)                                                 \
    if (d.key[0] != '\0')                                                      \
        add(t, #key, d.key, "", "stated", help);
    DEVICE_TEXTS(X)
#undef X
    for (size_t i = 0; i < device_n_fields; i++)
        add_number(t, device_fields[i].key, device_get(&d, i),
                   device_fields[i].unit, "stated", device_fields[i].help);
    for (size_t i = 0; i < device_n_quantities; i++)
        add_number(t, device_quantities[i].name, device_quantities[i].value(&d),
                   device_quantities[i].unit, "derived",
                   device_quantities[i].help);
    if (!add_costs(t, &d, &e)) {
        table_free(t);
        return cli_fail(&e);
    }
    add_extrapolation(t, &d);
    cli_put_table(t, o->format);
    return CLI_DONE;
}
