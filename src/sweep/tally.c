/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/tally.h"

#include "analyse/pareto.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void tally_init(struct tally *t, const struct plan *p, size_t first) {
    *t = (struct tally){.first = first,
                        .n_counts = p->n_reasons + p->sweep->n_constraints,
                        .n_objectives = p->sweep->n_objectives};
    t->counts = mem_alloc(t->n_counts, sizeof *t->counts);
    t->objectives = mem_alloc(t->n_objectives, sizeof *t->objectives);
    for (size_t i = 0; i < t->n_objectives; i++)
        quantiles_init(&t->objectives[i]);
    cells_init(&t->cells, p);
}

void tally_free(struct tally *t) {
    for (size_t i = 0; i < t->n_objectives; i++)
        quantiles_free(&t->objectives[i]);
    free(t->objectives);
    free(t->counts);
    free(t->front);
    free(t->targets);
    cells_free(&t->cells);
    *t = (struct tally){0};
}

void tally_front(struct tally *t, size_t n, size_t *index, double *targets) {
    size_t d = t->n_objectives, kept = 0;
    bool *on_front = mem_alloc(n, sizeof *on_front);

    pareto_front(targets, n, d, on_front);
    for (size_t i = 0; i < n; i++)
        if (on_front[i]) {
            memmove(targets + kept * d, targets + i * d, d * sizeof *targets);
            index[kept++] = index[i];
        }
    free(on_front);
    free(t->front);
    free(t->targets);
    t->n_front = kept;
    t->front = index;
    t->targets = targets;
}

/* Both by rising index. */
static void join_fronts(struct tally *t, const struct tally *more) {
    size_t d = t->n_objectives, n = t->n_front + more->n_front, i = 0, j = 0;
    size_t *index = mem_alloc(n, sizeof *index);
    double *targets = mem_alloc(n * d, sizeof *targets);

    for (size_t k = 0; k < n; k++) {
        bool mine = j == more->n_front ||
                    (i < t->n_front && t->front[i] < more->front[j]);
        const struct tally *from = mine ? t : more;
        size_t at = mine ? i++ : j++;

        index[k] = from->front[at];
        memcpy(targets + k * d, from->targets + at * d, d * sizeof *targets);
    }
    tally_front(t, n, index, targets);
}

void tally_add(struct tally *t, struct tally *more) {
    assert(more->n_counts == t->n_counts);
    for (size_t i = 0; i < t->n_counts; i++)
        t->counts[i] += more->counts[i];
    for (size_t i = 0; i < t->n_objectives; i++)
        quantiles_merge(&t->objectives[i], &more->objectives[i]);
    cells_add(&t->cells, &more->cells);
    if (t->n_front > 0 && more->n_front > 0) {
        join_fronts(t, more);
    } else if (more->n_front > 0) { /* it is a front already */
        free(t->front);
        free(t->targets);
        t->n_front = more->n_front;
        t->front = more->front;
        t->targets = more->targets;
        more->front = NULL;
        more->targets = NULL;
    }
    tally_free(more);
}

void tally_join(struct tally *t, struct tally *next) {
    assert(next->first == t->first + t->n);
    t->n += next->n;
    tally_add(t, next);
}

static void put_quantiles(const struct quantiles *q, struct record *out) {
    size_t n = 0, count;

    for (size_t cell = 0; quantiles_next(q, &cell, &count); cell++)
        n++;
    record_number(out, q->least);
    record_number(out, q->most);
    record_size(out, n);
    for (size_t cell = 0; quantiles_next(q, &cell, &count); cell++) {
        record_size(out, cell);
        record_size(out, count);
    }
}

void tally_put(const struct tally *t, struct record *out) {
    record_size(out, t->first);
    record_size(out, t->n);
    record_size(out, t->n_counts);
    for (size_t i = 0; i < t->n_counts; i++)
        record_size(out, t->counts[i]);
    record_size(out, t->n_objectives);
    for (size_t i = 0; i < t->n_objectives; i++)
        put_quantiles(&t->objectives[i], out);
    record_size(out, t->n_front);
    for (size_t i = 0; i < t->n_front; i++)
        record_size(out, t->front[i]);
    for (size_t i = 0; i < t->n_front * t->n_objectives; i++)
        record_number(out, t->targets[i]);
    cells_put(&t->cells, out);
}

static void get_quantiles(struct quantiles *q, struct record_reader *in) {
    size_t n;

    q->least = record_get_number(in);
    q->most = record_get_number(in);
    n = record_get_count(in, 2 * sizeof(uint64_t));
    for (size_t i = 0; i < n; i++) {
        size_t cell = record_get_size(in), count = record_get_size(in);

        if (cell < (size_t)QUANTILE_TOPS * QUANTILE_CELLS)
            quantiles_put(q, cell, count);
        else
            in->bad = true;
    }
}

static void get_front(struct tally *t, const struct plan *p,
                      struct record_reader *in) {
    size_t d = t->n_objectives;

    t->n_front = record_get_count(in, (1 + d) * sizeof(uint64_t));
    t->front = mem_alloc(t->n_front, sizeof *t->front);
    t->targets = mem_alloc(t->n_front * d, sizeof *t->targets);
    for (size_t i = 0; i < t->n_front; i++) {
        t->front[i] = record_get_size(in);
        if (t->front[i] >= p->n_points)
            in->bad = true;
    }
    for (size_t i = 0; i < t->n_front * d; i++)
        t->targets[i] = record_get_number(in);
}

bool tally_get(struct tally *t, const struct plan *p,
               struct record_reader *in) {
    tally_init(t, p, record_get_size(in));
    t->n = record_get_size(in);
    if (record_get_count(in, sizeof(uint64_t)) != t->n_counts)
        in->bad = true;
    for (size_t i = 0; !in->bad && i < t->n_counts; i++)
        t->counts[i] = record_get_size(in);
    if (record_get_size(in) != t->n_objectives)
        in->bad = true;
    for (size_t i = 0; !in->bad && i < t->n_objectives; i++)
        get_quantiles(&t->objectives[i], in);
    if (!in->bad)
        get_front(t, p, in);
    if (!in->bad && cells_get(&t->cells, p, in))
        return true;
    tally_free(t);
    return false;
}
