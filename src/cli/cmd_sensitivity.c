/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"
#include "cli/preview.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/sensitivity_report.h"
#include "cost/cost_model.h"
#include "draw/figure.h"
#include "draw/sweep_figures.h"
#include "study/sensitivity.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    RESPONSE,
    METHOD,
    SAMPLES,
    TRAJECTORIES,
    SEED,
    SET,
    OUTPUT,
    NO_PLOTS,
    NO_PREVIEW,
    FORMAT,
    THREADS,
    N_OPTIONS
};

/* Everything that a study needs, loaded in this order. */
struct job {
    struct sweep sweep;
    struct predictor predictor;
    struct cost_model *costs;
    struct study study;
};

static void job_free(struct job *j) {
    cost_model_free(j->costs);
    predictor_free(&j->predictor);
    sweep_free(&j->sweep);
}

static bool job_load(struct job *j, const struct cli *c, struct err *e) {
    size_t n = cli_count(c, SET);
    const char **overrides = mem_alloc(n, sizeof *overrides);
    bool good;

    for (size_t i = 0; i < n; i++)
        overrides[i] = cli_value_at(c, SET, i);
    good = sweep_load(&j->sweep, c->operands[0], overrides, n, e) &&
           predictor_load(&j->predictor, j->sweep.model, e) &&
           (j->costs = cost_model_load(j->sweep.costs, e)) != NULL &&
           study_init(&j->study, &j->sweep, &j->predictor, j->costs,
                      cli_value(c, RESPONSE, j->sweep.objectives[0].column), e);
    free(overrides);
    return good;
}

/* The methods asked for; by default all, or the first where there is room for
 * one table only.  False after a message. */
static bool find_methods(const struct cli *c, enum table_format format,
                         bool wanted[SENSITIVITY_N]) {
    for (size_t i = 0; i < SENSITIVITY_N; i++)
        wanted[i] = cli_count(c, METHOD) == 0 &&
                    (format == TABLE_TEXT || i == SENSITIVITY_OAT);
    for (size_t i = 0; i < cli_count(c, METHOD); i++) {
        const char *name = cli_value_at(c, METHOD, i);
        size_t m = text_index(name, sensitivity_names, SENSITIVITY_N);
        char shown[TEXT_SHOWN_MAX], nearest[CLI_NEAREST_MAX];

        if (m == SENSITIVITY_N) {
            cli_wrong(
                c, "there is no method '%s'%s", text_shown(name, shown),
                cli_nearest(name, sensitivity_names, SENSITIVITY_N, nearest));
            return false;
        }
        wanted[m] = true;
    }
    if (format != TABLE_TEXT && cli_count(c, METHOD) > 1) {
        cli_wrong(c, "csv and json hold one table: choose one --method, or "
                     "write all with --output");
        return false;
    }
    return true;
}

static bool find_options(const struct cli *c, struct sensitivity_options *o) {
    size_t seed = (size_t)o->seed;
    bool good = cli_size(c, SAMPLES, 16, 1u << 20, &o->samples) &&
                cli_size(c, TRAJECTORIES, 2, 100000, &o->trajectories) &&
                cli_size(c, SEED, 0, ((size_t)1 << 53) - 1, &seed) &&
                cli_threads(c, THREADS);

    o->seed = seed;
    return good;
}

static bool run_each(const struct sensitivity_report *report,
                     const bool wanted[SENSITIVITY_N], struct err *e) {
    sensitivity_put_head(report);
    for (size_t i = 0; i < SENSITIVITY_N; i++) {
        struct sensitivity_count count = {0, 0};
        struct table *t;
        bool good;

        if (!wanted[i])
            continue;
        t = sensitivity_methods[i].run(report->study, &report->options, &count,
                                       e);
        good = t != NULL && sensitivity_put(report, i, t, &count, e);
        table_free(t);
        if (!good)
            return false;
    }
    return true;
}

static bool run_methods(const struct job *j, const struct cli *c,
                        const struct sensitivity_options *o,
                        const bool wanted[SENSITIVITY_N],
                        enum table_format format, struct err *e) {
    const char *dir = cli_value(c, OUTPUT, NULL);
    struct sensitivity_report report = {&j->study, format, dir, NULL, *o};
    bool draws = dir != NULL && cli_count(c, NO_PLOTS) == 0;
    /* Methods may be run one after the other into one folder. */
    bool all = wanted[SENSITIVITY_OAT] && wanted[SENSITIVITY_SOBOL];
    char *plots = draws ? file_join(dir, "plots") : NULL;
    struct gallery into = {.dir = NULL};
    bool good = dir == NULL || file_make_dir(dir, e);

    if (draws && !figure_can_draw()) {
        cli_note("gnuplot is not installed: no plots");
        draws = false;
    }
    if (draws) {
        good = good && gallery_open(&into, plots, "sensitivity", all, e);
        report.into = &into;
    }
    good = good && run_each(&report, wanted, e);
    good = gallery_close(&into, good, e);
    free(plots);
    if (good && draws && cli_count(c, NO_PREVIEW) == 0)
        preview_show(dir, "sensitivity");
    if (good && dir != NULL)
        cli_note("written to %s", dir);
    return good;
}

static int run(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    struct sensitivity_options o = sensitivity_defaults;
    bool wanted[SENSITIVITY_N];
    struct job j = {.costs = NULL};
    struct err e;
    bool good;

    if (!cli_format(c, FORMAT, &format) || !find_options(c, &o) ||
        !find_methods(c, format, wanted))
        return CLI_USAGE;
    good = job_load(&j, c, &e) && run_methods(&j, c, &o, wanted, format, &e);
    job_free(&j);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_sensitivity(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [RESPONSE] = {'r', "response", "COLUMN",
                      "the number that is looked at, a metric such as "
                      "throughput or power_w; by default the first objective",
                      false},
        [METHOD] = {'m', "method", "METHOD",
                    "oat (one at a time), elasticity, morris or sobol; by "
                    "default all, and as csv or json the first",
                    true},
        [SAMPLES] = {0, "samples", "N",
                     "base points of sobol, best a power of 2; 1024 by "
                     "default.  It takes N (parameters + 2) evaluations",
                     false},
        [TRAJECTORIES] = {0, "trajectories", "N",
                          "trajectories of morris; 64 by default.  It takes N "
                          "(parameters + 1) evaluations",
                          false},
        [SEED] = {0, "seed", "N", "of the random numbers; 1 by default", false},
        [SET] = {0, "set", "KEY=VALUE",
                 "change a value of the sweep file, for example "
                 "'axes.[0].to=80'",
                 true},
        [OUTPUT] = {'o', "output", "DIR",
                    "also write METHOD.csv for each and, in DIR/plots, a "
                    "tornado and the Sobol indices",
                    false},
        [NO_PLOTS] = {0, "no-plots", NULL, "tables only", false},
        [NO_PREVIEW] = CLI_OPTION_NO_PREVIEW,
        [FORMAT] = CLI_OPTION_FORMAT,
        [THREADS] = CLI_OPTION_THREADS,
    };
    static const struct cli_command command = {
        "FILE [OPTION]...",
        "Says which axes of a sweep file (a name in sweeps/ or a path) matter "
        "for a response.  Axes are taken as parameters with a range: one of "
        "whole numbers, or one that the predictor is asked anew for, takes "
        "the values of its axis, any other every number between its first and "
        "last.  Constraints are not applied.",
        options,
        N_OPTIONS,
        "FILE",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
