/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/compare_lists.h"
#include "cli/preview.h"
#include "compare/comparison_files.h"
#include "compare/comparison_table.h"
#include "draw/compare_figures.h"
#include "predict/stack.h"

#include <stdlib.h>
#include <string.h>

enum {
    REFERENCE,
    NETWORK,
    BATCH,
    PHASE,
    OPTIMIZER,
    STACK,
    MODEL,
    MEASUREMENTS,
    TABLE,
    FORMAT,
    OUTPUT,
    NO_PLOTS,
    NO_PREVIEW,
    THREADS,
    N_OPTIONS
};

/* All that is asked for and made of it. */
struct job {
    const struct cli *c;
    struct compare_lists lists;
    struct predictor predictor;
    struct cost_model *costs;
    struct network_times times;
    struct comparison comparison;
    struct comparison_measured *measured; /* NULL: none was asked for */
};

static void job_free(struct job *j) {
    free(j->measured);
    comparison_free(&j->comparison);
    network_times_free(&j->times);
    cost_model_free(j->costs);
    predictor_free(&j->predictor);
    compare_lists_free(&j->lists);
}

/* Says how many rows of the tables were of what is compared. */
static bool read_measurements(struct job *j, struct err *e) {
    const struct comparison *c = &j->comparison;
    size_t n = cli_count(j->c, MEASUREMENTS), found = 0;

    for (size_t i = 0; i < n; i++)
        if (!network_times_read(&j->times, cli_value_at(j->c, MEASUREMENTS, i),
                                e))
            return false;
    if (n == 0)
        return true;
    j->measured = comparison_measured_new(c, &j->times);
    for (size_t i = 0; i < c->n_devices * c->n_workloads; i++)
        found += j->measured[i].n;
    cli_note("%zu of %zu measured runs are of these devices and workloads",
             found, j->times.n);
    return true;
}

static bool job_load(struct job *j, const struct comparison_request *r,
                     struct err *e) {
    return predictor_load(&j->predictor, cli_value(j->c, MODEL, "efficiency"),
                          e) &&
           (j->costs = cost_model_load("costs", e)) != NULL &&
           comparison_new(&j->comparison, r, &j->predictor, j->costs, e) &&
           read_measurements(j, e);
}

/* What a reader must know of a device before its numbers. */
static void put_notes(const struct comparison *c) {
    for (size_t d = 0; d < c->n_devices; d++) {
        char shown[TEXT_SHOWN_MAX];
        size_t missing = c->n_workloads;

        text_shown(c->devices[d].name, shown);
        if (strcmp(c->devices[d].vendor, "NVIDIA") != 0)
            cli_note("note: %s is not NVIDIA's, and models are trained on "
                     "NVIDIA's devices alone: trust its times less",
                     shown);
        for (size_t phase = 0; phase < PHASE_N; phase++)
            missing -= comparison_fitting(c, d, (enum phase)phase);
        if (missing > 0)
            cli_note("note: no room for %zu of %zu workloads in the memory of "
                     "%s: their times are as if there were",
                     missing, c->n_workloads, shown);
    }
}

static void put_heading(const struct job *j) {
    const struct comparison *c = &j->comparison;
    const struct workload *w = &c->workloads[c->n_workloads - 1];
    char reference[TEXT_SHOWN_MAX], model[TEXT_SHOWN_MAX];

    printf("reference %s; fp32, stack %s, model %s%s%s\n\n",
           text_shown(c->devices[0].name, reference), w->stack,
           text_shown(cli_value(j->c, MODEL, "efficiency"), model),
           c->has_phase[PHASE_TRAINING] ? ", training with " : "",
           c->has_phase[PHASE_TRAINING] ? optimizer_names[w->optimizer] : "");
}

/* Formats for people get the devices and their workloads, those for programs
 * one table; pairs are many, and shown where they are asked for. */
static void put_tables(const struct job *j, enum table_format format,
                       size_t only) {
    bool brief = format != TABLE_CSV && format != TABLE_JSON;

    if (only == COMPARISON_N_TABLES && !brief)
        only = COMPARISON_WORKLOADS;
    if (format == TABLE_TEXT)
        put_heading(j);
    for (size_t i = 0; i < COMPARISON_N_TABLES; i++) {
        if (only != i && (only != COMPARISON_N_TABLES || i == COMPARISON_PAIRS))
            continue;
        if (i > 0 && only == COMPARISON_N_TABLES)
            putchar('\n');
        cli_put_table(comparison_table(&j->comparison, j->measured,
                                       (enum comparison_table)i, brief),
                      format);
    }
}

static bool write_folder(const struct job *j, const char *dir, struct err *e) {
    const struct comparison *c = &j->comparison;

    if (!comparison_write(c, j->measured, dir, e) ||
        !comparison_write_layers(c, &j->predictor, dir, e))
        return false;
    if (cli_count(j->c, NO_PLOTS) == 0 && !figure_can_draw())
        cli_note("gnuplot is not installed: no plots");
    else if (cli_count(j->c, NO_PLOTS) == 0 &&
             !compare_figures_draw(c, j->measured, &j->predictor,
                                   cli_value(j->c, MODEL, "efficiency"), dir,
                                   e))
        return false;
    if (cli_count(j->c, NO_PLOTS) == 0 && cli_count(j->c, NO_PREVIEW) == 0)
        preview_show(dir, "compare");
    cli_note("written to %s", dir);
    return true;
}

static int run(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    struct job j = {.c = c};
    size_t table = COMPARISON_N_TABLES, optimizer = OPTIMIZER_SGD;
    struct comparison_request r;
    struct err e;
    bool good;

    if (!cli_threads(c, THREADS) || !cli_format(c, FORMAT, &format) ||
        !cli_choice(c, OPTIMIZER, optimizer_names, OPTIMIZER_N, &optimizer) ||
        !cli_choice(c, TABLE, comparison_table_names, COMPARISON_N_TABLES,
                    &table))
        return CLI_USAGE;
    if (!compare_lists_read(&j.lists, c, NETWORK, BATCH, PHASE)) {
        compare_lists_free(&j.lists);
        return CLI_USAGE;
    }
    r = (struct comparison_request){
        .reference = cli_value(c, REFERENCE, "gtx-1080-ti"),
        .devices = c->operands,
        .networks = (const char *const *)j.lists.networks,
        .batches = j.lists.batches,
        .phases = j.lists.phases,
        .n_devices = c->n_operands,
        .n_networks = j.lists.n_networks,
        .n_batches = j.lists.n_batches,
        .n_phases = j.lists.n_phases,
        .stack = cli_value(c, STACK, STACK_KERNELS),
        .optimizer = (enum optimizer)optimizer,
    };
    good = job_load(&j, &r, &e);
    if (good) {
        put_notes(&j.comparison);
        put_tables(&j, format, table);
        if (cli_count(c, OUTPUT) > 0)
            good = write_folder(&j, cli_value(c, OUTPUT, NULL), &e);
    }
    job_free(&j);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_compare(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [REFERENCE] = {0, "reference", "DEVICE",
                       "what the others are held against; gtx-1080-ti by "
                       "default",
                       false},
        [NETWORK] = {'n', "network", "NETWORK,...",
                     "networks; may be given again", true},
        [BATCH] = {'b', "batch", "N,...", "images at once; 16 by default",
                   true},
        [PHASE] = {0, "phase", "PHASE,...",
                   "inference, training or both; both by default", true},
        [OPTIMIZER] = {0, "optimizer", "NAME",
                       "in training: sgd (the default), momentum or adam",
                       false},
        [STACK] = {0, "stack", "STACK",
                   "the software stack whose times are predicted; by default "
                   "cudnn, kernels alone",
                   false},
        [MODEL] = {'m', "model", "MODEL", "the model; efficiency by default",
                   false},
        [MEASUREMENTS] = {0, "measurements", "CSV",
                          "measured times of whole networks, to stand beside "
                          "the predictions; may be given again",
                          true},
        [TABLE] =
            {0, "table", "NAME",
             "summary, workloads or pairs; by default two as text, markdown "
             "and latex, workloads as csv and json",
             false},
        [FORMAT] = CLI_OPTION_FORMAT,
        [OUTPUT] = {'o', "output", "DIR",
                    "a folder for all tables in all formats, and the plots",
                    false},
        [NO_PLOTS] = {0, "no-plots", NULL, "tables only", false},
        [NO_PREVIEW] = CLI_OPTION_NO_PREVIEW,
        [THREADS] = CLI_OPTION_THREADS,
    };
    static const struct cli_command command = {
        "DEVICE... -n NETWORK,... [OPTION]...",
        "Holds devices, real ones and files of your own, against a reference: "
        "speedup and time with their 90 % intervals, what they cost, whether "
        "the runs fit in memory, and the geometric means over the networks.",
        options,
        N_OPTIONS,
        "DEVICE",
        1,
        200,
        run};

    return cli_main(&command, argc, argv);
}
