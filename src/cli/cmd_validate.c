/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/measured.h"
#include "cli/progress.h"
#include "cli/validate_table.h"
#include "predict/measurement.h"
#include "predict/predictor.h"
#include "predict/validate.h"

#include <stdlib.h>
#include <string.h>

enum {
    MODEL,
    KIND,
    LEAVE,
    DEVICE,
    TRAINING,
    THREADS = TRAINING + MEASURED_N_OPTIONS,
    FORMAT,
    N_OPTIONS
};

/* What is judged: devices, and either kinds that are trained without each of
 * them or one model as it is. */
struct trial {
    const struct cli *c;
    struct measurements m;
    size_t *devices;
    size_t n_devices, n_kinds;
    const struct predictor_kind *kinds[PREDICTOR_N_KINDS];
    struct predictor model;   /* with -m */
    struct device *catalogue; /* with -m: all devices, to know its twins */
    size_t n_catalogue;
    struct train_options options;
};

/* One device under one predictor. */
struct fold {
    struct validate_cells cells;
    struct err e;
    bool good;
    double share; /* done */
};

/* All folds, for the one line of progress. */
struct folds {
    struct fold *folds;
    size_t n;
    struct progress progress;
};

struct fold_progress {
    struct folds *all;
    struct fold *fold;
};

static void tell(void *data, double share) {
    struct fold_progress *p = data;

#pragma omp critical(validate_progress)
    {
        double sum = 0;

        p->fold->share = share;
        for (size_t i = 0; i < p->all->n; i++)
            sum += p->all->folds[i].share;
        progress_tell(&p->all->progress, sum / (double)p->all->n);
    }
}

static void run_fold(const struct trial *t, size_t i, struct folds *all) {
    struct fold *f = &all->folds[i];
    struct fold_progress progress = {all, f};
    struct train_options options = t->options;
    size_t device = t->devices[i / t->n_kinds];

    options.progress = tell;
    options.progress_data = &progress;
    f->good = true;
    if (t->model.state != NULL)
        validate_device(&t->model, &t->m, device, &f->cells);
    else
        f->good = validate_left_out(t->kinds[i % t->n_kinds], &t->m, device,
                                    &options, &f->cells, &f->e);
    tell(&progress, 1);
}

/* Each fold is trained by one thread where there are several, so that the
 * order in which they end does not matter. */
static struct fold *run_folds(const struct trial *t) {
    size_t n = t->n_devices * t->n_kinds;
    struct folds all = {mem_alloc(n, sizeof *all.folds), n, {0}};

    progress_begin(&all.progress, "validating", NULL, 0);
#pragma omp parallel for schedule(dynamic) if (n > 1)
    for (size_t i = 0; i < n; i++)
        run_fold(t, i, &all);
    progress_end(&all.progress);
    return all.folds;
}

/* The devices to judge: those asked for, or all. */
static bool choose_devices(struct trial *t, struct err *e) {
    size_t n = cli_count(t->c, DEVICE);

    t->devices = mem_alloc(t->m.n_devices + n, sizeof *t->devices);
    for (size_t i = 0; n == 0 && i < t->m.n_devices; i++)
        t->devices[t->n_devices++] = i;
    for (size_t i = 0; i < n; i++) {
        struct device d;
        size_t at = 0;

        if (!measured_device(&t->m, cli_value_at(t->c, DEVICE, i), &d, e))
            return false;
        while (at < t->m.n_devices &&
               strcmp(t->m.devices[at].name, d.name) != 0)
            at++;
        if (at == t->m.n_devices)
            return err_set(e, ERR_INPUT, "no rows of %s are in the tables",
                           d.name);
        for (size_t j = 0; j < t->n_devices; j++)
            if (t->devices[j] == at)
                return err_set(e, ERR_USAGE,
                               "option '--device': %s is given twice", d.name);
        t->devices[t->n_devices++] = at;
    }
    return true;
}

static bool choose_kinds(struct trial *t, struct err *e) {
    const char *model = cli_value(t->c, MODEL, NULL);
    size_t n = cli_count(t->c, KIND);

    t->n_kinds = 1;
    t->kinds[0] = predictor_kinds[0];
    if (model != NULL)
        return predictor_load(&t->model, model, e);
    for (size_t i = 0; i < n; i++) {
        const struct predictor_kind *kind =
            predictor_kind_find(cli_value_at(t->c, KIND, i), e);

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

static bool is_trained_on(const struct trial *t, const struct device *d) {
    for (size_t i = 0; i < t->model.n_devices; i++)
        if (strcmp(t->model.devices[i], d->name) == 0)
            return true;
    return false;
}

/* How the device stands to the model that is judged. */
static enum validate_role role_of(const struct trial *t, size_t device) {
    const struct device *d = &t->m.devices[device];

    if (is_trained_on(t, d))
        return VALIDATE_SEEN;
    for (size_t i = 0; i < t->n_catalogue; i++)
        if (measurement_twins(d, &t->catalogue[i]) &&
            is_trained_on(t, &t->catalogue[i]))
            return VALIDATE_TWIN_SEEN;
    return VALIDATE_LEFT_OUT;
}

/* All folds as a table, in the order of devices. */
static bool report(const struct trial *t, const struct fold folds[],
                   struct table *out, struct err *e) {
    struct validate_means means = {0};

    validate_columns(out);
    for (size_t i = 0; i < t->n_devices; i++) {
        struct validate_entry entries[PREDICTOR_N_KINDS];

        for (size_t k = 0; k < t->n_kinds; k++) {
            const struct fold *f = &folds[i * t->n_kinds + k];

            if (!f->good) {
                *e = f->e;
                return false;
            }
            entries[k] = (struct validate_entry){t->model.state != NULL
                                                     ? t->model.kind->name
                                                     : t->kinds[k]->name,
                                                 &f->cells};
        }
        validate_add(out, t->m.devices[t->devices[i]].name,
                     role_of(t, t->devices[i]), entries, t->n_kinds, &means);
    }
    validate_add_means(out, &means);
    return true;
}

static bool validate(struct trial *t, enum table_format format, struct err *e) {
    const struct cli *c = t->c;
    struct table *out = NULL;
    struct fold *folds = NULL;
    bool good = choose_kinds(t, e) &&
                measured_read(&t->m, c->operands, c->n_operands, e) &&
                choose_devices(t, e);

    if (good) {
        if (t->model.state != NULL)
            t->catalogue = measured_catalogue(&t->n_catalogue);
        folds = run_folds(t);
        out = table_new();
        good = report(t, folds, out, e);
    }
    if (good)
        cli_put_table(out, format);
    else
        table_free(out);
    for (size_t i = 0; folds != NULL && i < t->n_devices * t->n_kinds; i++)
        validate_cells_free(&folds[i].cells);
    free(folds);
    free(t->devices);
    free(t->catalogue);
    predictor_free(&t->model);
    measurements_free(&t->m);
    return good;
}

static int run(const struct cli *c) {
    static const char *const ways[] = {"device"};
    enum table_format format = TABLE_TEXT;
    struct trial t = {.c = c};
    size_t way = 0;
    struct err e;

    if (!measured_options(c, TRAINING, &t.options) ||
        !cli_threads(c, THREADS) || !cli_format(c, FORMAT, &format) ||
        !cli_choice(c, LEAVE, ways, 1, &way))
        return CLI_USAGE;
    for (size_t i = 0; cli_count(c, MODEL) > 0 && i < THREADS; i++)
        if (i != MODEL && i != DEVICE && cli_count(c, i) > 0)
            return cli_wrong(c,
                             "--%s is for training, and -m judges a model "
                             "as it is",
                             c->command->options[i].name);
    return validate(&t, format, &e) ? CLI_DONE : cli_fail(&e);
}

int cmd_validate(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [MODEL] = {'m', "model", "MODEL",
                   "judge this model as it is, and say which devices it saw",
                   false},
        [KIND] = {0, "predictor", "KIND",
                  "judge this kind of predictor, trained anew without each "
                  "device; efficiency by default; may be given again",
                  true},
        [LEAVE] = {0, "leave-one-out", "device",
                   "leave out one device at a time, in all tables, and those "
                   "that differ from it in name only; this is so without -m",
                   false},
        [DEVICE] = {0, "device", "NAME",
                    "judge on this device only; may be given again", true},
        MEASURED_OPTIONS(TRAINING),
        [THREADS] = CLI_OPTION_THREADS,
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "CSV... [OPTION]...",
        "Compares predictions with measurements.  The errors are of |predicted "
        "/ measured - 1|, in percent; the bias is the median of predicted / "
        "measured - 1.  A device's mean over its rows of the table weighs each "
        "by its measurements, at most 1500; the mean over devices weighs all "
        "alike.",
        options,
        N_OPTIONS,
        "a table of measurements",
        1,
        (size_t)-1,
        run};

    return cli_main(&command, argc, argv);
}
