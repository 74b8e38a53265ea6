/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/source.h"

#include "base/file.h"
#include "base/mem.h"
#include "draw/gallery.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *read_json(const char *dir, const char *name, struct err *e) {
    char *path = file_join(dir, name);
    json_error_t error;
    json_t *x = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (x == NULL)
        err_set(e, ERR_INPUT, "%s:%d: %s", path, error.line, error.text);
    else if (!json_is_object(x)) {
        err_set(e, ERR_INPUT, "%s: expected an object", path);
        json_decref(x);
        x = NULL;
    }
    free(path);
    return x;
}

/* The points where one is feasible. */
static bool read_points(struct source *s, const char *dir, struct err *e) {
    static const struct space_choice choice = {0};
    json_int_t n = json_integer_value(json_object_get(s->summary, "feasible"));

    return n == 0 || space_read(&s->space, dir, &choice, e);
}

/* Absent in folders of older versions. */
static bool read_doubt(struct source *s, const char *dir, struct err *e) {
    char *path = file_join(dir, "front-doubt.csv");
    size_t id;
    bool good = true;

    if (file_exists(path)) {
        s->doubt = table_read(path, e);
        good = s->doubt != NULL && table_find(s->doubt, "point_id", &id, e);
        if (good) {
            s->doubt_ids =
                mem_alloc(table_rows(s->doubt), sizeof *s->doubt_ids);
            good = table_numbers(s->doubt, id, s->doubt_ids, e);
        }
    }
    free(path);
    return good;
}

bool source_read(struct source *s, const char *dir, struct err *e) {
    char *sweep = file_join(dir, "sweep.cfg");
    char *marks = file_join(dir, "marks.csv");
    char *plots = file_join(dir, "plots");
    bool good;

    *s = (struct source){0};
    if (!file_exists(sweep))
        good = err_set(e, ERR_INPUT,
                       "%s: no sweep.cfg there; expected a folder that "
                       "'gpuscape sweep' wrote",
                       dir);
    else
        good = sweep_load(&s->sweep, sweep, NULL, 0, e) &&
               (s->summary = read_json(dir, "summary.json", e)) != NULL &&
               (s->manifest = read_json(dir, "manifest.json", e)) != NULL &&
               (s->marks = table_read(marks, e)) != NULL &&
               read_points(s, dir, e) && read_doubt(s, dir, e);
    if (good && table_rows(s->marks) == 0)
        good = err_set(e, ERR_INPUT, "%s: no row of the reference", marks);
    if (good)
        s->figures = gallery_read(plots);
    free(sweep);
    free(marks);
    free(plots);
    if (!good)
        source_free(s);
    return good;
}

void source_free(struct source *s) {
    sweep_free(&s->sweep);
    space_free(&s->space);
    table_free(s->marks);
    table_free(s->figures);
    table_free(s->doubt);
    free(s->doubt_ids);
    json_decref(s->summary);
    json_decref(s->manifest);
    *s = (struct source){0};
}

static const char *cell(const struct table *t, size_t row, const char *column) {
    struct err ignored;
    size_t at;

    return table_has(t, column) && table_find(t, column, &at, &ignored)
               ? table_cell(t, row, at)
               : "";
}

static double number(const char *text) {
    double x;

    return text_to_number(text, &x) ? x : (double)NAN;
}

const char *source_text(const struct source *s, size_t point,
                        const char *column) {
    return cell(s->space.table, s->space.rows[point], column);
}

double source_number(const struct source *s, size_t point, const char *column) {
    return number(source_text(s, point, column));
}

double source_reference(const struct source *s, const char *column) {
    return number(cell(s->marks, 0, column));
}

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double source_doubt(const struct source *s, size_t point, const char *column) {
    double id = source_number(s, point, "point_id");
    const double *at = s->doubt == NULL
                           ? NULL
                           : bsearch(&id, s->doubt_ids, table_rows(s->doubt),
                                     sizeof id, by_number);

    return at == NULL
               ? (double)NAN
               : number(cell(s->doubt, (size_t)(at - s->doubt_ids), column));
}

bool source_has_doubt(const struct source *s) {
    return s->doubt != NULL && table_rows(s->doubt) > 0;
}
