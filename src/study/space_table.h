/* SPDX-License-Identifier: MIT
 *
 * What the numbers of a space say, as tables; the caller frees them.  NULL
 * and a message where a table has nothing to be made from.
 */
#ifndef SPACE_TABLE_H
#define SPACE_TABLE_H

#include <stddef.h>

#include "base/err.h"
#include "base/table.h"
#include "study/space.h"

struct space_options {
    size_t bins;   /* of the histograms, 2 to 100 */
    size_t chosen; /* representatives */
};

/* KEY, title */
#define SPACE_TABLES(X)                                                        \
    X(columns, "Columns, over the feasible points")                            \
    X(correlations, "Correlations of the axes")                                \
    X(histogram, "Histograms: points in equal bins")                           \
    X(regression, "Elasticities over the points (log-log regression)")         \
    X(front, "The front: ends, knee, hypervolume")                             \
    X(marginal, "What one more unit brings along the front")                   \
    X(representatives, "Designs that stand for the front")

enum {
#define X(key, title) +1
    SPACE_N_TABLES = 0 SPACE_TABLES(X)
#undef X
};

typedef struct table *space_table_fn(const struct space *s,
                                     const struct space_options *o,
                                     struct err *e);

#define X(key, title) space_table_fn space_table_##key;
SPACE_TABLES(X)
#undef X

struct space_table {
    const char *title;
    space_table_fn *make;
};

extern const char *const space_table_names[SPACE_N_TABLES];
extern const struct space_table space_tables[SPACE_N_TABLES];

#endif
