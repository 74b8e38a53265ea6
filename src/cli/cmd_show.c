/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/show.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH, PHASE, OPTIMIZER, FORMAT, N_OPTIONS };
enum { MAX_BATCH = 1048576 };

static const struct {
    const char *name;
    int (*show)(const char *name, const struct show_options *o);
} kinds[] = {
    {"device", show_device},
    {"network", show_network},
    {"model", show_model},
    {"sweep", show_sweep},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

struct table *show_properties(void) {
    struct table *t = table_new();

    table_column(t, "property");
    table_column(t, "value");
    return t;
}

void show_property(struct table *t, const char *property, const char *format,
                   ...) {
    va_list list;
    char *value;

    va_start(list, format);
    if (vasprintf(&value, format, list) < 0)
        value = mem_strdup("");
    va_end(list);
    table_row(t);
    table_add_text(t, property);
    table_add_text(t, value);
    free(value);
}

static int run(const struct cli *c) {
    struct show_options o = {.batch = 1, .optimizer = OPTIMIZER_SGD};
    size_t phase = PHASE_INFERENCE, optimizer = OPTIMIZER_SGD, i;
    char shown[TEXT_SHOWN_MAX], near[CLI_NEAREST_MAX];
    const char *names[N_KINDS];

    if (!cli_format(c, FORMAT, &o.format) ||
        !cli_size(c, BATCH, 1, MAX_BATCH, &o.batch) ||
        !cli_choice(c, PHASE, phase_names, PHASE_N, &phase) ||
        !cli_choice(c, OPTIMIZER, optimizer_names, OPTIMIZER_N, &optimizer))
        return CLI_USAGE;
    for (i = 0; i < N_KINDS; i++)
        names[i] = kinds[i].name;
    i = text_index(c->operands[0], names, N_KINDS);
    if (i == N_KINDS)
        return cli_wrong(c, "no kind '%s' of file to show%s",
                         text_shown(c->operands[0], shown),
                         cli_nearest(c->operands[0], names, N_KINDS, near));
    if (kinds[i].show != show_network &&
        cli_count(c, BATCH) + cli_count(c, PHASE) + cli_count(c, OPTIMIZER) > 0)
        return cli_wrong(c,
                         "--batch, --phase and --optimizer are for networks");
    if (phase != PHASE_TRAINING && cli_count(c, OPTIMIZER) > 0)
        return cli_wrong(c, "--optimizer is for --phase training");
    o.phase = (enum phase)phase;
    o.optimizer = (enum optimizer)optimizer;
    return kinds[i].show(c->operands[1], &o);
}

int cmd_show(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [BATCH] = {'b', "batch", "N",
                   "of a network: images at once; 1 by "
                   "default",
                   false},
        [PHASE] = {0, "phase", "PHASE",
                   "of a network: inference (the default) or training", false},
        [OPTIMIZER] = {0, "optimizer", "NAME",
                       "in training: sgd (the default), momentum or adam",
                       false},
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "device|network|model|sweep NAME [OPTION]...",
        "Prints one file with what follows from it: of a device its fields, "
        "what they give, and modelled area and power; of a network its layers "
        "and the memory that it needs; of a model what it was trained on; of "
        "a sweep its design points.",
        options,
        N_OPTIONS,
        "a kind or a name",
        2,
        2,
        run};

    return cli_main(&command, argc, argv);
}
