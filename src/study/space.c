/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "study/space.h"

#include "analyse/pareto.h"
#include "base/file.h"
#include "base/mem.h"
#include "sweep/metric.h"
#include "sweep/outputs.h"
#include "sweep/sweep.h"

#include <stdlib.h>
#include <string.h>

const char *const space_role_names[4] = {"axis", "min", "max", "metric"};

/* Rows that count: those not marked as infeasible. */
static bool choose_rows(struct space *s, struct err *e) {
    size_t column = 0;

    if (!table_has(s->table, "feasible")) {
        s->n = table_rows(s->table);
        s->rows = mem_alloc(s->n, sizeof *s->rows);
        for (size_t i = 0; i < s->n; i++)
            s->rows[i] = i;
    } else if (!table_find(s->table, "feasible", &column, e) ||
               (s->rows = table_true_rows(s->table, column, "", &s->n, e)) ==
                   NULL) {
        return false;
    }
    return s->n > 0 || err_set(e, ERR_INPUT, "%s: no feasible points",
                               table_path(s->table));
}

/* The column's numbers at the points; NULL and a message where one is none.
 */
static double *read_column(const struct space *s, size_t column,
                           struct err *e) {
    double *x = mem_alloc(s->n, sizeof *x);

    if (table_numbers_at(s->table, column, s->rows, s->n, x, e))
        return x;
    free(x);
    return NULL;
}

static bool has_column(const struct space *s, const char *name) {
    for (size_t i = 0; i < s->n_columns; i++)
        if (strcmp(s->columns[i].name, name) == 0)
            return true;
    return false;
}

static bool add_columns(struct space *s, const char *const names[], size_t n,
                        enum space_role role, struct err *e) {
    for (size_t i = 0; i < n; i++) {
        size_t at;
        double *x;

        if (!table_find(s->table, names[i], &at, e))
            return false;
        if (has_column(s, table_name(s->table, at)))
            return err_set(e, ERR_INPUT, "column '%s' is asked for twice",
                           table_name(s->table, at));
        x = read_column(s, at, e);
        if (x == NULL)
            return false;
        if (role == SPACE_MIN || role == SPACE_MAX)
            s->objectives[s->n_objectives++] = s->n_columns;
        s->columns[s->n_columns++] =
            (struct space_column){table_name(s->table, at), role, x};
    }
    return true;
}

/* Of a sweep: a number over all workloads that is no end of an interval. */
static bool is_metric(const char *name) {
    size_t length = strlen(name);

    if (length > 3 &&
        (strstr(name, "_lo") != NULL || strstr(name, "_hi") != NULL))
        for (size_t i = 0; i < METRIC_N; i++)
            if (strcmp(metrics[i].key, name) == 0)
                return false;
    for (size_t i = 0; i < METRIC_N; i++)
        if (strcmp(metrics[i].key, name) == 0)
            return metrics[i].kind == METRIC_NUMBER;
    return false;
}

/* `sweep` is NULL for a table that is no sweep's. */
static void add_metrics(struct space *s, const struct sweep *sweep) {
    for (size_t i = 0; i < table_columns(s->table); i++) {
        const char *name = table_name(s->table, i);
        struct err ignored;
        double *x;

        if (has_column(s, name) || strcmp(name, "point_id") == 0 ||
            (sweep != NULL && !is_metric(name) &&
             sweep_link(sweep, name) == sweep->n_links))
            continue;
        x = read_column(s, i, &ignored);
        if (x != NULL)
            s->columns[s->n_columns++] =
                (struct space_column){name, SPACE_METRIC, x};
    }
}

static void find_front(struct space *s) {
    size_t d = s->n_objectives;
    double *x = mem_alloc(s->n * d, sizeof *x);
    bool *on = mem_alloc(s->n, sizeof *on);

    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < d; j++) {
            const struct space_column *c = &s->columns[s->objectives[j]];

            x[i * d + j] = c->role == SPACE_MAX ? -c->x[i] : c->x[i];
        }
    s->front = mem_alloc(s->n, sizeof *s->front);
    s->to_front = mem_alloc(s->n * d, sizeof *s->to_front);
    pareto_front(x, s->n, d, on);
    for (size_t i = 0; i < s->n; i++) {
        if (!on[i])
            continue;
        memcpy(s->to_front + s->n_front * d, x + i * d, d * sizeof *x);
        s->front[s->n_front++] = i;
    }
    free(x);
    free(on);
}

static bool fill(struct space *s, const struct space_choice *c,
                 const struct sweep *sweep, struct err *e) {
    if (c->n_min + c->n_max > PARETO_MAX_OBJECTIVES)
        return err_set(e, ERR_INPUT, "more than %d objectives",
                       PARETO_MAX_OBJECTIVES);
    s->columns = mem_alloc(table_columns(s->table), sizeof *s->columns);
    s->objectives = mem_alloc(c->n_min + c->n_max, sizeof *s->objectives);
    if (!choose_rows(s, e) ||
        !add_columns(s, c->axes, c->n_axes, SPACE_AXIS, e) ||
        !add_columns(s, c->max, c->n_max, SPACE_MAX, e) ||
        !add_columns(s, c->min, c->n_min, SPACE_MIN, e))
        return false;
    add_metrics(s, sweep);
    if (s->n_objectives > 0)
        find_front(s);
    return true;
}

static bool is_objective(const struct sweep *s, const char *column) {
    for (size_t i = 0; i < s->n_objectives; i++)
        if (strcmp(s->objectives[i].column, column) == 0)
            return true;
    return false;
}

/* What the sweep file says where the choice says nothing.  An axis of names
 * has no numbers, one that is an objective counts as that. */
static bool fill_from_sweep(struct space *s, const char *dir,
                            const struct space_choice *choice, struct err *e) {
    char *path = file_join(dir, "sweep.cfg");
    struct sweep sweep;
    const char *axes[SWEEP_MAX_AXES], *min[PARETO_MAX_OBJECTIVES],
        *max[PARETO_MAX_OBJECTIVES];
    struct space_choice c = *choice;
    bool good = sweep_load(&sweep, path, NULL, 0, e);

    free(path);
    if (!good)
        return false;
    if (c.n_axes == 0) {
        c.axes = axes;
        for (size_t i = 0; i < sweep.n_axes; i++)
            if (axis_is_number(&sweep.axes[i]) &&
                !is_objective(&sweep, sweep.axes[i].name))
                axes[c.n_axes++] = sweep.axes[i].name;
    }
    if (c.n_min + c.n_max == 0) {
        c.min = min;
        c.max = max;
        for (size_t i = 0; i < sweep.n_objectives; i++)
            if (sweep.objectives[i].maximise)
                max[c.n_max++] = sweep.objectives[i].column;
            else
                min[c.n_min++] = sweep.objectives[i].column;
    }
    good = fill(s, &c, &sweep, e);
    sweep_free(&sweep);
    return good;
}

bool space_read(struct space *s, const char *path,
                const struct space_choice *choice, struct err *e) {
    char *points = outputs_points(path);
    bool folder = file_exists(points), good;

    *s = (struct space){0};
    s->table = table_read(folder ? points : path, e);
    good = s->table != NULL && (folder ? fill_from_sweep(s, path, choice, e)
                                       : fill(s, choice, NULL, e));
    free(points);
    if (!good)
        space_free(s);
    return good;
}

void space_free(struct space *s) {
    for (size_t i = 0; i < s->n_columns; i++)
        free(s->columns[i].x);
    free(s->columns);
    free(s->objectives);
    free(s->rows);
    free(s->front);
    free(s->to_front);
    table_free(s->table);
    *s = (struct space){0};
}
