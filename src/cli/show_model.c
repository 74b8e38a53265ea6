/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/show.h"

#include "base/text.h"
#include "cli/cli.h"
#include "predict/predictor.h"

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
    predictor_free(&p);
    cli_put_table(t, o->format);
    return CLI_DONE;
}
