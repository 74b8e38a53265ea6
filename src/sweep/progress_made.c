/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/progress_made.h"

#include <stdlib.h>

void rows_written_free(struct rows_written *r) {
    free(r->points_ending);
    free(r->front_ending);
    *r = (struct rows_written){0};
}

void progress_made_free(struct progress_made *m) {
    free(m->identity);
    free(m->name);
    if (m->tally.n_counts > 0)
        tally_free(&m->tally);
    rows_written_free(&m->rows);
    *m = (struct progress_made){0};
}

static bool broken(const struct progress_reading *r, struct err *e) {
    return err_set(e, ERR_INPUT,
                   "%s: its records do not follow from each other", r->path);
}

static bool read_tally(const struct progress_reading *r,
                       struct record_reader *in, struct err *e) {
    struct tally *t = &r->made->tally, next;

    if (r->plan == NULL) {
        in->left = 0;
        return true;
    }
    if (!tally_get(&next, r->plan, in))
        return broken(r, e);
    if (t->n_counts == 0) {
        *t = next;
    } else if (next.first == t->first + t->n) {
        tally_join(t, &next);
    } else {
        tally_free(&next);
        return broken(r, e);
    }
    return true;
}

bool progress_read_record(void *data, uint32_t kind, struct record_reader *in,
                          struct err *e) {
    const struct progress_reading *r = data;
    struct progress_made *m = r->made;

    if ((kind == PROGRESS_INPUTS) != (m->identity == NULL))
        return broken(r, e);
    switch (kind) {
    case PROGRESS_INPUTS:
        m->identity = record_get_text(in);
        m->name = record_get_text(in);
        m->share.shard = record_get_size(in);
        m->share.n_shards = record_get_size(in);
        return (m->share.shard >= 1 && m->share.shard <= m->share.n_shards) ||
               broken(r, e);
    case PROGRESS_TALLY:
        return read_tally(r, in, e);
    case PROGRESS_ROWS:
        rows_written_free(&m->rows);
        m->rows.next_batch = record_get_size(in);
        m->rows.points_bytes = record_get_size(in);
        m->rows.front_bytes = record_get_size(in);
        m->rows.points_ending = record_get_text(in);
        m->rows.front_ending = record_get_text(in);
        return true;
    case PROGRESS_COMPLETE:
        m->complete = true;
        m->points_bytes = record_get_size(in);
        m->points_crc = (unsigned long)record_get_size(in);
        return true;
    default:
        return broken(r, e);
    }
}

bool progress_made_read(struct progress_made *m, const char *path,
                        const struct plan *p, struct err *e) {
    struct progress_reading reading = {m, p, path};

    *m = (struct progress_made){0};
    if (journal_read(path, progress_read_record, &reading, e))
        return true;
    progress_made_free(m);
    return false;
}
