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

void efficiency_logits(const struct efficiency *p, size_t member,
                       const double x_f[], const double x_g[],
                       const double x_t[], size_t n, double z[]) {
    size_t n_f = feature_n_layer(), n_g = feature_n_device();

    for (size_t first = 0; first < n; first += CHUNK)
        chunk_logits(p, member, x_f + first * n_f, x_g + first * n_g,
                     x_t + first * n_g, n - first < CHUNK ? n - first : CHUNK,
                     z + first * F_N);
}

const struct predictor_kind predictor_efficiency = {
    .name = "efficiency",
    .help = "learned efficiencies of compute, memory and link under physical "
            "bounds",
    .train = efficiency_train,
    .save = efficiency_save,
    .load = efficiency_load,
    .free = efficiency_free,
    .prepare = efficiency_prepare,
    .release = efficiency_release,
    .terms = efficiency_terms,
    .facts = feature_device_facts,
    .epochs = 14,
    .rows_per_group = 5000,
};
