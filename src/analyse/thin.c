/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/thin.h"

#include "analyse/divide.h"
#include "analyse/parallel.h"
#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLE = 2048,
    LEAST = 2 * SAMPLE, /* fewer rows are left as they are */
    STRONG = 64,
    LANES = SIMD_LANES,
    CHECK = 8, /* strong rows between two looks at whether any lane lives */
    MAX = PARETO_MAX_OBJECTIVES
};

/* Rows with one more coordinate, the sum, by which a row is not taken to
 * dominate its equals: of two rows where one is no worse everywhere its sum
 * is less, or rounding made them alike and nothing is concluded. */
struct strong {
    size_t n, d; /* d with the sum */
    double x[STRONG * (MAX + 1)];
};

/* Does not overflow; rounding keeps the order of rows that are ordered. */
static double sum_of(const double row[], size_t d) {
    double sum = 0;

    for (size_t k = 0; k < d; k++)
        sum += row[k] / (2 * MAX);
    return sum;
}

/* alive[j] stays negative unless a strong row is no greater in all d
 * coordinates than lane j. */
SIMD_INLINE void hold(const struct strong *s, double q[][LANES], size_t d,
                      int64_t alive[LANES]) {
    int64_t sign[LANES];

    for (size_t j = 0; j < LANES; j++)
        alive[j] = -1;
    for (size_t i = 0; i < s->n; i++) {
        const double *a = s->x + i * d;

        memset(sign, 0, sizeof sign);
        SIMD_UNROLL
        for (size_t k = 0; k < d; k++) {
#pragma omp simd
            for (size_t j = 0; j < LANES; j++)
                sign[j] = q[k][j] < a[k] ? -1 : sign[j];
        }
#pragma omp simd
        for (size_t j = 0; j < LANES; j++)
            alive[j] &= sign[j];
        if (i % CHECK == CHECK - 1) {
            int64_t any = 0;

            for (size_t j = 0; j < LANES; j++)
                any |= alive[j];
            if (any >= 0)
                break;
        }
    }
}

/* Of rows begin .. end - 1 writes those left to row[] and returns how many. */
SIMD_INLINE size_t pass(const struct strong *s, const double x[], size_t begin,
                        size_t end, size_t d, uint32_t row[]) {
    double q[MAX + 1][LANES];
    int64_t alive[LANES];
    size_t left = 0;

    for (size_t i = begin; i < end; i += LANES) {
        size_t lanes = end - i < LANES ? end - i : LANES;

        for (size_t j = 0; j < LANES; j++) {
            const double *r = x + (i + (j < lanes ? j : 0)) * d;
            double sum = 0;

            for (size_t k = 0; k < d; k++) {
                q[k][j] = r[k];
                sum += r[k] / (2 * MAX);
            }
            q[d][j] = sum;
        }
        hold(s, q, d + 1, alive);
        for (size_t j = 0; j < lanes; j++) {
            row[left] = (uint32_t)(i + j);
            left += alive[j] < 0;
        }
    }
    return left;
}

SIMD_CLONES
static size_t pass_clones(const struct strong *s, const double x[],
                          size_t begin, size_t end, size_t d, uint32_t row[]) {
    switch (d) {
    case 2:
        return pass(s, x, begin, end, 2, row);
    case 3:
        return pass(s, x, begin, end, 3, row);
    case 4:
        return pass(s, x, begin, end, 4, row);
    case 5:
        return pass(s, x, begin, end, 5, row);
    case 6:
        return pass(s, x, begin, end, 6, row);
    default:
        return pass(s, x, begin, end, d, row);
    }
}

struct candidate {
    double share; /* of the box of ranks that the row dominates */
    size_t row;
};

static int compare_candidates(const void *a, const void *b) {
    const struct candidate *p = a, *q = b;

    if (p->share != q->share)
        return p->share > q->share ? -1 : 1;
    return p->row < q->row ? -1 : p->row > q->row;
}

/* The rows of the sample's front that dominate most, judged by ranks, so that
 * the units of the objectives do not matter. */
static void choose(struct strong *s, const double sample[], size_t d) {
    struct divide v;
    struct candidate *c = mem_alloc(SAMPLE, sizeof *c);
    size_t n;

    divide_init(&v, sample, SAMPLE, d);
    n = divide_front(&v);
    for (size_t i = 0; i < n; i++) {
        c[i].row = divide_row(&v, i);
        c[i].share = 1;
        for (size_t k = 0; k < d; k++)
            c[i].share *= 1 - divide_rank(&v, i, k) / (double)SAMPLE;
    }
    divide_free(&v);
    qsort(c, n, sizeof *c, compare_candidates);
    s->n = n < STRONG ? n : STRONG;
    s->d = d + 1;
    for (size_t i = 0; i < s->n; i++) {
        double *to = s->x + i * s->d;

        memcpy(to, sample + c[i].row * d, d * sizeof *to);
        to[d] = nextafter(sum_of(to, d), HUGE_VAL);
    }
    free(c);
}

/* False if too few of the sample would go for a pass to be worth it. */
static bool prepare(struct strong *s, const double x[], size_t n, size_t d) {
    double *sample = mem_alloc(SAMPLE * d, sizeof *sample);
    uint32_t *left = mem_alloc(SAMPLE, sizeof *left);
    bool worth;

    /* A step that is coprime to most n: a grid's rows are in order. */
    for (uint64_t i = 0; i < SAMPLE; i++)
        memcpy(sample + i * d,
               x + (i * n / SAMPLE + i * 2654435761u % (n / SAMPLE)) * d,
               d * sizeof *sample);
    choose(s, sample, d);
    worth = pass_clones(s, sample, 0, SAMPLE, d, left) < SAMPLE / 4 * 3;
    free(sample);
    free(left);
    return worth;
}

size_t thin(const double x[], size_t n, size_t d, uint32_t row[]) {
    size_t parts = parallel_parts(n), left = 0;
    size_t count[PARALLEL_MOST];
    struct strong s;

    if (n < LEAST || !prepare(&s, x, n, d)) {
        for (size_t i = 0; i < n; i++)
            row[i] = (uint32_t)i;
        return n;
    }
#pragma omp parallel for num_threads((int)parts) if (parts > 1)
    for (size_t p = 0; p < parts; p++) {
        size_t begin = parallel_begin(n, parts, p);

        count[p] = pass_clones(&s, x, begin, parallel_begin(n, parts, p + 1), d,
                               row + begin);
    }
    for (size_t p = 0; p < parts; p++) {
        memmove(row + left, row + parallel_begin(n, parts, p),
                count[p] * sizeof *row);
        left += count[p];
    }
    return left;
}
