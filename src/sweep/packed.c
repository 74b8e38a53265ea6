/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/packed.h"

#include "base/mem.h"
#include "sweep/column.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

_Static_assert((int)HDF_CHUNK == (int)PLAN_BATCH,
               "a full batch must be a chunk of points.h5");

enum hdf_kind packed_kind(const struct plan *p, size_t column) {
    if (p->columns[column].kind == COLUMN_INDEX)
        return HDF_INTEGER;
    if (column_is_text(p, column))
        return HDF_NAME;
    return column_is_number(p, column) ? HDF_NUMBER : HDF_FLAG;
}

/* An earlier column with the same values, or `column`: what is over all
 * workloads is that of the only one. */
static size_t same_column(const struct plan *p, const double values[], size_t n,
                          size_t column) {
    const double *x = values + column * PLAN_BATCH;

    for (size_t i = 0; i < column; i++) {
        const double *y = values + i * PLAN_BATCH;

        if (memcmp(x, y, sizeof *x) == 0 &&
            memcmp(x + n / 2, y + n / 2, sizeof *x) == 0 &&
            packed_kind(p, i) == packed_kind(p, column) &&
            memcmp(x, y, n * sizeof *x) == 0)
            return i;
    }
    return column;
}

void packed_put(struct buffer *out, const struct plan *p, const double values[],
                size_t n) {
    size_t m = p->n_columns, *start;
    uint64_t *head;

    if (n == 0)
        return;
    head = mem_alloc(m + 1, sizeof *head);
    start = mem_alloc(m, sizeof *start);
    head[0] = n;
    buffer_add(out, head, (m + 1) * sizeof *head);
    for (size_t j = 0; j < m; j++) {
        size_t same = same_column(p, values, n, j);
        char *room = buffer_room(out, HDF_PACKED_MAX);

        start[j] = out->length;
        if (same < j) {
            head[j + 1] = head[same + 1];
            memcpy(room, out->text + start[same], head[j + 1]);
        } else {
            head[j + 1] = hdf_pack(packed_kind(p, j), values + j * PLAN_BATCH,
                                   n, (unsigned char *)room);
        }
        out->length += head[j + 1];
    }
    memcpy(out->text + start[0] - (m + 1) * sizeof *head, head,
           (m + 1) * sizeof *head);
    free(head);
    free(start);
}

bool packed_open(struct packed *r, const struct plan *p, const char *path,
                 struct err *e) {
    *r = (struct packed){.p = p, .path = path};
    r->crc = crc32(0, NULL, 0);
    r->start = mem_alloc(p->n_columns + 1, sizeof *r->start);
    r->in = fopen(path, "re");
    return r->in != NULL || err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

void packed_close(struct packed *r) {
    if (r->in != NULL)
        fclose(r->in);
    free(r->start);
    free(r->bytes);
    *r = (struct packed){0};
}

static bool broken(const struct packed *r, struct err *e) {
    if (ferror(r->in))
        return err_set(e, ERR_IO, "%s: %s", r->path, strerror(errno));
    return err_set(e, ERR_INPUT, "%s: not the packed rows of this sweep",
                   r->path);
}

/* Reads n bytes; returns how many there were. */
static size_t take(struct packed *r, void *out, size_t n) {
    size_t got = fread(out, 1, n, r->in);

    r->crc = crc32_z(r->crc, out, got);
    return got;
}

int packed_next(struct packed *r, struct err *e) {
    size_t m = r->p->n_columns, size = (m + 1) * sizeof(uint64_t), got;
    uint64_t *head = mem_alloc(m + 1, sizeof *head);
    bool good;

    got = take(r, head, size);
    good = got == size && head[0] > 0 && head[0] <= PLAN_BATCH;
    r->n = (size_t)head[0];
    for (size_t j = 0; good && j < m; j++) {
        good = head[j + 1] > 0 && head[j + 1] <= HDF_PACKED_MAX;
        r->start[j + 1] = r->start[j] + (size_t)head[j + 1];
    }
    free(head);
    if (got == 0 && !ferror(r->in))
        return 0;
    if (good) {
        r->bytes = mem_grow(r->bytes, &r->capacity, r->start[m], 1);
        good = take(r, r->bytes, r->start[m]) == r->start[m];
    }
    return good || broken(r, e) ? 1 : -1;
}

bool packed_column(const struct packed *r, size_t column, double out[],
                   struct err *e) {
    return hdf_unpack(packed_kind(r->p, column), r->bytes + r->start[column],
                      r->start[column + 1] - r->start[column], out, r->n) ||
           broken(r, e);
}

bool packed_values(const struct packed *r, double values[], struct err *e) {
    bool good = true;

#pragma omp parallel for reduction(&& : good)
    for (size_t j = 0; j < r->p->n_columns; j++) {
        struct err ignored;

        good = packed_column(r, j, values + j * PLAN_BATCH, &ignored) && good;
    }
    return good || broken(r, e);
}
