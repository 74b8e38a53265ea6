/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/run.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/point.h"
#include "sweep/rows.h"
#include "sweep/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A first pass goes in groups of batches, after each of which it may stop:
 * long enough that the threads seldom wait for each other, short enough for
 * somebody who pressed Ctrl-C. */
enum { LEAST_GROUP = 8 };
static const double short_group_s = 0.05, long_group_s = 0.2;

static double now_s(void) {
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t n_batches(const struct plan *p) {
    return (p->n_points + PLAN_BATCH - 1) / PLAN_BATCH;
}

static size_t batch_size(const struct plan *p, size_t batch) {
    size_t first = batch * PLAN_BATCH;

    return p->n_points - first < PLAN_BATCH ? p->n_points - first : PLAN_BATCH;
}

struct meter {
    const struct run_options *options;
    size_t done, total;
};

static void meter_add(struct meter *m, size_t n) {
#pragma omp critical(run_meter)
    {
        m->done += n;
        if (m->options->progress != NULL)
            m->options->progress(m->options->progress_data, m->done, m->total);
    }
}

static void meter_tell(void *meter, size_t n) {
    meter_add(meter, n);
}

/* Evaluates n batches from `first` on in parallel. */
static void scan_batches(struct crew *crew, const struct plan *p, size_t first,
                         size_t n, struct meter *meter) {
    size_t last = batch_size(p, first + n - 1);

    crew_scan(crew, first * PLAN_BATCH, (n - 1) * PLAN_BATCH + last, meter_tell,
              meter);
}

static bool is_stopped(const struct run_options *options) {
    return options->stop != NULL && options->stop(options->stop_data);
}

static bool stopped(const struct meter *m, struct err *e) {
    return err_set(e, ERR_STOPPED, "stopped at %.0f %%",
                   100 * ((double)m->done / (double)m->total));
}

/* Puts what the crew found up to batch `at` behind the rest, and into the
 * checkpoint. */
static bool save(struct tally *t, struct crew *crew, size_t at,
                 const struct plan *p, struct checkpoint *c, struct err *e) {
    struct tally fresh;
    bool good;

    tally_init(&fresh, p, t->first + t->n);
    fresh.n = at - fresh.first;
    scans_join(crew->scans, crew->n, &fresh);
    good = c == NULL || fresh.n == 0 || checkpoint_tally(c, &fresh, e);
    tally_join(t, &fresh);
    return good;
}

/* Goes on with `t` up to batch `end`. */
static bool first_pass(struct tally *t, const struct plan *p, size_t end,
                       struct meter *meter, struct err *e) {
    const struct run_options *options = meter->options;
    struct checkpoint *c = options->checkpoint;
    size_t group = LEAST_GROUP, at = t->first + t->n;
    struct crew crew;
    bool good = true;

    crew_init(&crew, p);
    while (good && at < end) {
        size_t n = end - at < group ? end - at : group;
        double start_s = now_s(), taken_s;

        scan_batches(&crew, p, at, n, meter);
        at += n;
        taken_s = now_s() - start_s;
        if (taken_s < short_group_s)
            group *= 2;
        else if (taken_s > long_group_s && group > LEAST_GROUP)
            group /= 2;
        if (at < end && is_stopped(options))
            good = save(t, &crew, at, p, c, e) && stopped(meter, e);
        else if (c != NULL && at < end && checkpoint_is_due(c))
            good = save(t, &crew, at, p, c, e);
    }
    /* A run that was too short for a checkpoint needs none. */
    if (good)
        good = save(t, &crew, at, p,
                    c != NULL && checkpoint_is_begun(c) ? c : NULL, e);
    crew_free(&crew);
    return good;
}

/* The first place of the front with an index of at least `index`. */
static size_t front_from(const struct run *r, size_t index) {
    size_t low = 0, high = r->n_front;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (r->front[middle] < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Evaluates n points from `first` on and marks those of the front.  Where
 * only the front is kept and little of it is here, nothing else is. */
static void evaluate_rows(const struct run *r, const struct plan *p,
                          size_t first, size_t n, struct batch *b) {
    double *on_front =
        b->values + plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH;
    size_t low = front_from(r, first), high = front_from(r, first + n);
    bool few = p->sweep->keep == KEEP_FRONT && high - low < n / 8;

    if (few) {
        b->first = first;
        b->n = high - low;
        for (size_t i = low; i < high; i++)
            point_evaluate(p, r->front[i], b, i - low);
    } else {
        plan_evaluate(p, first, n, b);
        memset(on_front, 0, n * sizeof *on_front);
    }
    for (size_t i = low; i < high; i++)
        on_front[few ? i - low : r->front[i] - first] = 1;
}

static bool refused(struct err *e) {
    return err_set(e, ERR_IO, "cannot write the points: %s", strerror(errno));
}

/* Between two groups of rows: a checkpoint where one is due, and whether to
 * go on. */
static bool rest(const struct run *r, const struct meter *meter, size_t at,
                 FILE *points, FILE *front, struct err *e) {
    struct checkpoint *c = meter->options->checkpoint;
    bool stop = is_stopped(meter->options);

    if (c != NULL && (stop || checkpoint_is_due(c)) &&
        !checkpoint_rows(c, &r->tally, at, points, front, e))
        return false;
    return !stop || stopped(meter, e);
}

/* Batches at ... end - 1 are evaluated a few at a time in parallel, and their
 * rows written in order. */
static bool second_pass(struct run *r, const struct plan *p, size_t at,
                        struct meter *meter, FILE *points, FILE *front,
                        struct err *e) {
    enum { AT_ONCE = 16 };
    size_t end = r->tally.first + r->tally.n;
    struct batch *b = mem_alloc(AT_ONCE, sizeof *b);
    struct rows *rows = mem_alloc(AT_ONCE, sizeof *rows);
    struct err ignored;
    bool good = true;

    for (size_t i = 0; i < AT_ONCE && i < end - at; i++)
        batch_new(&b[i], p, &ignored);
    while (good && at < end) {
        size_t many = end - at < AT_ONCE ? end - at : AT_ONCE;

#pragma omp parallel for schedule(dynamic)
        for (size_t i = 0; i < many; i++) {
            size_t size = batch_size(p, at + i);

            evaluate_rows(r, p, (at + i) * PLAN_BATCH, size, &b[i]);
            rows_fill(&rows[i], p, &b[i]);
            meter_add(meter, size);
        }
        for (size_t i = 0; good && i < many; i++)
            good = rows_write(&rows[i], points, front) || refused(e);
        at += many;
        good = good && (at == end || rest(r, meter, at, points, front, e));
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        batch_free(&b[i]);
        rows_free(&rows[i]);
    }
    free(b);
    free(rows);
    return good;
}

static size_t points_before(const struct plan *p, size_t batch) {
    return batch < n_batches(p) ? batch * PLAN_BATCH : p->n_points;
}

void run_tallied(struct run *r, const struct plan *p) {
    static const double quarters[] = {0.25, 0.5, 0.75};
    const struct tally *t = &r->tally;

    r->n_front = t->n_front;
    r->front = t->front;
    r->reason_counts = t->counts;
    r->violation_counts = t->counts + p->n_reasons;
    r->n_feasible = t->counts[0];
    r->objectives = mem_alloc(t->n_objectives, sizeof *r->objectives);
    for (size_t i = 0; i < t->n_objectives; i++) {
        const struct quantiles *q = &t->objectives[i];

        r->objectives[i] =
            (struct run_quantiles){q->least, quantiles_at(q, quarters[0]),
                                   quantiles_at(q, quarters[1]),
                                   quantiles_at(q, quarters[2]), q->most};
    }
    if (p->sampled == NULL) /* a sample has no lines along an axis */
        knobs_find(&r->knobs, p);
}

bool run_plan(struct run *r, const struct plan *p,
              const struct run_options *options, FILE *points, FILE *front,
              struct err *e) {
    struct checkpoint *c = options->checkpoint;
    struct meter meter = {options, 0, 0};
    size_t first = 0, end = n_batches(p), at;
    bool good;

    *r = (struct run){0};
    if (c != NULL)
        checkpoint_share(c, n_batches(p), &first, &end);
    if (c == NULL || !checkpoint_take(c, &r->tally, &at)) {
        tally_init(&r->tally, p, first);
        at = first;
    }
    meter.total = 2 * (points_before(p, end) - points_before(p, first));
    meter.done = points_before(p, first + r->tally.n) + points_before(p, at) -
                 2 * points_before(p, first);
    good = first_pass(&r->tally, p, end, &meter, e);
    if (good) {
        run_tallied(r, p);
        good =
            (at > first || ((rows_header(p, points) && rows_header(p, front)) ||
                            refused(e))) &&
            second_pass(r, p, at, &meter, points, front, e);
    }
    if (!good)
        run_free(r);
    return good;
}

void run_free(struct run *r) {
    tally_free(&r->tally);
    knobs_free(&r->knobs);
    free(r->objectives);
    *r = (struct run){0};
}
