/* SPDX-License-Identifier: MIT
 *
 * What maps and lines show when not all points are kept, or too many to be
 * read again: of the points that share a place on two axes of a plot the one
 * that stands for them, the best feasible one or else the best of all, and of
 * equals the first.  Kept are its index and value, so that memory does not
 * grow with the points; axes of more than CELLS_BINS values are binned.
 *
 * Only plots that the sweep file asks for have cells.  Cells of any points
 * join to those of all.
 */
#ifndef CELLS_H
#define CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/journal.h"
#include "sweep/plan.h"

enum { CELLS_BINS = 256 };
enum cell_state { CELL_EMPTY, CELL_INFEASIBLE, CELL_FEASIBLE };

struct cell {
    enum cell_state state;
    double z;
    size_t index; /* of the point */
};

struct cell_map {
    size_t plot;       /* its place in the sweep's list */
    size_t axis[2], n; /* those of the cells, and how many: 1 or 2 */
    size_t bins[2];    /* bins[1] is 1 where there is one axis */
    size_t column;     /* the best of which is shown */
    bool more_is_better;
    bool skips_unknown; /* a point without a value is not there */
    struct cell *cell;  /* [bins[1]][bins[0]]; owned; NULL: all empty */
};

struct cells {
    size_t n;
    struct cell_map *maps; /* owned */
};

/* Whether the sweep's plots are drawn from cells. */
bool cells_are_wanted(const struct plan *p);
/* Empty ones; none where none are wanted. */
void cells_init(struct cells *c, const struct plan *p);
void cells_free(struct cells *c);

struct block;

/* The points of the block at hand. */
void cells_take(struct cells *c, struct block *b);
/* Adds what `more` has of other points. */
void cells_add(struct cells *c, const struct cells *more);

void cells_put(const struct cells *c, struct record *out);
/* False where the record is not of cells like these, which are empty. */
bool cells_get(struct cells *c, const struct plan *p, struct record_reader *in);

/* cells.csv: a row for each cell, with the plot's number and then the columns
 * of points; a binned axis has the value in the middle of the bin.  `front`:
 * indices of the front, rising. */
bool cells_write(const struct cells *c, const struct plan *p,
                 const size_t front[], size_t n_front, FILE *out,
                 struct err *e);

#endif
