/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/table_hdf.h"

#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK_TEXTS = 2048 };

/* The chunk of a column that was read last. */
struct piece {
    double *x; /* owned; NULL: none */
    size_t chunk;
};

/* Texts of numbers, which stay where they are. */
struct block {
    struct block *next;
    size_t n;
    char texts[BLOCK_TEXTS][TEXT_NUMBER_MAX];
};

struct table_hdf {
    struct hdf_in *file;
    struct piece *pieces; /* one a column */
    struct block *blocks;
};

struct table_hdf *table_hdf_open(const char *path, struct err *e) {
    struct hdf_in *file = hdf_open(path, e);
    struct table_hdf *t;

    if (file == NULL)
        return NULL;
    t = mem_alloc(1, sizeof *t);
    t->file = file;
    t->pieces = mem_alloc(hdf_columns(file), sizeof *t->pieces);
    return t;
}

void table_hdf_close(struct table_hdf *t) {
    if (t == NULL)
        return;
    for (size_t i = 0; i < hdf_columns(t->file); i++)
        free(t->pieces[i].x);
    free(t->pieces);
    while (t->blocks != NULL) {
        struct block *next = t->blocks->next;

        free(t->blocks);
        t->blocks = next;
    }
    hdf_close(t->file);
    free(t);
}

const struct hdf_in *table_hdf_file(const struct table_hdf *t) {
    return t->file;
}

static char *new_text(struct table_hdf *t) {
    if (t->blocks == NULL || t->blocks->n == BLOCK_TEXTS) {
        struct block *block = mem_alloc(1, sizeof *block);

        block->next = t->blocks;
        t->blocks = block;
    }
    return t->blocks->texts[t->blocks->n++];
}

/* What cannot be read has no value; whole columns, which are read before any
 * cell counts, say why. */
static double value_at(struct table_hdf *t, size_t row, size_t column) {
    struct piece *piece = &t->pieces[column];
    size_t chunk = row / HDF_CHUNK, first = chunk * HDF_CHUNK;
    size_t left = hdf_rows(t->file) - first;
    struct err ignored;

    if (piece->x == NULL || piece->chunk != chunk) {
        if (piece->x == NULL)
            piece->x = mem_alloc(HDF_CHUNK, sizeof *piece->x);
        piece->chunk = chunk;
        if (!hdf_read(t->file, column, first,
                      left < HDF_CHUNK ? left : HDF_CHUNK, piece->x, &ignored))
            for (size_t i = 0; i < HDF_CHUNK; i++)
                piece->x[i] = (double)NAN;
    }
    return piece->x[row - first];
}

const char *table_hdf_cell(struct table_hdf *t, size_t row, size_t column) {
    const struct hdf_column *c = hdf_column(t->file, column);
    double x = value_at(t, row, column);

    if (isnan(x))
        return "";
    if (c->kind == HDF_NAME)
        return c->names[(size_t)x];
    if (c->kind == HDF_FLAG)
        return x != 0 ? "true" : "false";
    return text_number(x, new_text(t));
}

bool table_hdf_values(const struct table_hdf *t, size_t column, double out[],
                      struct err *e) {
    const struct hdf_column *c = hdf_column(t->file, column);
    size_t n = hdf_rows(t->file);
    double *number;

    if (!hdf_read(t->file, column, 0, n, out, e))
        return false;
    if (c->kind != HDF_NAME)
        return true;
    number = mem_alloc(c->n_names, sizeof *number);
    for (size_t i = 0; i < c->n_names; i++)
        if (!text_to_number(c->names[i], &number[i]))
            number[i] = (double)NAN;
    for (size_t i = 0; i < n; i++)
        if (!isnan(out[i]))
            out[i] = number[(size_t)out[i]];
    free(number);
    return true;
}
