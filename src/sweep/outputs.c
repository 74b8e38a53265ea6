/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/outputs.h"

#include "sweep/cells.h"
#include "sweep/packed.h"
#include "sweep/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const output_names[OUTPUT_N] = {
    ROWS_CSV_FILE,     PACKED_FILE, "points.h5",    "front.csv",
    "front-doubt.csv", "cells.csv", "marks.csv",    "summary.txt",
    "summary.json",    "sweep.cfg", "manifest.json"};

struct outputs_form outputs_form(const struct plan *p, bool shard) {
    return (struct outputs_form){shard, rows_are_packed(p),
                                 cells_are_wanted(p)};
}

enum output outputs_rows(bool packed) {
    return packed ? OUTPUT_PACKED : OUTPUT_POINTS;
}

static bool is_wanted(const struct outputs_form *form, size_t i) {
    switch (i) {
    case OUTPUT_POINTS:
        return !form->packed;
    case OUTPUT_PACKED:
        return form->packed;
    case OUTPUT_TABLE:
        return form->packed && !form->shard;
    case OUTPUT_CELLS:
        return form->cells && !form->shard;
    default:
        return !form->shard || i == OUTPUT_FRONT || i == OUTPUT_SWEEP;
    }
}

/* The points in another form, or cells, which an earlier run may have left. */
static bool is_stale(const struct outputs_form *form, size_t i) {
    return (i <= OUTPUT_TABLE || i == OUTPUT_CELLS) &&
           (!is_wanted(form, i) || (i == OUTPUT_PACKED && !form->shard));
}

static bool is_rows(const struct outputs_form *form, size_t i) {
    return i == outputs_rows(form->packed) || i == OUTPUT_FRONT;
}

char *outputs_points(const char *dir) {
    char *table = file_join(dir, output_names[OUTPUT_TABLE]);

    if (file_exists(table))
        return table;
    free(table);
    return file_join(dir, output_names[OUTPUT_POINTS]);
}

/* Both tables, or none. */
static bool reopen_rows(struct outputs *o, const struct rows_written *rows) {
    enum output which = outputs_rows(o->form.packed);
    char *points = file_join(o->dir, output_names[which]);
    char *front = file_join(o->dir, output_names[OUTPUT_FRONT]);
    struct file_out *files = o->files;
    bool good = rows->points_ending != NULL &&
                file_out_reopen(&files[which], points, rows->points_ending,
                                rows->points_bytes) &&
                file_out_reopen(&files[OUTPUT_FRONT], front, rows->front_ending,
                                rows->front_bytes);

    if (!good) {
        file_out_abort(&files[which]);
        file_out_abort(&files[OUTPUT_FRONT]);
    }
    free(points);
    free(front);
    return good;
}

bool outputs_open(struct outputs *o, const char *dir, struct outputs_form form,
                  const struct rows_written *rows, bool *continued,
                  struct err *e) {
    *o = (struct outputs){.dir = dir, .form = form};
    *continued = reopen_rows(o, rows);
    for (size_t i = 0; i < OUTPUT_N; i++) {
        char *path = file_join(dir, output_names[i]);
        bool good = o->files[i].stream != NULL || !is_wanted(&form, i) ||
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

const char *outputs_path(const struct outputs *o, enum output which) {
    const struct file_out *f = &o->files[which];

    return f->temporary != NULL ? f->temporary : f->path;
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

static void remove_stale(const struct outputs *o) {
    for (size_t i = 0; i < OUTPUT_N; i++)
        if (is_stale(&o->form, i)) {
            char *path = file_join(o->dir, output_names[i]);

            unlink(path);
            free(path);
        }
}

bool outputs_commit(struct outputs *o, struct err *e) {
    const struct file_out *manifest = &o->files[OUTPUT_MANIFEST];
    bool good;

    if (o->form.packed && !o->form.shard) /* it is all in the table */
        file_out_abort(&o->files[OUTPUT_PACKED]);
    good = sync_all(o, e);
    /* An old manifest must not stand beside new tables, nor other tables. */
    if (good && manifest->temporary != NULL)
        unlink(manifest->path);
    if (good)
        remove_stale(o);
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
        if (keep_rows && is_rows(&o->form, i))
            file_out_leave(&o->files[i]);
        else
            file_out_abort(&o->files[i]);
}
