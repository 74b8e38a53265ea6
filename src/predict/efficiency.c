/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "base/mem.h"
#include "predict/feature.h"

#include <math.h>
#include <stdlib.h>

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

/* Adds one member's logs of overhead and efficiencies to sums[n x F_N]. */
static void add_member(const struct efficiency *p, size_t member,
                       const double x_f[], const double x_g[], size_t n,
                       double sums[]) {
    static const double most[F_N] = {
        1, EFFICIENCY_COMPUTE_MAX, EFFICIENCY_MEMORY_MAX, EFFICIENCY_LINK_MAX};
    struct mlp_tape tape_f, tape_g;
    double *f = mem_alloc(n * F_N, sizeof *f);
    double *g = mem_alloc(n * G_N, sizeof *g);

    mlp_tape_init(&tape_f, &p->f[member], n);
    mlp_tape_init(&tape_g, &p->g[member], n);
    mlp_forward(&p->f[member], x_f, n, &tape_f, f);
    mlp_forward(&p->g[member], x_g, n, &tape_g, g);
    for (size_t i = 0; i < n; i++) {
        double *z = f + i * F_N;

        z[F_COMPUTE] += g[i * G_N + G_COMPUTE];
        z[F_MEMORY] += g[i * G_N + G_MEMORY];
        sums[i * F_N + F_OVERHEAD] += z[F_OVERHEAD];
        for (size_t j = F_COMPUTE; j < F_N; j++)
            sums[i * F_N + j] += log(most[j] * efficiency_logistic(z[j]));
    }
    mlp_tape_free(&tape_f);
    mlp_tape_free(&tape_g);
    free(f);
    free(g);
}

/* The ensemble is averaged in the logs of o and e, before the form, so that
 * the whole still collapses to one closed form. */
static void terms(const void *state, const double null_ms[STACK_N],
                  const struct op ops[], const size_t stack[], size_t n,
                  const struct device *d, struct law_term out[]) {
    const struct efficiency *p = state;
    size_t n_f = feature_n_layer(), n_g = feature_n_device();
    double *x_f = mem_alloc(n * n_f, sizeof *x_f);
    double *x_g = mem_alloc(n * n_g, sizeof *x_g);
    double *sums = mem_alloc(n * F_N, sizeof *sums);

    for (size_t i = 0; i < n; i++) {
        feature_layer(&ops[i], stack[i], x_f + i * n_f);
        feature_device(&ops[i], d, x_g + i * n_g);
        efficiency_standardise(x_f + i * n_f, n_f, p->f_mean, p->f_scale);
        efficiency_standardise(x_g + i * n_g, n_g, p->g_mean, p->g_scale);
    }
    for (size_t i = 0; i < p->n_members; i++)
        add_member(p, i, x_f, x_g, n, sums);
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
        };
    }
    free(x_f);
    free(x_g);
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
    .rows_per_group = 1500,
};
