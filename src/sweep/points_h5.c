/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/points_h5.h"

#include "base/hdf.h"
#include "base/mem.h"
#include "sweep/column.h"

#include <stdlib.h>
#include <string.h>

struct points_h5 {
    const struct plan *p;
    struct hdf_out *out;
    size_t rows, chunks, filled; /* wanted; whole ones written; behind them */
    double *pending;             /* those, column by column */
    double *record;              /* room for a record's values */
    unsigned char *packed;       /* room for a chunk of each column */
    size_t *length;
};

/* The texts of a column of names, which plan_text () has. */
static const char **texts_of(const struct plan *p, size_t column, size_t *n) {
    const char **texts;

    *n = column_n_texts(p, column);
    texts = mem_alloc(*n, sizeof *texts);
    for (size_t i = 0; i < *n; i++)
        texts[i] = plan_text(p, column, (double)i, NULL);
    return texts;
}

static bool put_notes(struct hdf_out *out, const struct sweep *s,
                      struct err *e) {
    return hdf_note(out, "title", s->title, e) &&
           hdf_note(out, "question", s->question, e) &&
           hdf_note(out, "sweep", s->name, e) &&
           hdf_note(out, "program", PACKAGE_STRING, e);
}

static struct hdf_out *create(const struct plan *p, const char *path,
                              size_t rows, struct err *e) {
    struct hdf_column *columns = mem_alloc(p->n_columns, sizeof *columns);
    const char ***texts = mem_alloc(p->n_columns, sizeof *texts);
    struct hdf_out *out;

    for (size_t i = 0; i < p->n_columns; i++) {
        struct hdf_column *c = &columns[i];

        c->name = p->columns[i].name;
        c->kind = packed_kind(p, i);
        column_describe(p, i, &c->unit, &c->description);
        if (c->kind == HDF_NAME)
            c->names = texts[i] = texts_of(p, i, &c->n_names);
    }
    out = hdf_create(path, columns, p->n_columns, rows, e);
    for (size_t i = 0; i < p->n_columns; i++)
        free(texts[i]);
    free(texts);
    free(columns);
    return out;
}

struct points_h5 *points_h5_new(const struct plan *p, const char *path,
                                size_t rows, struct err *e) {
    struct points_h5 *t = mem_alloc(1, sizeof *t);
    size_t n = p->n_columns * HDF_CHUNK;

    t->p = p;
    t->rows = rows;
    t->out = create(p, path, rows, e);
    t->pending = mem_alloc(n, sizeof *t->pending);
    t->record = mem_alloc(n, sizeof *t->record);
    t->packed = mem_alloc(p->n_columns, HDF_PACKED_MAX);
    t->length = mem_alloc(p->n_columns, sizeof *t->length);
    if (t->out != NULL && put_notes(t->out, p->sweep, e))
        return t;
    points_h5_free(t);
    return NULL;
}

void points_h5_free(struct points_h5 *t) {
    if (t == NULL)
        return;
    hdf_drop(t->out);
    free(t->pending);
    free(t->record);
    free(t->packed);
    free(t->length);
    free(t);
}

/* The pending rows, up to a whole chunk, as one. */
static bool flush(struct points_h5 *t, struct err *e) {
    size_t n = t->p->n_columns;

#pragma omp parallel for
    for (size_t j = 0; j < n; j++) {
        double *x = t->pending + j * HDF_CHUNK;

        memset(x + t->filled, 0, (HDF_CHUNK - t->filled) * sizeof *x);
        t->length[j] = hdf_pack(packed_kind(t->p, j), x, HDF_CHUNK,
                                t->packed + j * HDF_PACKED_MAX);
    }
    for (size_t j = 0; j < n; j++)
        if (!hdf_put(t->out, j, t->chunks, t->packed + j * HDF_PACKED_MAX,
                     t->length[j], e))
            return false;
    t->chunks++;
    t->filled = 0;
    return true;
}

bool points_h5_rows(struct points_h5 *t, const double values[], size_t n,
                    struct err *e) {
    for (size_t at = 0, many; at < n; at += many) {
        many = n - at < HDF_CHUNK - t->filled ? n - at : HDF_CHUNK - t->filled;
        for (size_t j = 0; j < t->p->n_columns; j++)
            memcpy(t->pending + j * HDF_CHUNK + t->filled,
                   values + j * HDF_CHUNK + at, many * sizeof *values);
        t->filled += many;
        if (t->filled == HDF_CHUNK && !flush(t, e))
            return false;
    }
    return true;
}

bool points_h5_record(struct points_h5 *t, const struct packed *r,
                      struct err *e) {
    if (t->filled > 0 || r->n < HDF_CHUNK)
        return packed_values(r, t->record, e) &&
               points_h5_rows(t, t->record, r->n, e);
    for (size_t j = 0; j < t->p->n_columns; j++)
        if (!hdf_put(t->out, j, t->chunks, r->bytes + r->start[j],
                     r->start[j + 1] - r->start[j], e))
            return false;
    t->chunks++;
    return true;
}

bool points_h5_end(struct points_h5 *t, struct err *e) {
    size_t found = t->chunks * HDF_CHUNK + t->filled;
    struct hdf_out *out = t->out;

    if (found != t->rows)
        return err_set(e, ERR_INPUT,
                       "the packed rows hold %zu points, expected %zu", found,
                       t->rows);
    if (t->filled > 0 && !flush(t, e))
        return false;
    t->out = NULL;
    return hdf_finish(out, e);
}

bool points_h5_make(const struct plan *p, const char *packed_path, size_t rows,
                    const char *path, bool (*stop)(void *data), void *data,
                    struct err *e) {
    struct points_h5 *t = points_h5_new(p, path, rows, e);
    struct packed in = {.in = NULL};
    bool good = t != NULL && packed_open(&in, p, packed_path, e);
    int status = 0;

    while (good && (status = packed_next(&in, e)) == 1) {
        good = points_h5_record(t, &in, e);
        if (good && stop != NULL && stop(data))
            good = err_set(e, ERR_STOPPED, "stopped while points.h5 was made");
    }
    good = good && status == 0 && points_h5_end(t, e);
    packed_close(&in);
    points_h5_free(t);
    return good;
}
