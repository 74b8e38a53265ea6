/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/chance.h"

#include "analyse/parallel.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/chance_private.h"
#include "sweep/point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double near_enough = 2.5; /* deviations */

/* How a metric's logarithm follows that of a time. */
static int power_of(enum metric_id metric) {
    switch (metric) {
    case METRIC_TIME_ID:
    case METRIC_TIME_LO_ID:
    case METRIC_TIME_HI_ID:
    case METRIC_ENERGY_ID:
        return 1;
    case METRIC_THROUGHPUT_ID:
    case METRIC_SPEEDUP_ID:
    case METRIC_SPEEDUP_LO_ID:
    case METRIC_SPEEDUP_HI_ID:
        return -1;
    default:
        return 0;
    }
}

/* Room for `most` designs; false where no objective hangs on a time. */
static bool field_new(struct field *f, const struct plan *p, size_t most) {
    const struct sweep *s = p->sweep;
    bool any = false;

    *f = (struct field){
        .kin = &p->kin, .d = s->n_objectives, .n_workloads = s->n_workloads};
    for (size_t j = 0; j < f->d; j++) {
        const struct column *c = &p->columns[p->objective_column[j]];

        f->power[j] = c->kind == COLUMN_METRIC ? power_of(c->metric) : 0;
        f->negated[j] = s->objectives[j].maximise;
        f->workload[j] = c->kind == COLUMN_METRIC ? c->workload : 0;
        any = any || f->power[j] != 0;
    }
    if (!any)
        return false;
    f->index = mem_alloc(most, sizeof *f->index);
    f->x = mem_alloc(most * f->d, sizeof *f->x);
    f->share = mem_alloc(most * f->n_workloads, sizeof *f->share);
    f->log_gain = mem_alloc(most, sizeof *f->log_gain);
    f->device = mem_alloc(most, sizeof *f->device);
    return true;
}

static void field_free(struct field *f) {
    free(f->index);
    free(f->x);
    free(f->share);
    free(f->log_gain);
    free(f->device);
}

/* Memory's part of each workload's time on a device of a structure. */
static void set_shares(const struct plan *p, size_t structure,
                       const struct device *d, double share[]) {
    size_t n = p->sweep->n_workloads;

    for (size_t w = 0; w < n; w++) {
        struct law_parts parts;
        double time_ms = law_time_ms(&p->laws[structure * n + w], d, &parts);

        share[w] = parts.memory_ms / time_ms;
    }
}

static double mean(const double x[], size_t n) {
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

/* Puts a point of the sweep at place i; false if it is not feasible. */
static bool put_point(struct field *f, const struct plan *p, struct batch *b,
                      size_t index, size_t i) {
    double axes[SWEEP_MAX_AXES];
    struct point x = {0};

    plan_evaluate(p, index, 1, b);
    if (batch_value(b, plan_metric(p, METRIC_FEASIBLE_ID), 0) == 0)
        return false;
    point_set(p, index, &x, axes, b);
    f->index[i] = index;
    f->device[i] = x.device;
    f->log_gain[i] = log(batch_value(b, plan_metric(p, METRIC_SPEEDUP_ID), 0));
    set_shares(p, x.structure_index, &x.device, f->share + i * f->n_workloads);
    for (size_t j = 0; j < f->d; j++) {
        double value = batch_value(b, p->objective_column[j], 0);

        f->x[i * f->d + j] = f->negated[j] ? -value : value;
    }
    return true;
}

static double deviation(const struct field *f, size_t a, size_t b) {
    size_t n = f->n_workloads;

    return kin_deviation(f->kin, true,
                         kin_likeness(&f->device[a], &f->device[b]),
                         mean(f->share + a * n, n), mean(f->share + b * n, n));
}

/* How many deviations of the front's point `front` keep it above the design
 * `rival`: 0 where it does not dominate it. */
static double held_by(const struct field *f, size_t front, size_t rival) {
    const double *a = f->x + front * f->d, *b = f->x + rival * f->d;
    double gap = HUGE_VAL, spread;

    for (size_t j = 0; j < f->d; j++) {
        if (b[j] < a[j])
            return 0;
        if (f->power[j] != 0)
            gap = fmin(gap, fabs(log(b[j] / a[j])));
    }
    spread = deviation(f, front, rival);
    return spread > 0 ? gap / spread : HUGE_VAL;
}

/* The most that any point of the front holds it by, as far as it matters; the
 * point that held the last one, *last, is asked first. */
static double held(const struct field *f, size_t rival, size_t *last) {
    double most = held_by(f, *last, rival);

    for (size_t i = 0; most <= near_enough && i < f->n_front; i++) {
        double by = held_by(f, i, rival);

        if (by > most) {
            most = by;
            *last = i;
        }
    }
    return most;
}

struct rival {
    double held;
    size_t index;
};

static int by_held(const void *a, const void *b) {
    const struct rival *x = a, *y = b;

    if (x->held != y->held)
        return x->held < y->held ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int by_index(const void *a, const void *b) {
    const struct chance *x = a, *y = b;

    return x->index < y->index ? -1 : x->index > y->index;
}

static int by_size(const void *a, const void *b) {
    const size_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static bool is_on_front(const struct run *r, size_t index) {
    return bsearch(&index, r->front, r->n_front, sizeof *r->front, by_size) !=
           NULL;
}

/* Whether an index is a rival, and by how much it is held; place and batch are
 * the caller's own. */
static bool is_rival(struct field *f, const struct plan *p, const struct run *r,
                     struct batch *b, size_t index, size_t place, size_t *last,
                     double *by) {
    if (is_on_front(r, index) || !put_point(f, p, b, index, place))
        return false;
    *by = held(f, place, last);
    return *by <= near_enough;
}

/* Rivals among the looked at, each thread's in a place behind the front. */
static size_t find_rivals(struct field *f, const struct plan *p,
                          const struct run *r, size_t looked,
                          struct rival *out) {
    size_t n = 0, places = 0;

#pragma omp parallel
    {
        struct err ignored; /* plan_new () made such a batch already */
        size_t place, last = 0, index;
        struct batch b;
        double by;

#pragma omp critical(chance_rivals)
        place = f->n_front + places++;
        batch_new(&b, p, &ignored);
#pragma omp for schedule(dynamic, 64)
        for (size_t i = 0; i < looked; i++) {
            index = parallel_begin(p->n_points, looked, i);
            if (!is_rival(f, p, r, &b, index, place, &last, &by))
                continue;
#pragma omp critical(chance_rivals)
            out[n++] = (struct rival){by, index};
        }
        batch_free(&b);
    }
    return n;
}

/* Puts the nearest of them behind the front. */
static void add_rivals(struct field *f, const struct plan *p,
                       const struct run *r, struct batch *b) {
    size_t looked = p->n_points < CHANCE_LOOKED ? p->n_points : CHANCE_LOOKED;
    struct rival *rivals = mem_alloc(looked, sizeof *rivals);
    size_t n = find_rivals(f, p, r, looked, rivals);

    qsort(rivals, n, sizeof *rivals, by_held);
    f->n = f->n_front;
    for (size_t i = 0; i < n && i < CHANCE_MOST; i++)
        f->n += put_point(f, p, b, rivals[i].index, f->n);
    free(rivals);
}

/* The tried points of the front, by the first objective's value. */
static void add_front(struct field *f, const struct plan *p,
                      const struct run *r, struct batch *b) {
    struct rival *order = mem_alloc(r->n_front, sizeof *order);
    size_t n = r->n_front < CHANCE_MOST ? r->n_front : CHANCE_MOST;

    for (size_t i = 0; i < r->n_front; i++) {
        double value = r->tally.targets[i * f->d];

        order[i] = (struct rival){f->negated[0] ? -value : value, r->front[i]};
    }
    qsort(order, r->n_front, sizeof *order, by_held);
    for (size_t i = 0; i < n; i++) {
        size_t at = n > 1 ? i * (r->n_front - 1) / (n - 1) : 0;

        f->n_front += put_point(f, p, b, order[at].index, f->n_front);
    }
    f->n = f->n_front;
    free(order);
}

/* That the design is faster than the reference, each on a board of its own. */
static double beats_reference(const struct field *f, const struct plan *p,
                              const double reference_share[], size_t i) {
    const struct device *reference = &p->structures[p->n_structures].device;
    size_t n = f->n_workloads;

    return kin_odds(
        f->log_gain[i],
        kin_deviation(f->kin, false, kin_likeness(&f->device[i], reference),
                      mean(f->share + i * n, n), mean(reference_share, n)));
}

/* That the first objective is better than the design's before. */
static double beats_last(const struct field *f, size_t i) {
    double better;

    if (i == 0 || f->power[0] == 0)
        return (double)NAN;
    better = -f->power[0] * log(f->x[i * f->d] / f->x[(i - 1) * f->d]);
    return kin_odds(better, deviation(f, i, i - 1));
}

void chances_find(struct chances *c, const struct plan *p,
                  const struct run *r) {
    double *share, *on_front;
    struct err ignored; /* plan_new () made such a batch already */
    struct field f;
    struct batch b;

    *c = (struct chances){0};
    if (r->n_front == 0 || !kin_is_known(&p->kin) ||
        !field_new(&f, p, 2 * CHANCE_MOST + parallel_threads()))
        return;
    batch_new(&b, p, &ignored);
    add_front(&f, p, r, &b);
    add_rivals(&f, p, r, &b);
    batch_free(&b);
    share = mem_alloc(f.n_workloads, sizeof *share);
    on_front = mem_alloc(f.n_front, sizeof *on_front);
    set_shares(p, p->n_structures, &p->structures[p->n_structures].device,
               share);
    field_draw(&f, on_front);
    c->n = f.n_front;
    c->n_rivals = f.n - f.n_front;
    c->has_ties = c->n > 1 && f.power[0] != 0;
    c->of = mem_alloc(c->n, sizeof *c->of);
    for (size_t i = 0; i < c->n; i++) {
        c->of[i] = (struct chance){f.index[i], on_front[i],
                                   beats_reference(&f, p, share, i),
                                   beats_last(&f, i)};
        c->n_firm += on_front[i] >= CHANCE_FIRM;
        c->n_ties += i > 0 && c->of[i].beats_last < CHANCE_FIRM &&
                     c->of[i].beats_last > 1 - CHANCE_FIRM;
    }
    qsort(c->of, c->n, sizeof *c->of, by_index);
    free(share);
    free(on_front);
    field_free(&f);
}

void chances_free(struct chances *c) {
    free(c->of);
    *c = (struct chances){0};
}

const struct chance *chances_at(const struct chances *c, size_t index) {
    const struct chance key = {.index = index};

    return c->n > 0 ? bsearch(&key, c->of, c->n, sizeof *c->of, by_index)
                    : NULL;
}

static void put_known(FILE *out, double x) {
    char number[TEXT_NUMBER_MAX];

    fprintf(out, ",%s", isnan(x) ? "" : text_number(x, number));
}

bool chances_write(const struct chances *c, FILE *out, struct err *e) {
    fputs("point_id,on_front_probability,beats_reference_probability,"
          "beats_last_probability\n",
          out);
    for (size_t i = 0; i < c->n; i++) {
        fprintf(out, "%zu", c->of[i].index);
        put_known(out, c->of[i].on_front);
        put_known(out, c->of[i].beats_reference);
        put_known(out, c->of[i].beats_last);
        putc('\n', out);
    }
    return !ferror(out) || err_set(e, ERR_IO, "cannot write front-doubt.csv");
}
