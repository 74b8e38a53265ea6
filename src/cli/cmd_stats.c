/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"

#include "base/mem.h"
#include "study/space_table.h"

#include <stdio.h>
#include <stdlib.h>

enum { TABLE, AXIS, MIN, MAX, BINS, CHOSEN, FORMAT, N_OPTIONS };

/* The values of an option as an array that the caller frees. */
static const char **values_of(const struct cli *c, size_t option, size_t *n) {
    const char **out;

    *n = cli_count(c, option);
    out = mem_alloc(*n, sizeof *out);
    for (size_t i = 0; i < *n; i++)
        out[i] = cli_value_at(c, option, i);
    return out;
}

/* What can be said of the space; what cannot is named in one line. */
static void put_all(const struct space *s, const struct space_options *o) {
    printf("%zu feasible points of %zu", s->n, table_rows(s->table));
    if (s->n_objectives > 0)
        printf(", %zu on the front", s->n_front);
    putchar('\n');
    for (size_t i = 0; i < SPACE_N_TABLES; i++) {
        struct err e;
        struct table *t = space_tables[i].make(s, o, &e);

        printf("\n%s\n", space_tables[i].title);
        if (t == NULL)
            printf("(none: %s)\n", e.text);
        else
            table_write(t, TABLE_TEXT, stdout);
        table_free(t);
    }
}

static bool put(const struct space *s, const struct space_options *o, bool all,
                size_t which, enum table_format format, struct err *e) {
    struct table *t;

    if (all) {
        put_all(s, o);
        return true;
    }
    t = space_tables[which].make(s, o, e);
    if (t == NULL)
        return false;
    cli_put_table(t, format);
    return true;
}

static int run(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    struct space_options o = {.bins = 10, .chosen = 5};
    struct space_choice choice;
    const char **axes, **min, **max;
    struct space s;
    struct err e;
    size_t which = 0;
    bool good;

    if (!cli_format(c, FORMAT, &format) ||
        !cli_size(c, BINS, 2, 100, &o.bins) ||
        !cli_size(c, CHOSEN, 1, 50, &o.chosen) ||
        !cli_choice(c, TABLE, space_table_names, SPACE_N_TABLES, &which))
        return CLI_USAGE;
    choice.axes = axes = values_of(c, AXIS, &choice.n_axes);
    choice.min = min = values_of(c, MIN, &choice.n_min);
    choice.max = max = values_of(c, MAX, &choice.n_max);
    good = space_read(&s, c->operands[0], &choice, &e);
    if (good) {
        good = put(&s, &o, format == TABLE_TEXT && cli_count(c, TABLE) == 0,
                   which, format, &e);
        space_free(&s);
    }
    free(axes);
    free(min);
    free(max);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_stats(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [TABLE] = {0, "table", "NAME",
                   "columns (the default as csv or json), correlations, "
                   "histogram, regression, front, marginal or "
                   "representatives; as text by default all",
                   false},
        [AXIS] = {0, "axis", "COLUMN", "an axis; by default those of the sweep",
                  true},
        [MIN] = {0, "min", "COLUMN",
                 "an objective to be made small; by default the objectives are "
                 "those of the sweep",
                 true},
        [MAX] = {0, "max", "COLUMN", "an objective to be made large", true},
        [BINS] = {0, "bins", "N", "of the histograms; 10 by default", false},
        [CHOSEN] = {'k', "representatives", "N",
                    "how many designs stand for the front; 5 by default",
                    false},
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "DIR|TABLE [OPTION]...",
        "Describes the feasible points of a sweep's folder, or of a table, CSV "
        "or "
        "HDF5, in "
        "numbers: quantiles, robust location and spread, correlations, "
        "elasticities, and of the Pareto front its knee, its hypervolume, what "
        "a watt or a square millimetre more brings along it, and a few designs "
        "that stand for all.",
        options,
        N_OPTIONS,
        "DIR or TABLE",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
