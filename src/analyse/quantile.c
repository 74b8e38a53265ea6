/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/quantile.h"

#include "base/mem.h"
#include "base/simd.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A double's bits in the order of its values: sign and exponent, then the
 * first 11 bits of the mantissa, make the cell. */
enum { SHIFT = 41, SUB_BITS = 11 };
enum { AT_ONCE = 512 }; /* values that are counted together */
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

SIMD_CLONES static void find_range(const double x[], size_t n, double *least,
                                   double *most) {
    double low = x[0], high = x[0];

#pragma omp simd reduction(min : low) reduction(max : high)
    for (size_t i = 0; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    *least = low;
    *most = high;
}

/* Cells of n <= AT_ONCE values less `first`, which is no more than any. */
SIMD_CLONES static void find_cells(const double x[], size_t n, uint64_t first,
                                   uint32_t cell[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;

        memcpy(&bits, &x[i], sizeof bits);
        bits ^= (int64_t)bits < 0 ? UINT64_MAX : sign_bit;
        cell[i] = (uint32_t)((bits >> SHIFT) - first);
    }
}

static void count_runs(const uint32_t cell[], size_t n, size_t count[]) {
    for (size_t i = 0, from; i < n; count[cell[from]] += i - from) {
        from = i++;
        while (i < n && cell[i] == cell[from])
            i++;
    }
}

static void count_each(const uint32_t cell[], size_t n, size_t count[]) {
    for (size_t i = 0; i < n; i++)
        count[cell[i]]++;
}

/* Cells whose tops are alike lie side by side. */
static void count_near(struct quantiles *q, const double x[], size_t n,
                       size_t first, size_t last) {
    size_t *count = cells_of(q, first >> SUB_BITS) + first % QUANTILE_CELLS;
    uint32_t cell[AT_ONCE];

    find_cells(x, n, first, cell);
    /* Neighbours in a sweep are often in one cell, or never. */
    if (last - first < n / 8)
        count_runs(cell, n, count);
    else
        count_each(cell, n, count);
}

static void count_far(struct quantiles *q, const double x[], size_t n) {
    for (size_t i = 0; i < n; i++) {
        size_t cell = (size_t)(key_of(x[i]) >> SHIFT);

        cells_of(q, cell >> SUB_BITS)[cell % QUANTILE_CELLS]++;
    }
}

static void add_some(struct quantiles *q, const double x[], size_t n) {
    double least, most;
    size_t first, last;

    find_range(x, n, &least, &most);
    q->least = least < q->least ? least : q->least;
    q->most = most > q->most ? most : q->most;
    first = (size_t)(key_of(least) >> SHIFT);
    last = (size_t)(key_of(most) >> SHIFT);
    /* The two zeros are alike, but not their cells. */
    if (first >> SUB_BITS != last >> SUB_BITS || least == 0 || most == 0)
        count_far(q, x, n);
    else if (first == last)
        cells_of(q, first >> SUB_BITS)[first % QUANTILE_CELLS] += n;
    else
        count_near(q, x, n, first, last);
}

void quantiles_add(struct quantiles *q, const double x[], size_t n) {
    q->n += n;
    for (size_t at = 0; at < n; at += AT_ONCE)
        add_some(q, x + at, n - at < AT_ONCE ? n - at : AT_ONCE);
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
