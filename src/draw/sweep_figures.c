/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/sweep_figures.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "draw/drawing.h"
#include "draw/sweep_plots.h"
#include "predict/label.h"
#include "sweep/column.h"
#include "sweep/outputs.h"
#include "sweep/second.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

static bool is_objective(const struct sweep *s, const char *column) {
    for (size_t i = 0; i < s->n_objectives; i++)
        if (strcmp(s->objectives[i].column, column) == 0)
            return true;
    return false;
}

static void set_axis(struct figure_axis *axis, const struct sweep *s,
                     const char *column, bool log) {
    size_t i = sweep_axis(s, column);

    if (column[0] == '\0')
        return;
    snprintf(axis->column, sizeof axis->column, "%s", column);
    column_label(s, column, axis->label, sizeof axis->label);
    axis->log = log || (i < s->n_axes && s->axes[i].log);
    axis->more_is_better = column_better(s, column) > 0;
    axis->less_is_better = column_better(s, column) < 0;
}

/* The ends of its interval, where the table has both. */
static void set_ends(struct figure_axis *axis, const struct sweep *s,
                     const struct table *points) {
    char low[2 * SWEEP_NAME_MAX], high[2 * SWEEP_NAME_MAX];

    if (axis->column[0] == '\0' ||
        !column_interval(s, axis->column, low, high) ||
        !table_has(points, low) || !table_has(points, high) ||
        strlen(high) >= FIGURE_NAME_MAX)
        return;
    snprintf(axis->low, sizeof axis->low, "%.90s", low);
    snprintf(axis->high, sizeof axis->high, "%.90s", high);
}

/* The axes of coordinates: by default those of the sweep along which numbers
 * change, then the objectives, the first of them last. */
static size_t set_axes(struct figure_axis axes[FIGURE_MAX_COORDINATES],
                       const struct sweep *s, const struct sweep_plot *plot) {
    size_t n = 0, n_objectives = s->n_objectives;

    for (size_t i = 0; i < plot->n_columns; i++)
        set_axis(&axes[n++], s, plot->columns[i], false);
    if (plot->has_columns)
        return n;
    if (n_objectives > FIGURE_MAX_COORDINATES / 2)
        n_objectives = FIGURE_MAX_COORDINATES / 2;
    for (size_t i = 0; i < s->n_axes; i++)
        if (sweep_plots_axis_varies(s, i) &&
            n + n_objectives < FIGURE_MAX_COORDINATES &&
            !is_objective(s, s->axes[i].name))
            set_axis(&axes[n++], s, s->axes[i].name, false);
    for (size_t i = n_objectives; i-- > 0;)
        set_axis(&axes[n++], s, s->objectives[i].column, false);
    return n;
}

/* What a map shows besides its colour: by default power and area, and where
 * the bottleneck changes. */
static void set_map(struct figure *f, const struct sweep *s,
                    const struct sweep_plot *plot, const struct table *points) {
    static const char *const defaults[FIGURE_MAX_ISO] = {"power_w", "area_mm2"};
    char bound[2 * SWEEP_NAME_MAX];

    /* What bounds a design needs no lines but those of one metric. */
    for (size_t i = 0, n = 0; i < FIGURE_MAX_ISO; i++) {
        const char *name = i < plot->n_columns ? plot->columns[i]
                           : plot->has_columns || f->kind != FIGURE_MAP
                               ? ""
                               : defaults[i];

        if (plot->has_columns ||
            (strcmp(name, plot->z) != 0 && table_has(points, name)))
            set_axis(&f->iso[n++], s, name, false);
    }
    column_beside(s, plot->z, METRIC_BOUND_ID, bound);
    if (table_has(points, bound))
        snprintf(f->bound, sizeof f->bound, "%.90s", bound);
}

/* The number in a cell that may be empty. */
static double cell_number(const struct table *t, size_t row,
                          const char *column) {
    struct err ignored;
    size_t at;
    double x;

    return table_has(t, column) && table_find(t, column, &at, &ignored) &&
                   text_to_number(table_cell(t, row, at), &x)
               ? x
               : (double)NAN;
}

static bool inside_axis(const struct sweep *s, const char *column, double x) {
    size_t i = sweep_axis(s, column);

    return i == s->n_axes || (x >= s->axes[i].values[0] &&
                              x <= s->axes[i].values[s->axes[i].n - 1]);
}

/* Adds a mark where both its values are known and inside the axes. */
static void add_mark(const struct sweep *s, const struct figure *f,
                     const struct table *t, size_t row, const char *name,
                     bool is_reference, struct figure_mark out[], size_t *n) {
    double x = cell_number(t, row, f->x.column);
    double y = cell_number(t, row, f->y.column);

    if (isnan(x) || isnan(y) || !inside_axis(s, f->x.column, x) ||
        !inside_axis(s, f->y.column, y))
        return;
    if (strncmp(name, "GeForce ", 8) == 0)
        name += 8;
    for (size_t i = 0; i < *n; i++)
        if (strcmp(out[i].name, name) == 0)
            return;
    snprintf(out[*n].name, sizeof out[*n].name, "%s", name);
    out[*n].x = x;
    out[*n].y = y;
    out[(*n)++].is_reference = is_reference;
}

/* Marks that have a place in the figure: the reference, the sweep's marks and,
 * in a sweep over devices alone, every device.  With an axis of the batch the
 * marks stand at one batch only and would mislead.  The caller frees them. */
static struct figure_mark *place_marks(const struct sweep *s,
                                       const struct figure *f,
                                       const struct table *marks,
                                       const struct table *points, size_t *n) {
    enum { MOST_NAMED = 40 };
    struct figure_mark *out =
        mem_alloc(table_rows(marks) + MOST_NAMED, sizeof *out);
    bool named = s->n_axes == 1 && s->axes[0].kind == AXIS_DEVICE &&
                 table_rows(points) <= MOST_NAMED;
    struct err ignored;
    size_t device;

    *n = 0;
    if (f->kind == FIGURE_LINES || f->kind == FIGURE_COORDINATES ||
        sweep_axis(s, "batch") < s->n_axes)
        return out;
    for (size_t i = 0; i < table_rows(marks); i++)
        add_mark(s, f, marks, i, table_cell(marks, i, 0), i == 0, out, n);
    if (named && table_find(points, "device", &device, &ignored))
        for (size_t i = 0; i < table_rows(points); i++)
            add_mark(s, f, points, i, table_cell(points, i, device), false, out,
                     n);
    return out;
}

/* Half the width of an axis' intervals as a factor, by the median over some
 * rows; NAN where there are none. */
static double interval_width(const struct table *points,
                             const struct figure_axis *axis) {
    enum { MOST = 101 };
    double widths[MOST];
    size_t n = 0, rows = table_rows(points), step = rows / MOST + 1;

    for (size_t row = 0; axis->low[0] != '\0' && row < rows; row += step) {
        double low = cell_number(points, row, axis->low);
        double high = cell_number(points, row, axis->high);

        if (low > 0 && high > low)
            widths[n++] = sqrt(high / low);
    }
    if (n == 0)
        return (double)NAN;
    gsl_sort(widths, 1, n);
    return gsl_stats_median_from_sorted_data(widths, 1, n);
}

static void set_caption(struct figure *f, const struct sweep *s) {
    size_t n = 0, size = sizeof f->caption;

    n = (size_t)snprintf(f->caption, size,
                         "Predicted, model %.40s: ", s->model);
    for (size_t i = 0; i < s->n_workloads && n < size; i++)
        n += (size_t)snprintf(f->caption + n, size - n, "%s%s (%s)",
                              i > 0 ? ", " : "", s->workloads[i].label,
                              s->workloads[i].stack);
    if (n < size && sweep_axis(s, "device") == s->n_axes)
        n += (size_t)snprintf(f->caption + n, size - n, ". Base: %.60s.",
                              s->base.name);
    else if (n < size)
        n += (size_t)snprintf(f->caption + n, size - n, ".");
    for (size_t i = 0; i < s->n_links && n < size; i++)
        if (s->links[i].kind == LINK_SOLVE)
            n += (size_t)snprintf(
                f->caption + n, size - n, " %.40s such that %.40s = %.60s.",
                s->links[i].name, s->links[i].value, s->links[i].equals);
}

/* What a sweep's folder holds for its figures. */
struct results {
    const char *dir;
    struct table *points, *marks;
    struct table *cells;  /* of all plots; NULL: there are none */
    struct table *second; /* NULL: no plot asks for another model */
};

/* How far to trust it: the width of the intervals and where the designs lie
 * among the devices that were measured. */
static void add_trust(struct figure *f, const struct table *points) {
    const struct figure_axis *axes[] = {&f->z, &f->y, &f->x};
    size_t counts[LABEL_N] = {0}, all = 0, n = strlen(f->caption), column;
    size_t size = sizeof f->caption;
    struct err ignored;
    bool any = false;

    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        double width = interval_width(points, axes[i]);
        char words[FIGURE_NAME_MAX];

        if (!isnan(width) && n < size)
            n += (size_t)snprintf(f->caption + n, size - n, "%s %s x/%.2f",
                                  any ? "," : " 90 % intervals:",
                                  drawing_words(axes[i]->label, words), width);
        any |= !isnan(width);
    }
    if (any && n < size)
        n += (size_t)snprintf(f->caption + n, size - n, ".");
    if (!table_has(points, "extrapolation") ||
        !table_find(points, "extrapolation", &column, &ignored))
        return;
    for (size_t row = 0; row < table_rows(points); row++) {
        size_t label =
            text_index(table_cell(points, row, column), label_names, LABEL_N);

        if (label < LABEL_N)
            counts[label]++, all++;
    }
    if (all > 0 && n < size)
        snprintf(f->caption + n, size - n,
                 " Of the designs%s %.0f %% lie inside what the model was "
                 "trained on, %.0f %% at its edge, %.0f %% outside.",
                 f->stands ? " shown" : "",
                 100 * (double)counts[LABEL_INSIDE] / (double)all,
                 100 * (double)counts[LABEL_EDGE] / (double)all,
                 100 * (double)counts[LABEL_OUTSIDE] / (double)all);
}

/* Whether rows of a grid are fewer than its points. */
static bool are_some(const struct sweep *s, const struct table *t) {
    double n = 1;

    for (size_t i = 0; i < s->n_axes; i++)
        n *= (double)s->axes[i].n;
    return (double)table_rows(t) < n;
}

/* Of a front: how many of its designs are surely on it, where that is known. */
static void add_doubt(struct figure *f, const char *dir) {
    char *path = file_join(dir, "front-doubt.csv");
    struct err ignored;
    struct table *t =
        file_exists(path) ? table_read(path, &ignored) : (struct table *)NULL;
    size_t n = 0, known = 0, length = strlen(f->caption);

    for (size_t row = 0; t != NULL && row < table_rows(t); row++) {
        double p = cell_number(t, row, "on_front_probability");

        known += isnan(p) ? 0 : 1;
        n += p >= 0.9;
    }
    if (known > 0)
        snprintf(f->caption + length, sizeof f->caption - length,
                 " Of %zu designs of the front %zu are on it with a "
                 "probability of 90 %% or more.",
                 known, n);
    table_free(t);
    free(path);
}

/* `cells` are those of the plot, or NULL: then it is drawn from all points. */
static bool draw_plot(const struct sweep *s, const struct sweep_plot *plot,
                      const struct results *r, const struct table *cells,
                      struct gallery *into, unsigned terminals, struct err *e) {
    const struct table *points = cells != NULL ? cells : r->points;
    struct figure f = {.stands = cells != NULL && are_some(s, cells)};
    struct figure_axis axes[FIGURE_MAX_COORDINATES] = {0};
    struct figure_mark *places;
    bool good;

    f.kind = (enum figure_kind)text_index(plot->kind, figure_kind_names,
                                          FIGURE_N_OF_SWEEPS);
    snprintf(f.name, sizeof f.name, "%.90s", plot->name);
    snprintf(f.title, sizeof f.title, "%s",
             plot->title[0] != '\0' ? plot->title : s->title);
    set_caption(&f, s);
    set_axis(&f.x, s, plot->x, plot->log_x);
    set_axis(&f.y, s, plot->y, plot->log_y);
    set_axis(&f.z, s, plot->z, false);
    set_axis(&f.series, s, plot->series, false);
    f.axes = axes;
    f.n_axes = f.kind == FIGURE_COORDINATES ? set_axes(axes, s, plot) : 0;
    set_ends(&f.x, s, points);
    set_ends(&f.y, s, points);
    set_ends(&f.z, s, points);
    if (f.kind == FIGURE_MAP || f.kind == FIGURE_BOTTLENECK)
        set_map(&f, s, plot, points);
    add_trust(&f, points);
    if (f.kind == FIGURE_PARETO)
        add_doubt(&f, r->dir);
    if (plot->second[0] != '\0' && r->second != NULL) {
        f.second = r->second;
        f.second_name = plot->second;
    }
    places = place_marks(s, &f, r->marks, points, &f.n_marks);
    f.marks = places;
    good = figure_draw(&f, points, into, terminals, e);
    free(places);
    return good;
}

/* The rows of cells.csv that plot i of the sweep's list is drawn from, as a
 * table of points; NULL where there are none. */
static struct table *cells_of(const struct table *cells, size_t i) {
    size_t n = cells != NULL ? table_columns(cells) : 0;
    struct table *t = table_new();

    for (size_t j = 1; j < n; j++)
        table_column(t, table_name(cells, j));
    for (size_t row = 0; n > 0 && row < table_rows(cells); row++) {
        double plot;

        if (!text_to_number(table_cell(cells, row, 0), &plot) ||
            plot != (double)i + 1)
            continue;
        table_row(t);
        for (size_t j = 1; j < n; j++)
            table_add_text(t, table_cell(cells, row, j));
    }
    if (table_rows(t) > 0)
        return t;
    table_free(t);
    return NULL;
}

/* Draws one plot, or says why there are too few points for it. */
static bool draw_or_leave(const struct sweep *s, const struct sweep_plot *plot,
                          const struct results *r, const struct table *cells,
                          struct gallery *into, unsigned terminals,
                          struct text *left_out, struct err *e) {
    bool empty = cells == NULL && table_rows(r->points) == 0;

    if (!empty && draw_plot(s, plot, r, cells, into, terminals, e))
        return true;
    if (!empty && (s->keep == KEEP_ALL || e->code != ERR_INPUT))
        return false;
    if (empty)
        err_set(e, ERR_INPUT, "figure %s: no point was kept", plot->name);
    text_add(left_out, "not drawn: %s\n", e->text);
    return true;
}

/* The table of another model, where a plot asks for one; where it is not there
 * the plots do without it. */
static struct table *read_second(const struct sweep *s, const char *dir,
                                 struct text *left_out) {
    char *path;
    struct table *t;
    struct err e;

    if (second_model(s) == NULL)
        return NULL;
    path = file_join(dir, "second.csv");
    t = table_read(path, &e);
    if (t == NULL)
        text_add(left_out, "drawn without a second model: %s\n", e.text);
    free(path);
    return t;
}

bool sweep_figures_draw(const struct sweep *s, const char *dir,
                        const char *only, unsigned terminals,
                        struct text *left_out, struct err *e) {
    char *points_path = outputs_points(dir);
    char *marks_path = file_join(dir, "marks.csv");
    char *plots_path = file_join(dir, "plots");
    char *cells_path = file_join(dir, output_names[OUTPUT_CELLS]);
    struct results r = {.dir = dir, .points = table_read(points_path, e)};
    size_t n;
    struct sweep_plot *plots = sweep_plots_of(s, &n);
    struct gallery into = {.dir = NULL};
    bool good = r.points != NULL &&
                (r.marks = table_read(marks_path, e)) != NULL &&
                (!file_exists(cells_path) ||
                 (r.cells = table_read(cells_path, e)) != NULL) &&
                gallery_open(&into, plots_path, "sweep", only == NULL, e);

    if (good)
        r.second = read_second(s, dir, left_out);
    for (size_t i = 0; good && i < n; i++) {
        struct table *own;

        if (only != NULL && strcmp(only, plots[i].name) != 0)
            continue;
        own = cells_of(r.cells, i);
        good =
            draw_or_leave(s, &plots[i], &r, own, &into, terminals, left_out, e);
        table_free(own);
    }
    good = gallery_close(&into, good, e);
    free(plots);
    table_free(r.points);
    table_free(r.marks);
    table_free(r.cells);
    table_free(r.second);
    free(points_path);
    free(marks_path);
    free(cells_path);
    free(plots_path);
    return good;
}
