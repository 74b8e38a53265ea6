/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/quantile.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A double's bits in the order of its values: sign and exponent, then the
 * first 11 bits of the mantissa, make the cell. */
enum { SHIFT = 41, SUB_BITS = 11 };
static const uint64_t sign_bit = UINT64_C(1) << 63;

static uint64_t key_of(double x) {
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

/* The value at which a cell begins. */
static double value_at(size_t cell) {
    uint64_t key = (uint64_t)cell << SHIFT;
    uint64_t bits = (key & sign_bit) != 0 ? key & ~sign_bit : ~key;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

void quantiles_init(struct quantiles *q) {
    *q = (struct quantiles){.least = HUGE_VAL, .most = -HUGE_VAL};
}

void quantiles_free(struct quantiles *q) {
    for (size_t i = 0; i < QUANTILE_TOPS; i++)
        free(q->cells[i]);
    quantiles_init(q);
}

static size_t *cells_of(struct quantiles *q, size_t top) {
    if (q->cells[top] == NULL)
        q->cells[top] = mem_alloc(QUANTILE_CELLS, sizeof **q->cells);
    return q->cells[top];
}

void quantiles_add(struct quantiles *q, const double x[], size_t n) {
    double least = q->least, most = q->most;

    for (size_t i = 0; i < n; i++) {
        least = x[i] < least ? x[i] : least;
        most = x[i] > most ? x[i] : most;
    }
    q->least = least;
    q->most = most;
    q->n += n;
    for (size_t i = 0; i < n;) {
        size_t cell = (size_t)(key_of(x[i]) >> SHIFT), from = i;

        /* Neighbours in a sweep are often in one cell. */
        do
            i++;
        while (i < n && (size_t)(key_of(x[i]) >> SHIFT) == cell);
        cells_of(q, cell >> SUB_BITS)[cell % QUANTILE_CELLS] += i - from;
    }
}

void quantiles_put(struct quantiles *q, size_t cell, size_t count) {
    assert(cell >> SUB_BITS < QUANTILE_TOPS);
    cells_of(q, cell >> SUB_BITS)[cell % QUANTILE_CELLS] += count;
    q->n += count;
}

bool quantiles_next(const struct quantiles *q, size_t *cell, size_t *count) {
    for (size_t top = *cell >> SUB_BITS; top < QUANTILE_TOPS; top++) {
        size_t first = top == *cell >> SUB_BITS ? *cell % QUANTILE_CELLS : 0;

        for (size_t i = first; q->cells[top] != NULL && i < QUANTILE_CELLS; i++)
            if (q->cells[top][i] > 0) {
                *cell = top * QUANTILE_CELLS + i;
                *count = q->cells[top][i];
                return true;
            }
    }
    return false;
}

void quantiles_merge(struct quantiles *q, const struct quantiles *from) {
    size_t count;

    q->least = fmin(q->least, from->least);
    q->most = fmax(q->most, from->most);
    for (size_t cell = 0; quantiles_next(from, &cell, &count); cell++)
        quantiles_put(q, cell, count);
}

/* Value number `rank` of the sorted ones; those of a cell are taken as spread
 * evenly over it. */
static double value_of(const struct quantiles *q, size_t rank) {
    size_t before = 0, count, cell = 0;
    double low, high, x;

    for (; quantiles_next(q, &cell, &count); cell++) {
        if (before + count > rank)
            break;
        before += count;
    }
    low = value_at(cell);
    high = value_at(cell + 1);
    x = low + (high - low) * ((double)(rank - before) + 0.5) / (double)count;
    return fmin(fmax(x, q->least), q->most);
}

double quantiles_at(const struct quantiles *q, double share) {
    double place = share * ((double)q->n - 1), low;
    size_t rank;

    if (q->n == 0)
        return (double)NAN;
    rank = (size_t)place;
    low = value_of(q, rank);
    if (rank + 1 >= q->n)
        return low;
    return low + (value_of(q, rank + 1) - low) * (place - (double)rank);
}
