/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/slices.h"

#include "analyse/parallel.h"
#include "analyse/pareto.h"
#include "analyse/ranking.h"
#include "base/mem.h"
#include "base/simd.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    LANES = SIMD_LANES,
    MAX = PARETO_MAX_OBJECTIVES,
    FIRST_PIVOTS = 2,
    MORE_PIVOTS = 8
};

/* Points in ascending order of their third objective, an array for each.
 * There is room for LANES more than n. */
struct set {
    size_t n;
    double *x[MAX];
};

/* Steps over the plane of the first two objectives from the point p to the
 * reference: first ascending, second descending. */
struct stairs {
    size_t n;
    double *first, *second;
    double free_area; /* of the plane, above no step */
    /* A point adds nothing unless it is less than both. */
    double first_bound, second_bound;
};

/* What one thread needs: a set for each objective beyond the fourth. */
struct room {
    struct stairs stairs;
    struct set limit[MAX];
    double *volume, *covers; /* [n] of the set at hand */
};

static void set_init(struct set *s, size_t n, size_t d) {
    s->n = n;
    s->x[0] = mem_alloc((n + LANES) * d, sizeof *s->x[0]);
    for (size_t k = 1; k < d; k++)
        s->x[k] = s->x[0] + k * (n + LANES);
}

static void room_init(struct room *w, size_t n, size_t d) {
    *w = (struct room){.volume = mem_alloc(n, sizeof *w->volume),
                       .covers = mem_alloc(n, sizeof *w->covers)};
    w->stairs.first = mem_alloc(n + 1, sizeof(double));
    w->stairs.second = mem_alloc(n + 1, sizeof(double));
    for (size_t k = 4; k < d; k++)
        set_init(&w->limit[k], n, k);
}

static void room_free(struct room *w) {
    free(w->stairs.first);
    free(w->stairs.second);
    for (size_t k = 0; k < MAX; k++)
        free(w->limit[k].x[0]);
    free(w->volume);
    free(w->covers);
}

SIMD_INLINE double worse(double a, double b) {
    return a > b ? a : b;
}

/* Adds a step unless one covers it already; p is the corner of the plane, r
 * the reference. */
SIMD_INLINE void stairs_add(struct stairs *s, double first, double second,
                            const double p[], const double r[]) {
    size_t at = s->n, begin, end;
    double level, from = first;

    while (at > 0 && s->first[at - 1] > first)
        at--;
    level = at > 0 ? s->second[at - 1] : r[1];
    if (level <= second)
        return;
    begin = at > 0 && s->first[at - 1] == first ? at - 1 : at;
    for (end = at; end < s->n && s->second[end] >= second; end++) {
        s->free_area -= (s->first[end] - from) * (level - second);
        from = s->first[end];
        level = s->second[end];
    }
    s->free_area -=
        ((end < s->n ? s->first[end] : r[0]) - from) * (level - second);
    if (end != begin + 1) {
        size_t bytes = (s->n - end) * sizeof *s->first;

        memmove(s->first + begin + 1, s->first + end, bytes);
        memmove(s->second + begin + 1, s->second + end, bytes);
        s->n = s->n - end + begin + 1;
    }
    s->first[begin] = first;
    s->second[begin] = second;
    if (s->first[0] == p[0])
        s->second_bound = s->second[0];
    if (s->second[s->n - 1] == p[1])
        s->first_bound = s->first[s->n - 1];
}

/* A bit for each of LANES points from j on that is earlier than i by the
 * fourth objective and less than both bounds. */
SIMD_INLINE uint32_t candidates(const struct set *s, size_t j, double fourth,
                                const struct stairs *t) {
    const double *x = s->x[0] + j, *y = s->x[1] + j, *w = s->x[3] + j;
    double a = t->first_bound, b = t->second_bound;
    int64_t good[LANES];

#pragma omp simd
    for (size_t k = 0; k < LANES; k++)
        good[k] = x[k] < a ? simd_bit[k] : 0;
#pragma omp simd
    for (size_t k = 0; k < LANES; k++)
        good[k] = y[k] < b ? good[k] : 0;
#pragma omp simd
    for (size_t k = 0; k < LANES; k++)
        good[k] = w[k] <= fourth ? good[k] : 0;
    return simd_mask(good);
}

/* The volume of the box from point i to the reference, in three objectives,
 * that no earlier point covers.  Points earlier by the fourth objective: of
 * equal ones, those that stand before i. */
SIMD_CLONES
static double free_volume(const struct set *s, size_t i, const double r[],
                          struct stairs *t) {
    const double *x = s->x[0], *y = s->x[1], *z = s->x[2], *w = s->x[3];
    const double p[] = {x[i], y[i]};
    double volume = 0, at = z[i];

    t->n = 0;
    t->free_area = (r[0] - p[0]) * (r[1] - p[1]);
    t->first_bound = r[0];
    t->second_bound = r[1];
    for (size_t j = i / LANES * LANES + LANES; j > 0;) {
        uint32_t mask = candidates(s, j -= LANES, w[i], t);

        for (; mask != 0; mask &= mask - 1) {
            size_t k = j + (size_t)__builtin_ctz(mask);

            if (k < i)
                stairs_add(t, worse(x[k], p[0]), worse(y[k], p[1]), p, r);
        }
        if (t->first_bound == p[0])
            return 0;
    }
    for (size_t j = i / LANES * LANES; j < s->n; j += LANES) {
        uint32_t mask = candidates(s, j, w[i], t);

        for (; mask != 0; mask &= mask - 1) {
            size_t k = j + (size_t)__builtin_ctz(mask);

            if (k <= i || k >= s->n || w[k] >= w[i])
                continue;
            volume += t->free_area * (z[k] - at);
            at = z[k];
            stairs_add(t, worse(x[k], p[0]), worse(y[k], p[1]), p, r);
            if (t->first_bound == p[0])
                return volume;
        }
    }
    return volume + t->free_area * (r[2] - at);
}

/* Marks of points beside their volumes, which are not negative. */
static const double gone = -1, pivot = -2;

/* Marks what point `best` of the first d arrays covers. */
SIMD_INLINE void mark_covered(const struct set *s, size_t d, size_t best,
                              double volume[], double covers[]) {
    volume[best] = pivot;
#pragma omp simd
    for (size_t j = 0; j < s->n; j++)
        covers[j] = volume[j] == pivot ? pivot : gone;
    for (size_t k = 0; k < d; k++) {
        const double *x = s->x[k], p = x[best];

#pragma omp simd
        for (size_t j = 0; j < s->n; j++)
            covers[j] = x[j] >= p ? covers[j] : volume[j];
    }
#pragma omp simd
    for (size_t j = 0; j < s->n; j++)
        volume[j] = covers[j];
}

/* Points of largest volume cover most; they are marked as pivots. */
SIMD_INLINE void use_pivots(const struct set *s, size_t d, size_t pivots,
                            double volume[], double covers[]) {
    for (size_t i = 0; i < pivots; i++) {
        double most = gone;
        size_t best = 0;

#pragma omp simd reduction(max : most)
        for (size_t j = 0; j < s->n; j++)
            most = volume[j] > most ? volume[j] : most;
        if (most < 0)
            break;
        while (volume[best] != most)
            best++;
        mark_covered(s, d, best, volume, covers);
    }
}

/* Moves what is not gone to the head. */
SIMD_INLINE void close_up(struct set *s, size_t d, double volume[]) {
    size_t n = 0;

    for (size_t j = 0; j < s->n; j++) {
        for (size_t k = 0; k < d; k++)
            s->x[k][n] = s->x[k][j];
        volume[n] = volume[j];
        n += volume[j] != gone;
    }
    s->n = n;
}

/* The limit set of point i of s, in one objective less: earlier points by the
 * last objective, the worse of both in the others; without most of what is
 * covered by another. */
SIMD_CLONES
static void limit_set(const struct set *s, size_t i, size_t d, const double r[],
                      struct set *out, struct room *w) {
    const double *last = s->x[d - 1], *restrict from, edge = last[i];
    double *volume = w->volume, *restrict to;

    out->n = s->n;
#pragma omp simd
    for (size_t j = 0; j < i; j++)
        volume[j] = last[j] <= edge ? 1 : gone;
#pragma omp simd
    for (size_t j = i; j < s->n; j++)
        volume[j] = last[j] < edge ? 1 : gone;
    for (size_t k = 0; k < d - 1; k++) {
        double p = s->x[k][i], limit = r[k];

        from = s->x[k];
        to = out->x[k];
#pragma omp simd
        for (size_t j = 0; j < s->n; j++) {
            to[j] = worse(from[j], p);
            volume[j] = volume[j] < 0 ? gone : volume[j] * (limit - to[j]);
        }
    }
    use_pivots(out, d - 1, FIRST_PIVOTS, volume, w->covers);
    close_up(out, d - 1, volume);
    use_pivots(out, d - 1, MORE_PIVOTS, volume, w->covers);
    close_up(out, d - 1, volume);
}

/* What point i adds to the volume of the earlier ones. */
static double added(const struct set *s, size_t i, size_t d, const double r[],
                    struct room *w) {
    double depth = r[d - 1] - s->x[d - 1][i], box = 1, covered = 0;
    struct set *limit = &w->limit[d - 1];

    if (d == 4)
        return depth * free_volume(s, i, r, &w->stairs);
    limit_set(s, i, d, r, limit, w);
    for (size_t k = 0; k < d - 1; k++)
        box *= r[k] - s->x[k][i];
    for (size_t j = 0; j < limit->n; j++)
        covered += added(limit, j, d - 1, r, w);
    return depth * (box - covered);
}

double slices_volume(const double x[], size_t n, size_t d,
                     const double reference[]) {
    uint32_t *order = mem_alloc(n, sizeof *order);
    double *part = mem_alloc(n, sizeof *part), volume = 0;
    struct set s = {0};

    assert(d >= 4 && d <= MAX);
    set_init(&s, n, d);
    ranking_order(x + 2, d, n, order);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < d; k++)
            s.x[k][i] = x[order[i] * d + k];
    free(order);
#pragma omp parallel num_threads((int)parallel_parts(n *PARALLEL_LEAST))
    {
        struct room w;

        room_init(&w, n, d);
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < n; i++)
            part[i] = added(&s, i, d, reference, &w);
        room_free(&w);
    }
    for (size_t i = 0; i < n; i++)
        volume += part[i];
    free(s.x[0]);
    free(part);
    return volume;
}
