/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"
#include "cli/preview.h"

#include "base/file.h"
#include "base/mem.h"
#include "cli/progress.h"
#include "cost/cost_model.h"
#include "decide/answer.h"
#include "decide/figure_answer.h"
#include "decide/recommend.h"
#include "draw/figure.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/run.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    OUTPUT,
    DEVICE_OUT,
    FORMAT,
    SET,
    THREADS,
    NO_REFINE,
    NO_PLOTS,
    NO_PREVIEW,
    N_OPTIONS
};

enum { AS_TEXT, AS_JSON, N_FORMATS };
static const char *const format_names[N_FORMATS] = {"text", "json"};

/* Everything that an answer needs, loaded in this order. */
struct job {
    struct recommend recommend;
    struct predictor predictor;
    struct cost_model *costs;
    struct plan plan;
    struct answer *answer;
};

static void job_free(struct job *j) {
    answer_free(j->answer);
    plan_free(&j->plan);
    cost_model_free(j->costs);
    predictor_free(&j->predictor);
    recommend_free(&j->recommend);
}

static bool job_load(struct job *j, const struct cli *c, struct err *e) {
    size_t n = cli_count(c, SET);
    const char **overrides = mem_alloc(n, sizeof *overrides);
    const struct sweep *s = &j->recommend.sweep;
    bool good;

    for (size_t i = 0; i < n; i++)
        overrides[i] = cli_value_at(c, SET, i);
    good = recommend_load(&j->recommend, c->operands[0], overrides, n, e) &&
           predictor_load(&j->predictor, s->model, e) &&
           (j->costs = cost_model_load(s->costs, e)) != NULL &&
           plan_new(&j->plan, s, &j->predictor, j->costs, e);
    free(overrides);
    return good;
}

static void show_points(void *data, size_t done, size_t total) {
    progress_tell(data, (double)done / (double)total);
}

static bool find_answer(struct job *j, const struct cli *c, struct err *e) {
    bool refine = cli_count(c, NO_REFINE) == 0;
    struct progress progress;
    struct run_options options = {.progress = show_points,
                                  .progress_data = &progress};

    if (refine && j->recommend.n_refined > 0 && !refine_is_there())
        cli_note("built without NLopt: the answer is that of the grid");
    progress_begin(&progress, "searching", "points", (double)j->plan.n_points);
    j->answer = answer_find(&j->recommend, &j->plan, &j->predictor, j->costs,
                            refine, &options, e);
    progress_end(&progress);
    return j->answer != NULL;
}

typedef bool write_fn(const struct answer *a, FILE *out, struct err *e);

/* A file that appears whole. */
static bool write_file(const struct answer *a, const char *path,
                       write_fn *write, struct err *e) {
    struct file_out file;

    if (!file_out_open(&file, path, e))
        return false;
    if (write(a, file.stream, e))
        return file_out_commit(&file, e);
    file_out_abort(&file);
    return false;
}

static bool write_question(const struct answer *a, FILE *out, struct err *e) {
    return fputs(a->recommend->question, out) >= 0 ||
           err_set(e, ERR_IO, "cannot write recommend.cfg");
}

/* Every point of the grid, and the front of those that are feasible. */
static bool write_points(const struct job *j, const char *points_path,
                         const char *front_path, struct err *e) {
    static const struct run_options quiet = {.progress = NULL};
    struct file_out points = {0}, front = {0};
    struct run run = {0};
    bool good =
        file_out_open(&points, points_path, e) &&
        file_out_open(&front, front_path, e) &&
        run_plan(&run, &j->plan, &quiet, points.stream, front.stream, e) &&
        file_out_commit(&points, e) && file_out_commit(&front, e);

    if (!good) {
        file_out_abort(&points);
        file_out_abort(&front);
    }
    run_free(&run);
    return good;
}

static bool write_all(const struct job *j, const char *dir, struct err *e) {
    static const struct {
        const char *name;
        write_fn *write;
    } outputs[] = {{"recommend.cfg", write_question},
                   {"answer.json", answer_json},
                   {"answer.txt", answer_text}};
    char *points = file_join(dir, "points.csv");
    char *front = file_join(dir, "front.csv");
    bool good = file_make_dir(dir, e) && write_points(j, points, front, e);

    for (size_t i = 0; good && i < sizeof outputs / sizeof *outputs; i++) {
        char *path = file_join(dir, outputs[i].name);

        good = write_file(j->answer, path, outputs[i].write, e);
        free(path);
    }
    free(points);
    free(front);
    return good;
}

static bool draw(const struct job *j, const char *dir, struct err *e) {
    const unsigned pictures =
        1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF;

    if (j->answer->best.columns == NULL) {
        cli_note("no point is possible: nothing to draw");
        return true;
    }
    if (!figure_can_draw()) {
        cli_note("gnuplot is not installed: no plot");
        return true;
    }
    return figure_answer_draw(j->answer, dir, pictures, e);
}

static bool put_answer(const struct job *j, const struct cli *c, size_t format,
                       struct err *e) {
    const char *dir = cli_value(c, OUTPUT, NULL);
    const char *device = cli_value(c, DEVICE_OUT, NULL);

    if (dir != NULL) {
        if (!write_all(j, dir, e) ||
            (cli_count(c, NO_PLOTS) == 0 && !draw(j, dir, e)))
            return false;
        cli_note("written to %s", dir);
    }
    if (device != NULL && j->answer->feasible) {
        if (!write_file(j->answer, device, answer_device, e))
            return false;
        cli_note("the device is %s", device);
    }
    if (!(format == AS_JSON ? answer_json : answer_text)(j->answer, stdout, e))
        return false;
    if (dir != NULL && cli_count(c, NO_PLOTS) == 0 &&
        cli_count(c, NO_PREVIEW) == 0)
        preview_show(dir, "recommend");
    return true;
}

static int run(const struct cli *c) {
    struct job j = {.costs = NULL};
    size_t format = AS_TEXT;
    struct err e;
    bool good;

    if (!cli_threads(c, THREADS) ||
        !cli_choice(c, FORMAT, format_names, N_FORMATS, &format))
        return CLI_USAGE;
    good = job_load(&j, c, &e) && find_answer(&j, c, &e) &&
           put_answer(&j, c, format, &e);
    /* That there is no such device is an answer, but none to build upon. */
    if (good && cli_count(c, DEVICE_OUT) > 0 && !j.answer->feasible)
        good = err_set(&e, ERR_INPUT,
                       "%s: no device holds every target and limit: %s is not "
                       "written",
                       c->operands[0], cli_value(c, DEVICE_OUT, ""));
    job_free(&j);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_recommend(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [OUTPUT] = {'o', "output", "DIR",
                    "also write answer.txt, answer.json, the points and a "
                    "plot of the candidates into this folder",
                    false},
        [DEVICE_OUT] = {0, "device-out", "FILE",
                        "write the answer as a device file, for `predict -d "
                        "FILE`",
                        false},
        [FORMAT] = {0, "format", "FORMAT", "text (the default) or json", false},
        [SET] = {0, "set", "KEY=VALUE",
                 "change a value of the file, for example 'best=coolest' or "
                 "'limits.[0]=\"power_w <= 200\"'",
                 true},
        [THREADS] = CLI_OPTION_THREADS,
        [NO_REFINE] = {0, "no-refine", NULL,
                       "the best point of the grid: do not search between its "
                       "points",
                       false},
        [NO_PLOTS] = {0, "no-plots", NULL, "no plot in DIR", false},
        [NO_PREVIEW] = CLI_OPTION_NO_PREVIEW,
    };
    static const struct cli_command command = {
        "FILE [OPTION]...",
        "Answers the inverse question: which device reaches the targets within "
        "the limits and is cheapest, coolest, smallest, fastest or most "
        "balanced.  FILE is a name in recommend/ or a path.  Also says what "
        "comes next, which limits bind, what relaxing each would bring, and, "
        "where nothing reaches the targets, what stands in the way.",
        options,
        N_OPTIONS,
        "FILE",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
