/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/forecast.h"

#include "analyse/parallel.h"
#include "base/clock.h"
#include "sweep/rows.h"
#include "sweep/scan.h"

static void ignore(void *data, size_t n) {
    (void)data;
    (void)n;
}

static double first_pass_s(const struct plan *p, size_t *threads) {
    enum { PIECES = 16 };
    const double enough_s = 0.1;
    double start_s, taken_s = 0, scouted_s = clock_now_s();
    size_t done = 0, batches = plan_n_batches(p), piece;
    struct crew crew;

    crew_init(&crew, p);
    *threads = crew.n;
    piece = crew.n * CREW_PIECE;
    start_s = clock_now_s();
    scouted_s = start_s - scouted_s;
    for (size_t i = 0; i < PIECES && taken_s < enough_s; i++) {
        size_t begin = parallel_begin(batches, PIECES, i);
        size_t end = parallel_begin(batches, PIECES, i + 1);
        size_t first = plan_points_before(p, begin), many;

        end = end - begin < piece ? end : begin + piece;
        many = plan_points_before(p, end) - first;
        crew_scan(&crew, first, many, ignore, NULL);
        done += many;
        taken_s = clock_now_s() - start_s;
        /* Few neighbours at a time know little of each other: more of them,
         * where they are quick. */
        if (taken_s < enough_s / 4)
            piece *= 4;
    }
    crew_free(&crew);
    return scouted_s + taken_s / (double)done * (double)p->n_points;
}

/* All of a batch's points are taken to be kept. */
static double second_pass_s(const struct plan *p, size_t threads) {
    size_t n = p->n_points < PLAN_BATCH ? p->n_points : PLAN_BATCH;
    struct err ignored; /* plan_new () made such a batch already */
    struct rows rows = {0};
    struct batch b;
    double taken_s;

    if (p->sweep->keep == KEEP_FRONT || !batch_new(&b, p, &ignored))
        return 0;
    taken_s = clock_now_s();
    plan_evaluate(p, 0, n, &b);
    rows_fill(&rows, p, &b);
    taken_s = clock_now_s() - taken_s;
    rows_free(&rows);
    batch_free(&b);
    return taken_s / (double)n * (double)p->n_points / (double)threads;
}

double forecast_run_s(const struct plan *p) {
    size_t threads;
    double first_s = first_pass_s(p, &threads);

    return first_s + second_pass_s(p, threads);
}
