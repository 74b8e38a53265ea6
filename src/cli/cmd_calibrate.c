/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/validate_costs.h"

#include <stdlib.h>
#include <string.h>

enum { OUTPUT, FACTS, THREADS, FORMAT, N_OPTIONS };

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* "area 4.6 % of 34 (chip)" for each error. */
static void add_errors(struct text *out, const struct cost_trial *t) {
    for (size_t q = 0; q < QUANTITY_N; q++) {
        const char *before = "";

        text_add(out, " %s: ", cost_quantity_names[q]);
        for (size_t l = 0; l < LEFT_OUT_N; l++) {
            struct cost_score s = cost_trial_score(
                t, (enum cost_quantity)q, (enum cost_left_out)l, NULL, NULL);

            if (s.n == 0)
                continue;
            text_add(out, "%s%.1f %% of %zu (%s left out)", before,
                     100 * s.mean, s.n, cost_left_out_names[l]);
            before = ", ";
        }
        text_add(out, q + 1 < QUANTITY_N ? ";" : ".");
    }
}

/* The file's opening comment: what it rests on. */
static char *head_of(const char *csv, const char *facts,
                     const struct catalogue *c, const struct cost_trial *t) {
    struct text out = {0};

    text_add(&out,
             "Coefficients of area, board power, manufacturing and price. "
             "Written by `gpuscape calibrate %s` with the facts %s; not to be "
             "edited. %zu GPUs of %zu chips. Mean errors of what was left out, "
             "|modelled / real - 1|: ",
             base_name(csv), base_name(facts), c->n_devices, c->n_chips);
    add_errors(&out, t);
    text_add(&out, " The totals are to be trusted, not the terms: single ones "
                   "are weakly identified.");
    return out.text;
}

static bool write_costs(const struct cost_model *m, const char *head,
                        const char *path, struct err *e) {
    struct file_out f;

    if (!file_out_open(&f, path, e))
        return false;
    if (cost_model_write(m, head, f.stream))
        return file_out_commit(&f, e);
    file_out_abort(&f);
    return err_set(e, ERR_IO, "%s: cannot write it", path);
}

static bool calibrate(const struct cli *c, enum table_format format,
                      struct err *e) {
    const char *csv = c->operands[0], *path = cli_value(c, OUTPUT, NULL);
    const char *facts_name = cli_value(c, FACTS, "silicon");
    struct cost_model *facts = cost_facts_load(facts_name, e), *m = NULL;
    struct catalogue catalogue = {0};
    struct cost_trial t = {0};
    bool good = facts != NULL && catalogue_read(&catalogue, csv, facts, e) &&
                (m = cost_fit_all(facts, &catalogue, e)) != NULL &&
                cost_trial_run(&t, facts, &catalogue, e);

    if (good) {
        char *head = head_of(csv, facts_name, &catalogue, &t);

        cost_trial_put(&t, m);
        good = write_costs(m, head, path, e);
        free(head);
    }
    if (good) {
        cli_note("%zu GPUs of %zu chips; wrote %s", catalogue.n_devices,
                 catalogue.n_chips, path);
        cli_put_table(validate_costs_table(&t, COSTS_ALL), format);
    }
    cost_trial_free(&t);
    catalogue_free(&catalogue);
    cost_model_free(m);
    cost_model_free(facts);
    return good;
}

static int run(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    struct err e;

    if (!cli_threads(c, THREADS) || !cli_format(c, FORMAT, &format))
        return CLI_USAGE;
    if (cli_count(c, OUTPUT) == 0)
        return cli_wrong(c, "the file to write is missing: -o COSTS");
    return calibrate(c, format, &e) ? CLI_DONE : cli_fail(&e);
}

int cmd_calibrate(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [OUTPUT] = {'o', "output", "COSTS", "the file to write", false},
        [FACTS] = {0, "facts", "FACTS",
                   "what is not fitted; silicon by default", false},
        [THREADS] = CLI_OPTION_THREADS,
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "CSV -o COSTS [OPTION]...",
        "Fits the models of die area, board power and price to a table of "
        "GPUs, by least squares, writes their coefficients and prints how "
        "wrong they are about what was left out of the fit.",
        options,
        N_OPTIONS,
        "a table of GPUs",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
