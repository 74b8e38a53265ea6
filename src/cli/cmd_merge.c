/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"
#include "cli/preview.h"

#include "base/file.h"
#include "base/mem.h"
#include "cli/sweep_job.h"
#include "sweep/merge.h"

#include <stdint.h>
#include <stdlib.h>

enum { OUTPUT, THREADS, NO_PLOTS, NO_PREVIEW, N_OPTIONS };

static bool write(const struct sweep_job *j, const struct merge *m,
                  const struct cli *c, struct err *e) {
    const char *output = cli_value(c, OUTPUT, NULL);
    char *dir = output != NULL ? mem_strdup(output)
                               : file_join("result", j->sweep.name);
    struct run run;
    bool good = merge_run(&run, m, &j->plan, &j->predictor, dir, e);

    if (good) {
        cli_note("%zu points of %zu shards: %zu feasible, %zu on the front",
                 j->plan.n_points, m->n, run.n_feasible, run.n_front);
        run_free(&run);
        good = (cli_count(c, NO_PLOTS) > 0 || sweep_job_draw(j, dir, e)) &&
               sweep_job_print(dir, e);
    }
    if (good && cli_count(c, NO_PLOTS) == 0 && cli_count(c, NO_PREVIEW) == 0)
        preview_show(dir, "sweep");
    if (good)
        cli_note("written to %s", dir);
    free(dir);
    return good;
}

static int run(const struct cli *c) {
    struct sweep_job j = {.costs = NULL};
    struct merge m;
    struct err e;
    bool good;

    if (!cli_threads(c, THREADS))
        return CLI_USAGE;
    good = merge_open(&m, c->operands, c->n_operands, &e);
    if (good) {
        good = sweep_job_load(&j, m.sweep_path, m.sweep_name, NULL, 0, &e) &&
               write(&j, &m, c, &e);
        merge_free(&m);
    }
    sweep_job_free(&j);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_merge(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [OUTPUT] = {'o', "output", "DIR",
                    "where the results go; by default result/NAME", false},
        [THREADS] = CLI_OPTION_THREADS,
        [NO_PLOTS] = {0, "no-plots", NULL, "tables only", false},
        [NO_PREVIEW] = CLI_OPTION_NO_PREVIEW,
    };
    static const struct cli_command command = {
        "DIR... [OPTION]...",
        "Puts the shards of a sweep (gpuscape sweep --shard), each in a DIR "
        "of its own, together to what one run would have written.  The "
        "shards must be of the same inputs, complete, and all there.",
        options,
        N_OPTIONS,
        "DIR",
        1,
        SIZE_MAX,
        run};

    return cli_main(&command, argc, argv);
}
