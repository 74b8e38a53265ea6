/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/corner_tree.h"

#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/simd.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { G = CORNER_GROUP };
_Static_assert((int)G == (int)SIMD_LANES, "a group fills the lanes");

struct sorting {
    const double *x;
    size_t d;
    double width[PARETO_MAX_OBJECTIVES]; /* of all rows, by objective */
    uint32_t *order;
};

static double width_of(const struct sorting *s, size_t begin, size_t end,
                       size_t k) {
    double low = HUGE_VAL, high = -HUGE_VAL;

    for (size_t i = begin; i < end; i++) {
        double value = s->x[s->order[i] * s->d + k];

        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    return high / 2 - low / 2;
}

/* The objective in which the rows are widest, as a share of all. */
static size_t widest(const struct sorting *s, size_t begin, size_t end) {
    size_t best = 0;
    double most = -1;

    for (size_t k = 0; k < s->d; k++) {
        double share =
            s->width[k] > 0 ? width_of(s, begin, end, k) / s->width[k] : 0;

        if (share > most) {
            most = share;
            best = k;
        }
    }
    return best;
}

/* Hoare's selection: the least `at - begin` rows by objective k come first. */
static void select_rows(const struct sorting *s, size_t begin, size_t end,
                        size_t at, size_t k) {
    uint32_t *order = s->order;

    while (end - begin > 1) {
        double pivot = s->x[order[begin + (end - begin - 1) / 2] * s->d + k];
        size_t i = begin, j = end - 1;

        for (;;) {
            while (s->x[order[i] * s->d + k] < pivot)
                i++;
            while (s->x[order[j] * s->d + k] > pivot)
                j--;
            if (i >= j)
                break;
            uint32_t hold = order[i];

            order[i++] = order[j];
            order[j--] = hold;
        }
        if (at <= j)
            end = j + 1;
        else if (at == j + 1)
            return;
        else
            begin = j + 1;
    }
}

/* Halves a part at a whole number of the largest groups of groups in it. */
static void arrange(const struct sorting *s, size_t begin, size_t end) {
    size_t unit = G, n = end - begin, at;

    if (n <= G)
        return;
    while (unit * G < n)
        unit *= G;
    at = begin + ((n + unit - 1) / unit) / 2 * unit;
    select_rows(s, begin, end, at, widest(s, begin, end));
    arrange(s, begin, at);
    arrange(s, at, end);
}

/* The level above n entries of `below`: the corner of each group. */
static double *corners_of(const double *below, size_t n, size_t d) {
    size_t groups = (n + G - 1) / G;
    size_t room = (groups + G - 1) / G * G;
    double *level = mem_alloc(room * d, sizeof *level);

    for (size_t i = 0; i < room * d; i++)
        level[i] = HUGE_VAL;
    for (size_t g = 0; g < groups; g++) {
        for (size_t k = 0; k < d; k++) {
            const double *lane = below + (g * d + k) * G;
            double low = lane[0];

            for (size_t j = 1; j < G; j++)
                low = lane[j] < low ? lane[j] : low;
            level[(g / G * d + k) * G + g % G] = low;
        }
    }
    return level;
}

struct corner_tree *corner_tree_new(const double x[], const uint64_t index[],
                                    size_t n, size_t d) {
    struct corner_tree *t = mem_alloc(1, sizeof *t);
    struct sorting s = {.x = x, .d = d};
    size_t room = (n + G - 1) / G * G;

    assert(n > 0 && n <= INT32_MAX && d <= PARETO_MAX_OBJECTIVES);
    *t = (struct corner_tree){.n = n, .d = d, .n_levels = 1};
    s.order = mem_alloc(n, sizeof *s.order);
    for (size_t i = 0; i < n; i++)
        s.order[i] = (uint32_t)i;
    for (size_t k = 0; k < d; k++)
        s.width[k] = width_of(&s, 0, n, k);
    arrange(&s, 0, n);
    t->index = mem_alloc(n, sizeof *t->index);
    t->level[0] = mem_alloc(room * d, sizeof *t->level[0]);
    for (size_t i = 0; i < room; i++)
        for (size_t k = 0; k < d; k++)
            t->level[0][(i / G * d + k) * G + i % G] =
                i < n ? x[s.order[i] * d + k] : HUGE_VAL;
    for (size_t i = 0; i < n; i++)
        t->index[i] = index[s.order[i]];
    for (; n > G; n = (n + G - 1) / G, t->n_levels++)
        t->level[t->n_levels] = corners_of(t->level[t->n_levels - 1], n, d);
    free(s.order);
    return t;
}

void corner_tree_free(struct corner_tree *t) {
    if (t == NULL)
        return;
    for (size_t l = 0; l < t->n_levels; l++)
        free(t->level[l]);
    free(t->index);
    free(t);
}

void corner_tree_row(const struct corner_tree *t, size_t i, double row[]) {
    for (size_t k = 0; k < t->d; k++)
        row[k] = t->level[0][(i / G * t->d + k) * G + i % G];
}

/* A bit for each lane that is no greater than the row in all d. */
SIMD_INLINE uint32_t below(const double *group, const double row[], size_t d) {
    int64_t good[G];

#pragma omp simd
    for (size_t j = 0; j < G; j++)
        good[j] = group[j] <= row[0] ? simd_bit[j] : 0;
    for (size_t k = 1; k < d; k++) {
#pragma omp simd
        for (size_t j = 0; j < G; j++)
            good[j] = group[k * G + j] <= row[k] ? good[j] : 0;
    }
    return simd_mask(good);
}

static bool equal(const double *group, size_t lane, const double row[],
                  size_t d) {
    for (size_t k = 0; k < d; k++)
        if (group[k * G + lane] != row[k])
            return false;
    return true;
}

SIMD_CLONES
enum corner_answer corner_tree_ask(const struct corner_tree *t,
                                   const double row[], size_t *place) {
    struct {
        size_t level, group;
    } stack[CORNER_LEVELS * G];
    enum corner_answer answer = CORNER_FREE;
    size_t depth = 1, d = t->d;

    stack[0].level = t->n_levels - 1;
    stack[0].group = 0;
    while (depth > 0) {
        size_t level = stack[--depth].level, group = stack[depth].group;
        const double *lanes = t->level[level] + group * d * G;
        uint32_t mask = below(lanes, row, d);

        for (; mask != 0; mask &= mask - 1) {
            size_t lane = (size_t)__builtin_ctz(mask);

            if (level > 0) {
                stack[depth].level = level - 1;
                stack[depth++].group = group * G + lane;
            } else {
                *place = group * G + lane;
                if (!equal(lanes, lane, row, d))
                    return CORNER_DOMINATED;
                answer = CORNER_EQUAL;
            }
        }
    }
    return answer;
}
