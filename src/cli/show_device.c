/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/show.h"

#include "cli/cli.h"
#include "cost/area.h"
#include "cost/cost_model.h"
#include "cost/making.h"
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

/* `low` and `high` are the ends of the band that `band` names. */
static void add_modelled(struct table *t, const char *name, double value,
                         const char *unit, double low, double high,
                         const char *band, const char *about) {
    char text[32], note[200];

    if (isnan(value)) {
        add(t, name, "", unit, "modelled", "unknown");
        return;
    }
    snprintf(text, sizeof text, "%.4g", value);
    snprintf(note, sizeof note, "%s; %.4g to %.4g (%s)", about, low, high,
             band);
    add(t, name, text, unit, "modelled", note);
}

static void add_within(struct table *t, const char *name, double value,
                       const char *unit, struct cost_band band,
                       const char *about) {
    char text[80];

    snprintf(text, sizeof text, "90 %%, mean error %.0f %%", 100 * band.mean);
    add_modelled(t, name, value, unit, value / band.within_90,
                 value * band.within_90, text, about);
}

static void add_making(struct table *t, const struct cost_params *p,
                       const struct device *d, double area_mm2,
                       double power_w) {
    struct making m = making_of(p, d, area_mm2);
    double price = making_price_usd(p, m.cost_usd, power_w);
    char note[160];

    snprintf(note, sizeof note,
             "%s the reticle of %.0f mm2; of dies that can be sold as this",
             making_fits_reticle(p, area_mm2) ? "within" : "ABOVE",
             p->reticle_mm2);
    add_number(t, "yield", round(1e4 * m.yield) / 1e4, "", "modelled", note);
    add_number(t, "die_usd", round(100 * m.die_usd) / 100, "USD", "modelled",
               "its share of the wafer over the yield");
    add_number(t, "memory_usd", m.memory_usd, "USD", "modelled",
               "memory parts");
    add_number(t, "package_usd", round(100 * m.package_usd) / 100, "USD",
               "modelled", "package, with an interposer for stacks");
    add_modelled(
        t, "cost_usd", m.cost_usd, "USD", making_bound_usd(p, d, area_mm2, -1),
        making_bound_usd(p, d, area_mm2, 1),
        "all that is uncertain at its ends", "die, memory and package");
    if (isnan(price))
        add(t, "price_usd", "", "USD", "modelled",
            "unknown: prices of gaming boards alone follow from cost");
    else
        add_within(t, "price_usd", price, "USD", p->price, "launch price");
}

static bool add_costs(struct table *t, const struct device *d, struct err *e) {
    struct cost_model *m = cost_model_load("costs", e);
    struct cost_params p;
    double area_mm2, power_w;

    if (m == NULL)
        return false;
    p = cost_resolve(m, d);
    area_mm2 = area_die_mm2(&p, d);
    power_w = power_board_w(&p, d, area_mm2);
    add(t, "segment", cost_segment_names[p.segment], "", "modelled",
        "from the name: its boards' power limits and prices differ");
    add_within(t, "area_mm2", area_mm2, "mm2", p.area,
               isnan(d->die_sm_count) ? "die without spare parts"
                                      : "die with its spare multiprocessors");
    add_within(t, "power_w", power_w, "W", p.power,
               "limit of the board at boost clock");
    add_making(t, &p, d, area_mm2, power_w);
    if (!device_memory_is_real(d))
        add(t, "memory_parts", "none", "", "derived",
            "no memory part of that size is made, one or two on the same bits");
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
