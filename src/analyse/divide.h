/* SPDX-License-Identifier: MIT
 *
 * Fronts of any number of objectives by dividing and conquering (Kung,
 * Luccio and Preparata, J. ACM 22(4), 1975; Bentley, CACM 23(4), 1980), on
 * integer ranks.  Sorted rows are halved; the front of the first half removes
 * rows from the front of the second, and there the first objective is no
 * longer asked (removal.h).
 */
#ifndef DIVIDE_H
#define DIVIDE_H

#include <stddef.h>
#include <stdint.h>

struct divide {
    int32_t *row; /* [n][width]: d ranks, zeros, number of the row */
    size_t n, d;  /* rows, objectives */
    size_t width; /* a multiple of 8 */
};

/* x is n rows of d finite values, n <= INT32_MAX, d <= 16; it is not kept. */
void divide_init(struct divide *v, const double x[], size_t n, size_t d);
void divide_free(struct divide *v);

/* Moves the front to the head, in no order, and returns how many rows it has;
 * the rest is lost.  Of equal rows the first is on the front. */
size_t divide_front(struct divide *v);

static inline size_t divide_row(const struct divide *v, size_t i) {
    return (size_t)v->row[(i + 1) * v->width - 1];
}

static inline int32_t divide_rank(const struct divide *v, size_t i, size_t k) {
    return v->row[i * v->width + k];
}

#endif
