/* SPDX-License-Identifier: MIT
 *
 * How fast points are evaluated, scanned for a front and written.
 *
 *   bench/points SWEEP [RUNS]
 *
 * Prints a line a measure, with tabs between: key, words, unit, threads, then
 * the best of RUNS (default 5) a second by the clock and a second of
 * processor time, which says more on a machine that others use.
 */
#include "config.h"

#include "base/mem.h"
#include "sweep/point.h"
#include "sweep/rows.h"

#include "ready.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef _OPENMP
#include <omp.h>
#endif

enum { N_KINDS = 4 };
static const struct {
    const char *key, *words, *unit;
    double scale;
} kinds[N_KINDS] = {
    {"point_by_point", "points one by one, all columns", "points/s", 1},
    {"evaluation", "objectives and constraints", "points/s", 1},
    {"evaluation_front", "the same and the front", "points/s", 1},
    {"csv", "all columns as CSV", "MB/s", 1e-6},
};
/* Points of each, of the first of the plan. */
static const size_t most[N_KINDS] = {400000, 40000000, SIZE_MAX, 100000};

/* Work of one piece; returns how much it was. */
static double work(int kind, struct scan *s, struct rows *r, size_t first,
                   size_t n) {
    switch (kind) {
    case 0:
        for (size_t i = 0; i < n; i++)
            point_evaluate(s->p, first + i, &s->block.batch, i);
        return (double)n;
    case 1:
        scan_evaluate(s, first, n);
        return (double)n;
    default:
        plan_evaluate(s->p, first, n, &s->block.batch);
        rows_fill(r, s->p, &s->block.batch);
        return (double)r->points.length;
    }
}

/* Work of all pieces by `threads`; returns how much it was. */
static double work_all(const struct plan *p, int kind, size_t n, int threads) {
    double done = 0;

#pragma omp parallel num_threads(threads)
    {
        struct rows rows = {0};
        struct scan scan;

        scan_init(&scan, p);
#pragma omp for schedule(monotonic : dynamic, 16) reduction(+ : done)
        for (size_t at = 0; at < n; at += PLAN_BATCH)
            done += work(kind, &scan, &rows, at,
                         n - at < PLAN_BATCH ? n - at : PLAN_BATCH);
        scan_free(&scan);
        rows_free(&rows);
    }
    return done;
}

static double processor_s(void) {
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void measure(const struct plan *p, int kind, int threads, int runs) {
    double best = 0, best_processor = 0;

#ifdef _OPENMP
    omp_set_num_threads(threads);
#endif
    for (int run = 0; run < runs; run++) {
        size_t n = p->n_points < most[kind] ? p->n_points : most[kind];
        double start = clock_now_s(), done, taken;
        double processor = processor_s();

        if (kind == 2) {
            first_pass(p, n);
            done = (double)n;
        } else {
            done = work_all(p, kind, n, threads);
        }
        taken = clock_now_s() - start;
        processor = processor_s() - processor;
        best = done / taken > best ? done / taken : best;
        if (done / processor > best_processor)
            best_processor = done / processor;
    }
    printf("%s\t%s\t%s\t%d\t%.4g\t%.4g\n", kinds[kind].key, kinds[kind].words,
           kinds[kind].unit, threads, kinds[kind].scale * best,
           kinds[kind].scale * best_processor);
    fflush(stdout);
}

int main(int argc, char *argv[]) {
    struct err e = {ERR_NONE, ""};
    struct ready ready;
    int runs = argc > 2 ? atoi(argv[2]) : 5, threads = 1;

    if (argc < 2 || runs < 1) {
        fputs("usage: bench/points SWEEP [RUNS]\n", stderr);
        return 2;
    }
    if (!ready_open(&ready, argv[1], &e)) {
        fprintf(stderr, "bench/points: %s\n", e.text);
        return 1;
    }
    ready.sweep.keep = KEEP_ALL;
    ready.sweep.points_format = FORMAT_CSV;
#ifdef _OPENMP
    threads = omp_get_num_procs();
#endif
    for (int kind = 0; kind < N_KINDS; kind++)
        for (int t = 1; t <= threads; t += threads > 1 ? threads - 1 : 1)
            measure(&ready.plan, kind, t, runs);
    ready_close(&ready);
    return 0;
}
