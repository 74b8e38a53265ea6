/* SPDX-License-Identifier: MIT
 *
 * A table of design points as numbers: those that are feasible, with their
 * axes, objectives and further metrics, and their Pareto front.
 */
#ifndef SPACE_H
#define SPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/table.h"

enum space_role { SPACE_AXIS, SPACE_MIN, SPACE_MAX, SPACE_METRIC };
extern const char *const space_role_names[4];

struct space_column {
    const char *name; /* borrowed from the table */
    enum space_role role;
    double *x; /* owned; one a point */
};

struct space {
    struct table *table; /* owned */
    size_t n;            /* points */
    size_t *rows;        /* of the table; owned */
    size_t n_columns;
    struct space_column *columns; /* owned; axes, objectives, metrics */
    size_t n_objectives;
    size_t *objectives; /* places in `columns`; owned */
    size_t n_front;
    size_t *front;    /* points, rising; owned; none without objectives */
    double *to_front; /* objectives of the front, to be made small; owned */
};

/* What counts as what; names are borrowed. */
struct space_choice {
    size_t n_axes, n_min, n_max;
    const char *const *axes, *const *min, *const *max;
};

/* Reads `path`: a table, or the folder of a sweep, whose points are read.
 * Axes and objectives that `choice` leaves empty are those of the folder's
 * sweep.cfg; a table has none.  Metrics are the other columns of numbers that
 * are known at every point; where they are the folder's, what links set and
 * the metrics over all workloads without their intervals. */
bool space_read(struct space *s, const char *path,
                const struct space_choice *choice, struct err *e);
void space_free(struct space *s);

#endif
