/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/pareto.h"

#include "analyse/divide.h"
#include "analyse/parallel.h"
#include "analyse/ranking.h"
#include "analyse/staircase.h"
#include "analyse/thin.h"
#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Each way below is given n rows of d values and sets on[], by row, which is
 * false before. */

/* d = 1: the first of the least. */
static void front_line(const double x[], size_t n, bool on[]) {
    size_t least = 0;

    for (size_t i = 1; i < n; i++)
        if (x[i] < x[least])
            least = i;
    on[least] = true;
}

/* The row of least second objective of the run of equal first objectives that
 * begins at order[i]; *end is where the run ends. */
static size_t least_of_run(const double x[], size_t n, const uint32_t order[],
                           size_t i, size_t *end) {
    size_t least = order[i];

    for (*end = i + 1; *end < n && x[order[*end] * 2] == x[order[i] * 2];
         ++*end)
        if (x[order[*end] * 2 + 1] < x[least * 2 + 1])
            least = order[*end];
    return least;
}

/* Where a run begins, at or before part p. */
static size_t run_begin(const double x[], size_t n, const uint32_t order[],
                        size_t parts, size_t p) {
    size_t i = parallel_begin(n, parts, p);

    while (i > 0 && i < n && x[order[i] * 2] == x[order[i - 1] * 2])
        i--;
    return i;
}

/* d = 2: in the order of the first objective the second has to be less than
 * ever before. */
static void front_plane(const double x[], size_t n, bool on[]) {
    uint32_t *order = mem_alloc(n, sizeof *order);
    size_t parts = parallel_parts(n);
    double low[PARALLEL_MOST];

    ranking_order(x, 2, n, order);
#pragma omp parallel for num_threads((int)parts) if (parts > 1)
    for (size_t p = 0; p < parts; p++) {
        size_t end = run_begin(x, n, order, parts, p + 1);

        low[p] = HUGE_VAL;
        if (p + 1 < parts)
            for (size_t i = run_begin(x, n, order, parts, p); i < end; i++)
                low[p] = fmin(low[p], x[order[i] * 2 + 1]);
    }
#pragma omp parallel for num_threads((int)parts) if (parts > 1)
    for (size_t p = 0; p < parts; p++) {
        size_t end = run_begin(x, n, order, parts, p + 1), next;
        double least = HUGE_VAL;

        for (size_t q = 0; q < p; q++)
            least = fmin(least, low[q]);
        for (size_t i = run_begin(x, n, order, parts, p); i < end; i = next) {
            size_t row = least_of_run(x, n, order, i, &next);

            on[row] = x[row * 2 + 1] < least;
            least = fmin(least, x[row * 2 + 1]);
        }
    }
    free(order);
}

/* A row of three objectives: its place in the order of the first, and ranks
 * in the others. */
struct trio {
    int32_t place, second, third, row;
};

static int compare_trios(const void *a, const void *b) {
    const struct trio *p = a, *q = b;

    if (p->second != q->second)
        return p->second < q->second ? -1 : 1;
    if (p->third != q->third)
        return p->third < q->third ? -1 : 1;
    return p->row < q->row ? -1 : p->row > q->row;
}

/* Rows in lexicographic order; by_second[i] is the place there of the i-th
 * row in the order of the second objective. */
static struct trio *sort_trios(const double x[], size_t n,
                               uint32_t by_second[]) {
    struct trio *t = mem_alloc(n, sizeof *t), *sorted;
    uint32_t *order = mem_alloc(n, sizeof *order);

    ranking_order(x + 2, 3, n, order);
    ranking_ranks(x + 2, 3, n, order, &t->third, 4);
    ranking_order(x + 1, 3, n, by_second);
    ranking_ranks(x + 1, 3, n, by_second, &t->second, 4);
    ranking_order(x, 3, n, order);
    sorted = mem_alloc(n, sizeof *sorted);
#pragma omp parallel for num_threads((int)parallel_parts(n))
    for (size_t i = 0; i < n; i++) {
        sorted[i] = t[order[i]];
        sorted[i].row = (int32_t)order[i];
    }
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && x[order[end] * 3] == x[order[i] * 3];)
            end++;
        if (end - i > 1)
            qsort(sorted + i, end - i, sizeof *sorted, compare_trios);
    }
#pragma omp parallel for num_threads((int)parallel_parts(n))
    for (size_t i = 0; i < n; i++)
        t[sorted[i].row].place = (int32_t)i;
#pragma omp parallel for num_threads((int)parallel_parts(n))
    for (size_t i = 0; i < n; i++)
        by_second[i] = (uint32_t)t[by_second[i]].place;
    free(order);
    free(t);
    return sorted;
}

/* The staircase of second and third objective of the rows before `begin`, in
 * one pass in the order of the second. */
static void stairs_before(struct staircase *s, const struct trio t[], size_t n,
                          const uint32_t by_second[], size_t begin) {
    int32_t low = INT32_MAX;

    for (size_t i = 0; i < n && begin > 0; i++) {
        const struct trio *row = &t[by_second[i]];

        if (by_second[i] < begin && row->third < low) {
            staircase_set(s, row->second, row->third);
            low = row->third;
        }
    }
}

/* d = 3: in lexicographic order, a row is on the front if it adds a step to
 * the staircase of the other two objectives (Kung, Luccio and Preparata, J.
 * ACM 22(4), 1975).  A thread's part begins with the stairs of all before. */
static void front_space(const double x[], size_t n, bool on[]) {
    uint32_t *by_second = mem_alloc(n, sizeof *by_second);
    struct trio *t = sort_trios(x, n, by_second);
    size_t parts = parallel_parts(n);

#pragma omp parallel for num_threads((int)parts) if (parts > 1)
    for (size_t p = 0; p < parts; p++) {
        size_t begin = parallel_begin(n, parts, p);
        size_t end = parallel_begin(n, parts, p + 1);
        struct staircase s;

        staircase_init(&s, n);
        stairs_before(&s, t, n, by_second, begin);
        for (size_t i = begin; i < end; i++)
            on[t[i].row] = staircase_add(&s, t[i].second, t[i].third);
        staircase_free(&s);
    }
    free(t);
    free(by_second);
}

static void front_many(const double x[], size_t n, size_t d, bool on[]) {
    struct divide v;
    size_t front;

    divide_init(&v, x, n, d);
    front = divide_front(&v);
    for (size_t i = 0; i < front; i++)
        on[divide_row(&v, i)] = true;
    divide_free(&v);
}

static void front_of(const double x[], size_t n, size_t d, bool on[]) {
    if (n == 0)
        return;
    if (d == 1)
        front_line(x, n, on);
    else if (d == 2)
        front_plane(x, n, on);
    else if (d == 3)
        front_space(x, n, on);
    else
        front_many(x, n, d, on);
}

/* The front of what thinning leaves is the front of all. */
size_t pareto_front(const double x[], size_t n, size_t d, bool on_front[]) {
    uint32_t *row;
    double *y;
    bool *on;
    size_t left, count = 0;

    assert(d >= 1 && d <= PARETO_MAX_OBJECTIVES && n <= INT32_MAX);
    row = mem_alloc(n, sizeof *row);
    left = thin(x, n, d, row);
    memset(on_front, 0, n * sizeof *on_front);
    if (left == n) {
        front_of(x, n, d, on_front);
        for (size_t i = 0; i < n; i++)
            count += on_front[i];
        free(row);
        return count;
    }
    y = mem_alloc(left * d, sizeof *y);
    on = mem_alloc(left, sizeof *on);
#pragma omp parallel for num_threads((int)parallel_parts(n))
    for (size_t i = 0; i < left; i++)
        memcpy(y + i * d, x + row[i] * d, d * sizeof *y);
    count = pareto_front(y, left, d, on);
    for (size_t i = 0; i < left; i++)
        on_front[row[i]] = on[i];
    free(row);
    free(y);
    free(on);
    return count;
}

static bool equal_rows(const double a[], const double b[], size_t d) {
    for (size_t k = 0; k < d; k++)
        if (a[k] != b[k])
            return false;
    return true;
}

struct rows {
    const double *x;
    size_t d;
};

static int compare_rows(const void *a, const void *b, void *context) {
    const struct rows *r = context;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;

    for (size_t k = 0; k < r->d; k++) {
        double p = r->x[i * r->d + k], q = r->x[j * r->d + k];

        if (p != q)
            return p < q ? -1 : 1;
    }
    return i < j ? -1 : i > j;
}

/* One row stands for its equals; of those left the front is taken again and
 * again. */
void pareto_rank(const double x[], size_t n, size_t d, size_t max_rank,
                 size_t rank[]) {
    struct rows rows = {x, d};
    size_t *order = mem_alloc(n, sizeof *order);
    size_t *left = mem_alloc(n, sizeof *left), n_left = 0;
    double *y = mem_alloc(n * d, sizeof *y);
    bool *on = mem_alloc(n, sizeof *on);

    for (size_t i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, n, sizeof *order, compare_rows, &rows);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !equal_rows(x + order[i] * d, x + order[i - 1] * d, d))
            left[n_left++] = order[i];
    for (size_t r = 1; r <= max_rank && n_left > 0; r++) {
        size_t kept = 0;

        for (size_t i = 0; i < n_left; i++)
            memcpy(y + i * d, x + left[i] * d, d * sizeof *y);
        pareto_front(y, n_left, d, on);
        for (size_t i = 0; i < n_left; i++) {
            rank[left[i]] = r;
            if (!on[i])
                left[kept++] = left[i];
        }
        n_left = kept;
    }
    for (size_t i = 0; i < n_left; i++)
        rank[left[i]] = max_rank + 1;
    for (size_t i = 1; i < n; i++)
        if (equal_rows(x + order[i] * d, x + order[i - 1] * d, d))
            rank[order[i]] = rank[order[i - 1]];
    free(order);
    free(left);
    free(y);
    free(on);
}
