/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/pareto.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows are sorted lexicographically, equal rows by index.  What dominates a
 * row, or equals it with a lower index, then stands before it, so one pass
 * with the question "is any row of the front so far no worse in every
 * objective?" finds the front: for each number of objectives another way to
 * answer it. */
struct front {
    const double *x; /* the caller's rows */
    size_t d;
    size_t *order; /* rows left, sorted */
    size_t n;      /* how many are left */
    bool *on;      /* [n], by place in `order` */
    double *low;   /* d = 3: Fenwick tree; d > 3: rows of the front */
    size_t *level; /* d = 3: by row, place of its second objective, from 1 */
};

struct order_by {
    const double *x;
    size_t d, first; /* objectives compared: first .. d - 1 */
};

static int compare_rows(const void *a, const void *b, void *context) {
    const struct order_by *by = context;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;

    for (size_t k = by->first; k < by->d; k++) {
        double p = by->x[i * by->d + k], q = by->x[j * by->d + k];

        if (p != q)
            return p < q ? -1 : 1;
    }
    return i < j ? -1 : i > j;
}

static bool equal_rows(const struct front *f, size_t i, size_t j) {
    for (size_t k = 0; k < f->d; k++)
        if (f->x[i * f->d + k] != f->x[j * f->d + k])
            return false;
    return true;
}

static void front_init(struct front *f, const double x[], size_t n, size_t d) {
    struct order_by by = {x, d, 0};

    assert(d >= 1 && d <= PARETO_MAX_OBJECTIVES);
    *f = (struct front){.x = x, .d = d, .n = n};
    f->order = mem_alloc(n, sizeof *f->order);
    f->on = mem_alloc(n, sizeof *f->on);
    for (size_t i = 0; i < n; i++)
        f->order[i] = i;
    if (d == 3) {
        size_t level = 0;

        /* The places of the second objective; equal values share one. */
        f->level = mem_alloc(n, sizeof *f->level);
        f->low = mem_alloc(n + 1, sizeof *f->low);
        by.first = 1;
        qsort_r(f->order, n, sizeof *f->order, compare_rows, &by);
        for (size_t k = 0; k < n; k++) {
            size_t i = f->order[k];

            if (k == 0 || x[i * d + 1] != x[f->order[k - 1] * d + 1])
                level++;
            f->level[i] = level;
        }
        by.first = 0;
    } else if (d > 3) {
        f->low = mem_alloc(n * d, sizeof *f->low);
    }
    qsort_r(f->order, n, sizeof *f->order, compare_rows, &by);
}

static void front_free(struct front *f) {
    free(f->order);
    free(f->on);
    free(f->low);
    free(f->level);
}

/* d <= 2: the last objective has to be less than ever before. */
static size_t pass_plane(const struct front *f) {
    size_t count = 0;
    double low = HUGE_VAL;

    for (size_t k = 0; k < f->n; k++) {
        double last = f->x[f->order[k] * f->d + f->d - 1];

        f->on[k] = f->d == 1 ? k == 0 : last < low;
        if (f->on[k]) {
            low = last;
            count++;
        }
    }
    return count;
}

/* d = 3: a Fenwick tree over the second objective holds the least third
 * objective of all rows up to a place (Kung, Luccio and Preparata, J. ACM
 * 22(4), 1975, sweep the same staircase with a balanced tree). */
static size_t pass_space(const struct front *f) {
    size_t count = 0, size = f->n == 0 ? 0 : 1;

    for (size_t k = 0; k < f->n; k++)
        if (f->level[f->order[k]] > size)
            size = f->level[f->order[k]];
    for (size_t k = 0; k <= size && f->n > 0; k++)
        f->low[k] = HUGE_VAL;
    for (size_t k = 0; k < f->n; k++) {
        size_t i = f->order[k];
        double third = f->x[i * 3 + 2], low = HUGE_VAL;

        for (size_t j = f->level[i]; j > 0; j -= j & -j)
            low = fmin(low, f->low[j]);
        f->on[k] = third < low;
        if (!f->on[k])
            continue;
        count++;
        for (size_t j = f->level[i]; j <= size; j += j & -j)
            f->low[j] = fmin(f->low[j], third);
    }
    return count;
}

static bool no_worse(const double a[], const double b[], size_t d) {
    for (size_t k = 0; k < d; k++)
        if (a[k] > b[k])
            return false;
    return true;
}

/* d > 3: against each row of the front so far.  A row that has just beaten
 * one is likely to beat the next, so it moves halfway to the head. */
static size_t pass_list(const struct front *f) {
    size_t count = 0, d = f->d, bytes = d * sizeof *f->low;

    for (size_t k = 0; k < f->n; k++) {
        const double *row = f->x + f->order[k] * d;
        size_t j = 0;

        while (j < count && !no_worse(f->low + j * d, row, d))
            j++;
        f->on[k] = j == count;
        if (f->on[k]) {
            memcpy(f->low + count * d, row, bytes);
            count++;
        } else if (j > 0) {
            double swap[PARETO_MAX_OBJECTIVES];
            double *a = f->low + j * d, *b = f->low + j / 2 * d;

            memcpy(swap, a, bytes);
            memcpy(a, b, bytes);
            memcpy(b, swap, bytes);
        }
    }
    return count;
}

/* Sets f->on for the rows left. */
static size_t front_pass(const struct front *f) {
    return f->d <= 2 ? pass_plane(f) : f->d == 3 ? pass_space(f) : pass_list(f);
}

size_t pareto_front(const double x[], size_t n, size_t d, bool on_front[]) {
    struct front f;
    size_t count;

    front_init(&f, x, n, d);
    count = front_pass(&f);
    for (size_t k = 0; k < n; k++)
        on_front[f.order[k]] = f.on[k];
    front_free(&f);
    return count;
}

void pareto_rank(const double x[], size_t n, size_t d, size_t max_rank,
                 size_t rank[]) {
    struct front f;

    front_init(&f, x, n, d);
    for (size_t r = 1; r <= max_rank && f.n > 0; r++) {
        size_t left = 0;

        front_pass(&f);
        /* Equal rows are neighbours and the first decides. */
        for (size_t k = 1; k < f.n; k++)
            if (!f.on[k] && f.on[k - 1] &&
                equal_rows(&f, f.order[k], f.order[k - 1]))
                f.on[k] = true;
        for (size_t k = 0; k < f.n; k++) {
            if (f.on[k])
                rank[f.order[k]] = r;
            else
                f.order[left++] = f.order[k];
        }
        f.n = left;
    }
    for (size_t k = 0; k < f.n; k++)
        rank[f.order[k]] = max_rank + 1;
    front_free(&f);
}
