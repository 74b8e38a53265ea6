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
    OUTPUT_POINTS,
    OUTPUT_FRONT,
    OUTPUT_MARKS,
    OUTPUT_TEXT,
    OUTPUT_JSON,
    OUTPUT_SWEEP,
    OUTPUT_MANIFEST,
    OUTPUT_N
};
extern const char *const output_names[OUTPUT_N];

/* {0} is closed. */
struct outputs {
    const char *dir;                 /* borrowed */
    struct file_out files[OUTPUT_N]; /* of a shard: points, front, sweep */
};

/* Opens all for writing; the rows go on behind those that were written
 * before, where those are still there: *continued. */
bool outputs_open(struct outputs *o, const char *dir, bool shard,
                  const struct rows_written *rows, bool *continued,
                  struct err *e);
FILE *outputs_stream(const struct outputs *o, enum output which);
/* On failure nothing that was there before has changed, unless the system
 * refuses to rename. */
bool outputs_commit(struct outputs *o, struct err *e);
/* Removes the temporary files, but for the rows where those are kept. */
void outputs_abort(struct outputs *o, bool keep_rows);

#endif
