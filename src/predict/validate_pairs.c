/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/validate_pairs.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static const double shortest_ms = 0.05;
enum { MOST_SHAPES = 1500 };

/* A row, in the order of shapes. */
struct shaped {
    uint64_t hash;
    size_t row;
};

static int by_hash(const void *a, const void *b) {
    const struct shaped *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* One shape on one device: means of its repeats. */
struct timed {
    size_t device, n;
    double measured_ms, predicted_ms;
};

struct ratios {
    size_t n, capacity;
    double *errors; /* owned */
};

struct pairs_run {
    const struct measurements *m;
    const double *ms;
    size_t reference;
    struct validate_pairs *out;
    unsigned short *taken;      /* device x device x kind x phase */
    struct timed *timed;        /* n_devices */
    struct ratios *ratios;      /* of each device and stack */
    validate_pair_visit *visit; /* or NULL */
    void *data;
};

static void add_order(struct validate_order *o, double measured,
                      double predicted) {
    bool right = (measured > 1) == (predicted > 1) && predicted != 1;

    o->n++;
    o->right += right;
    if (measured > VALIDATE_CLEAR_RATIO ||
        measured < 1 / VALIDATE_CLEAR_RATIO) {
        o->n_clear++;
        o->right_clear += right;
    }
}

static void add_ratio(struct pairs_run *r, size_t stack, const struct timed *of,
                      const struct timed *reference) {
    struct ratios *x = &r->ratios[of->device * STACK_N + stack];

    x->errors = mem_grow(x->errors, &x->capacity, x->n + 1, sizeof *x->errors);
    x->errors[x->n++] = of->predicted_ms / reference->predicted_ms /
                            (of->measured_ms / reference->measured_ms) -
                        1;
}

/* One shape under one stack on n devices. */
static void add_shape(struct pairs_run *r, const struct op *op, size_t stack,
                      size_t n) {
    size_t devices = r->m->n_devices;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct timed *a = &r->timed[i], *b = &r->timed[j];
            unsigned short *taken =
                &r->taken[((a->device * devices + b->device) * OP_N_KINDS +
                           op->kind) *
                              OP_N_PHASES +
                          op->phase];

            if (i != j && b->device == r->reference)
                add_ratio(r, stack, a, b);
            if (j <= i || a->measured_ms <= shortest_ms ||
                b->measured_ms <= shortest_ms ||
                !(a->measured_ms < b->measured_ms ||
                  a->measured_ms > b->measured_ms) ||
                *taken == MOST_SHAPES)
                continue;
            (*taken)++;
            add_order(&r->out->order[stack], a->measured_ms / b->measured_ms,
                      a->predicted_ms / b->predicted_ms);
            if (r->visit != NULL)
                r->visit(r->data, a->device, b->device,
                         a->measured_ms / b->measured_ms,
                         a->predicted_ms / b->predicted_ms);
        }
}

/* Gathers the rows of one shape by device, in the order of devices. */
static size_t gather(const struct pairs_run *r, const struct shaped of_shape[],
                     size_t n) {
    size_t n_timed = 0;

    for (size_t i = 0; i < n; i++) {
        const struct measurement *row = &r->m->rows[of_shape[i].row];
        size_t at = n_timed;

        while (at > 0 && r->timed[at - 1].device >= row->device)
            at--;
        if (at == n_timed || r->timed[at].device != row->device) {
            for (size_t j = n_timed++; j > at; j--)
                r->timed[j] = r->timed[j - 1];
            r->timed[at] = (struct timed){.device = row->device};
        }
        r->timed[at].n++;
        r->timed[at].measured_ms += row->time_ms;
        r->timed[at].predicted_ms += r->ms[of_shape[i].row];
    }
    for (size_t i = 0; i < n_timed; i++) {
        r->timed[i].measured_ms /= (double)r->timed[i].n;
        r->timed[i].predicted_ms /= (double)r->timed[i].n;
    }
    return n_timed;
}

static void run_stack(struct pairs_run *r, size_t stack,
                      struct shaped *shaped) {
    const struct measurements *m = r->m;
    size_t n = 0,
           n_taken = m->n_devices * m->n_devices * OP_N_KINDS * OP_N_PHASES;

    for (size_t i = 0; i < n_taken; i++)
        r->taken[i] = 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].stack == stack && isfinite(r->ms[i]))
            shaped[n++] = (struct shaped){op_hash(&m->rows[i].op, 0), i};
    qsort(shaped, n, sizeof *shaped, by_hash);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i; next < n && shaped[next].hash == shaped[i].hash;)
            next++;
        if (next - i > 1)
            add_shape(r, &m->rows[shaped[i].row].op, stack,
                      gather(r, shaped + i, next - i));
    }
}

static void put_ratio(struct validate_pairs *out, size_t device, size_t stack,
                      double errors[], size_t n) {
    struct validate_ratio ratio = {device, stack, {0}};

    if (n == 0)
        return;
    score_of(errors, n, &ratio.score);
    out->ratios = mem_grow(out->ratios, &out->ratios_capacity,
                           out->n_ratios + 1, sizeof *out->ratios);
    out->ratios[out->n_ratios++] = ratio;
}

/* Scores each stack's ratios, and those of all stacks of a device. */
static void put_ratios(struct pairs_run *r) {
    for (size_t d = 0; d < r->m->n_devices; d++) {
        struct ratios all = {0};

        for (size_t s = 0; s < STACK_N; s++) {
            struct ratios *x = &r->ratios[d * STACK_N + s];

            all.errors = mem_grow(all.errors, &all.capacity, all.n + x->n + 1,
                                  sizeof *all.errors);
            for (size_t i = 0; i < x->n; i++)
                all.errors[all.n++] = x->errors[i];
            put_ratio(r->out, d, s, x->errors, x->n);
            free(x->errors);
        }
        put_ratio(r->out, d, STACK_N, all.errors, all.n);
        free(all.errors);
    }
}

static void run_all(struct pairs_run r) {
    const struct measurements *m = r.m;
    struct validate_pairs *out = r.out;
    struct shaped *shaped = mem_alloc(m->n, sizeof *shaped);

    *out = (struct validate_pairs){0};
    r.taken = mem_alloc(m->n_devices * m->n_devices * OP_N_KINDS * OP_N_PHASES,
                        sizeof *r.taken);
    r.timed = mem_alloc(m->n_devices, sizeof *r.timed);
    r.ratios = mem_alloc(m->n_devices * STACK_N, sizeof *r.ratios);
    for (size_t s = 0; s < STACK_N; s++) {
        struct validate_order *all = &out->order[STACK_N];

        run_stack(&r, s, shaped);
        all->n += out->order[s].n;
        all->right += out->order[s].right;
        all->n_clear += out->order[s].n_clear;
        all->right_clear += out->order[s].right_clear;
    }
    put_ratios(&r);
    free(r.ratios);
    free(r.timed);
    free(r.taken);
    free(shaped);
}

void validate_pairs_new(struct validate_pairs *out,
                        const struct measurements *m, const double ms[],
                        size_t reference) {
    run_all((struct pairs_run){
        .m = m, .ms = ms, .reference = reference, .out = out});
}

void validate_pairs_each(const struct measurements *m, const double ms[],
                         validate_pair_visit *visit, void *data) {
    struct validate_pairs ignored;

    run_all((struct pairs_run){.m = m,
                               .ms = ms,
                               .reference = m->n_devices,
                               .out = &ignored,
                               .visit = visit,
                               .data = data});
    validate_pairs_free(&ignored);
}

void validate_pairs_free(struct validate_pairs *p) {
    free(p->ratios);
    *p = (struct validate_pairs){0};
}
