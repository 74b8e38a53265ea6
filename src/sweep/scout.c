/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/scout.h"

#include "base/mem.h"
#include "sweep/point.h"

#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* A point by itself takes as long as some hundred in a strip do. */
enum { ONE_IN = 1 << 13, MOST = 1 << 16 };

size_t scout_number(const struct plan *p) {
    size_t n = (p->look_end - p->look_first) / ONE_IN;

    return n < MOST ? n : MOST;
}

static size_t this_room(void) {
#ifdef _OPENMP
    return (size_t)omp_get_thread_num();
#else
    return 0;
#endif
}

/* Scout i of n: a place in the i-th part of all, by a step that is coprime to
 * most lengths of axes, which would be met at the same places else. */
static size_t place_of(const struct plan *p, size_t n, size_t i) {
    uint64_t part = (p->look_end - p->look_first) / n;

    return p->look_first + i * part + (size_t)(i * UINT64_C(2654435761) % part);
}

/* Objectives of a point, to be made small; false if it is not feasible. */
static bool look(const struct plan *p, size_t index, struct batch *b,
                 double x[]) {
    const struct sweep *s = p->sweep;

    point_evaluate(p, index, b, 0);
    for (size_t k = 0; k < s->n_objectives; k++) {
        double value = batch_value(b, p->objective_column[k], 0);

        x[k] = s->objectives[k].maximise ? -value : value;
    }
    return batch_value(b, plan_metric(p, METRIC_FEASIBLE_ID), 0) != 0;
}

struct pareto_archive *scout_front(const struct plan *p, size_t n,
                                   struct batch *const rooms[],
                                   size_t n_rooms) {
    size_t d = p->sweep->n_objectives, kept = 0;
    struct pareto_archive *front = pareto_archive_new(d);
    double *x = mem_alloc(n * d, sizeof *x);
    uint64_t *index = mem_alloc(n, sizeof *index);
    bool *good = mem_alloc(n, sizeof *good);

    (void)n_rooms; /* a build without OpenMP has one thread */
#pragma omp parallel for schedule(static, 64) num_threads((int)n_rooms)
    for (size_t i = 0; i < n; i++) {
        index[i] = place_of(p, n, i);
        good[i] = look(p, index[i], rooms[this_room()], x + i * d);
    }
    for (size_t i = 0; i < n; i++) {
        if (!good[i])
            continue;
        memmove(x + kept * d, x + i * d, d * sizeof *x);
        index[kept++] = index[i];
    }
    pareto_archive_add(front, x, index, kept);
    free(x);
    free(index);
    free(good);
    return front;
}
