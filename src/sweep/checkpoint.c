/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/checkpoint.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "sweep/inputs.h"
#include "sweep/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool same_run(const struct checkpoint *c, const struct progress_made *m,
                     struct share share, struct err *e) {
    if (!inputs_same(m->identity, c->identity, c->path, e))
        return false;
    if (m->share.shard == share.shard && m->share.n_shards == share.n_shards)
        return true;
    return err_set(e, ERR_INPUT, "%s: it is of shard %zu/%zu, not of %zu/%zu",
                   c->path, m->share.shard, m->share.n_shards, share.shard,
                   share.n_shards);
}

static bool go_on(struct checkpoint *c, const struct plan *p,
                  struct share share, struct err *e) {
    struct progress_made head;
    struct progress_reading reading = {&c->made, p, c->path};
    bool good;

    /* Tallies mean something only with the inputs that they are of. */
    if (!progress_made_read(&head, c->path, NULL, e))
        return false;
    if (head.identity == NULL) { /* killed before its first record */
        progress_made_free(&head);
        return unlink(c->path) == 0 ||
               err_set(e, ERR_IO, "%s: %s", c->path, strerror(errno));
    }
    good =
        same_run(c, &head, share, e) &&
        journal_open(&c->journal, c->path, progress_read_record, &reading, e);
    progress_made_free(&head);
    return good;
}

bool checkpoint_open(struct checkpoint *c, const struct plan *p,
                     const char *dir, struct share share, bool resume,
                     double every_s, bool *dropped, struct err *e) {
    bool good;

    *c = (struct checkpoint){.dir = mem_strdup(dir),
                             .path = file_join(dir, CHECKPOINT_FILE),
                             .every_s = every_s,
                             .start_s = clock_now_s()};
    c->journal.fd = -1;
    c->last_s = c->start_s;
    *dropped = false;
    c->name = mem_strdup(p->sweep->name);
    c->rows_path = file_join(dir, rows_file(p));
    good = (c->identity = inputs_identity(p, e)) != NULL;
    if (good && file_exists(c->path)) {
        if (resume)
            good = go_on(c, p, share, e);
        else if (unlink(c->path) == 0)
            *dropped = true;
        else
            good = err_set(e, ERR_IO, "%s: %s", c->path, strerror(errno));
    }
    c->made.share = share;
    if (!good)
        checkpoint_close(c);
    return good;
}

void checkpoint_close(struct checkpoint *c) {
    journal_close(&c->journal);
    progress_made_free(&c->made);
    free(c->dir);
    free(c->path);
    free(c->rows_path);
    free(c->identity);
    free(c->name);
    *c = (struct checkpoint){.journal = {.fd = -1}};
}

void checkpoint_remove(struct checkpoint *c) {
    if (checkpoint_is_begun(c))
        unlink(c->path);
    checkpoint_close(c);
}

void share_of(struct share s, size_t n, size_t *first, size_t *end) {
    size_t each = n / s.n_shards, more = n % s.n_shards, before = s.shard - 1;

    *first = before * each + (before < more ? before : more);
    *end = *first + each + (before < more);
}

void checkpoint_look_within(struct plan *p, struct share s) {
    size_t first, end;

    share_of(s, plan_n_batches(p), &first, &end);
    p->look_first = plan_points_before(p, first);
    p->look_end = plan_points_before(p, end);
}

void checkpoint_share(const struct checkpoint *c, size_t n, size_t *first,
                      size_t *end) {
    share_of(c->made.share, n, first, end);
}

bool checkpoint_take(struct checkpoint *c, struct tally *t, size_t *at) {
    if (c->made.tally.n_counts == 0)
        return false;
    *t = c->made.tally;
    c->made.tally = (struct tally){0};
    *at =
        c->made.rows.points_ending != NULL ? c->made.rows.next_batch : t->first;
    return true;
}

void checkpoint_forget_rows(struct checkpoint *c) {
    rows_written_free(&c->made.rows);
}

bool checkpoint_is_due(const struct checkpoint *c) {
    double now = clock_now_s(), since_s = now - c->last_s;

    return since_s >= c->every_s && since_s >= (now - c->start_s) / 50;
}

bool checkpoint_is_begun(const struct checkpoint *c) {
    return c->journal.path != NULL;
}

static bool begin(struct checkpoint *c, struct err *e) {
    struct record r = {0};
    bool good;

    if (checkpoint_is_begun(c))
        return true;
    record_text(&r, c->identity);
    record_text(&r, c->name);
    record_size(&r, c->made.share.shard);
    record_size(&r, c->made.share.n_shards);
    good = journal_create(&c->journal, c->path, e) &&
           journal_append(&c->journal, PROGRESS_INPUTS, &r, e);
    record_free(&r);
    if (!good)
        checkpoint_remove(c);
    return good;
}

/* Writes the record and frees it. */
static bool append(struct checkpoint *c, enum progress_kind kind,
                   struct record *r, struct err *e) {
    bool good = journal_append(&c->journal, kind, r, e);

    record_free(r);
    c->last_s = clock_now_s();
    return good;
}

bool checkpoint_tally(struct checkpoint *c, const struct tally *t,
                      struct err *e) {
    struct record r = {0};

    if (!begin(c, e))
        return false;
    tally_put(t, &r);
    return append(c, PROGRESS_TALLY, &r, e);
}

/* Bytes of a stream that are on the disk. */
static bool sync_stream(FILE *stream, size_t *bytes, struct err *e) {
    struct stat status;

    if (fflush(stream) != 0 || fstat(fileno(stream), &status) != 0 ||
        (S_ISREG(status.st_mode) && fsync(fileno(stream)) != 0))
        return err_set(e, ERR_IO, "cannot write the points: %s",
                       strerror(errno));
    *bytes = (size_t)status.st_size;
    return true;
}

bool checkpoint_rows(struct checkpoint *c, const struct tally *whole,
                     size_t next_batch, FILE *points, FILE *front,
                     struct err *e) {
    struct record r = {0};
    size_t points_bytes, front_bytes;

    if ((!checkpoint_is_begun(c) && !checkpoint_tally(c, whole, e)) ||
        !sync_stream(points, &points_bytes, e) ||
        !sync_stream(front, &front_bytes, e))
        return false;
    /* Rows that went elsewhere (a device, a pipe) are written again. */
    if (c->points_ending == NULL || c->front_ending == NULL)
        return true;
    record_size(&r, next_batch);
    record_size(&r, points_bytes);
    record_size(&r, front_bytes);
    record_text(&r, c->points_ending);
    record_text(&r, c->front_ending);
    if (!append(c, PROGRESS_ROWS, &r, e))
        return false;
    c->rows_kept = true;
    return true;
}

/* Bytes of the shard's points. */
static bool points_size(const struct checkpoint *c, size_t *size,
                        struct err *e) {
    struct stat status;

    if (stat(c->rows_path, &status) != 0)
        return err_set(e, ERR_IO, "%s: %s", c->rows_path, strerror(errno));
    *size = (size_t)status.st_size;
    return true;
}

bool checkpoint_is_complete(const struct checkpoint *c) {
    struct err ignored;
    size_t size = 0;

    return c->made.complete && points_size(c, &size, &ignored) &&
           size == c->made.points_bytes;
}

bool checkpoint_complete(struct checkpoint *c, const struct tally *whole,
                         struct err *e) {
    struct record r = {0};
    unsigned long crc = 0;
    size_t size = 0;

    if ((!checkpoint_is_begun(c) && !checkpoint_tally(c, whole, e)) ||
        !points_size(c, &size, e) || !file_checksum(c->rows_path, &crc, e))
        return false;
    record_size(&r, size);
    record_size(&r, (size_t)crc);
    return append(c, PROGRESS_COMPLETE, &r, e);
}
