/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/measured.h"
#include "cli/progress.h"
#include "cli/train_calibrate.h"
#include "predict/conformal.h"
#include "predict/left_out.h"
#include "predict/measurement.h"
#include "predict/network_errors.h"
#include "predict/network_times.h"
#include "predict/predictor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUTPUT,
    KIND,
    EXCLUDE,
    INTERVALS,
    NETWORKS,
    CALIBRATE,
    DEVICE,
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

/* How the intervals did on the devices that were left out. */
static void say_coverage(const struct conformal *c) {
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
            const struct conformal_coverage *x = &c->coverage[r][l];

            cli_note("%.0f %% interval, rule '%s': holds %.1f %% of a left-out "
                     "device's times, mean over %zu devices (%.1f to %.1f); "
                     "width x/%.2f",
                     100 * conformal_levels[l], conformal_rule_names[r],
                     100 * x->mean, x->n_devices, 100 * x->least, 100 * x->most,
                     exp(x->width));
        }
}

static void say_networks(const struct conformal *c) {
    const struct conformal_coverage *x = &c->network_coverage[CONFORMAL_90];

    if (c->n_network_devices > 0)
        cli_note("90 %% interval of networks: from %zu runs on %zu left-out "
                 "devices, x/%.2f; holds %.1f %% of a further device's runs, "
                 "mean (%.1f to %.1f); of a speedup x/%.2f",
                 c->n_network_rows, c->n_network_devices,
                 exp(conformal_network(c, false)), 100 * x->mean,
                 100 * x->least, 100 * x->most, exp(conformal_speedup(c)));
    else
        cli_note("90 %% interval of networks, from layers and the spread of "
                 "software: x/%.2f; of a speedup x/%.2f",
                 exp(conformal_network(c, false)), exp(conformal_speedup(c)));
}

/* Intervals from the errors on devices left out one at a time. */
static bool add_intervals(const struct cli *c, struct predictor *p,
                          const struct measurements *m, const bool excluded[],
                          struct train_options *options, struct err *e) {
    struct network_times times = {0};
    struct network_errors errors;
    struct left_out_watch watch = {network_errors_fold, &errors};
    struct progress progress;
    struct left_out x = {0};
    double passed_s;
    bool good = true;

    for (size_t i = 0; good && i < cli_count(c, NETWORKS); i++)
        good = network_times_read(&times, cli_value_at(c, NETWORKS, i), e);
    network_errors_init(&errors, &times, m);
    if (good) {
        progress_begin(&progress, "leaving out", NULL, 0);
        options->progress = progress_tell;
        options->progress_data = &progress;
        good = left_out_new(&x, p->kind, m, excluded, options, &watch, e);
        passed_s = progress_end(&progress);
    }
    if (good) {
        conformal_fit(&p->intervals, &x);
        network_errors_rest(&errors, p);
        network_errors_fit(&errors, &p->intervals);
        cli_note("intervals from %zu rows of %zu devices, each predicted "
                 "without it and its twins, in %.1f s",
                 x.n, p->intervals.n_devices, passed_s);
        say_coverage(&p->intervals);
        say_networks(&p->intervals);
        train_say_calibrated(&x);
    }
    left_out_free(&x);
    network_errors_free(&errors);
    network_times_free(&times);
    return good;
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
    if (good && cli_count(c, INTERVALS) > 0)
        good = add_intervals(c, &p, &m, excluded, options, e);
    good = good && train_write(&p, path, e);
    if (good)
        cli_note("wrote %s", path);
    predictor_free(&p);
    measurements_free(&m);
    free(excluded);
    return good;
}

static int calibrate(const struct cli *c) {
    struct err e;

    for (size_t i = 0; i < THREADS; i++)
        if (i != OUTPUT && i != CALIBRATE && i != DEVICE && cli_count(c, i) > 0)
            return cli_wrong(c,
                             "--%s is for training, and --calibrate corrects "
                             "a model that is there",
                             c->command->options[i].name);
    if (cli_count(c, DEVICE) == 0)
        return cli_wrong(c, "the measured device is missing: --device NAME");
    return can_write(cli_value(c, OUTPUT, NULL), &e) &&
                   train_calibrate(c, cli_value(c, CALIBRATE, NULL),
                                   cli_value(c, DEVICE, NULL),
                                   cli_value(c, OUTPUT, NULL), &e)
               ? CLI_DONE
               : cli_fail(&e);
}

static int run(const struct cli *c) {
    const struct predictor_kind *kind;
    struct train_options options;
    struct err e;

    if (!measured_options(c, TRAINING, &options) || !cli_threads(c, THREADS))
        return CLI_USAGE;
    if (cli_count(c, OUTPUT) == 0)
        return cli_wrong(c, "the file to write is missing: -o MODEL");
    if (cli_count(c, CALIBRATE) > 0)
        return calibrate(c);
    if (cli_count(c, DEVICE) > 0)
        return cli_wrong(c, "--device is for --calibrate");
    if (cli_count(c, NETWORKS) > 0 && cli_count(c, INTERVALS) == 0)
        return cli_wrong(c, "--networks is for --intervals");
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
        [INTERVALS] = {0, "intervals", NULL,
                       "also leave out each device in turn, and keep in the "
                       "model how wrong it then is: times get intervals",
                       false},
        [NETWORKS] = {0, "networks", "CSV",
                      "with --intervals: measured times of whole networks, for "
                      "their intervals; may be given again",
                      true},
        [CALIBRATE] = {0, "calibrate", "MODEL",
                       "train nothing: correct this model for --device by its "
                       "rows in the tables, 3 or more",
                       false},
        [DEVICE] = {0, "device", "NAME", "the device to --calibrate for",
                    false},
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
