/* SPDX-License-Identifier: MIT
 *
 * What a run was made of: every file that a sweep names, with its checksum,
 * and one text of all of it, by which two runs are known to be the same.
 */
#ifndef INPUTS_H
#define INPUTS_H

#include <stdbool.h>

#include "base/err.h"
#include "sweep/plan.h"

/* Gets a file that was read: its kind as of file_find (), its name as the
 * sweep has it, its CRC-32. */
typedef void input_visit(void *data, const char *kind, const char *name,
                         unsigned long crc);

/* A file that cannot be found again (it was read a moment ago) is a
 * failure. */
bool inputs_each(const struct sweep *s, input_visit *visit, void *data,
                 struct err *e);

/* Lines of what, a tab and its value: version of the program, the sweep as it
 * is run, the files, and a checksum of a few points' values, which tells of
 * what no file here tells: a device that another one is based on, another
 * build of the program, a processor that rounds otherwise.  Allocated; NULL
 * on failure. */
char *inputs_identity(const struct plan *p, struct err *e);

/* Whether two such texts are equal; otherwise the message says at `place`
 * what differs. */
bool inputs_same(const char *then, const char *now, const char *place,
                 struct err *e);

#endif
