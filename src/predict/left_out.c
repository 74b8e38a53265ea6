/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/left_out.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { GROUPS = STACK_N * OP_N_KINDS * OP_N_PHASES };

static size_t group_of(const struct measurement *r) {
    return (r->stack * (size_t)OP_N_KINDS + r->op.kind) * OP_N_PHASES +
           r->op.phase;
}

/* Of the device's rows that are `wanted` at most LEFT_OUT_ROWS of a group,
 * evenly over its rows in the table. */
static size_t rows_of(const struct measurements *m, size_t device,
                      const bool wanted[], size_t rows[]) {
    size_t *counts = mem_alloc(GROUPS, sizeof *counts);
    size_t *at = mem_alloc(GROUPS, sizeof *at), n = 0;

    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].device == device)
            counts[group_of(&m->rows[i])]++;
    for (size_t i = 0; i < m->n; i++) {
        const struct measurement *r = &m->rows[i];
        size_t g, most;

        if (r->device != device || !wanted[i])
            continue;
        g = group_of(r);
        most = counts[g] < LEFT_OUT_ROWS ? counts[g] : LEFT_OUT_ROWS;
        if ((at[g] + 1) * most / counts[g] > at[g] * most / counts[g])
            rows[n++] = i;
        at[g]++;
    }
    free(counts);
    free(at);
    return n;
}

static struct left_out_error error_of(const struct measurement *r, double ms) {
    return (struct left_out_error){
        r->device, r->stack, (unsigned short)r->op.kind,
        (unsigned short)r->op.phase, log(ms / r->time_ms)};
}

static void predict(const struct predictor *p, const struct measurements *m,
                    const size_t rows[], size_t n,
                    struct left_out_error out[]) {
    enum { AT_ONCE = 1024 };
    struct op *ops = mem_alloc(AT_ONCE, sizeof *ops);
    struct law_term *terms = mem_alloc(AT_ONCE, sizeof *terms);
    size_t stack[AT_ONCE];

    for (size_t first = 0; first < n; first += AT_ONCE) {
        size_t count = n - first < AT_ONCE ? n - first : AT_ONCE;
        const struct device *d = &m->devices[m->rows[rows[first]].device];

        for (size_t i = 0; i < count; i++) {
            ops[i] = m->rows[rows[first + i]].op;
            stack[i] = m->rows[rows[first + i]].stack;
        }
        predictor_terms(p, ops, stack, count, d, terms);
        for (size_t i = 0; i < count; i++) {
            const struct measurement *r = &m->rows[rows[first + i]];
            struct law law = {.overlap = p->kind->overlap,
                              .host_default_ms =
                                  predictor_null_ms(p, stack[i], d),
                              .n = 1,
                              .terms = &terms[i]};

            out[first + i] = error_of(r, law_time_ms(&law, d, NULL));
        }
    }
    free(ops);
    free(terms);
}

/* All folds; each device's errors until they are put together. */
struct folds {
    const struct predictor_kind *kind;
    const struct measurements *m;
    const bool *excluded;
    const struct train_options *options;
    const struct left_out_watch *watch;
    const size_t *twins;
    size_t n_folds, n_done;
    struct left_out_error **errors; /* of each device */
    size_t *n_errors;
};

static void tell(struct folds *f) {
#pragma omp critical(left_out_progress)
    {
        f->n_done++;
        if (f->options->progress != NULL)
            f->options->progress(f->options->progress_data,
                                 (double)f->n_done / (double)f->n_folds);
    }
}

static bool run_fold(struct folds *f, size_t first, size_t index,
                     struct err *e) {
    const struct measurements *m = f->m;
    struct train_options options = *f->options;
    bool *excluded = mem_alloc(m->n_devices, sizeof *excluded);
    bool *unseen = mem_alloc(m->n_devices, sizeof *unseen);
    bool *wanted = mem_alloc(m->n, sizeof *wanted);
    size_t *rows = mem_alloc(m->n, sizeof *rows);
    struct predictor p;
    bool good;

    options.progress = NULL;
    options.cards = false;
    if (options.members > LEFT_OUT_MEMBERS)
        options.members = LEFT_OUT_MEMBERS;
    for (size_t d = 0; d < m->n_devices; d++) {
        unseen[d] = f->twins[d] == first;
        excluded[d] = f->excluded[d] || unseen[d];
    }
    good = predictor_train(&p, f->kind, m, excluded, &options, e);
    for (size_t d = 0; good && d < m->n_devices; d++)
        if (unseen[d] && !f->excluded[d]) {
            for (size_t i = 0; i < m->n; i++)
                wanted[i] =
                    predictor_covers(&p, &m->rows[i].op, m->rows[i].stack);
            f->n_errors[d] = rows_of(m, d, wanted, rows);
            f->errors[d] = mem_alloc(f->n_errors[d], sizeof **f->errors);
            predict(&p, m, rows, f->n_errors[d], f->errors[d]);
        }
    if (good && f->watch != NULL)
        good = f->watch->fold(f->watch->data, index, &p, unseen, e);
    predictor_free(&p);
    free(excluded);
    free(unseen);
    free(wanted);
    free(rows);
    tell(f);
    return good;
}

static void find_twins(const struct measurements *m, size_t twins[]) {
    for (size_t d = 0; d < m->n_devices; d++)
        for (twins[d] = 0;
             !measurement_twins(&m->devices[twins[d]], &m->devices[d]);)
            twins[d]++;
}

static void put_together(struct left_out *x, const struct folds *f) {
    for (size_t d = 0; d < x->n_devices; d++)
        x->n += f->n_errors[d];
    x->errors = mem_alloc(x->n, sizeof *x->errors);
    x->n = 0;
    for (size_t d = 0; d < x->n_devices; d++)
        for (size_t i = 0; i < f->n_errors[d]; i++)
            x->errors[x->n++] = f->errors[d][i];
}

bool left_out_new(struct left_out *x, const struct predictor_kind *kind,
                  const struct measurements *m, const bool excluded[],
                  const struct train_options *options,
                  const struct left_out_watch *watch, struct err *e) {
    struct folds f = {kind, m, excluded, options, watch,
                      NULL, 0, 0,        NULL,    NULL};
    size_t *firsts = mem_alloc(m->n_devices, sizeof *firsts);
    struct err *errs;
    bool *good, all = true;

    *x = (struct left_out){.n_devices = m->n_devices};
    f.twins = x->twins = mem_alloc(m->n_devices, sizeof *x->twins);
    f.errors = mem_alloc(m->n_devices, sizeof *f.errors);
    f.n_errors = mem_alloc(m->n_devices, sizeof *f.n_errors);
    find_twins(m, x->twins);
    for (size_t d = 0; d < m->n_devices; d++) {
        bool asked = !excluded[d];

        for (size_t i = 0; i < f.n_folds; i++)
            asked = asked && firsts[i] != x->twins[d];
        if (asked)
            firsts[f.n_folds++] = x->twins[d];
    }
    errs = mem_alloc(f.n_folds, sizeof *errs);
    good = mem_alloc(f.n_folds, sizeof *good);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < f.n_folds; i++)
        good[i] = run_fold(&f, firsts[i], i, &errs[i]);
    for (size_t i = f.n_folds; i-- > 0;)
        if (!good[i]) {
            *e = errs[i];
            all = false;
        }
    if (all)
        put_together(x, &f);
    for (size_t d = 0; d < m->n_devices; d++)
        free(f.errors[d]);
    free(f.errors);
    free(f.n_errors);
    free(firsts);
    free(errs);
    free(good);
    if (!all)
        left_out_free(x);
    return all;
}

void left_out_of_times(struct left_out *x, const struct measurements *m,
                       const double ms[], const unsigned short group[]) {
    bool *wanted = mem_alloc(m->n, sizeof *wanted);
    size_t *rows = mem_alloc(m->n, sizeof *rows);

    *x = (struct left_out){.n_devices = m->n_devices};
    x->twins = mem_alloc(m->n_devices, sizeof *x->twins);
    x->errors = mem_alloc(m->n, sizeof *x->errors);
    for (size_t i = 0; i < m->n; i++)
        wanted[i] = isfinite(ms[i]);
    for (size_t d = 0; d < m->n_devices; d++) {
        size_t n = rows_of(m, d, wanted, rows);

        x->twins[d] = group[d];
        for (size_t i = 0; i < n; i++)
            x->errors[x->n++] = error_of(&m->rows[rows[i]], ms[rows[i]]);
    }
    free(wanted);
    free(rows);
}

void left_out_free(struct left_out *x) {
    free(x->errors);
    free(x->twins);
    *x = (struct left_out){0};
}
