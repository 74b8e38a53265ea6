/* SPDX-License-Identifier: MIT
 *
 * Removes from one set of rows of ranks what a row of another is no greater
 * than in the objectives that are asked.  Both sets are divided at a value of
 * one objective: the low ones do not ask it of the high ones, the high ones
 * cannot remove the low.  Boxes around the sets end what cannot matter, and
 * small sets are compared by lanes.
 */
#ifndef REMOVAL_H
#define REMOVAL_H

#include "analyse/lanes.h"

#include <stddef.h>
#include <stdint.h>

enum {
    REMOVAL_BLOCK = 8,     /* ranks moved at once */
    REMOVAL_MOST = 24,     /* ranks in a row, at most */
    REMOVAL_TASK = 1 << 14 /* rows worth a task of their own */
};

/* What is asked of two sets: rows of `width` ranks, and which objectives. */
struct removal {
    size_t width, d;
    uint8_t objective[LANES_OBJECTIVES];
};

/* Moves what is left of q's rows to the head and returns their number; the
 * other rows are lost.  Rows of a may be exchanged.  In a parallel region it
 * makes tasks, and waits for them. */
size_t removal_run(int32_t a[], size_t n_a, int32_t q[], size_t n_q,
                   struct removal s);

/* The ranks asked of n rows, row by row. */
void removal_pack(int32_t packed[], const int32_t a[], size_t n,
                  const struct removal *s);

/* The ranks asked of n <= LANES rows, by objective; lanes beyond n hold the
 * last row again. */
void removal_lanes(int32_t lane[][LANES], const int32_t q[], size_t n,
                   const struct removal *s);

/* Moves those of rows begin .. begin + n - 1 whose alive[] is negative to
 * `kept` and behind; returns where they end. */
size_t removal_keep(int32_t q[], size_t kept, size_t begin, size_t n,
                    const int32_t alive[], size_t width);

/* Moves n rows from `from` to `to`, which may overlap, and returns n. */
size_t removal_move(int32_t *to, const int32_t *from, size_t n, size_t width);

#endif
