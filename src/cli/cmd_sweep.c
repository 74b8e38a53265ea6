/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/progress.h"
#include "cost/cost_model.h"
#include "draw/sweep_figures.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/result.h"
#include "sweep/sweep.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT, SET, THREADS, DRY_RUN, NO_PLOTS, N_OPTIONS };

/* Everything that a run needs, loaded in this order. */
struct job {
    struct sweep sweep;
    struct predictor predictor;
    struct cost_model *costs;
    struct plan plan;
};

static void job_free(struct job *j) {
    plan_free(&j->plan);
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
           sweep_figures_check(&j->sweep, e) &&
           predictor_load(&j->predictor, j->sweep.model, e) &&
           (j->costs = cost_model_load(j->sweep.costs, e)) != NULL &&
           plan_new(&j->plan, &j->sweep, &j->predictor, j->costs, e);
    free(overrides);
    return good;
}

static double now_s(void) {
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Two digits of a duration, as a person writes them. */
static int decimals(double seconds) {
    return seconds >= 10 ? 0 : seconds >= 1 ? 1 : seconds >= 0.1 ? 2 : 3;
}

/* Says how many points there are and how long they would take, from the time
 * of one batch spread over the threads. */
static bool dry_run(const struct job *j, double prepared_s, size_t threads,
                    struct err *e) {
    const struct plan *p = &j->plan;
    size_t n = p->n_points < PLAN_BATCH ? p->n_points : PLAN_BATCH;
    double start_s, each_s, total_s;
    struct batch b;

    if (!batch_new(&b, p, e))
        return false;
    start_s = now_s();
    plan_evaluate(p, 0, n, &b);
    each_s = (now_s() - start_s) / (double)n;
    batch_free(&b);
    /* Two passes, the second with the writing of rows. */
    total_s = prepared_s + 4 * each_s * (double)p->n_points / (double)threads;
    printf("%zu points of %zu structures, %zu workloads\n", p->n_points,
           p->n_structures, j->sweep.n_workloads);
    printf("expected time: about %.*f s and the plots\n", decimals(total_s),
           total_s);
    return true;
}

static void show_points(void *data, size_t done, size_t total) {
    progress_tell(data, (double)done / (double)total);
}

/* One note a line. */
static void note_lines(char *text) {
    char *rest = NULL;

    for (char *line = text == NULL ? NULL : strtok_r(text, "\n", &rest);
         line != NULL; line = strtok_r(NULL, "\n", &rest))
        cli_note("%s", line);
}

static bool draw(const struct job *j, const char *dir, struct err *e) {
    const unsigned pictures =
        1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF;
    struct text left_out = {0};
    bool good;

    if (!figure_can_draw()) {
        cli_note("gnuplot is not installed: no plots; install it and run "
                 "`gpuscape plot %s`",
                 dir);
        return true;
    }
    good = sweep_figures_draw(&j->sweep, dir, NULL, pictures, &left_out, e);
    note_lines(left_out.text);
    free(left_out.text);
    return good;
}

static bool run_job(const struct job *j, const struct cli *c, const char *dir,
                    struct err *e) {
    struct progress progress;
    struct run_options options = {show_points, &progress};
    struct run run;
    double taken_s;
    bool good;

    progress_begin(&progress, "sweeping", "points", (double)j->plan.n_points);
    good = result_run(&run, &j->plan, &j->predictor, &options, dir, e);
    taken_s = progress_end(&progress);
    if (!good)
        return false;
    cli_note("%zu points in %.*f s: %zu feasible, %zu on the front",
             j->plan.n_points, decimals(taken_s), taken_s, run.n_feasible,
             run.n_front);
    run_free(&run);
    if (cli_count(c, NO_PLOTS) == 0 && !draw(j, dir, e))
        return false;
    cli_note("written to %s", dir);
    return true;
}

/* The short form of summary.txt: it is the answer, so it goes to standard
 * output. */
static bool print_summary(const char *dir, struct err *e) {
    char *path = file_join(dir, "summary.txt");
    char *text = file_read(path, e);

    free(path);
    if (text == NULL)
        return false;
    fputs(text, stdout);
    free(text);
    return true;
}

static int run(const struct cli *c) {
    struct job j = {.costs = NULL};
    struct err e;
    char *dir;
    double start_s = now_s();
    size_t threads = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    bool good;

    if (!cli_threads(c, THREADS) || !cli_size(c, THREADS, 1, 4096, &threads))
        return CLI_USAGE;
    good = job_load(&j, c, &e);
    if (good && cli_count(c, DRY_RUN) > 0) {
        good = dry_run(&j, now_s() - start_s, threads, &e);
    } else if (good) {
        dir = cli_value(c, OUTPUT, NULL) != NULL
                  ? mem_strdup(cli_value(c, OUTPUT, NULL))
                  : file_join("result", j.sweep.name);
        good = run_job(&j, c, dir, &e) && print_summary(dir, &e);
        free(dir);
    }
    job_free(&j);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_sweep(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [OUTPUT] = {'o', "output", "DIR",
                    "where the results go; by default result/NAME", false},
        [SET] = {0, "set", "KEY=VALUE",
                 "change a value of the sweep file, for example "
                 "'axes.[0].count=50' or 'keep=front'",
                 true},
        [THREADS] = CLI_OPTION_THREADS,
        [DRY_RUN] = {0, "dry-run", NULL,
                     "check everything, say how many points and how long",
                     false},
        [NO_PLOTS] = {0, "no-plots", NULL, "tables only", false},
    };
    static const struct cli_command command = {
        "FILE [OPTION]...",
        "Evaluates every design point of a sweep file (a name in sweeps/ or a "
        "path), finds the Pareto front, and writes points.csv, front.csv, "
        "marks.csv, summaries, the manifest and the plots.  The summary is "
        "printed as well.",
        options,
        N_OPTIONS,
        "FILE",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
