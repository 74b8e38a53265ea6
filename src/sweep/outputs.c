/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const output_names[OUTPUT_N] = {
    "points.csv",   "front.csv", "marks.csv",    "summary.txt",
    "summary.json", "sweep.cfg", "manifest.json"};

static bool in_shard(size_t i) {
    return i == OUTPUT_POINTS || i == OUTPUT_FRONT || i == OUTPUT_SWEEP;
}

static bool is_rows(size_t i) {
    return i == OUTPUT_POINTS || i == OUTPUT_FRONT;
}

/* Both tables, or none. */
static bool reopen_rows(struct outputs *o, const struct rows_written *rows) {
    char *points = file_join(o->dir, output_names[OUTPUT_POINTS]);
    char *front = file_join(o->dir, output_names[OUTPUT_FRONT]);
    struct file_out *files = o->files;
    bool good = rows->points_ending != NULL &&
                file_out_reopen(&files[OUTPUT_POINTS], points,
                                rows->points_ending, rows->points_bytes) &&
                file_out_reopen(&files[OUTPUT_FRONT], front, rows->front_ending,
                                rows->front_bytes);

    if (!good) {
        file_out_abort(&files[OUTPUT_POINTS]);
        file_out_abort(&files[OUTPUT_FRONT]);
    }
    free(points);
    free(front);
    return good;
}

bool outputs_open(struct outputs *o, const char *dir, bool shard,
                  const struct rows_written *rows, bool *continued,
                  struct err *e) {
    *o = (struct outputs){.dir = dir};
    *continued = reopen_rows(o, rows);
    for (size_t i = 0; i < OUTPUT_N; i++) {
        char *path = file_join(dir, output_names[i]);
        bool good = o->files[i].stream != NULL || (shard && !in_shard(i)) ||
                    file_out_open(&o->files[i], path, e);

        free(path);
        if (!good)
            return false;
    }
    return true;
}

FILE *outputs_stream(const struct outputs *o, enum output which) {
    return o->files[which].stream;
}

/* Everything is on the disk before the first file takes its name, so that a
 * full disk leaves all that was there before. */
static bool sync_all(const struct outputs *o, struct err *e) {
    for (size_t i = 0; i < OUTPUT_N; i++) {
        FILE *stream = o->files[i].stream;

        errno = 0;
        if (stream == NULL || (!ferror(stream) && fflush(stream) == 0 &&
                               (fsync(fileno(stream)) == 0 || errno == EINVAL ||
                                errno == ENOTSUP || errno == EROFS)))
            continue;
        return err_set(e, ERR_IO, "%s: writing failed: %s", o->files[i].path,
                       errno != 0 ? strerror(errno)
                                  : "an earlier write was refused");
    }
    return true;
}

bool outputs_commit(struct outputs *o, struct err *e) {
    const struct file_out *manifest = &o->files[OUTPUT_MANIFEST];
    bool good = sync_all(o, e);

    /* An old manifest must not stand beside new tables. */
    if (good && manifest->temporary != NULL)
        unlink(manifest->path);
    for (size_t i = 0; good && i < OUTPUT_N; i++)
        if (o->files[i].stream != NULL)
            good = file_out_commit(&o->files[i], e);
    if (good)
        file_sync_dir(o->dir);
    else
        outputs_abort(o, false);
    return good;
}

void outputs_abort(struct outputs *o, bool keep_rows) {
    for (size_t i = 0; i < OUTPUT_N; i++)
        if (keep_rows && is_rows(i))
            file_out_leave(&o->files[i]);
        else
            file_out_abort(&o->files[i]);
}
