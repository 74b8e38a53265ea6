/* SPDX-License-Identifier: MIT
 *
 * Packed rows of shards as rows of the whole.
 */
#include "config.h"

#include "sweep/merge_rows.h"

#include "base/mem.h"
#include "sweep/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct room {
    struct batch rows; /* only its values */
    double *on_front;  /* by the front of all */
};

/* The rows of a record that are on the front of all; *changed: some that were
 * on their shard's are not. */
static bool find_front(struct merge_rows *m, const struct packed *in,
                       struct room *room, size_t *n_on, bool *changed,
                       struct err *e) {
    const struct run *r = m->run;
    size_t column = plan_metric(m->plan, METRIC_ON_FRONT_ID);
    double *id = room->rows.values, *was = id + column * PLAN_BATCH;

    if (!packed_column(in, 0, id, e) || !packed_column(in, column, was, e))
        return false;
    *n_on = 0;
    *changed = false;
    for (size_t i = 0; i < in->n; i++) {
        bool on =
            m->n_front < r->n_front && (double)r->front[m->n_front] == id[i];

        m->n_front += on;
        *n_on += on;
        *changed = *changed || (was[i] != 0) != on;
        room->on_front[i] = on;
    }
    return true;
}

/* Writes the rows of the front, and of the table what is kept. */
static bool put_rows(const struct merge_rows *m, struct room *room, size_t n,
                     struct err *e) {
    const struct plan *p = m->plan;
    double *values = room->rows.values;
    struct buffer text = {0};
    struct row_memo memo = {0};
    size_t kept = 0;
    bool good;

    memcpy(values + plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH,
           room->on_front, n * sizeof *values);
    for (size_t i = 0; i < n; i++) {
        if (room->on_front[i] != 0)
            row_text_at(&memo, &text, p, &room->rows, i);
        else if (p->sweep->keep == KEEP_FRONT)
            continue;
        for (size_t j = 0; kept < i && j < p->n_columns; j++)
            values[j * PLAN_BATCH + kept] = values[j * PLAN_BATCH + i];
        kept++;
    }
    good = text.length == 0 ||
           fwrite(text.text, 1, text.length, m->front) == text.length ||
           err_set(e, ERR_IO, "cannot write the points: %s", strerror(errno));
    free(text.text);
    row_memo_free(&memo);
    return good && points_h5_rows(m->table, values, kept, e);
}

bool merge_packed(struct merge_rows *m, const char *path, unsigned long *crc,
                  struct err *e) {
    struct room room = {.on_front = mem_alloc(PLAN_BATCH, sizeof(double))};
    struct packed in;
    bool good = packed_open(&in, m->plan, path, e);
    int status = 0;

    room.rows.values =
        mem_alloc(m->plan->n_columns * PLAN_BATCH, sizeof(double));
    while (good && (status = packed_next(&in, e)) == 1) {
        size_t n_on;
        bool changed;

        good = find_front(m, &in, &room, &n_on, &changed, e);
        if (good && n_on == 0 && !changed)
            good = points_h5_record(m->table, &in, e);
        else if (good)
            good = packed_values(&in, room.rows.values, e) &&
                   put_rows(m, &room, in.n, e);
    }
    *crc = in.crc;
    packed_close(&in);
    free(room.rows.values);
    free(room.on_front);
    return good && status == 0;
}
