/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/predictor.h"

#include "base/mem.h"
#include "base/text.h"
#include "predict/doubt.h"
#include "predict/efficiency.h"
#include "predict/icbd2018.h"
#include "predict/perfnetv2.h"
#include "predict/query.h"
#include "predict/roofline.h"
#include "predict/scaled.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

const struct train_options train_defaults = {
    .seed = 1, .members = 4, .epochs = 0, .rows_per_group = 0, .cards = true};

const struct predictor_kind *const predictor_kinds[PREDICTOR_N_KINDS] = {
    &predictor_efficiency, &predictor_roofline,  &predictor_scaled,
    &predictor_icbd2018,   &predictor_perfnetv2,
};

static const char *kind_name_at(const void *list, size_t i) {
    return ((const struct predictor_kind *const *)list)[i]->name;
}

const struct predictor_kind *predictor_kind_find(const char *name,
                                                 struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    const char *nearest;

    for (size_t i = 0; i < PREDICTOR_N_KINDS; i++)
        if (strcmp(predictor_kinds[i]->name, name) == 0)
            return predictor_kinds[i];
    nearest =
        text_nearest(name, predictor_kinds, PREDICTOR_N_KINDS, kind_name_at);
    err_set(e, ERR_INPUT, "no predictor is called '%s'; did you mean '%s'?",
            text_shown(name, shown), nearest ? nearest : "efficiency");
    return NULL;
}

void predictor_null_times(const struct measurements *m, size_t s,
                          double out[]) {
    enum { ENOUGH = 200 };
    double *times = mem_alloc(m->n, sizeof *times);

    for (size_t d = 0; d < m->n_devices; d++) {
        size_t n = 0;

        out[d] = (double)NAN;
        if (!stacks[s].session)
            continue;
        for (size_t i = 0; i < m->n; i++)
            if (m->rows[i].device == d && m->rows[i].stack == s &&
                m->rows[i].op.phase == OP_FORWARD)
                times[n++] = m->rows[i].time_ms;
        if (n < ENOUGH)
            continue;
        gsl_sort(times, 1, n);
        out[d] = gsl_stats_quantile_from_sorted_data(times, 1, n, 0.005);
    }
    free(times);
}

double *predictor_host_factors(const struct measurements *m,
                               const double null_ms[STACK_N]) {
    double *factor = mem_alloc(STACK_N * m->n_devices, sizeof *factor);

    for (size_t s = 0; s < STACK_N; s++) {
        double *f = factor + s * m->n_devices;

        predictor_null_times(m, s, f);
        for (size_t d = 0; d < m->n_devices; d++)
            f[d] = isfinite(f[d]) ? f[d] / null_ms[s] : 1;
    }
    return factor;
}

/* Median null-operation time of the training machines of each session stack;
 * 1 where there is none. */
static void median_null_times(const struct measurements *m,
                              const bool excluded[], double null_ms[]) {
    double *times = mem_alloc(m->n_devices, sizeof *times);

    for (size_t s = 0; s < STACK_N; s++) {
        size_t n = 0;

        predictor_null_times(m, s, times);
        for (size_t d = 0; d < m->n_devices; d++)
            if (!excluded[d] && isfinite(times[d]))
                times[n++] = times[d];
        gsl_sort(times, 1, n);
        null_ms[s] = n > 0 ? gsl_stats_median_from_sorted_data(times, 1, n) : 1;
    }
    free(times);
}

/* A row with its group and the order in which it is taken within it. */
struct candidate {
    size_t row, group;
    uint64_t hash;
};

static int by_group_and_hash(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* At most `most` rows of each device, stack, kind and phase, taken by the hash
 * of their shape: the same shapes on each device where they were measured. */
static size_t *select_rows(const struct measurements *m, const bool excluded[],
                           size_t most, uint64_t seed, size_t *n_out) {
    struct candidate *all = mem_alloc(m->n, sizeof *all);
    size_t *rows = mem_alloc(m->n, sizeof *rows);
    size_t n = 0, in_group = 0;

    for (size_t i = 0; i < m->n; i++) {
        const struct measurement *r = &m->rows[i];

        if (!excluded[r->device])
            all[n++] = (struct candidate){
                i,
                ((r->device * (size_t)STACK_N + r->stack) * OP_N_KINDS +
                 r->op.kind) *
                        OP_N_PHASES +
                    r->op.phase,
                op_hash(&r->op, seed)};
    }
    qsort(all, n, sizeof *all, by_group_and_hash);
    *n_out = 0;
    for (size_t i = 0; i < n; i++) {
        in_group = i > 0 && all[i].group == all[i - 1].group ? in_group + 1 : 0;
        if (in_group < most)
            rows[(*n_out)++] = all[i].row;
    }
    free(all);
    return rows;
}

static void note_machines(struct predictor *p, const struct measurements *m,
                          const bool seen[]) {
    double *times = mem_alloc(m->n_devices, sizeof *times);

    for (size_t s = 0; s < STACK_N; s++) {
        size_t at = 0;

        predictor_null_times(m, s, times);
        for (size_t d = 0; d < m->n_devices && at < p->n_devices; d++)
            if (seen[d])
                p->machine_ms[s][at++] = times[d];
    }
    free(times);
}

/* Notes what was trained on. */
static bool note_rows(struct predictor *p, const struct measurements *m,
                      const size_t rows[], size_t n, struct err *e) {
    bool *seen = mem_alloc(m->n_devices, sizeof *seen);

    p->n_rows = n;
    for (size_t i = 0; i < n; i++) {
        const struct measurement *r = &m->rows[rows[i]];

        p->covers[r->stack][r->op.kind][r->op.phase] = true;
        seen[r->device] = true;
    }
    label_ranges_init(&p->ranges);
    for (size_t d = 0; d < m->n_devices; d++)
        if (seen[d])
            label_ranges_add(&p->ranges, &m->devices[d]);
    for (size_t d = 0; d < m->n_devices; d++)
        if (seen[d] && p->n_devices < PREDICTOR_MAX_DEVICES)
            strcpy(p->devices[p->n_devices++], m->devices[d].name);
    note_machines(p, m, seen);
    free(seen);
    if (n == 0)
        return err_set(e, ERR_INPUT,
                       "no rows to train on: every device of "
                       "the tables is left out");
    return true;
}

bool predictor_train(struct predictor *p, const struct predictor_kind *kind,
                     const struct measurements *m, const bool excluded[],
                     const struct train_options *options, struct err *e) {
    struct train_options settled = *options;
    size_t n, *rows;

    if (settled.epochs == 0)
        settled.epochs = kind->epochs;
    if (settled.rows_per_group == 0)
        settled.rows_per_group = kind->rows_per_group;
    rows = select_rows(m, excluded, settled.rows_per_group, settled.seed, &n);
    *p = (struct predictor){.kind = kind, .seed = options->seed};
    median_null_times(m, excluded, p->null_ms);
    if (note_rows(p, m, rows, n, e)) {
        /* Asked about a card in doubt itself, a predictor should know it. */
        if (!settled.cards)
            n = doubt_drop(m, rows, n);
        p->state = kind->train(m, rows, n, p->null_ms, &settled, e);
    }
    free(rows);
    return p->state != NULL;
}

void predictor_free(struct predictor *p) {
    if (p->kind != NULL && p->state != NULL)
        p->kind->free(p->state);
    free(p->calibrations);
    *p = (struct predictor){0};
}

bool predictor_covers(const struct predictor *p, const struct op *op,
                      size_t stack) {
    return p->covers[stack][op->kind][op->phase];
}

double predictor_null_ms(const struct predictor *p, size_t stack,
                         const struct device *d) {
    for (size_t i = 0; i < p->n_devices; i++)
        if (strcmp(p->devices[i], d->like) == 0 &&
            isfinite(p->machine_ms[stack][i]))
            return p->machine_ms[stack][i];
    return p->null_ms[stack];
}

void predictor_terms(const struct predictor *p, const struct op ops[],
                     const size_t stack[], size_t n, const struct device *d,
                     struct law_term out[]) {
    struct query q;

    query_init(&q, p, ops, stack, n, false);
    query_terms(&q, &d, 1, out);
    query_free(&q);
}

void predictor_calibrate(struct predictor *p, const struct calibration *c) {
    size_t capacity = p->n_calibrations;

    for (size_t i = 0; i < p->n_calibrations; i++)
        if (strcmp(p->calibrations[i].device, c->device) == 0) {
            p->calibrations[i] = *c;
            return;
        }
    p->calibrations = mem_grow(p->calibrations, &capacity,
                               p->n_calibrations + 1, sizeof *p->calibrations);
    p->calibrations[p->n_calibrations++] = *c;
}

double predictor_time_ms(const struct predictor *p, const struct op *op,
                         size_t stack, const struct device *d) {
    struct law_term term;
    struct law law = {.overlap = p->kind->overlap,
                      .host_default_ms = predictor_null_ms(p, stack, d)};
    double time_ms;

    predictor_terms(p, op, &stack, 1, d, &term);
    law_add(&law, &term, 1);
    time_ms = law_time_ms(&law, d, NULL);
    law_free(&law);
    return time_ms;
}
