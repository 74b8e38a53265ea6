/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/hypervolume.h"

#include "analyse/pareto.h"
#include "analyse/ranking.h"
#include "analyse/slices.h"
#include "analyse/staircase.h"
#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static double volume_line(const double x[], size_t n, const double r[]) {
    double least = r[0];

    for (size_t i = 0; i < n; i++)
        least = x[i] < least ? x[i] : least;
    return r[0] - least;
}

/* Strips between one first objective and the next. */
static double volume_plane(const double x[], size_t n, const double r[]) {
    uint32_t *order = mem_alloc(n, sizeof *order);
    double volume = 0, least = r[1];

    ranking_order(x, 2, n, order);
    for (size_t i = 0; i < n; i++) {
        const double *p = x + order[i] * 2;

        if (p[1] < least) {
            volume += (r[0] - p[0]) * (least - p[1]);
            least = p[1];
        }
    }
    free(order);
    return volume;
}

/* The staircase of first and second objectives of the points so far, by the
 * ranks of the first. */
struct cover {
    struct staircase stairs;
    double *first, *second; /* by rank, where there is a step */
    double area;
};

/* A step more, and the area that it adds: under it, down from the steps that
 * it replaces. */
static void cover_add(struct cover *c, int32_t rank, double first,
                      double second, const double r[]) {
    int32_t before = staircase_before(&c->stairs, rank), at = rank;
    double level = before >= 0 ? c->second[before] : r[1], from = first;

    if (level <= second)
        return;
    while ((at = staircase_after(&c->stairs, at)) >= 0 &&
           c->second[at] >= second) {
        c->area += (c->first[at] - from) * (level - second);
        from = c->first[at];
        level = c->second[at];
        staircase_clear(&c->stairs, at);
    }
    c->area += ((at >= 0 ? c->first[at] : r[0]) - from) * (level - second);
    staircase_set(&c->stairs, rank, 0);
    c->first[rank] = first;
    c->second[rank] = second;
}

/* A sweep along the third objective (Fonseca, Paquete and Lopez-Ibanez, CEC
 * 2006, keep the same staircase in a balanced tree). */
static double volume_space(const double x[], size_t n, const double r[]) {
    uint32_t *order = mem_alloc(n, sizeof *order);
    int32_t *rank = mem_alloc(n, sizeof *rank);
    struct cover c = {.first = mem_alloc(n, sizeof(double)),
                      .second = mem_alloc(n, sizeof(double))};
    double volume = 0;

    staircase_init(&c.stairs, n);
    ranking_order(x, 3, n, order);
    ranking_ranks(x, 3, n, order, rank, 1);
    ranking_order(x + 2, 3, n, order);
    for (size_t i = 0; i < n; i++) {
        const double *p = x + order[i] * 3;

        cover_add(&c, rank[order[i]], p[0], p[1], r);
        volume +=
            c.area * ((i + 1 < n ? x[order[i + 1] * 3 + 2] : r[2]) - p[2]);
    }
    staircase_free(&c.stairs);
    free(c.first);
    free(c.second);
    free(rank);
    free(order);
    return volume;
}

/* Copies the rows that add something and returns how many there are. */
static size_t below_reference(const double x[], size_t n, size_t d,
                              const double r[], double y[]) {
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        bool below = true;

        for (size_t k = 0; k < d; k++)
            below &= x[i * d + k] < r[k];
        memcpy(y + kept * d, x + i * d, d * sizeof *y);
        kept += below;
    }
    return kept;
}

static size_t front_only(double y[], size_t n, size_t d) {
    bool *on = mem_alloc(n, sizeof *on);
    size_t kept = 0;

    pareto_front(y, n, d, on);
    for (size_t i = 0; i < n; i++)
        if (on[i])
            memmove(y + kept++ * d, y + i * d, d * sizeof *y);
    free(on);
    return kept;
}

double hypervolume(const double x[], size_t n, size_t d,
                   const double reference[]) {
    double *y = mem_alloc((n + 1) * d, sizeof *y), volume = 0;

    assert(d >= 1 && d <= PARETO_MAX_OBJECTIVES && n <= INT32_MAX);
    n = below_reference(x, n, d, reference, y);
    if (n > 0 && d == 1)
        volume = volume_line(y, n, reference);
    else if (n > 0 && d == 2)
        volume = volume_plane(y, n, reference);
    else if (n > 0 && d == 3)
        volume = volume_space(y, n, reference);
    else if (n > 0)
        volume = slices_volume(y, front_only(y, n, d), d, reference);
    free(y);
    return volume;
}
