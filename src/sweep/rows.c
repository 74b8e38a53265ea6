/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/rows.h"

#include "base/csv.h"
#include "base/hdf.h"
#include "base/mem.h"
#include "sweep/packed.h"

#include <stdlib.h>

bool rows_want_hdf5(const struct plan *p) {
    const struct sweep *s = p->sweep;

    return s->points_format == FORMAT_HDF5 ||
           (s->points_format == FORMAT_AUTO && s->keep != KEEP_FRONT &&
            p->n_points > ROWS_CSV_MOST);
}

bool rows_are_packed(const struct plan *p) {
    return hdf_library() != NULL && rows_want_hdf5(p);
}

const char *rows_file(const struct plan *p) {
    return rows_are_packed(p) ? PACKED_FILE : ROWS_CSV_FILE;
}

size_t rows_kept(const struct plan *p, const struct tally *t) {
    switch (p->sweep->keep) {
    case KEEP_FRONT:
        return t->n_front;
    case KEEP_FEASIBLE:
        return t->counts[0];
    default:
        return plan_points_before(p, t->first + t->n) -
               plan_points_before(p, t->first);
    }
}

bool rows_begin(const struct plan *p, FILE *points, FILE *front) {
    return (rows_are_packed(p) || rows_header(p, points)) &&
           rows_header(p, front);
}

bool rows_header(const struct plan *p, FILE *out) {
    for (size_t i = 0; i < p->n_columns; i++) {
        if (i > 0)
            putc(',', out);
        csv_put(out, p->columns[i].name);
    }
    putc('\n', out);
    return !ferror(out);
}

/* Values of a few rows, one after the other: columns lie PLAN_BATCH values
 * apart, so that a cache does not hold a row of each. */
static const double *gather(struct rows *r, const struct plan *p,
                            const struct batch *b, const size_t kept[],
                            size_t n) {
    if (r->tile == NULL)
        r->tile = mem_alloc(ROWS_TILE * p->n_columns, sizeof *r->tile);
    for (size_t j = 0; j < p->n_columns; j++)
        for (size_t i = 0; i < n; i++)
            r->tile[i * p->n_columns + j] = batch_value(b, j, kept[i]);
    return r->tile;
}

static void fill_text(struct rows *r, const struct plan *p,
                      const struct batch *b, const double on_front[],
                      const size_t kept[], size_t n) {
    for (size_t at = 0; at < n; at += ROWS_TILE) {
        size_t many = n - at < ROWS_TILE ? n - at : ROWS_TILE;
        const double *values = gather(r, p, b, kept + at, many);

        for (size_t i = 0; i < many; i++) {
            size_t start = r->points.length;

            row_text(&r->memo, &r->points, p, values + i * p->n_columns);
            if (!r->front_is_all && on_front[kept[at + i]] != 0)
                buffer_add(&r->front, r->points.text + start,
                           r->points.length - start);
        }
    }
}

static void fill_packed(struct rows *r, const struct plan *p,
                        const struct batch *b, const double on_front[],
                        const size_t kept[], size_t n) {
    const double *values = b->values;

    for (size_t i = 0; i < n; i++)
        if (on_front[kept[i]] != 0)
            row_text_at(&r->memo, &r->front, p, b, kept[i]);
    if (n < b->n) {
        if (r->kept == NULL)
            r->kept = mem_alloc(p->n_columns * PLAN_BATCH, sizeof *r->kept);
        for (size_t j = 0; j < p->n_columns; j++)
            for (size_t i = 0; i < n; i++)
                r->kept[j * PLAN_BATCH + i] = batch_value(b, j, kept[i]);
        values = r->kept;
    }
    packed_put(&r->points, p, values, n);
}

void rows_fill(struct rows *r, const struct plan *p, const struct batch *b) {
    const double *feasible =
        b->values + plan_metric(p, METRIC_FEASIBLE_ID) * PLAN_BATCH;
    const double *on_front =
        b->values + plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH;
    enum sweep_keep keep = p->sweep->keep;
    size_t kept[PLAN_BATCH], n = 0;

    r->points.length = r->front.length = 0;
    row_memo_forget(&r->memo);
    r->front_is_all = keep == KEEP_FRONT && !rows_are_packed(p);
    /* Most of the time goes into rows: none for what is not kept. */
    for (size_t i = 0; i < b->n; i++)
        if (on_front[i] != 0 || keep == KEEP_ALL ||
            (keep == KEEP_FEASIBLE && feasible[i] != 0))
            kept[n++] = i;
    if (rows_are_packed(p))
        fill_packed(r, p, b, on_front, kept, n);
    else
        fill_text(r, p, b, on_front, kept, n);
}

static bool flush(const struct buffer *b, FILE *out) {
    return b->length == 0 || fwrite(b->text, 1, b->length, out) == b->length;
}

static const struct buffer *front_of(const struct rows *r) {
    return r->front_is_all ? &r->points : &r->front;
}

bool rows_write(const struct rows *r, FILE *points, FILE *front) {
    return flush(&r->points, points) && flush(front_of(r), front);
}

void rows_free(struct rows *r) {
    free(r->points.text);
    free(r->front.text);
    free(r->kept);
    free(r->tile);
    row_memo_free(&r->memo);
    *r = (struct rows){0};
}

void rows_put(const struct rows *r, struct record *out) {
    record_bytes(out, r->points.text, r->points.length);
    record_bytes(out, front_of(r)->text, front_of(r)->length);
}

/* Points, then front, as they were put. */
static void get_texts(struct record_reader *in, const char *texts[2],
                      size_t lengths[2]) {
    for (size_t i = 0; i < 2; i++)
        texts[i] = record_get_bytes(in, &lengths[i]);
}

bool rows_write_record(struct record_reader *in, FILE *points, FILE *front) {
    const char *texts[2];
    size_t lengths[2];

    get_texts(in, texts, lengths);
    return fwrite(texts[0], 1, lengths[0], points) == lengths[0] &&
           fwrite(texts[1], 1, lengths[1], front) == lengths[1];
}

void rows_skip(struct record_reader *in) {
    const char *texts[2];
    size_t lengths[2];

    get_texts(in, texts, lengths);
}
