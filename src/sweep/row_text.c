/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/row_text.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/column.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct row_cell {
    uint64_t bits; /* of its value: -0 is another text than 0 */
    size_t at, length;
    size_t twin; /* the first column of the same metric; itself: none before */
    bool is_number;
};

void row_memo_forget(struct row_memo *m) {
    m->n = 0;
}

void row_memo_free(struct row_memo *m) {
    free(m->cells);
    free(m->values);
    *m = (struct row_memo){0};
}

static uint64_t bits_of(double x) {
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static bool is_number(const struct plan *p, size_t column) {
    const struct column *c = &p->columns[column];

    return c->kind == COLUMN_METRIC ? metrics[c->metric].kind == METRIC_NUMBER
                                    : !column_is_text(p, column);
}

static size_t twin_of(const struct plan *p, size_t column) {
    const struct column *c = p->columns;

    for (size_t i = 0; i < column && c[column].kind == COLUMN_METRIC; i++)
        if (c[i].kind == COLUMN_METRIC && c[i].metric == c[column].metric)
            return i;
    return column;
}

static void begin(struct row_memo *m, const struct plan *p) {
    if (m->cells != NULL)
        return;
    m->cells = mem_alloc(p->n_columns, sizeof *m->cells);
    for (size_t j = 0; j < p->n_columns; j++)
        m->cells[j] = (struct row_cell){.twin = twin_of(p, j),
                                        .is_number = is_number(p, j)};
}

/* A cell that may hold anything, quoted as csv_put () does. */
static void put_quoted(struct buffer *b, const char *text) {
    size_t n = strlen(text);
    bool blank = n > 0 && (strchr(" \t", text[0]) != NULL ||
                           strchr(" \t", text[n - 1]) != NULL);

    if (!blank && text[strcspn(text, ",\"\r\n")] == '\0') {
        buffer_add(b, text, n);
        return;
    }
    buffer_add(b, "\"", 1);
    for (; *text != '\0'; text++)
        buffer_add(b, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    buffer_add(b, "\"", 1);
}

/* Numbers go straight into the buffer. */
static void put_value(struct buffer *out, const struct plan *p, size_t column,
                      bool number, double value) {
    const char *text;

    if (isnan(value))
        return;
    if (number) {
        out->length +=
            text_put_number(value, buffer_room(out, TEXT_NUMBER_MAX));
        return;
    }
    text = plan_text(p, column, value, NULL);
    if (column_is_text(p, column))
        put_quoted(out, text);
    else
        buffer_add(out, text, strlen(text));
}

/* Bytes that stand in the buffer already. */
static void put_again(struct buffer *out, const struct row_cell *from) {
    char *end = buffer_room(out, from->length);

    memcpy(end, out->text + from->at, from->length);
    out->length += from->length;
}

void row_text(struct row_memo *m, struct buffer *out, const struct plan *p,
              const double values[]) {
    bool has_last = m->n > 0;

    begin(m, p);
    m->n = p->n_columns;
    for (size_t j = 0; j < p->n_columns; j++) {
        struct row_cell *cell = &m->cells[j], *twin = &m->cells[cell->twin];
        uint64_t bits = bits_of(values[j]);
        size_t at;

        if (j > 0)
            buffer_add(out, ",", 1);
        at = out->length;
        if (has_last && bits == cell->bits)
            put_again(out, cell);
        else if (twin != cell && bits == twin->bits)
            put_again(out, twin);
        else
            put_value(out, p, j, cell->is_number, values[j]);
        cell->bits = bits;
        cell->at = at;
        cell->length = out->length - at;
    }
    buffer_add(out, "\n", 1);
}

void row_text_at(struct row_memo *m, struct buffer *out, const struct plan *p,
                 const struct batch *b, size_t i) {
    if (m->values == NULL)
        m->values = mem_alloc(p->n_columns, sizeof *m->values);
    for (size_t j = 0; j < p->n_columns; j++)
        m->values[j] = batch_value(b, j, i);
    row_text(m, out, p, m->values);
}
