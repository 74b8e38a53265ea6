/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/measured.h"
#include "cli/progress.h"
#include "predict/measurement.h"
#include "predict/predictor.h"

#include <stdlib.h>
#include <string.h>

enum {
    OUTPUT,
    KIND,
    EXCLUDE,
    TRAINING,
    THREADS = TRAINING + MEASURED_N_OPTIONS,
    N_OPTIONS
};

/* A model takes minutes: learn before, not after, that it cannot be written. */
static bool can_write(const char *path, struct err *e) {
    struct file_out out;

    if (!file_out_open(&out, path, e))
        return false;
    file_out_abort(&out);
    return true;
}

static void say_excluded(const struct device *d, bool rows,
                         const char *others) {
    char shown[TEXT_SHOWN_MAX], others_shown[TEXT_SHOWN_MAX];

    text_shown(d->name, shown);
    if (rows)
        cli_note("left out: %s%s%s", shown,
                 others != NULL ? ", and with it its twins: " : "",
                 others != NULL ? text_shown(others, others_shown) : "");
    else
        cli_note("note: the tables hold no rows of %s", shown);
}

/* Leaves out the devices asked for and those that differ from them in name
 * only, and says which these are. */
static bool exclude(const struct cli *c, const struct measurements *m,
                    bool excluded[], struct err *e) {
    for (size_t i = 0; i < cli_count(c, EXCLUDE); i++) {
        bool *flags = mem_alloc(m->n_devices, sizeof *flags);
        struct text others = {0};
        struct device d;
        bool good = measured_device(m, cli_value_at(c, EXCLUDE, i), &d, e);

        bool rows = good && measured_twins(m, &d, flags) > 0;

        for (size_t j = 0; good && j < m->n_devices; j++) {
            excluded[j] = excluded[j] || flags[j];
            if (flags[j] && strcmp(m->devices[j].name, d.name) != 0)
                text_add(&others, "%s%s", others.length > 0 ? ", " : "",
                         m->devices[j].name);
        }
        if (good)
            say_excluded(&d, rows, others.text);
        free(others.text);
        free(flags);
        if (!good)
            return false;
    }
    return true;
}

static bool write_model(const struct predictor *p, const char *path,
                        struct err *e) {
    struct file_out out;

    /* A write that fails is seen by the commit. */
    return file_out_open(&out, path, e) &&
           (predictor_save(p, out.stream), file_out_commit(&out, e));
}

static bool train(const struct cli *c, const struct predictor_kind *kind,
                  struct train_options *options, struct err *e) {
    const char *path = cli_value(c, OUTPUT, NULL);
    struct measurements m = {0};
    struct predictor p = {0};
    struct progress progress;
    bool *excluded = NULL;
    bool good =
        can_write(path, e) && measured_read(&m, c->operands, c->n_operands, e);
    double passed_s;

    if (good) {
        excluded = mem_alloc(m.n_devices, sizeof *excluded);
        good = exclude(c, &m, excluded, e);
    }
    if (good) {
        progress_begin(&progress, "training", NULL, 0);
        options->progress = progress_tell;
        options->progress_data = &progress;
        good = predictor_train(&p, kind, &m, excluded, options, e);
        passed_s = progress_end(&progress);
        if (good)
            cli_note("%s: trained on %zu rows of %zu devices, seed %llu, in "
                     "%.1f s",
                     kind->name, p.n_rows, p.n_devices,
                     (unsigned long long)p.seed, passed_s);
    }
    good = good && write_model(&p, path, e);
    if (good)
        cli_note("wrote %s", path);
    predictor_free(&p);
    measurements_free(&m);
    free(excluded);
    return good;
}

static int run(const struct cli *c) {
    const struct predictor_kind *kind;
    struct train_options options;
    struct err e;

    if (!measured_options(c, TRAINING, &options) || !cli_threads(c, THREADS))
        return CLI_USAGE;
    if (cli_count(c, OUTPUT) == 0)
        return cli_wrong(c, "the file to write is missing: -o MODEL");
    kind = predictor_kind_find(cli_value(c, KIND, "efficiency"), &e);
    return kind != NULL && train(c, kind, &options, &e) ? CLI_DONE
                                                        : cli_fail(&e);
}

int cmd_train(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [OUTPUT] = {'o', "output", "MODEL", "the file to write", false},
        [KIND] = {0, "predictor", "KIND",
                  "the kind of predictor; efficiency by default", false},
        [EXCLUDE] = {0, "exclude-device", "NAME",
                     "leave out a device, and those that differ from it in "
                     "name only; may be given again",
                     true},
        MEASURED_OPTIONS(TRAINING),
        [THREADS] = CLI_OPTION_THREADS,
    };
    static const struct cli_command command = {
        "CSV... -o MODEL [OPTION]...",
        "Trains a predictor from tables of measurements, plain or compressed "
        "with gzip, and writes a model file.  The same tables, in the same "
        "order, and the same seed give the same model.",
        options,
        N_OPTIONS,
        "a table of measurements",
        1,
        (size_t)-1,
        run};

    return cli_main(&command, argc, argv);
}
