/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/ranks.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/preview.h"
#include "cli/progress.h"
#include "cli/report_files.h"
#include "cli/sweep_job.h"
#include "sweep/forecast.h"
#include "sweep/plan.h"
#include "sweep/result.h"
#include "sweep/rows.h"
#include "sweep/team.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUTPUT,
    SET,
    THREADS,
    RESUME,
    SHARD,
    CHECKPOINT,
    DRY_RUN,
    NO_PLOTS,
    REPORT,
    NO_PREVIEW,
    N_OPTIONS
};

enum { SHARDS_MAX = 1000000 };

static bool load(struct sweep_job *j, const struct cli *c, struct err *e) {
    size_t n = cli_count(c, SET);
    const char **overrides = mem_alloc(n, sizeof *overrides);
    bool good;

    for (size_t i = 0; i < n; i++)
        overrides[i] = cli_value_at(c, SET, i);
    good = sweep_job_load(j, c->operands[0], NULL, overrides, n, e);
    free(overrides);
    return good;
}

/* Two digits of a duration, as a person writes them. */
static int decimals(double seconds) {
    return seconds >= 10 ? 0 : seconds >= 1 ? 1 : seconds >= 0.1 ? 2 : 3;
}

/* Says how many points there are and how long they would take. */
static void dry_run(const struct sweep_job *j, double prepared_s) {
    const struct plan *p = &j->plan;
    double total_s = prepared_s + forecast_run_s(p);

    printf("%zu points of %zu structures, %zu workloads\n", p->n_points,
           p->n_structures, j->sweep.n_workloads);
    printf("expected time: about %.*f s and the plots\n", decimals(total_s),
           total_s);
}

static void show_points(void *data, size_t done, size_t total) {
    progress_tell(data, (double)done / (double)total);
}

/* I/N. */
static bool read_shard(const struct cli *c, struct share *out) {
    const char *text = cli_value(c, SHARD, NULL), *slash;
    char number[TEXT_NUMBER_MAX];
    size_t n;

    if (text == NULL)
        return true;
    slash = strchr(text, '/');
    n = slash == NULL ? 0 : (size_t)(slash - text);
    if (n > 0 && n < sizeof number) {
        memcpy(number, text, n);
        number[n] = '\0';
        if (text_to_size(number, &out->shard) &&
            text_to_size(slash + 1, &out->n_shards) && out->shard >= 1 &&
            out->shard <= out->n_shards && out->n_shards <= SHARDS_MAX)
            return true;
    }
    cli_wrong(c,
              "--shard: '%s' is not I/N, share I of N, from 1/N to N/N with N "
              "at most %d",
              text, SHARDS_MAX);
    return false;
}

static bool read_task(const struct cli *c, struct result_task *task) {
    const char *every = cli_value(c, CHECKPOINT, NULL);

    *task = (struct result_task){.share = {1, 1},
                                 .resume = cli_count(c, RESUME) > 0,
                                 .checkpoint_s = RESULT_CHECKPOINT_S};
    if (every != NULL && (!text_to_number(every, &task->checkpoint_s) ||
                          task->checkpoint_s < 0)) {
        cli_wrong(c, "--checkpoint: '%s' is not a number of seconds", every);
        return false;
    }
    return read_shard(c, &task->share);
}

/* How to go on with a run that did not come to its end. */
static void say_how(const struct cli *c, const struct result_task *task,
                    const char *dir) {
    struct text words = {0};

    text_add(&words, "gpuscape sweep %s", c->operands[0]);
    for (size_t i = 0; i < cli_count(c, SET); i++)
        text_add(&words, " --set '%s'", cli_value_at(c, SET, i));
    if (task->share.n_shards > 1)
        text_add(&words, " --shard %zu/%zu", task->share.shard,
                 task->share.n_shards);
    cli_note("what is done is kept in %s; to go on: %s -o %s --resume", dir,
             words.text, dir);
    free(words.text);
}

static void say_where_from(const struct cli *c, const struct result_task *task,
                           const char *dir) {
    if (task->dropped)
        cli_note("%s held the checkpoint of another run, which is gone; "
                 "--resume would have gone on from it",
                 dir);
    if (cli_count(c, RESUME) > 0 && task->resumed > 0)
        cli_note("gone on from %.0f %%", 100 * task->resumed);
    else if (cli_count(c, RESUME) > 0)
        cli_note("no checkpoint in %s: begun with the first point", dir);
}

/* " on 4 ranks", where there is more than one. */
static const char *ranks_words(size_t n, char words[TEXT_NUMBER_MAX + 10]) {
    words[0] = '\0';
    if (n > 1)
        sprintf(words, " on %zu ranks", n);
    return words;
}

static bool run_job(const struct sweep_job *j, const struct cli *c,
                    struct result_task *task, const char *dir,
                    struct team *team, struct err *e) {
    struct progress progress;
    struct run_options options = {.progress = show_points,
                                  .progress_data = &progress,
                                  .stop = interrupt_came,
                                  .team = team};
    char ranks[TEXT_NUMBER_MAX + 10];
    struct run run;
    double taken_s;
    bool good;

    progress_begin(&progress, "sweeping", "points", (double)j->plan.n_points);
    interrupt_begin();
    good = result_run(&run, &j->plan, &j->predictor, &options, task, dir, e);
    interrupt_end();
    taken_s = progress_end(&progress);
    if (good || task->can_resume)
        say_where_from(c, task, dir);
    if (!good)
        return false;
    ranks_words(team->ranks->n, ranks);
    if (task->share.n_shards > 1)
        cli_note("shard %zu/%zu of %zu points in %.*f s%s: %zu feasible, %zu "
                 "on its front",
                 task->share.shard, task->share.n_shards, j->plan.n_points,
                 decimals(taken_s), taken_s, ranks, run.n_feasible,
                 run.n_front);
    else
        cli_note("%zu points in %.*f s%s: %zu feasible, %zu on the front",
                 j->plan.n_points, decimals(taken_s), taken_s, ranks,
                 run.n_feasible, run.n_front);
    run_free(&run);
    return true;
}

static char *result_dir(const struct sweep_job *j, const struct cli *c,
                        const struct share *share) {
    const char *output = cli_value(c, OUTPUT, NULL);

    if (output != NULL)
        return mem_strdup(output);
    if (share->n_shards > 1)
        return mem_printf("result/%s-%zu-of-%zu", j->sweep.name, share->shard,
                          share->n_shards);
    return file_join("result", j->sweep.name);
}

/* Where the points take the form that there is, not the one that is meant. */
static void say_form(const struct plan *p) {
    if (rows_want_hdf5(p) && !rows_are_packed(p))
        cli_note("%zu points as CSV, for this gpuscape was built without HDF5 "
                 "(libhdf5-dev), which is smaller and faster to read",
                 p->n_points);
}

/* The run, and what follows from a whole one. */
static int run_into(const struct sweep_job *j, const struct cli *c,
                    struct result_task *task, const char *dir,
                    struct ranks *ranks) {
    bool shard = task->share.n_shards > 1, good;
    struct team team;
    int status = CLI_DONE;
    struct err e;

    say_form(&j->plan);
    team_init(&team, ranks);
    good = run_job(j, c, task, dir, &team, &e);
    if (good) { /* the others need not wait for the plots */
        team_dismiss(&team);
        ranks_end(ranks);
    }
    if (good && shard)
        cli_note("written to %s, to be merged: gpuscape merge DIR...", dir);
    else if (good)
        good = (cli_count(c, NO_PLOTS) > 0 || sweep_job_draw(j, dir, &e)) &&
               sweep_job_print(dir, &e) &&
               (cli_count(c, REPORT) == 0 || report_files_write(dir, &e));
    if (good && !shard && cli_count(c, NO_PLOTS) == 0 &&
        cli_count(c, NO_PREVIEW) == 0)
        preview_show(dir, "sweep");
    if (good && !shard)
        cli_note("written to %s", dir);
    if (!good)
        status = cli_fail(&e);
    if (!good && task->can_resume)
        say_how(c, task, dir);
    team_dismiss(&team); /* words first: it may end everything */
    team_free(&team);
    return status;
}

/* All that a rank does but the first. */
static void help(const struct sweep_job *j, const struct ranks *ranks) {
    interrupt_begin();
    team_work(ranks, &j->plan, interrupt_came, NULL);
    interrupt_end();
}

/* With all ranks begun. */
static int run_ranks(const struct cli *c, struct result_task *task,
                     struct ranks *ranks) {
    struct sweep_job j = {.costs = NULL};
    double start_s = clock_now_s();
    bool first = ranks->me == 0, dry = cli_count(c, DRY_RUN) > 0, good;
    int status = CLI_DONE;
    char *dir;
    struct err e;

    good = load(&j, c, &e);
    if (good)
        checkpoint_look_within(&j.plan, task->share);
    dir = result_dir(&j, c, &task->share);
    good = team_agree(ranks, good ? &j.plan : NULL, task->share, dir, &e);
    if (good && dry && first)
        dry_run(&j, clock_now_s() - start_s);
    else if (good && !dry && first)
        status = run_into(&j, c, task, dir, ranks);
    else if (good && !dry)
        help(&j, ranks);
    if (!good && first)
        status = cli_fail(&e);
    free(dir);
    sweep_job_free(&j);
    return status;
}

static int run(const struct cli *c) {
    struct result_task task;
    struct ranks ranks;
    struct err e;
    int status;

    if (!cli_threads(c, THREADS) || !read_task(c, &task))
        return CLI_USAGE;
    /* Without MPI a launcher may still start the shards. */
    if (ranks_library() == NULL && task.share.n_shards > 1)
        ranks = (struct ranks){1, 0};
    else if (!ranks_begin(&ranks, &e))
        return ranks_launched().me > 0 ? CLI_DONE : cli_fail(&e);
    status = run_ranks(c, &task, &ranks);
    ranks_end(&ranks);
    return status;
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
        [RESUME] = {0, "resume", NULL,
                    "go on where a run into DIR was stopped or killed; "
                    "without a checkpoint there it begins",
                    false},
        [SHARD] = {0, "shard", "I/N",
                   "only share I of N of the points, for gpuscape merge",
                   false},
        [CHECKPOINT] = {0, "checkpoint", "SECONDS",
                        "least time between two checkpoints, by default 2",
                        false},
        [DRY_RUN] = {0, "dry-run", NULL,
                     "check everything, say how many points and how long",
                     false},
        [NO_PLOTS] = {0, "no-plots", NULL, "tables only", false},
        [REPORT] = {0, "report", NULL,
                    "write a report too, as gpuscape report does", false},
        [NO_PREVIEW] = CLI_OPTION_NO_PREVIEW,
    };
    static const struct cli_command command = {
        "FILE [OPTION]...",
        "Evaluates every design point of a sweep file (a name in sweeps/ or a "
        "path), finds the Pareto front, and writes points.csv (more than ten "
        "million points: points.h5), front.csv, "
        "marks.csv, summaries, the manifest and the plots.  The summary is "
        "printed as well.  Ctrl-C or SIGTERM leaves a checkpoint to go on "
        "from; the second of them ends at once.",
        options,
        N_OPTIONS,
        "FILE",
        1,
        1,
        run};

    return cli_main_among(&command, argc, argv,
                          ranks_library() != NULL && ranks_launched().me > 0);
}
