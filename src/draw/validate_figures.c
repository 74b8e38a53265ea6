/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/validate_figures.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/text.h"
#include "draw/drawing.h"
#include "draw/figure.h"
#include "predict/stack.h"

#include <stdlib.h>
#include <string.h>

const char *const validate_figure_names[VALIDATE_N_FIGURES] = {"predicted",
                                                               "errors"};

static const char all_stacks[] = "all";

/* How what was left out reads in a title. */
static const struct {
    const char *left_out, *title;
} ways[] = {{"device", "each GPU left out"},
            {"architecture", "each architecture left out"},
            {"random", "a tenth of the shapes left out"},
            {"network", "each family of networks left out"},
            {"none", "the model as it is"}};

/* The three tables, and what they say of the run. */
struct results {
    struct table *rows, *devices, *summary;
    char left_out[64], predictor[64]; /* the first of the predictors */
    double mean_pct, n_rows, n_devices;
};

static struct table *read(const char *dir, const char *name, struct err *e) {
    char *path = file_join(dir, name);
    struct table *t = table_read(path, e);

    free(path);
    return t;
}

static bool number_at(const struct table *t, size_t row, const char *column,
                      double *out, struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    size_t at;

    if (!table_find(t, column, &at, e))
        return false;
    if (text_to_number(table_cell(t, row, at), out))
        return true;
    return err_set(e, ERR_INPUT,
                   "%s:%zu: column %s: found '%s', expected a number",
                   table_path(t), table_line(t, row), column,
                   text_shown(table_cell(t, row, at), shown));
}

/* The first row over all stacks is that of the first predictor. */
static bool read_summary(struct results *r, struct err *e) {
    const struct table *t = r->summary;
    size_t left_out, predictor, scope, i = 0;

    if (!table_find(t, "left_out", &left_out, e) ||
        !table_find(t, "predictor", &predictor, e) ||
        !table_find(t, "stacks", &scope, e))
        return false;
    while (i < table_rows(t) && strcmp(table_cell(t, i, scope), all_stacks))
        i++;
    if (i == table_rows(t))
        return err_set(e, ERR_INPUT, "%s: no row has '%s' in column stacks",
                       table_path(t), all_stacks);
    snprintf(r->left_out, sizeof r->left_out, "%.60s",
             table_cell(t, i, left_out));
    snprintf(r->predictor, sizeof r->predictor, "%.60s",
             table_cell(t, i, predictor));
    return number_at(t, i, "mape_pct", &r->mean_pct, e) &&
           number_at(t, i, "n", &r->n_rows, e) &&
           number_at(t, i, "devices", &r->n_devices, e);
}

static bool results_read(struct results *r, const char *dir, struct err *e) {
    return (r->rows = read(dir, "rows.csv", e)) != NULL &&
           (r->devices = read(dir, "devices.csv", e)) != NULL &&
           (r->summary = read(dir, "summary.csv", e)) != NULL &&
           read_summary(r, e);
}

static void results_free(struct results *r) {
    table_free(r->rows);
    table_free(r->devices);
    table_free(r->summary);
}

static void set_title(struct figure *f, const struct results *r,
                      const char *what) {
    size_t i = 0, n = sizeof ways / sizeof *ways;

    while (i < n && strcmp(r->left_out, ways[i].left_out) != 0)
        i++;
    snprintf(f->title, sizeof f->title, "%s%s%s", what, i < n ? ", " : "",
             i < n ? ways[i].title : "");
}

static void set_axis(struct figure_axis *axis, const char *column,
                     const char *label, bool log) {
    snprintf(axis->column, sizeof axis->column, "%s", column);
    snprintf(axis->label, sizeof axis->label, "%s", label);
    axis->log = log;
}

/* The first predictor's rows as drawing_predicted () wants them; NULL on
 * failure. */
static struct table *rows_of(const struct results *r, struct err *e) {
    enum { STACK, PREDICTOR, WAS, MEASURED, PREDICTED, N };
    static const char *const names[N] = {"stack", "predictor", "device_was",
                                         "measured_ms", "predicted_ms"};
    static const char *const columns[] = {"measured_ms", "predicted_ms",
                                          "session", "left_out"};
    const struct table *t = r->rows;
    struct table *out;
    size_t at[N];

    for (size_t i = 0; i < N; i++)
        if (!table_find(t, names[i], &at[i], e))
            return NULL;
    out = table_new();
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(out, columns[i]);
    for (size_t i = 0; i < table_rows(t); i++) {
        if (strcmp(table_cell(t, i, at[PREDICTOR]), r->predictor) != 0)
            continue;
        table_row(out);
        table_add_text(out, table_cell(t, i, at[MEASURED]));
        table_add_text(out, table_cell(t, i, at[PREDICTED]));
        table_add_text(out, stack_is_session(table_cell(t, i, at[STACK]))
                                ? "true"
                                : "false");
        table_add_text(out, strcmp(table_cell(t, i, at[WAS]), "left out") == 0
                                ? "true"
                                : "false");
    }
    return out;
}

static bool draw_predicted(const struct results *r, struct gallery *into,
                           unsigned terminals, struct err *e) {
    struct figure f = {.kind = FIGURE_PREDICTED, .name = "predicted"};
    struct table *rows = rows_of(r, e);
    char all[DRAWING_KEY_MAX];
    bool good;

    if (rows == NULL)
        return false;
    set_title(&f, r, "Predicted against measured times of layers");
    snprintf(
        f.caption, sizeof f.caption,
        "Predictor %s on %.0f GPU%s: the mean of their mean errors over all "
        "%s rows is %.1f %%. Drawn are up to about 100 rows of each GPU, "
        "software stack, operation and phase.",
        r->predictor, r->n_devices, r->n_devices > 1 ? "s" : "",
        drawing_count((size_t)r->n_rows, NULL, all), r->mean_pct);
    set_axis(&f.x, "measured_ms", "Measured time (ms)", true);
    set_axis(&f.y, "predicted_ms", "Predicted time (ms)", true);
    good = figure_draw(&f, rows, into, terminals, e);
    table_free(rows);
    return good;
}

/* Devices and the columns of predictors, over all stacks; NULL on failure. */
static struct table *devices_of(const struct results *r, struct err *e) {
    enum { FIRST_PREDICTOR = 3 };
    const struct table *t = r->devices;
    struct table *out;
    size_t device, scope;

    if (!table_find(t, "device", &device, e) ||
        !table_find(t, "stacks", &scope, e))
        return NULL;
    out = table_new();
    table_column(out, "device");
    for (size_t c = FIRST_PREDICTOR; c < table_columns(t); c++)
        table_column(out, table_name(t, c));
    for (size_t i = 0; i < table_rows(t); i++) {
        if (strcmp(table_cell(t, i, scope), all_stacks) != 0)
            continue;
        table_row(out);
        table_add_text(out, table_cell(t, i, device));
        for (size_t c = FIRST_PREDICTOR; c < table_columns(t); c++)
            table_add_text(out, table_cell(t, i, c));
    }
    return out;
}

static bool draw_errors(const struct results *r, struct gallery *into,
                        unsigned terminals, struct err *e) {
    struct figure f = {.kind = FIGURE_ERRORS, .name = "errors"};
    struct table *devices = devices_of(r, e);
    bool good;

    if (devices == NULL)
        return false;
    set_title(&f, r, "Error of layer times by GPU");
    snprintf(f.caption, sizeof f.caption,
             "Mean over the rows of a GPU of |predicted / measured - 1|; those "
             "of a stack, operation and phase count as at most 1,500. GPUs in "
             "the order of %s; upright lines: medians over %.0f GPU%s.",
             r->predictor, r->n_devices, r->n_devices > 1 ? "s" : "");
    set_axis(&f.x, "", "Mean absolute error (%)", false);
    set_axis(&f.y, "", "", false);
    good = figure_draw(&f, devices, into, terminals, e);
    table_free(devices);
    return good;
}

bool validate_figures_found(const char *dir) {
    static const char *const files[] = {"rows.csv", "devices.csv",
                                        "summary.csv"};
    bool found = true;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *path = file_join(dir, files[i]);

        found = found && file_exists(path);
        free(path);
    }
    return found;
}

bool validate_figures_draw(const char *dir, const char *only,
                           unsigned terminals, struct err *e) {
    static bool (*const draw[VALIDATE_N_FIGURES])(
        const struct results *, struct gallery *, unsigned,
        struct err *) = {draw_predicted, draw_errors};
    char *plots = file_join(dir, "plots");
    struct results r = {0};
    struct gallery into = {.dir = NULL};
    bool good = results_read(&r, dir, e) &&
                gallery_open(&into, plots, "validate", only == NULL, e);

    for (size_t i = 0; good && i < VALIDATE_N_FIGURES; i++)
        if (only == NULL || strcmp(only, validate_figure_names[i]) == 0)
            good = draw[i](&r, &into, terminals, e);
    good = gallery_close(&into, good, e);
    results_free(&r);
    free(plots);
    return good;
}
