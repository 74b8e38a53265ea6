/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/sweep_job.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "draw/sweep_figures.h"
#include "draw/sweep_plots.h"
#include "sweep/second.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sweep_job_free(struct sweep_job *j) {
    plan_free(&j->plan);
    cost_model_free(j->costs);
    predictor_free(&j->predictor);
    sweep_free(&j->sweep);
}

bool sweep_job_load(struct sweep_job *j, const char *file, const char *name,
                    const char *const overrides[], size_t n, struct err *e) {
    if (!sweep_load(&j->sweep, file, overrides, n, e))
        return false;
    if (name != NULL && !text_copy(j->sweep.name, sizeof j->sweep.name, name))
        return err_set(e, ERR_INPUT, "%s: its sweep has too long a name", file);
    return sweep_plots_check(&j->sweep, e) && second_check(&j->sweep, e) &&
           predictor_load(&j->predictor, j->sweep.model, e) &&
           (j->costs = cost_model_load(j->sweep.costs, e)) != NULL &&
           plan_new(&j->plan, &j->sweep, &j->predictor, j->costs, e);
}

/* One note a line. */
static void note_lines(char *text) {
    char *rest = NULL;

    for (char *line = text == NULL ? NULL : strtok_r(text, "\n", &rest);
         line != NULL; line = strtok_r(NULL, "\n", &rest))
        cli_note("%s", line);
}

bool sweep_job_draw(const struct sweep_job *j, const char *dir, struct err *e) {
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
    good = (second_model(&j->sweep) == NULL ||
            second_write(&j->sweep, j->costs, dir, e)) &&
           sweep_figures_draw(&j->sweep, dir, NULL, pictures, &left_out, e);
    note_lines(left_out.text);
    free(left_out.text);
    return good;
}

bool sweep_job_print(const char *dir, struct err *e) {
    char *path = file_join(dir, "summary.txt");
    char *text = file_read(path, e);

    free(path);
    if (text == NULL)
        return false;
    fputs(text, stdout);
    free(text);
    return true;
}
