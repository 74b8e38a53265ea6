/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/rows.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put(struct buffer *b, const char *text, size_t n) {
    b->text = mem_grow(b->text, &b->capacity, b->length + n, 1);
    memcpy(b->text + b->length, text, n);
    b->length += n;
}

/* A cell that may hold anything, quoted as csv_put () does. */
static void put_quoted(struct buffer *b, const char *text) {
    size_t n = strlen(text);
    bool blank = n > 0 && (strchr(" \t", text[0]) != NULL ||
                           strchr(" \t", text[n - 1]) != NULL);

    if (!blank && text[strcspn(text, ",\"\r\n")] == '\0') {
        put(b, text, n);
        return;
    }
    put(b, "\"", 1);
    for (; *text != '\0'; text++)
        put(b, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    put(b, "\"", 1);
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

/* Numbers go straight into the buffer. */
static void put_value(struct buffer *buffer, const struct plan *p,
                      size_t column, double value) {
    const struct column *c = &p->columns[column];
    const char *text;

    if (isnan(value))
        return;
    if (c->kind == COLUMN_METRIC ? metrics[c->metric].kind == METRIC_NUMBER
                                 : !column_is_text(p, column)) {
        buffer->text = mem_grow(buffer->text, &buffer->capacity,
                                buffer->length + TEXT_NUMBER_MAX, 1);
        buffer->length += text_put_number(value, buffer->text + buffer->length);
        return;
    }
    text = plan_text(p, column, value, NULL);
    if (column_is_text(p, column))
        put_quoted(buffer, text);
    else
        put(buffer, text, strlen(text));
}

static void put_row(struct buffer *buffer, const struct plan *p,
                    const struct batch *b, size_t i) {
    for (size_t j = 0; j < p->n_columns; j++) {
        if (j > 0)
            put(buffer, ",", 1);
        put_value(buffer, p, j, batch_value(b, j, i));
    }
    put(buffer, "\n", 1);
}

void rows_fill(struct rows *r, const struct plan *p, const struct batch *b) {
    const double *feasible =
        b->values + plan_metric(p, METRIC_FEASIBLE_ID) * PLAN_BATCH;
    const double *on_front =
        b->values + plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH;
    enum sweep_keep keep = p->sweep->keep;

    r->points.length = r->front.length = 0;
    for (size_t i = 0; i < b->n; i++) {
        size_t start = r->points.length;

        /* Most of the time goes into text: none for what is not kept. */
        if (on_front[i] == 0 &&
            (keep == KEEP_FRONT || (keep == KEEP_FEASIBLE && feasible[i] == 0)))
            continue;
        put_row(&r->points, p, b, i);
        if (on_front[i] != 0)
            put(&r->front, r->points.text + start, r->points.length - start);
    }
}

static bool flush(const struct buffer *b, FILE *out) {
    return b->length == 0 || fwrite(b->text, 1, b->length, out) == b->length;
}

bool rows_write(const struct rows *r, FILE *points, FILE *front) {
    return flush(&r->points, points) && flush(&r->front, front);
}

void rows_free(struct rows *r) {
    free(r->points.text);
    free(r->front.text);
    *r = (struct rows){0};
}

void rows_put(const struct rows *r, struct record *out) {
    record_bytes(out, r->points.text, r->points.length);
    record_bytes(out, r->front.text, r->front.length);
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
