/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/run.h"

#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_rstat.h>

/* What a batch leaves behind in the first pass. */
struct survivors {
    size_t n;
    size_t *index;   /* owned */
    double *targets; /* n x objectives, all to be made small; owned */
};

static size_t n_batches(const struct plan *p) {
    return (p->n_points + PLAN_BATCH - 1) / PLAN_BATCH;
}

static size_t batch_size(const struct plan *p, size_t batch) {
    size_t first = batch * PLAN_BATCH;

    return p->n_points - first < PLAN_BATCH ? p->n_points - first : PLAN_BATCH;
}

/* The batch's own front. */
static void survive(const struct plan *p, const struct batch *b,
                    struct survivors *out) {
    size_t d = p->sweep->n_objectives;
    size_t feasible = plan_metric(p, METRIC_FEASIBLE_ID);
    double *targets = mem_alloc(b->n * d, sizeof *targets);
    size_t *index = mem_alloc(b->n, sizeof *index);
    bool *on_front = mem_alloc(b->n, sizeof *on_front);
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < b->n; i++) {
        if (batch_value(b, feasible, i) == 0)
            continue;
        for (size_t j = 0; j < d; j++) {
            double x = batch_value(b, p->objective_column[j], i);

            targets[n * d + j] = p->sweep->objectives[j].maximise ? -x : x;
        }
        index[n++] = b->first + i;
    }
    pareto_front(targets, n, d, on_front);
    for (size_t i = 0; i < n; i++)
        if (on_front[i]) {
            memmove(targets + kept * d, targets + i * d, d * sizeof *targets);
            index[kept++] = index[i];
        }
    free(on_front);
    *out = (struct survivors){kept, index, targets};
}

static void count_reasons(const struct plan *p, const struct batch *b,
                          size_t counts[]) {
    size_t column = plan_metric(p, METRIC_REASON_ID);

    for (size_t i = 0; i < b->n; i++)
        counts[(size_t)batch_value(b, column, i)]++;
}

/* Soft constraints that feasible points break. */
static void count_violations(const struct plan *p, const struct batch *b,
                             size_t counts[]) {
    size_t column = plan_metric(p, METRIC_FEASIBLE_ID);

    for (size_t j = 0; p->n_soft > 0 && j < p->sweep->n_constraints; j++)
        for (size_t i = 0; i < b->n; i++)
            counts[j] += b->violated[j * PLAN_BATCH + i] &&
                         batch_value(b, column, i) != 0;
}

/* The front of all batches' fronts. */
static void merge(struct run *r, const struct plan *p,
                  const struct survivors survivors[]) {
    size_t d = p->sweep->n_objectives, n = 0, at = 0;
    double *targets;
    bool *on_front;

    for (size_t i = 0; i < n_batches(p); i++)
        n += survivors[i].n;
    targets = mem_alloc(n * d, sizeof *targets);
    on_front = mem_alloc(n, sizeof *on_front);
    r->front = mem_alloc(n, sizeof *r->front);
    for (size_t i = 0; i < n_batches(p); i++) {
        memcpy(targets + at * d, survivors[i].targets,
               survivors[i].n * d * sizeof *targets);
        memcpy(r->front + at, survivors[i].index,
               survivors[i].n * sizeof *r->front);
        at += survivors[i].n;
    }
    pareto_front(targets, n, d, on_front);
    for (size_t i = 0; i < n; i++)
        if (on_front[i])
            r->front[r->n_front++] = r->front[i];
    free(targets);
    free(on_front);
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

static void first_pass(struct run *r, const struct plan *p,
                       struct meter *meter) {
    size_t n = n_batches(p), n_counts = p->n_reasons + p->sweep->n_constraints;
    struct survivors *survivors = mem_alloc(n, sizeof *survivors);

    r->reason_counts = mem_alloc(n_counts, sizeof *r->reason_counts);
    r->violation_counts = r->reason_counts + p->n_reasons;
#pragma omp parallel
    {
        size_t *counts = mem_alloc(n_counts, sizeof *counts);
        struct err ignored; /* plan_new () made such a batch already */
        struct batch b;

        batch_new(&b, p, &ignored);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n; i++) {
            plan_evaluate(p, i * PLAN_BATCH, batch_size(p, i), &b);
            survive(p, &b, &survivors[i]);
            count_reasons(p, &b, counts);
            count_violations(p, &b, counts + p->n_reasons);
            meter_add(meter, b.n);
        }
#pragma omp critical(run_counts)
        for (size_t i = 0; i < n_counts; i++)
            r->reason_counts[i] += counts[i];
        batch_free(&b);
        free(counts);
    }
    r->n_feasible = r->reason_counts[0];
    merge(r, p, survivors);
    for (size_t i = 0; i < n; i++) {
        free(survivors[i].index);
        free(survivors[i].targets);
    }
    free(survivors);
}

/* Running statistics of the objectives, fed in the order of the indices. */
struct statistics {
    size_t n_objectives;
    gsl_rstat_workspace **range;
    gsl_rstat_quantile_workspace **quantile; /* three for each objective */
};

static const double quantiles[] = {0.25, 0.5, 0.75};

static void statistics_new(struct statistics *s, size_t n) {
    s->n_objectives = n;
    s->range = mem_alloc(n, sizeof *s->range);
    s->quantile = mem_alloc(3 * n, sizeof *s->quantile);
    for (size_t i = 0; i < n; i++)
        s->range[i] = gsl_rstat_alloc();
    for (size_t i = 0; i < 3 * n; i++)
        s->quantile[i] = gsl_rstat_quantile_alloc(quantiles[i % 3]);
}

static void statistics_add(struct statistics *s, const struct plan *p,
                           const struct batch *b) {
    size_t feasible = plan_metric(p, METRIC_FEASIBLE_ID);

    for (size_t i = 0; i < b->n; i++) {
        if (batch_value(b, feasible, i) == 0)
            continue;
        for (size_t j = 0; j < s->n_objectives; j++) {
            double x = batch_value(b, p->objective_column[j], i);

            gsl_rstat_add(x, s->range[j]);
            for (size_t k = 0; k < 3; k++)
                gsl_rstat_quantile_add(x, s->quantile[3 * j + k]);
        }
    }
}

static void statistics_end(struct statistics *s, struct run_quantiles *out) {
    for (size_t i = 0; i < s->n_objectives; i++) {
        out[i] = (struct run_quantiles){
            gsl_rstat_min(s->range[i]),
            gsl_rstat_quantile_get(s->quantile[3 * i]),
            gsl_rstat_quantile_get(s->quantile[3 * i + 1]),
            gsl_rstat_quantile_get(s->quantile[3 * i + 2]),
            gsl_rstat_max(s->range[i]),
        };
        gsl_rstat_free(s->range[i]);
        for (size_t k = 0; k < 3; k++)
            gsl_rstat_quantile_free(s->quantile[3 * i + k]);
    }
    free(s->range);
    free(s->quantile);
}

/* Marks the points of the front in a batch. */
static void mark_front(const struct run *r, const struct plan *p,
                       struct batch *b) {
    double *on_front =
        b->values + plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH;
    size_t low = 0, high = r->n_front;

    memset(on_front, 0, b->n * sizeof *on_front);
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (r->front[middle] < b->first)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->n_front && r->front[low] < b->first + b->n; low++)
        on_front[r->front[low] - b->first] = 1;
}

/* Batches are evaluated a few at a time in parallel, and their rows written
 * in order. */
static bool second_pass(struct run *r, const struct plan *p,
                        struct meter *meter, FILE *points, FILE *front,
                        struct err *e) {
    enum { AT_ONCE = 16 };
    size_t n = n_batches(p), d = p->sweep->n_objectives;
    struct batch *b = mem_alloc(AT_ONCE, sizeof *b);
    struct rows *rows = mem_alloc(AT_ONCE, sizeof *rows);
    struct statistics statistics;
    struct err ignored;
    bool good = rows_header(p, points) && rows_header(p, front);

    for (size_t i = 0; i < AT_ONCE && i < n; i++)
        batch_new(&b[i], p, &ignored);
    statistics_new(&statistics, d);
    for (size_t first = 0; good && first < n; first += AT_ONCE) {
        size_t many = n - first < AT_ONCE ? n - first : AT_ONCE;

#pragma omp parallel for schedule(dynamic)
        for (size_t i = 0; i < many; i++) {
            plan_evaluate(p, (first + i) * PLAN_BATCH, batch_size(p, first + i),
                          &b[i]);
            mark_front(r, p, &b[i]);
            rows_fill(&rows[i], p, &b[i]);
            meter_add(meter, b[i].n);
        }
        for (size_t i = 0; good && i < many; i++) {
            statistics_add(&statistics, p, &b[i]);
            good = rows_write(&rows[i], points, front);
        }
    }
    r->objectives = mem_alloc(d, sizeof *r->objectives);
    statistics_end(&statistics, r->objectives);
    for (size_t i = 0; i < AT_ONCE; i++) {
        batch_free(&b[i]);
        rows_free(&rows[i]);
    }
    free(b);
    free(rows);
    if (!good)
        return err_set(e, ERR_IO, "cannot write the points: %s",
                       strerror(errno));
    return true;
}

bool run_plan(struct run *r, const struct plan *p,
              const struct run_options *options, FILE *points, FILE *front,
              struct err *e) {
    struct meter meter = {options, 0, 2 * p->n_points};
    bool good;

    *r = (struct run){0};
    first_pass(r, p, &meter);
    if (p->sampled == NULL) /* a sample has no lines along an axis */
        knobs_find(&r->knobs, p);
    good = second_pass(r, p, &meter, points, front, e);
    if (!good)
        run_free(r);
    return good;
}

void run_free(struct run *r) {
    free(r->front);
    free(r->reason_counts);
    knobs_free(&r->knobs);
    free(r->objectives);
    *r = (struct run){0};
}
