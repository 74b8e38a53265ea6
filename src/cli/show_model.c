/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/show.h"

#include "base/text.h"
#include "cli/cli.h"
#include "predict/predictor.h"

#include <math.h>
#include <stdlib.h>

/* What was seen in one stack, an operation a row. */
static void add_seen(struct table *t, const struct predictor *p, size_t s) {
    for (size_t k = 0; k < OP_N_KINDS; k++) {
        struct text phases = {0};

        for (size_t h = 0; h < OP_N_PHASES; h++)
            if (p->covers[s][k][h])
                text_add(&phases, "%s%s", phases.length > 0 ? ", " : "",
                         op_phase_names[h]);
        if (phases.length > 0)
            show_property(t, "seen", "%s, %s: %s", stacks[s].name,
                          op_kind_names[k], phases.text);
        free(phases.text);
    }
}

static void add_ranges(struct table *t, const struct predictor *p) {
    for (size_t i = 0; i < LABEL_N_QUANTITIES; i++) {
        char *name = label_causes_text(1U << i);

        show_property(t, "inside", "%s: %.6g to %.6g", name, p->ranges.low[i],
                      p->ranges.high[i]);
        free(name);
    }
}

static void add_intervals(struct table *t, const struct conformal *c) {
    const struct conformal_coverage *x =
        &c->coverage[conformal_rule(c)][CONFORMAL_90];

    if (c->n_devices == 0) {
        show_property(t, "intervals", "none: trained without");
        return;
    }
    show_property(t, "intervals", "90 %%, from %zu devices left out in turn",
                  c->n_devices);
    show_property(t, "coverage",
                  "%.1f %% of a left-out device's times, mean; %.1f to %.1f",
                  100 * x->mean, 100 * x->least, 100 * x->most);
    show_property(t, "interval of a layer", "x/%.2f, mean over devices",
                  exp(x->width));
    show_property(t, "interval of a network", "x/%.2f, from %s",
                  exp(conformal_network(c, false)),
                  c->n_network_devices > 0
                      ? "runs of networks on left-out devices"
                      : "layers and the spread of software");
    show_property(t, "interval of a speedup", "x/%.2f",
                  exp(conformal_speedup(c)));
}

int show_model(const char *name, const struct show_options *o) {
    struct predictor p;
    struct err e;
    struct table *t;

    if (!predictor_load(&p, name, &e))
        return cli_fail(&e);
    t = show_properties();
    show_property(t, "predictor", "%s", p.kind->name);
    show_property(t, "about", "%s", p.kind->help);
    show_property(t, "seed", "%llu", (unsigned long long)p.seed);
    show_property(t, "rows", "%zu", p.n_rows);
    show_property(t, "devices", "%zu", p.n_devices);
    for (size_t i = 0; i < p.n_devices; i++)
        show_property(t, "device", "%s", p.devices[i]);
    for (size_t s = 0; s < STACK_N; s++)
        if (stacks[s].session)
            show_property(t, "null operation", "%s: %.4g ms", stacks[s].name,
                          p.null_ms[s]);
    for (size_t s = 0; s < STACK_N; s++)
        add_seen(t, &p, s);
    add_ranges(t, &p);
    add_intervals(t, &p.intervals);
    for (size_t i = 0; i < p.n_calibrations; i++)
        show_property(t, "calibrated", "%s, by %zu rows",
                      p.calibrations[i].device, p.calibrations[i].n_rows);
    predictor_free(&p);
    cli_put_table(t, o->format);
    return CLI_DONE;
}
