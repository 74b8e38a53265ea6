/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "draw/sweep_figures.h"
#include "draw/sweep_plots.h"
#include "draw/validate_figures.h"
#include "sweep/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ONLY, TERMINAL, N_OPTIONS };

static bool find_terminals(const struct cli *c, unsigned *out) {
    *out = 0;
    for (size_t i = 0; i < cli_count(c, TERMINAL); i++) {
        const char *name = cli_value_at(c, TERMINAL, i);
        size_t t = text_index(name, figure_terminal_names, FIGURE_N_TERMINALS);
        char nearest[CLI_NEAREST_MAX];

        if (t == FIGURE_N_TERMINALS) {
            cli_wrong(c, "there is no terminal '%s'; %s", name,
                      cli_nearest(name, figure_terminal_names,
                                  FIGURE_N_TERMINALS, nearest));
            return false;
        }
        *out |= 1u << t;
    }
    if (*out == 0)
        *out = 1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF;
    return true;
}

/* Whether the figure that was asked for is one of them. */
static bool check_only(const char *only, const char *const names[], size_t n,
                       const char *where, struct err *e) {
    char shown[TEXT_SHOWN_MAX], nearest[CLI_NEAREST_MAX];

    return only == NULL || text_index(only, names, n) < n ||
           err_set(e, ERR_INPUT, "%s: no figure is called '%s'; %s", where,
                   text_shown(only, shown),
                   cli_nearest(only, names, n, nearest));
}

/* Whether there is a figure, and the one that was asked for. */
static bool check_wanted(const struct sweep *s, const char *only,
                         struct err *e) {
    size_t n;
    char(*names)[FIGURE_NAME_MAX] = sweep_plots_names(s, &n);
    const char **list;
    bool good;

    if (n == 0) {
        free(names);
        return err_set(e, ERR_INPUT,
                       "%s: there is nothing to draw: the sweep has no "
                       "'plots', and none by default",
                       cfg_path(s->cfg));
    }
    list = mem_alloc(n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = names[i];
    good = check_only(only, list, n, cfg_path(s->cfg), e);
    free(list);
    free(names);
    return good;
}

static bool draw_sweep(const char *dir, const char *path, const char *only,
                       unsigned terminals, struct err *e) {
    struct sweep s = {.cfg = NULL};
    struct text left_out = {0};
    bool good = sweep_load(&s, path, NULL, 0, e) && sweep_plots_check(&s, e) &&
                check_wanted(&s, only, e) &&
                sweep_figures_draw(&s, dir, only, terminals, &left_out, e);

    if (good && left_out.text != NULL) {
        left_out.text[strcspn(left_out.text, "\n")] = '\0';
        good = err_set(e, ERR_INPUT, "%s", left_out.text);
    }
    free(left_out.text);
    sweep_free(&s);
    return good;
}

static int run(const struct cli *c) {
    const char *only = cli_value(c, ONLY, NULL), *dir = c->operands[0];
    struct err e;
    unsigned terminals;
    char *path;
    bool good;

    if (!find_terminals(c, &terminals))
        return CLI_USAGE;
    path = file_join(dir, "sweep.cfg");
    if (!file_exists(path) && validate_figures_found(dir))
        good = check_only(only, validate_figure_names, VALIDATE_N_FIGURES, dir,
                          &e) &&
               validate_figures_draw(dir, only, terminals, &e);
    else
        good = draw_sweep(dir, path, only, terminals, &e);
    free(path);
    if (!good)
        return cli_fail(&e);
    cli_note("drawn in %s/plots", dir);
    return CLI_DONE;
}

int cmd_plot(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [ONLY] = {0, "only", "NAME", "draw one figure", false},
        [TERMINAL] = {0, "terminal", "TERMINAL",
                      "png, svg or pdf files (by default all three), or dumb: "
                      "text on standard output",
                      true},
    };
    static const struct cli_command command = {
        "DIR [OPTION]...",
        "Draws the figures of a sweep, or of validate, again from the tables "
        "in "
        "its output directory.",
        options,
        N_OPTIONS,
        "DIR",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
