/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/figure_answer.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "draw/figure.h"
#include "sweep/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void set_axis(struct figure_axis *axis, const struct answer *a,
                     size_t column) {
    const struct sweep *s = &a->recommend->sweep;
    const char *name = a->plan->columns[column].name;

    snprintf(axis->column, sizeof axis->column, "%.90s", name);
    column_label(s, name, axis->label, sizeof axis->label);
    axis->more_is_better = column_better(s, name) > 0;
}

/* What is to be had for the price along x: the first target or limit that is
 * another column, else another criterion. */
static size_t choose_y(const struct answer *a, size_t x) {
    const struct recommend *r = a->recommend;
    struct err ignored;
    size_t column;

    for (int targets = 1; targets >= 0; targets--)
        for (size_t j = 0; j < r->n_limits; j++)
            if (r->limits[j].is_target == (targets == 1) &&
                plan_column(a->plan, r->limits[j].value, &column, &ignored) &&
                column_is_number(a->plan, column) && column != x)
                return column;
    for (size_t i = 0; i < r->sweep.n_objectives; i++)
        if (a->plan->objective_column[i] != x)
            return a->plan->objective_column[i];
    return x;
}

/* What the answer costs: what it is best in, or, balanced, the first criterion
 * that is to be small. */
static size_t choose_x(const struct answer *a) {
    const struct sweep *s = &a->recommend->sweep;

    for (size_t i = 0; i < s->n_objectives; i++)
        if (!s->objectives[i].maximise)
            return a->plan->objective_column[i];
    return a->plan->objective_column[0];
}

static void add_mark(struct figure_mark out[], size_t *n, const char *name,
                     const struct design *d, size_t x, size_t y, bool star) {
    if (d->columns == NULL || isnan(d->columns[x]) || isnan(d->columns[y]))
        return;
    if (strncmp(name, "GeForce ", 8) == 0)
        name += 8;
    snprintf(out[*n].name, sizeof out[*n].name, "%.90s", name);
    out[*n].x = d->columns[x];
    out[*n].y = d->columns[y];
    out[(*n)++].is_reference = star;
}

/* The answer has the star. */
static size_t set_marks(const struct answer *a, size_t x, size_t y,
                        struct figure_mark out[]) {
    size_t n = 0;

    add_mark(out, &n, a->feasible ? "answer" : "nearest", &a->best, x, y, true);
    for (size_t i = 0; i < a->n_runners; i++) {
        char name[32];

        snprintf(name, sizeof name, "runner-up %zu", i + 1);
        add_mark(out, &n, name, &a->runners[i], x, y, false);
    }
    add_mark(out, &n, a->reference.device.name, &a->reference, x, y, false);
    return n;
}

static void set_caption(struct figure *f, const struct answer *a) {
    const struct recommend *r = a->recommend;
    size_t n, size = sizeof f->caption;

    n = (size_t)snprintf(f->caption, size,
                         "Predicted, model %.40s. Feasible: ", r->sweep.model);
    for (size_t j = 0; j < r->n_limits && n < size; j++)
        n += (size_t)snprintf(f->caption + n, size - n, "%s%s",
                              j > 0 ? ", " : "", r->limits[j].text);
    if (n < size)
        snprintf(f->caption + n, size - n, ". Base: %.60s.",
                 r->sweep.base.name);
}

bool figure_answer_draw(const struct answer *a, const char *dir,
                        unsigned terminals, struct err *e) {
    char *points_path = file_join(dir, "points.csv");
    char *plots_path = file_join(dir, "plots");
    struct table *points = table_read(points_path, e);
    struct figure_mark marks[RECOMMEND_MAX_RUNNERS + 2];
    struct figure f = {.kind = FIGURE_PARETO, .marks = marks};
    size_t x = choose_x(a), y = choose_y(a, x);
    struct gallery into;
    bool good =
        points != NULL && gallery_open(&into, plots_path, "recommend", true, e);

    if (good) {
        strcpy(f.name, "candidates");
        snprintf(f.title, sizeof f.title, "%s", a->recommend->sweep.title);
        set_caption(&f, a);
        set_axis(&f.x, a, x);
        set_axis(&f.y, a, y);
        f.n_marks = set_marks(a, x, y, marks);
        good = gallery_close(&into,
                             figure_draw(&f, points, &into, terminals, e), e);
    }
    table_free(points);
    free(points_path);
    free(plots_path);
    return good;
}
