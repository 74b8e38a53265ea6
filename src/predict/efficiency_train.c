/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "base/mem.h"
#include "base/rng.h"
#include "predict/doubt.h"
#include "predict/efficiency_cards.h"
#include "predict/efficiency_set.h"
#include "predict/feature.h"
#include "predict/learner.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Widths of the hidden layers: g is small, for it is what must carry over to
 * devices that nobody measured. */
enum { F_HIDDEN = 64, G_HIDDEN = 32, BATCH = 1024 };
static const double peak_rate = 6e-3, decay = 1e-5;

/* f and g learn from so many rows a device, stack, kind and phase: more made
 * them no better on other devices.  The cards learn from all. */
enum { SHARED_ROWS = 1500 };

/* Starting points of the outputs: a launch of 0.05 ms, efficiencies of about
 * a half. */
static const double start_f[F_N] = {-3.0, -1.5, 0.2, 0.8};

static void member_init(struct efficiency *p, size_t member, struct rng *rng) {
    const size_t f[] = {feature_n_layer(), F_HIDDEN, F_HIDDEN, F_N};
    const size_t g[] = {feature_n_device(), G_HIDDEN, G_HIDDEN, G_N};

    mlp_init(&p->f[member], f, 3);
    mlp_init(&p->g[member], g, 3);
    mlp_randomise(&p->f[member], rng);
    mlp_randomise(&p->g[member], rng);
    memcpy(mlp_biases(&p->f[member], 2), start_f, sizeof start_f);
}

/* The model file holds nine digits, so what is used is what is saved. */
static void round_parameters(struct mlp *m) {
    for (size_t i = 0; i < m->n_parameters; i++)
        m->parameters[i] = (double)(float)m->parameters[i];
}

/* Work done so far over all members, told to the caller. */
struct progress {
    const struct train_options *options;
    size_t done, total;
};

static void progress_add(void *data) {
    struct progress *p = data;

#pragma omp critical(efficiency_progress)
    {
        p->done++;
        if (p->options->progress != NULL)
            p->options->progress(p->options->progress_data,
                                 (double)p->done / (double)p->total);
    }
}

static void train_shared(struct efficiency *p, size_t member,
                         const struct efficiency_set *set, size_t epochs,
                         struct rng *rng, struct progress *progress) {
    const struct efficiency_target *targets[BATCH];
    size_t *order = mem_alloc(set->n, sizeof *order);
    size_t n_steps = (set->n + BATCH - 1) / BATCH;
    struct learner f, g;

    member_init(p, member, rng);
    learner_init(&f, &p->f[member], BATCH);
    learner_init(&g, &p->g[member], BATCH);
    for (size_t epoch = 0; epoch < epochs; epoch++) {
        rng_permute(rng, order, set->n);
        for (size_t step = 0; step < n_steps; step++) {
            size_t first = step * BATCH;
            size_t n = set->n - first < BATCH ? set->n - first : BATCH;
            double rate = adamw_one_cycle(epoch * n_steps + step,
                                          epochs * n_steps, peak_rate);

            for (size_t i = 0; i < n; i++)
                targets[i] = &set->targets[order[first + i]];
            learner_forward(&f, set->x_f, order + first, n);
            learner_forward(&g, set->x_g, order + first, n);
            efficiency_loss(f.y, g.y, n, targets, f.dy, g.dy);
            learner_step(&f, n, rate, decay);
            learner_step(&g, n, rate, decay);
        }
        progress_add(progress);
    }
    round_parameters(&p->f[member]);
    round_parameters(&p->g[member]);
    learner_free(&f);
    learner_free(&g);
    free(order);
}

/* The first SHARED_ROWS rows of each group, without those in doubt.  The
 * caller frees it. */
static size_t *shared_rows(const struct measurements *m, const size_t rows[],
                           size_t n, size_t *n_out) {
    size_t *out = mem_alloc(n, sizeof *out);
    size_t in_group = 0;

    *n_out = 0;
    for (size_t i = 0; i < n; i++) {
        const struct measurement *a = &m->rows[rows[i]];
        const struct measurement *b = i > 0 ? &m->rows[rows[i - 1]] : a;

        in_group = a->device == b->device && a->stack == b->stack &&
                           a->op.kind == b->op.kind &&
                           a->op.phase == b->op.phase
                       ? in_group + 1
                       : 1;
        if (in_group <= SHARED_ROWS)
            out[(*n_out)++] = rows[i];
    }
    *n_out = doubt_drop(m, out, *n_out);
    return out;
}

/* Means over the training devices, each structure once: of the logarithms of
 * sizes, and of flags. */
static void find_typical(struct efficiency *p, const struct measurements *m,
                         const size_t rows[], size_t n) {
    struct feature_structure *seen = mem_alloc(m->n_devices, sizeof *seen);
    bool *has = mem_alloc(m->n_devices, sizeof *has);
    struct feature_structure sum = {0, 0, 0, 0};
    size_t n_seen = 0;

    for (size_t i = 0; i < n; i++)
        has[m->rows[rows[i]].device] = true;
    for (size_t d = 0; d < m->n_devices; d++) {
        struct feature_structure s = feature_structure_of(&m->devices[d]);
        bool new = has[d];

        for (size_t i = 0; i < n_seen; i++)
            new = new &&memcmp(&seen[i], &s, sizeof s) != 0;
        if (!new)
            continue;
        seen[n_seen++] = s;
        sum.sm_count += log(s.sm_count);
        sum.log2_cores_per_sm += s.log2_cores_per_sm;
        sum.before_maxwell += s.before_maxwell;
        sum.since_volta += s.since_volta;
    }
    p->typical = (struct feature_structure){
        exp(sum.sm_count / (double)n_seen),
        sum.log2_cores_per_sm / (double)n_seen,
        sum.before_maxwell / (double)n_seen, sum.since_volta / (double)n_seen};
    free(seen);
    free(has);
}

/* All that the members learn from. */
struct lessons {
    const struct measurements *m;
    struct efficiency_set shared, cards;
    const struct train_options *options;
    struct progress progress;
};

static void lessons_init(struct lessons *l, struct efficiency *p,
                         const size_t rows[], size_t n,
                         const double null_ms[STACK_N]) {
    size_t n_shared, *shared = shared_rows(l->m, rows, n, &n_shared);

    find_typical(p, l->m, rows, n);
    efficiency_set_new(&l->shared, l->m, shared, n_shared, null_ms);
    efficiency_set_scaling(&l->shared, p);
    efficiency_set_standardise(&l->shared, p);
    if (l->options->cards) {
        efficiency_cards_note(p, l->m, rows, n);
        efficiency_set_new(&l->cards, l->m, rows, n, null_ms);
        efficiency_set_standardise(&l->cards, p);
        efficiency_set_typical(&l->cards, p, l->m, rows);
    }
    free(shared);
}

static void train_member(struct efficiency *p, size_t member,
                         struct lessons *l) {
    size_t epochs = l->options->epochs;
    struct rng rng;

    rng_init(&rng, l->options->seed, member);
    train_shared(p, member, &l->shared, epochs, &rng, &l->progress);
    if (l->options->cards)
        efficiency_cards_train(p, member, &l->cards, l->m, epochs, &rng,
                               progress_add, &l->progress);
}

/* Members are independent, each with its own stream of random numbers and
 * one thread, so the bits do not depend on the number of threads. */
void *efficiency_train(const struct measurements *m, const size_t rows[],
                       size_t n, const double null_ms[STACK_N],
                       const struct train_options *options, struct err *e) {
    struct lessons l = {.m = m, .options = options};
    struct efficiency *p;

    if (n == 0 || options->members == 0 ||
        options->members > EFFICIENCY_MAX_MEMBERS) {
        err_set(e, ERR_INPUT,
                "cannot train on %zu rows with %zu members (1 to %d)", n,
                options->members, EFFICIENCY_MAX_MEMBERS);
        return NULL;
    }
    openblas_set_num_threads(1);
    p = efficiency_new();
    p->n_members = options->members;
    lessons_init(&l, p, rows, n, null_ms);
    l.progress = (struct progress){
        options, 0, options->members * options->epochs * (options->cards + 1)};
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < options->members; i++)
        train_member(p, i, &l);
    efficiency_set_free(&l.shared);
    efficiency_set_free(&l.cards);
    return p;
}
