/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/sweep_plots.h"

#include "base/mem.h"
#include "base/text.h"
#include "draw/gallery.h"
#include "sweep/axis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sweep_plots_axis_varies(const struct sweep *s, size_t i) {
    return i < s->n_axes && axis_is_number(&s->axes[i]) && s->axes[i].n > 1;
}

/* Copies a column's name; long ones do not exist but for labels of
 * workloads, which are cut the same way everywhere. */
static void set_column(char out[SWEEP_NAME_MAX], const char *name) {
    snprintf(out, SWEEP_NAME_MAX, "%s", name);
}

struct sweep_plot *sweep_plots_of(const struct sweep *s, size_t *n) {
    struct sweep_plot *plots = mem_alloc(s->n_plots + 2, sizeof *plots);
    /* A map of the best points alone would be taken for one of all. */
    bool grid = s->sampling.points == 0 && s->keep != KEEP_FRONT;

    *n = s->n_plots;
    if (s->n_plots > 0)
        memcpy(plots, s->plots, s->n_plots * sizeof *plots);
    if (s->n_plots == 0 && grid && sweep_plots_axis_varies(s, 0) &&
        sweep_plots_axis_varies(s, 1)) {
        strcpy(plots[*n].kind, "map");
        set_column(plots[*n].x, s->axes[0].name);
        set_column(plots[*n].y, s->axes[1].name);
        set_column(plots[(*n)++].z, s->objectives[0].column);
    }
    if (s->n_plots == 0 && s->n_objectives > 1) {
        strcpy(plots[*n].kind, "pareto");
        set_column(plots[*n].x, s->objectives[1].column);
        set_column(plots[(*n)++].y, s->objectives[0].column);
    } else if (s->n_plots == 0 && *n == 0 && grid &&
               axis_is_number(&s->axes[0])) {
        strcpy(plots[*n].kind, "lines");
        set_column(plots[*n].x, s->axes[0].name);
        set_column(plots[(*n)++].y, s->objectives[0].column);
    }
    for (size_t i = 0; i < *n; i++) {
        size_t same = 1;

        /* Which lines, when nobody says: of what the designs are for. */
        if (strcmp(plots[i].kind, "bottleneck") == 0 && plots[i].z[0] == '\0')
            set_column(plots[i].z, s->objectives[0].column);

        if (plots[i].name[0] != '\0')
            continue;
        for (size_t j = 0; j < i; j++)
            same += strcmp(plots[j].kind, plots[i].kind) == 0;
        snprintf(plots[i].name, sizeof plots[i].name,
                 same > 1 ? "%.60s-%zu" : "%.60s", plots[i].kind, same);
    }
    return plots;
}

static bool check_name(const struct sweep *s, const struct sweep_plot *plot,
                       struct err *e) {
    char shown[TEXT_SHOWN_MAX];

    if (!gallery_name_is_good(plot->name) ||
        strlen(plot->name) >= FIGURE_NAME_MAX)
        return err_set(e, ERR_INPUT,
                       "%s: plot name '%s': expected letters a-z, digits and "
                       "'-', for it names files, and not 'figures', the list "
                       "of them",
                       cfg_path(s->cfg), text_shown(plot->name, shown));
    return true;
}

static bool refuse_kind(const struct sweep *s, const struct sweep_plot *plot,
                        struct err *e) {
    char kinds[TEXT_SHOWN_MAX] = "";

    for (size_t i = 0; i < FIGURE_N_OF_SWEEPS; i++)
        snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds), "%s%s",
                 i == 0                        ? ""
                 : i + 1 == FIGURE_N_OF_SWEEPS ? " or "
                                               : ", ",
                 figure_kind_names[i]);
    return err_set(e, ERR_INPUT,
                   "%s: a plot of kind '%s' is of another command, expected "
                   "one of a sweep: %s",
                   cfg_path(s->cfg), plot->kind, kinds);
}

static bool check_plot(const struct sweep *s, const struct sweep_plot *plot,
                       struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    size_t kind = text_index(plot->kind, figure_kind_names, FIGURE_N_KINDS);
    bool map = kind == FIGURE_MAP || kind == FIGURE_BOTTLENECK;

    if (kind == FIGURE_N_KINDS) {
        const char *nearest =
            text_nearest(plot->kind, figure_kind_names, FIGURE_N_OF_SWEEPS,
                         text_name_in_array);

        return err_set(e, ERR_INPUT,
                       "%s: no plot is of kind '%s'; did you mean '%s'?",
                       cfg_path(s->cfg), text_shown(plot->kind, shown),
                       nearest != NULL ? nearest : figure_kind_names[0]);
    }
    if (kind >= FIGURE_N_OF_SWEEPS)
        return refuse_kind(s, plot, e);
    if (s->sampling.points > 0 && kind != FIGURE_PARETO &&
        kind != FIGURE_COORDINATES)
        return err_set(e, ERR_INPUT,
                       "%s: a %s plot needs a grid, and this sweep is sampled; "
                       "pareto and coordinates do not",
                       cfg_path(s->cfg), plot->kind);
    if (!check_name(s, plot, e))
        return false;
    if (kind == FIGURE_COORDINATES)
        return !plot->has_columns || plot->n_columns > 1 ||
               err_set(e, ERR_INPUT,
                       "%s: 'columns' of a coordinates plot: found %zu, "
                       "expected 2 to %d",
                       cfg_path(s->cfg), plot->n_columns,
                       SWEEP_MAX_PLOT_COLUMNS);
    if (plot->x[0] == '\0' || plot->y[0] == '\0' || (map && plot->z[0] == '\0'))
        return err_set(e, ERR_INPUT, "%s: a %s plot needs '%s'",
                       cfg_path(s->cfg), plot->kind,
                       plot->x[0] == '\0'   ? "x"
                       : plot->y[0] == '\0' ? "y"
                                            : "z");
    if (map && (!sweep_plots_axis_varies(s, sweep_axis(s, plot->x)) ||
                !sweep_plots_axis_varies(s, sweep_axis(s, plot->y)) ||
                strcmp(plot->x, plot->y) == 0))
        return err_set(e, ERR_INPUT,
                       "%s: 'x' and 'y' of a map must be two numeric axes of "
                       "the sweep with more than one value",
                       cfg_path(s->cfg));
    return true;
}

bool sweep_plots_check(const struct sweep *s, struct err *e) {
    size_t n;
    struct sweep_plot *plots = sweep_plots_of(s, &n);
    bool good = true;

    for (size_t i = 0; good && i < n; i++) {
        good = check_plot(s, &plots[i], e);
        for (size_t j = 0; good && j < i; j++)
            if (strcmp(plots[i].name, plots[j].name) == 0)
                good = err_set(e, ERR_INPUT, "%s: two plots are called '%s'",
                               cfg_path(s->cfg), plots[i].name);
    }
    free(plots);
    return good;
}

char (*sweep_plots_names(const struct sweep *s, size_t *n))[FIGURE_NAME_MAX] {
    struct sweep_plot *plots = sweep_plots_of(s, n);
    char(*names)[FIGURE_NAME_MAX] = mem_alloc(*n, sizeof *names);

    for (size_t i = 0; i < *n; i++)
        snprintf(names[i], sizeof names[i], "%.90s", plots[i].name);
    free(plots);
    return names;
}
