/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "base/mem.h"
#include "base/rng.h"
#include "predict/adamw.h"
#include "predict/efficiency_loss.h"
#include "predict/feature.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Widths of the hidden layers: g is small, for it is what must carry over to
 * devices that nobody measured. */
enum { F_HIDDEN = 64, G_HIDDEN = 32, BATCH = 1024 };
static const double peak_rate = 6e-3, decay = 1e-5;

struct training_set {
    size_t n;
    double *x_f, *x_g; /* standardised */
    struct efficiency_target *targets;
};

static void set_free(struct training_set *set) {
    free(set->x_f);
    free(set->x_g);
    free(set->targets);
}

static void fill_row(struct training_set *set, size_t i,
                     const struct measurement *row, const struct device *d,
                     double host) {
    struct op_load load;

    feature_layer(&row->op, row->stack, set->x_f + i * feature_n_layer());
    feature_device(&row->op, d, set->x_g + i * feature_n_device());
    op_load(&row->op, &stacks[row->stack], &load);
    set->targets[i] = (struct efficiency_target){
        .host = host,
        .compute_ms = 1e-6 * load.flop / device_peak_fp32_gflops(d),
        .memory_ms = 1e-6 * load.bytes / d->memory_bandwidth_gbs,
        .link_ms = 1e-6 * load.copy_bytes / d->host_link_gbs,
        .log_time = log(row->time_ms),
    };
}

/* Mean and inverse deviation of each column; a constant column gets 0. */
static void scaling(const double x[], size_t n, size_t columns, double mean[],
                    double scale[]) {
    for (size_t j = 0; j < columns; j++) {
        double sum = 0, squares = 0, deviation;

        for (size_t i = 0; i < n; i++)
            sum += x[i * columns + j];
        mean[j] = sum / (double)n;
        for (size_t i = 0; i < n; i++) {
            double off = x[i * columns + j] - mean[j];

            squares += off * off;
        }
        deviation = sqrt(squares / (double)n);
        scale[j] = deviation > 1e-9 ? 1 / deviation : 0;
    }
}

static void set_init(struct training_set *set, struct efficiency *p,
                     const struct measurements *m, const size_t rows[],
                     size_t n, const double null_ms[STACK_N]) {
    size_t n_f = feature_n_layer(), n_g = feature_n_device();
    double *host = predictor_host_factors(m, null_ms);

    *set = (struct training_set){.n = n};
    set->x_f = mem_alloc(n * n_f, sizeof *set->x_f);
    set->x_g = mem_alloc(n * n_g, sizeof *set->x_g);
    set->targets = mem_alloc(n, sizeof *set->targets);
    for (size_t i = 0; i < n; i++) {
        const struct measurement *row = &m->rows[rows[i]];

        fill_row(set, i, row, &m->devices[row->device],
                 host[row->stack * m->n_devices + row->device]);
    }
    free(host);
    scaling(set->x_f, n, n_f, p->f_mean, p->f_scale);
    scaling(set->x_g, n, n_g, p->g_mean, p->g_scale);
    for (size_t i = 0; i < n; i++) {
        efficiency_standardise(set->x_f + i * n_f, n_f, p->f_mean, p->f_scale);
        efficiency_standardise(set->x_g + i * n_g, n_g, p->g_mean, p->g_scale);
    }
}

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

/* One network with what its training needs. */
struct learner {
    struct mlp *mlp;
    struct mlp_tape tape;
    struct adamw adamw;
    double *x, *y, *dy, *gradient;
};

static void learner_init(struct learner *l, struct mlp *mlp) {
    size_t n_in = mlp->sizes[0], n_out = mlp->sizes[mlp->n_layers];

    *l = (struct learner){.mlp = mlp};
    mlp_tape_init(&l->tape, mlp, BATCH);
    adamw_init(&l->adamw, mlp->n_parameters);
    l->x = mem_alloc(BATCH * n_in, sizeof *l->x);
    l->y = mem_alloc(BATCH * n_out, sizeof *l->y);
    l->dy = mem_alloc(BATCH * n_out, sizeof *l->dy);
    l->gradient = mem_alloc(mlp->n_parameters, sizeof *l->gradient);
}

static void learner_free(struct learner *l) {
    mlp_tape_free(&l->tape);
    adamw_free(&l->adamw);
    free(l->x);
    free(l->y);
    free(l->dy);
    free(l->gradient);
}

static void learner_gather(struct learner *l, const double x[],
                           const size_t order[], size_t n) {
    size_t width = l->mlp->sizes[0];

    for (size_t i = 0; i < n; i++)
        memcpy(l->x + i * width, x + order[i] * width, width * sizeof *x);
    mlp_forward(l->mlp, l->x, n, &l->tape, l->y);
}

static void learner_step(struct learner *l, size_t n, double rate) {
    mlp_backward(l->mlp, l->dy, n, &l->tape, l->gradient);
    adamw_step(&l->adamw, l->mlp->parameters, l->gradient, rate, decay);
}

/* Work done so far over all members, told to the caller. */
struct progress {
    const struct train_options *options;
    size_t done, total;
};

static void progress_add(struct progress *p) {
#pragma omp critical(efficiency_progress)
    {
        p->done++;
        if (p->options->progress != NULL)
            p->options->progress(p->options->progress_data,
                                 (double)p->done / (double)p->total);
    }
}

static void train_member(struct efficiency *p, size_t member,
                         const struct training_set *set,
                         const struct train_options *options,
                         struct progress *progress) {
    const struct efficiency_target *targets[BATCH];
    size_t *order = mem_alloc(set->n, sizeof *order);
    size_t n_steps = (set->n + BATCH - 1) / BATCH;
    struct learner f, g;
    struct rng rng;

    rng_init(&rng, options->seed, member);
    member_init(p, member, &rng);
    learner_init(&f, &p->f[member]);
    learner_init(&g, &p->g[member]);
    for (size_t epoch = 0; epoch < options->epochs; epoch++) {
        rng_permute(&rng, order, set->n);
        for (size_t step = 0; step < n_steps; step++) {
            size_t first = step * BATCH;
            size_t n = set->n - first < BATCH ? set->n - first : BATCH;
            double rate = adamw_one_cycle(epoch * n_steps + step,
                                          options->epochs * n_steps, peak_rate);

            for (size_t i = 0; i < n; i++)
                targets[i] = &set->targets[order[first + i]];
            learner_gather(&f, set->x_f, order + first, n);
            learner_gather(&g, set->x_g, order + first, n);
            efficiency_loss(f.y, g.y, n, targets, f.dy, g.dy);
            learner_step(&f, n, rate);
            learner_step(&g, n, rate);
        }
        progress_add(progress);
    }
    round_parameters(&p->f[member]);
    round_parameters(&p->g[member]);
    learner_free(&f);
    learner_free(&g);
    free(order);
}

/* Members are independent, each with its own stream of random numbers and
 * one thread, so the bits do not depend on the number of threads. */
void *efficiency_train(const struct measurements *m, const size_t rows[],
                       size_t n, const double null_ms[STACK_N],
                       const struct train_options *options, struct err *e) {
    struct efficiency *p;
    struct training_set set;
    struct progress progress = {options, 0, options->members * options->epochs};

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
    set_init(&set, p, m, rows, n, null_ms);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < options->members; i++)
        train_member(p, i, &set, options, &progress);
    set_free(&set);
    return p;
}
