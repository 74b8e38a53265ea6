/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/measured.h"
#include "cli/trial.h"
#include "cli/validate_costs.h"
#include "cli/validate_report.h"
#include "cli/validate_table.h"
#include "draw/figure.h"
#include "draw/validate_figures.h"
#include "predict/stack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MODEL,
    KIND,
    LEAVE_OUT,
    LEAVE_ONE_OUT,
    DEVICE,
    NETWORKS,
    STACK,
    REFERENCE,
    TABLE,
    OUTPUT,
    NO_PLOTS,
    SEEDS,
    COSTS,
    BY,
    FACTS,
    TRAINING,
    THREADS = TRAINING + MEASURED_N_OPTIONS,
    FORMAT,
    N_OPTIONS
};

enum { MOST_SEEDS = 1000 };

static size_t device_with_rows(const struct trial *t, const char *name) {
    size_t i = 0;

    while (i < t->m.n_devices && strcmp(t->m.devices[i].name, name) != 0)
        i++;
    return i;
}

/* The devices to judge: those asked for, or all.  Of the networks those that
 * ran on them. */
static bool choose_devices(struct trial *t, const struct cli *c,
                           struct err *e) {
    size_t n = cli_count(c, DEVICE), kept = 0;

    t->judged = mem_alloc(t->m.n_devices, sizeof *t->judged);
    for (size_t i = 0; n == 0 && i < t->m.n_devices; i++)
        t->judged[i] = true;
    for (size_t i = 0; i < n; i++) {
        struct device d;
        size_t at;

        if (!measured_device(&t->m, cli_value_at(c, DEVICE, i), &d, e))
            return false;
        at = device_with_rows(t, d.name);
        if (at == t->m.n_devices)
            return err_set(e, ERR_INPUT, "no rows of %s are in the tables",
                           d.name);
        if (t->judged[at])
            return err_set(e, ERR_USAGE, "option '--device': %s is given twice",
                           d.name);
        t->judged[at] = true;
    }
    for (size_t i = 0; i < t->networks.n; i++) {
        const struct network_time *r = &t->networks.rows[i];
        size_t at = device_with_rows(t, t->networks.devices[r->device].name);

        if (n == 0 || (at < t->m.n_devices && t->judged[at]))
            t->networks.rows[kept++] = *r;
    }
    t->networks.n = kept;
    return true;
}

static bool choose_kinds(struct trial *t, const struct cli *c, struct err *e) {
    const char *model = cli_value(c, MODEL, NULL);
    size_t n = cli_count(c, KIND);

    t->n_kinds = 1;
    t->kinds[0] = predictor_kinds[0];
    if (model != NULL) {
        if (!predictor_load(&t->model, model, e))
            return false;
        t->kinds[0] = t->model.kind;
    }
    for (size_t i = 0; i < n; i++) {
        const struct predictor_kind *kind =
            predictor_kind_find(cli_value_at(c, KIND, i), e);

        if (kind == NULL)
            return false;
        for (size_t j = 0; j < i; j++)
            if (t->kinds[j] == kind)
                return err_set(e, ERR_USAGE,
                               "option '--predictor': %s is given twice",
                               kind->name);
        t->kinds[i] = kind;
        t->n_kinds = i + 1;
    }
    return true;
}

/* The device of the ratios; one that is not asked for may lack rows. */
static bool choose_reference(const struct trial *t, const struct cli *c,
                             size_t *out, struct err *e) {
    const char *name = cli_value(c, REFERENCE, NULL);
    struct device d;

    *out = device_with_rows(t, "GeForce GTX 1080 Ti");
    if (name == NULL)
        return true;
    if (!measured_device(&t->m, name, &d, e))
        return false;
    *out = device_with_rows(t, d.name);
    if (*out < t->m.n_devices)
        return true;
    return err_set(e, ERR_INPUT, "no rows of %s are in the tables", d.name);
}

static bool read_networks(struct trial *t, const struct cli *c, struct err *e) {
    size_t n = cli_count(c, NETWORKS), skipped = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(cli_value_at(c, NETWORKS, i),
                       cli_value_at(c, NETWORKS, j)) == 0)
                return err_set(e, ERR_USAGE, "%s is given twice",
                               cli_value_at(c, NETWORKS, i));
    for (size_t i = 0; i < n; i++)
        if (!network_times_read(&t->networks, cli_value_at(c, NETWORKS, i), e))
            return false;
    for (size_t i = 0; i < NETWORK_N_SKIPS; i++)
        skipped += t->networks.skipped[i];
    if (n > 0)
        cli_note("read %zu times of whole networks; %zu more are left aside",
                 t->networks.n, skipped);
    for (size_t i = 0; i < NETWORK_N_SKIPS; i++)
        if (t->networks.skipped[i] > 0)
            cli_note("  %zu: %s", t->networks.skipped[i],
                     network_skip_texts[i]);
    return true;
}

/* Every seed's scores; the trial is left with the first one's times. */
static bool run_seeds(struct trial *t, struct validate_scores scores[],
                      size_t n, struct err *e) {
    uint64_t first = t->options.seed;

    for (size_t i = n; i-- > 0;) {
        t->options.seed = first + i;
        t->rows_only = i > 0;
        if (n > 1)
            cli_note("seed %zu, %zu of %zu", (size_t)t->options.seed, n - i, n);
        if (!trial_run(t, e))
            return false;
        validate_scores_new(&scores[i], t);
        if (i > 0)
            trial_clear(t);
    }
    return true;
}

/* Tables and figures. */
static bool write_all(const struct validate_report *r, const char *dir,
                      bool plots, struct err *e) {
    const unsigned all = 1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF;

    if (!validate_write(r, dir, e))
        return false;
    cli_note("wrote the tables to %s", dir);
    if (!plots)
        return true;
    if (!figure_can_draw()) {
        cli_note("gnuplot is not installed: no plots; install it and run "
                 "'gpuscape plot %s'",
                 dir);
        return true;
    }
    return validate_figures_draw(dir, NULL, all, e);
}

static bool validate(struct trial *t, const struct cli *c, size_t n_seeds,
                     size_t which, enum table_format format, struct err *e) {
    const char *dir = cli_value(c, OUTPUT, NULL);
    struct validate_scores *scores = mem_alloc(n_seeds, sizeof *scores);
    struct validate_report report = {t, 0, scores, n_seeds};
    struct table *out = NULL;
    bool good = choose_kinds(t, c, e) &&
                measured_read(&t->m, c->operands, c->n_operands, e) &&
                read_networks(t, c, e) && choose_devices(t, c, e) &&
                choose_reference(t, c, &report.reference, e);

    if (good && t->model.state != NULL)
        t->catalogue = measured_catalogue(&t->n_catalogue);
    good = good && run_seeds(t, scores, n_seeds, e);
    if (good)
        out = validate_table(&report, which);
    if (good && dir != NULL)
        good = write_all(&report, dir, cli_count(c, NO_PLOTS) == 0, e);
    if (good)
        cli_put_table(out, format);
    else
        table_free(out);
    for (size_t i = 0; i < n_seeds; i++)
        validate_scores_free(&scores[i], t);
    free(scores);
    trial_free(t);
    return good;
}

/* What of the cost models goes with --costs. */
static int run_costs(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    size_t by = COSTS_ALL;

    for (size_t i = 0; i < N_OPTIONS; i++)
        if (i != COSTS && i != BY && i != FACTS && i != THREADS &&
            i != FORMAT && cli_count(c, i) > 0)
            return cli_wrong(c, "--%s does not go with --costs",
                             c->command->options[i].name);
    if (c->n_operands > 1)
        return cli_wrong(c, "--costs takes one table of GPUs, not %zu",
                         c->n_operands);
    if (!cli_threads(c, THREADS) || !cli_format(c, FORMAT, &format) ||
        !cli_choice(c, BY, costs_by_names, COSTS_N_BY, &by))
        return CLI_USAGE;
    return validate_costs(c->n_operands > 0 ? c->operands[0] : NULL,
                          cli_value(c, FACTS, "silicon"), (enum costs_by)by,
                          format);
}

static int run(const struct cli *c) {
    static const char *const one[] = {"device"};
    enum table_format format = TABLE_TEXT;
    struct trial t = {.network_stack = cli_value(c, STACK, STACK_KERNELS)};
    size_t way = VALIDATE_DEVICE, which = 0, n_seeds = 1, stack;
    struct err e;

    if (cli_count(c, COSTS) > 0)
        return run_costs(c);
    if (cli_count(c, BY) > 0 || cli_count(c, FACTS) > 0)
        return cli_wrong(c, "--by and --facts go with --costs");
    if (c->n_operands == 0)
        return cli_wrong(c, "a table of measurements is missing");
    if (!measured_options(c, TRAINING, &t.options) ||
        !cli_size(c, SEEDS, 1, MOST_SEEDS, &n_seeds) ||
        !cli_threads(c, THREADS) || !cli_format(c, FORMAT, &format) ||
        !cli_choice(c, LEAVE_OUT, validate_way_names, VALIDATE_N_WAYS, &way) ||
        !cli_choice(c, LEAVE_ONE_OUT, one, 1, &way) ||
        !cli_choice(c, TABLE, validate_table_names, VALIDATE_N_TABLES, &which))
        return CLI_USAGE;
    if (cli_count(c, LEAVE_OUT) > 0 && cli_count(c, LEAVE_ONE_OUT) > 0)
        return cli_wrong(c, "--leave-one-out device is --leave-out device: "
                            "give one of them");
    for (size_t i = 0; cli_count(c, MODEL) > 0 && i < THREADS; i++)
        if ((i == KIND || i == LEAVE_OUT || i == LEAVE_ONE_OUT || i >= SEEDS) &&
            cli_count(c, i) > 0)
            return cli_wrong(c,
                             "--%s is for training, and -m judges a model "
                             "as it is",
                             c->command->options[i].name);
    t.way = (enum validate_way)way;
    return stack_find(t.network_stack, &stack, &e) &&
                   validate(&t, c, n_seeds, which, format, &e)
               ? CLI_DONE
               : cli_fail(&e);
}

int cmd_validate(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [MODEL] = {'m', "model", "MODEL",
                   "judge this model as it is, and say which devices it saw",
                   false},
        [KIND] = {0, "predictor", "KIND",
                  "judge this kind of predictor, trained anew for each fold; "
                  "efficiency by default; may be given again",
                  true},
        [LEAVE_OUT] = {0, "leave-out", "WHAT",
                       "what a predictor must not have seen: device (the "
                       "default; one at a time, with those that differ from "
                       "it in name only), architecture, random (a tenth of "
                       "the shapes) or network (families of networks)",
                       false},
        [LEAVE_ONE_OUT] = {0, "leave-one-out", "device",
                           "the same as --leave-out device", false},
        [DEVICE] = {0, "device", "NAME",
                    "judge on this device only; may be given again", true},
        [NETWORKS] = {0, "networks", "CSV",
                      "a table of times of whole networks to judge by; may be "
                      "given again",
                      true},
        [STACK] = {0, "stack", "STACK",
                   "the software stack of whole networks; by default cudnn",
                   false},
        [REFERENCE] = {0, "reference", "NAME",
                       "the device of the ratios; GeForce GTX 1080 Ti by "
                       "default",
                       false},
        [TABLE] = {0, "table", "NAME",
                   "what to print: errors (the default), summary, devices, "
                   "order, ratios, networks, network-rows, sums, intervals, "
                   "seeds or rows",
                   false},
        [OUTPUT] = {'o', "output", "DIR",
                    "a folder for all tables as CSV, the main ones as "
                    "Markdown, accuracy.md, and the plots",
                    false},
        [NO_PLOTS] = {0, "no-plots", NULL, "tables only", false},
        [SEEDS] = {0, "seeds", "N",
                   "train with so many seeds, from that of --seed on; the "
                   "spread of the errors stands in the tables summary and "
                   "seeds, all else is of the first; by default 1",
                   false},
        [COSTS] = {0, "costs", NULL,
                   "judge the models of area, power and price instead, on "
                   "what is left out of their fits; CSV is then a table of "
                   "GPUs, by default the device files",
                   false},
        [BY] = {0, "by", "WHAT",
                "with --costs: rows for each generation, segment, node or "
                "device; all by default",
                false},
        [FACTS] = {0, "facts", "FACTS",
                   "with --costs: what is not fitted; silicon by default",
                   false},
        MEASURED_OPTIONS(TRAINING),
        [THREADS] = CLI_OPTION_THREADS,
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "[CSV]... [OPTION]...",
        "Compares predictions with measurements.  The errors are of |predicted "
        "/ measured - 1|, in percent; the bias is the median of predicted / "
        "measured - 1.  A device's mean over its rows of the table weighs each "
        "by its measurements, at most 1500; the mean over devices weighs all "
        "alike.",
        options,
        N_OPTIONS,
        NULL,
        0,
        (size_t)-1,
        run};

    return cli_main(&command, argc, argv);
}
