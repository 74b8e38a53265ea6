/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "base/mem.h"
#include "predict/efficiency_cards.h"
#include "predict/feature.h"

#include <math.h>
#include <stdlib.h>

/* Rows that go through the networks at a time. */
enum { CHUNK = 4096 };

struct efficiency *efficiency_new(void) {
    struct efficiency *p = mem_alloc(1, sizeof *p);

    p->f_mean = mem_alloc(feature_n_layer(), sizeof *p->f_mean);
    p->f_scale = mem_alloc(feature_n_layer(), sizeof *p->f_scale);
    p->g_mean = mem_alloc(feature_n_device(), sizeof *p->g_mean);
    p->g_scale = mem_alloc(feature_n_device(), sizeof *p->g_scale);
    return p;
}

void efficiency_free(void *state) {
    struct efficiency *p = state;

    if (p == NULL)
        return;
    for (size_t i = 0; i < p->n_members; i++) {
        mlp_free(&p->f[i]);
        mlp_free(&p->g[i]);
        mlp_free(&p->h[i]);
        free(p->u[i]);
    }
    free(p->f_mean);
    free(p->f_scale);
    free(p->g_mean);
    free(p->g_scale);
    free(p);
}

void efficiency_standardise(double x[], size_t n, const double mean[],
                            const double scale[]) {
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - mean[i]) * scale[i];

        x[i] = z > EFFICIENCY_CLIP    ? EFFICIENCY_CLIP
               : z < -EFFICIENCY_CLIP ? -EFFICIENCY_CLIP
                                      : z;
    }
}

double efficiency_logistic(double z) {
    return 1 / (1 + exp(-z));
}

/* At most CHUNK rows. */
static void chunk_logits(const struct efficiency *p, size_t member,
                         const double x_f[], const double x_g[],
                         const double x_t[], size_t n, double z[]) {
    struct mlp_tape tape_f, tape_g;
    double *g = mem_alloc(n * G_N, sizeof *g);
    double *t = mem_alloc(n * G_N, sizeof *t);

    mlp_tape_init(&tape_f, &p->f[member], n);
    mlp_tape_init(&tape_g, &p->g[member], n);
    mlp_forward(&p->f[member], x_f, n, &tape_f, z);
    mlp_forward(&p->g[member], x_g, n, &tape_g, g);
    mlp_forward(&p->g[member], x_t, n, &tape_g, t);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < G_N; j++)
            z[i * F_N + F_COMPUTE + j] +=
                t[i * G_N + j] +
                EFFICIENCY_DRAW * (g[i * G_N + j] - t[i * G_N + j]);
    mlp_tape_free(&tape_f);
    mlp_tape_free(&tape_g);
    free(g);
    free(t);
}

_Static_assert((int)F_MEMORY - (int)F_COMPUTE == (int)G_MEMORY - (int)G_COMPUTE,
               "outputs of g stand as those of f");

void efficiency_logits(const struct efficiency *p, size_t member,
                       const double x_f[], const double x_g[],
                       const double x_t[], size_t n, double z[]) {
    size_t n_f = feature_n_layer(), n_g = feature_n_device();

    for (size_t first = 0; first < n; first += CHUNK)
        chunk_logits(p, member, x_f + first * n_f, x_g + first * n_g,
                     x_t + first * n_g, n - first < CHUNK ? n - first : CHUNK,
                     z + first * F_N);
}

/* Standardised features of n operations on one device. */
struct inputs {
    size_t n;
    const struct op *ops;
    const size_t *stack;
    double *x_f, *x_g, *x_t;
};

static void inputs_init(struct inputs *in, const struct efficiency *p,
                        const struct op ops[], const size_t stack[], size_t n,
                        const struct device *d) {
    size_t n_f = feature_n_layer(), n_g = feature_n_device();
    struct feature_structure structure = feature_structure_of(d);

    *in = (struct inputs){.n = n, .ops = ops, .stack = stack};
    in->x_f = mem_alloc(n * n_f, sizeof *in->x_f);
    in->x_g = mem_alloc(n * n_g, sizeof *in->x_g);
    in->x_t = mem_alloc(n * n_g, sizeof *in->x_t);
    for (size_t i = 0; i < n; i++) {
        feature_layer(&ops[i], stack[i], in->x_f + i * n_f);
        feature_device(&ops[i], &structure, in->x_g + i * n_g);
        feature_device(&ops[i], &p->typical, in->x_t + i * n_g);
        efficiency_standardise(in->x_f + i * n_f, n_f, p->f_mean, p->f_scale);
        efficiency_standardise(in->x_g + i * n_g, n_g, p->g_mean, p->g_scale);
        efficiency_standardise(in->x_t + i * n_g, n_g, p->g_mean, p->g_scale);
    }
}

static void inputs_free(struct inputs *in) {
    free(in->x_f);
    free(in->x_g);
    free(in->x_t);
}

/* Adds one member's logs of overhead and efficiencies to sums[n x F_N]. */
static void add_member(const struct efficiency *p, size_t member, size_t card,
                       const struct inputs *in, double sums[]) {
    static const double most[F_N] = {
        1, EFFICIENCY_COMPUTE_MAX, EFFICIENCY_MEMORY_MAX, EFFICIENCY_LINK_MAX};
    double *z = mem_alloc(in->n * F_N, sizeof *z);

    efficiency_logits(p, member, in->x_f, in->x_g, in->x_t, in->n, z);
    if (card < p->n_cards)
        efficiency_card_shift(p, member, card, in->ops, in->stack, in->x_f,
                              in->n, z);
    for (size_t i = 0; i < in->n; i++) {
        sums[i * F_N + F_OVERHEAD] += z[i * F_N + F_OVERHEAD];
        for (size_t j = F_COMPUTE; j < F_N; j++)
            sums[i * F_N + j] +=
                log(most[j] * efficiency_logistic(z[i * F_N + j]));
    }
    free(z);
}

/* The ensemble is averaged in the logs of o and e, before the form, so that
 * the whole still collapses to one closed form. */
static void terms(const void *state, const double null_ms[STACK_N],
                  const struct op ops[], const size_t stack[], size_t n,
                  const struct device *d, struct law_term out[]) {
    const struct efficiency *p = state;
    double *sums = mem_alloc(n * F_N, sizeof *sums);
    size_t card = efficiency_card(p, d->like);
    struct inputs in;

    inputs_init(&in, p, ops, stack, n, d);
    for (size_t i = 0; i < p->n_members; i++)
        add_member(p, i, card, &in, sums);
    for (size_t i = 0; i < n; i++) {
        const double *sum = sums + i * F_N;
        double e[F_N];
        struct op_load load;

        for (size_t j = 0; j < F_N; j++)
            e[j] = exp(sum[j] / (double)p->n_members);
        op_load(&ops[i], &stacks[stack[i]], &load);
        out[i] = (struct law_term){
            .overhead_ms = stacks[stack[i]].session ? 0 : e[F_OVERHEAD],
            .host = stacks[stack[i]].session ? e[F_OVERHEAD] / null_ms[stack[i]]
                                             : 0,
            .compute_ms_mhz =
                1e-3 * load.flop / (2 * device_cores(d) * e[F_COMPUTE]),
            .memory_ms_gbs = 1e-6 * load.bytes / e[F_MEMORY],
            .link_ms_gbs = 1e-6 * load.copy_bytes / e[F_LINK],
            .copy_ms_gbs = 1e-6 * load.copy_bytes,
        };
    }
    inputs_free(&in);
    free(sums);
}

const struct predictor_kind predictor_efficiency = {
    .name = "efficiency",
    .help = "learned efficiencies of compute, memory and link under physical "
            "bounds",
    .train = efficiency_train,
    .save = efficiency_save,
    .load = efficiency_load,
    .free = efficiency_free,
    .terms = terms,
    .facts = feature_device_facts,
    .epochs = 14,
    .rows_per_group = 5000,
};
