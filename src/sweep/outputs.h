/* SPDX-License-Identifier: MIT
 *
 * The files in the folder of a sweep.  They get their names together, when
 * all of them are on the disk, the manifest last: where it stands, the rest
 * does.
 */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "sweep/checkpoint.h"

/* In the order in which they appear. */
enum output {
    OUTPUT_POINTS, /* as text, or else: */
    OUTPUT_PACKED, /* of a shard, or until points.h5 is there */
    OUTPUT_TABLE,
    OUTPUT_FRONT,
    OUTPUT_DOUBT,
    OUTPUT_CELLS, /* see cells.h */
    OUTPUT_MARKS,
    OUTPUT_TEXT,
    OUTPUT_JSON,
    OUTPUT_SWEEP,
    OUTPUT_MANIFEST,
    OUTPUT_N
};
extern const char *const output_names[OUTPUT_N];

/* Which files there are. */
struct outputs_form {
    bool shard;  /* points, front, sweep only */
    bool packed; /* points as HDF5 */
    bool cells;
};
struct outputs_form outputs_form(const struct plan *p, bool shard);

/* {0} is closed. */
struct outputs {
    const char *dir; /* borrowed */
    struct outputs_form form;
    struct file_out files[OUTPUT_N];
};

/* Where the rows of points are written while the run lasts, and of a shard to
 * the end. */
enum output outputs_rows(bool packed);

/* The points of a sweep in folder `dir`: points.h5 where that is there, or
 * else points.csv; allocated. */
char *outputs_points(const char *dir);

/* Opens all for writing; the rows go on behind those that were written
 * before, where those are still there: *continued. */
bool outputs_open(struct outputs *o, const char *dir, struct outputs_form form,
                  const struct rows_written *rows, bool *continued,
                  struct err *e);
FILE *outputs_stream(const struct outputs *o, enum output which);
/* The file that the stream writes; borrowed. */
const char *outputs_path(const struct outputs *o, enum output which);
/* On failure nothing that was there before has changed, unless the system
 * refuses to rename. */
bool outputs_commit(struct outputs *o, struct err *e);
/* Removes the temporary files, but for the rows where those are kept. */
void outputs_abort(struct outputs *o, bool keep_rows);

#endif
