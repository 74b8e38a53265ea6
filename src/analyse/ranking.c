/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/ranking.h"

#include "analyse/parallel.h"
#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 3, FEW = 24 };

struct item {
    uint32_t prefix, row;
};

struct column {
    const double *x;
    size_t stride, n, parts;
    uint64_t low; /* the least key */
    int shift;    /* of key - low, to leave 32 bits */
};

/* An integer that compares as the number does; both zeros are one. */
static uint64_t key_of(double value) {
    uint64_t bits;
    double plain = value + 0.0;

    memcpy(&bits, &plain, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static uint64_t column_key(const struct column *c, size_t row) {
    return key_of(c->x[row * c->stride]);
}

static void column_range(struct column *c) {
    uint64_t low = UINT64_MAX, high = 0;

#pragma omp parallel for reduction(min                                         \
                                   : low) reduction(max                        \
                                                    : high)                    \
    num_threads((int)c->parts) if (c->parts > 1)
    for (size_t i = 0; i < c->n; i++) {
        uint64_t key = column_key(c, i);

        low = key < low ? key : low;
        high = key > high ? key : high;
    }
    c->low = low;
    c->shift = 0;
    while ((high - low) >> c->shift > UINT32_MAX)
        c->shift++;
}

/* One stable pass by the digit at `bit`; count[] has a row for each part. */
static void pass(const struct column *c, const struct item from[],
                 struct item to[], int bit, size_t count[][DIGITS]) {
    size_t sum = 0;

#pragma omp parallel for num_threads((int)c->parts) if (c->parts > 1)
    for (size_t p = 0; p < c->parts; p++) {
        size_t end = parallel_begin(c->n, c->parts, p + 1);

        memset(count[p], 0, sizeof count[p]);
        for (size_t i = parallel_begin(c->n, c->parts, p); i < end; i++)
            count[p][from[i].prefix >> bit & (DIGITS - 1)]++;
    }
    for (size_t digit = 0; digit < DIGITS; digit++) {
        for (size_t p = 0; p < c->parts; p++) {
            size_t here = count[p][digit];

            count[p][digit] = sum;
            sum += here;
        }
    }
#pragma omp parallel for num_threads((int)c->parts) if (c->parts > 1)
    for (size_t p = 0; p < c->parts; p++) {
        size_t end = parallel_begin(c->n, c->parts, p + 1);

        for (size_t i = parallel_begin(c->n, c->parts, p); i < end; i++)
            to[count[p][from[i].prefix >> bit & (DIGITS - 1)]++] = from[i];
    }
}

static int compare_items(const void *a, const void *b, void *context) {
    const struct column *c = context;
    size_t i = ((const struct item *)a)->row, j = ((const struct item *)b)->row;
    uint64_t p = column_key(c, i), q = column_key(c, j);

    return p != q ? (p < q ? -1 : 1) : i < j ? -1 : i > j;
}

static void insertion_sort(struct column *c, struct item item[], size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct item moving = item[i];
        size_t j = i;

        for (; j > 0 && compare_items(&moving, &item[j - 1], c) < 0; j--)
            item[j] = item[j - 1];
        item[j] = moving;
    }
}

/* Orders what shares a prefix.  Most often such values are all equal, and
 * then their rows are in order already. */
static void settle(struct column *c, struct item item[], size_t n) {
    for (size_t i = 0, end; i < n; i = end) {
        bool sorted = true;

        for (end = i + 1; end < n && item[end].prefix == item[i].prefix; end++)
            sorted = sorted && column_key(c, item[end - 1].row) <=
                                   column_key(c, item[end].row);
        if (sorted)
            continue;
        if (end - i <= FEW)
            insertion_sort(c, item + i, end - i);
        else
            qsort_r(item + i, end - i, sizeof *item, compare_items, c);
    }
}

/* Where the prefix of part p's first item begins. */
static size_t settle_begin(const struct column *c, const struct item item[],
                           size_t p) {
    size_t i = parallel_begin(c->n, c->parts, p);

    while (i > 0 && i < c->n && item[i].prefix == item[i - 1].prefix)
        i--;
    return i;
}

void ranking_order(const double x[], size_t stride, size_t n,
                   uint32_t order[]) {
    struct column c = {x, stride, n, parallel_parts(n), 0, 0};
    struct item *item = mem_alloc(n, sizeof *item);
    struct item *other = NULL, *from = item;

    assert(n <= INT32_MAX);
    if (n <= FEW) {
        for (size_t i = 0; i < n; i++)
            item[i].row = (uint32_t)i;
        insertion_sort(&c, item, n);
    } else {
        size_t(*count)[DIGITS] = mem_alloc(c.parts, sizeof *count);

        column_range(&c);
        other = mem_alloc(n, sizeof *other);
#pragma omp parallel for num_threads((int)c.parts) if (c.parts > 1)
        for (size_t i = 0; i < n; i++) {
            item[i].prefix = (uint32_t)((column_key(&c, i) - c.low) >> c.shift);
            item[i].row = (uint32_t)i;
        }
        for (int k = 0; k < PASSES; k++) {
            struct item *to = from == item ? other : item;

            pass(&c, from, to, k * DIGIT_BITS, count);
            from = to;
        }
        free(count);
#pragma omp parallel for num_threads((int)c.parts) if (c.parts > 1)
        for (size_t p = 0; p < c.parts; p++) {
            size_t begin = settle_begin(&c, from, p);
            size_t end = settle_begin(&c, from, p + 1);

            settle(&c, from + begin, end - begin);
        }
    }
#pragma omp parallel for num_threads((int)c.parts) if (c.parts > 1)
    for (size_t i = 0; i < n; i++)
        order[i] = from[i].row;
    free(item);
    free(other);
}

void ranking_ranks(const double x[], size_t stride, size_t n,
                   const uint32_t order[], int32_t rank[], size_t rank_stride) {
    size_t parts = parallel_parts(n);

#pragma omp parallel for num_threads((int)parts) if (parts > 1)
    for (size_t p = 0; p < parts; p++) {
        size_t begin = parallel_begin(n, parts, p), first = begin;
        size_t end = parallel_begin(n, parts, p + 1);

        while (first > 0 && first < n &&
               x[order[first] * stride] == x[order[first - 1] * stride])
            first--;
        for (size_t i = begin; i < end; i++) {
            if (i > 0 && x[order[i] * stride] != x[order[i - 1] * stride])
                first = i;
            rank[order[i] * rank_stride] = (int32_t)first;
        }
    }
}
