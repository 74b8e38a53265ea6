/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/divide.h"

#include "analyse/parallel.h"
#include "analyse/ranking.h"
#include "analyse/removal.h"
#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL = 256, /* rows whose front is found by comparing */
    WEIGHT = 8   /* more work a row than a pass over an array */
};

static size_t width_of(size_t d) {
    return d < REMOVAL_BLOCK ? REMOVAL_BLOCK : REMOVAL_MOST;
}

/* Rows that begin with equal ranks are ordered by the others, then by number:
 * the last rank of a row is its number. */
static int compare_rows(const void *a, const void *b, void *context) {
    const struct divide *v = context;
    const int32_t *p = a, *q = b;

    for (size_t k = 0; k < v->width; k++)
        if (p[k] != q[k])
            return p[k] < q[k] ? -1 : 1;
    return 0;
}

/* Copies rows in the order of the first objective, then orders runs of equal
 * ones. */
static void sort_rows(struct divide *v, const uint32_t order[]) {
    size_t w = v->width;
    int32_t *sorted = mem_alloc(v->n * w, sizeof *sorted);

#pragma omp parallel for num_threads((int)parallel_parts(v->n))
    for (size_t i = 0; i < v->n; i++)
        memcpy(sorted + i * w, v->row + order[i] * w, w * sizeof *sorted);
    free(v->row);
    v->row = sorted;
    for (size_t i = 0, end; i < v->n; i = end) {
        for (end = i + 1; end < v->n && sorted[end * w] == sorted[i * w];)
            end++;
        if (end - i > 1)
            qsort_r(sorted + i * w, end - i, w * sizeof *sorted, compare_rows,
                    v);
    }
}

void divide_init(struct divide *v, const double x[], size_t n, size_t d) {
    uint32_t *order = mem_alloc(n, sizeof *order);

    assert(d >= 1 && d <= LANES_OBJECTIVES && n <= INT32_MAX);
    *v = (struct divide){.n = n, .d = d, .width = width_of(d)};
    v->row = mem_alloc(n * v->width, sizeof *v->row);
    for (size_t i = 0; i < n; i++)
        v->row[(i + 1) * v->width - 1] = (int32_t)i;
    for (size_t k = d; k-- > 0;) {
        ranking_order(x + k, d, n, order);
        ranking_ranks(x + k, d, n, order, v->row + k, v->width);
    }
    sort_rows(v, order);
    free(order);
}

void divide_free(struct divide *v) {
    free(v->row);
}

/* Within the lanes a row is held against those before it. */
static void front_lanes(int32_t row[], size_t n, const struct removal *s,
                        int32_t alive[LANES]) {
    for (size_t j = 1; j < n; j++) {
        for (size_t i = 0; i < j && alive[j] < 0; i++) {
            bool worse = false;

            for (size_t k = 0; k < s->d; k++)
                worse |= row[i * s->width + s->objective[k]] >
                         row[j * s->width + s->objective[k]];
            if (!worse)
                alive[j] = 0;
        }
    }
}

static size_t front_small(int32_t row[], size_t n, const struct removal *s) {
    int32_t packed[SMALL * LANES_OBJECTIVES];
    size_t kept = 0;

    for (size_t b = 0; b < n; b += LANES) {
        size_t lanes = n - b < LANES ? n - b : LANES, before = kept;
        int32_t lane[LANES_OBJECTIVES][LANES], alive[LANES];

        memset(alive, -1, sizeof alive);
        removal_lanes(lane, row + b * s->width, lanes, s);
        lanes_hold(packed, kept, s->d, (const int32_t(*)[LANES])lane, alive);
        front_lanes(row + b * s->width, lanes, s, alive);
        kept = removal_keep(row, kept, b, lanes, alive, s->width);
        removal_pack(packed + before * s->d, row + before * s->width,
                     kept - before, s);
    }
    return kept;
}

static size_t front_of(int32_t row[], size_t n, const struct removal *s) {
    size_t half = n / 2, low, high;

    if (n <= SMALL)
        return front_small(row, n, s);
#pragma omp task shared(low) if (n > REMOVAL_TASK)
    low = front_of(row, half, s);
    high = front_of(row + half * s->width, n - half, s);
#pragma omp taskwait
    high = removal_run(row, low, row + half * s->width, high, *s);
    return low + removal_move(row + low * s->width, row + half * s->width, high,
                              s->width);
}

/* The rows are sorted by the first objective, so it is not asked; with one
 * alone nothing is, and the first row stands for all. */
size_t divide_front(struct divide *v) {
    struct removal s = {.width = v->width, .d = v->d - 1};
    size_t front = 0;

    if (v->d == 1)
        return v->n > 0;
    for (size_t k = 1; k < v->d; k++)
        s.objective[k - 1] = (uint8_t)k;
#pragma omp parallel num_threads((int)parallel_parts(v->n *WEIGHT))
#pragma omp single
    front = front_of(v->row, v->n, &s);
    return front;
}
