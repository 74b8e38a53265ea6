/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/mlp.h"

#include "base/mem.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)MLP_MAX_LAYERS <= (int)PANEL_MAX_LAYERS,
               "panels hold any network");

void mlp_init(struct mlp *m, const size_t sizes[], size_t n_layers) {
    *m = (struct mlp){.n_layers = n_layers};
    memcpy(m->sizes, sizes, (n_layers + 1) * sizeof *sizes);
    for (size_t i = 0; i < n_layers; i++)
        m->n_parameters += (sizes[i] + 1) * sizes[i + 1];
    m->parameters = mem_alloc(m->n_parameters, sizeof *m->parameters);
}

void mlp_free(struct mlp *m) {
    free(m->parameters);
    *m = (struct mlp){0};
}

double *mlp_weights(const struct mlp *m, size_t layer) {
    double *p = m->parameters;

    for (size_t i = 0; i < layer; i++)
        p += (m->sizes[i] + 1) * m->sizes[i + 1];
    return p;
}

double *mlp_biases(const struct mlp *m, size_t layer) {
    return mlp_weights(m, layer) + m->sizes[layer] * m->sizes[layer + 1];
}

struct panel_net mlp_panels(const struct mlp *m) {
    struct panel_net p = {
        .n_layers = m->n_layers, .sizes = m->sizes, .activation = PANEL_SILU};

    for (size_t i = 0; i < m->n_layers; i++) {
        p.weights[i] = mlp_weights(m, i);
        p.biases[i] = mlp_biases(m, i);
    }
    return p;
}

void mlp_randomise(struct mlp *m, struct rng *rng) {
    memset(m->parameters, 0, m->n_parameters * sizeof *m->parameters);
    for (size_t i = 0; i < m->n_layers; i++) {
        double *w = mlp_weights(m, i);
        double scale = sqrt(2 / (double)m->sizes[i]);

        if (i + 1 == m->n_layers)
            scale *= 0.1;
        for (size_t j = 0; j < m->sizes[i] * m->sizes[i + 1]; j++)
            w[j] = scale * rng_normal(rng);
    }
}

void mlp_tape_init(struct mlp_tape *t, const struct mlp *m, size_t rows) {
    size_t widest = 0, total = 0;
    double *p;

    for (size_t i = 0; i <= m->n_layers; i++)
        widest = m->sizes[i] > widest ? m->sizes[i] : widest;
    for (size_t i = 0; i < m->n_layers; i++)
        total += m->sizes[i] + 2 * m->sizes[i + 1];
    *t = (struct mlp_tape){.rows = rows};
    p = t->block = mem_alloc(rows * (total + 2 * widest), sizeof *p);
    for (size_t i = 0; i < m->n_layers; i++) {
        t->inputs[i] = p;
        p += rows * m->sizes[i];
        t->sums[i] = p;
        p += rows * m->sizes[i + 1];
        t->slopes[i] = p;
        p += rows * m->sizes[i + 1];
    }
    t->deltas[0] = p;
    t->deltas[1] = p + rows * widest;
}

void mlp_tape_free(struct mlp_tape *t) {
    free(t->block);
    *t = (struct mlp_tape){0};
}

/* out (n x n_out) = in (n x n_in) W^T + b */
static void affine(const double in[], size_t n, size_t n_in, const double w[],
                   const double b[], size_t n_out, double out[]) {
    for (size_t i = 0; i < n; i++)
        memcpy(out + i * n_out, b, n_out * sizeof *out);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)n_out,
                (int)n_in, 1, in, (int)n_in, w, (int)n_in, 1, out, (int)n_out);
}

void mlp_forward(const struct mlp *m, const double x[], size_t n,
                 struct mlp_tape *t, double y[]) {
    memcpy(t->inputs[0], x, n * m->sizes[0] * sizeof *x);
    for (size_t i = 0; i < m->n_layers; i++) {
        size_t n_out = m->sizes[i + 1];
        bool last = i + 1 == m->n_layers;
        double *sums = last ? y : t->sums[i];

        affine(t->inputs[i], n, m->sizes[i], mlp_weights(m, i),
               mlp_biases(m, i), n_out, sums);
        if (last)
            break;
        for (size_t j = 0; j < n * n_out; j++) {
            double s = 1 / (1 + exp(-sums[j]));

            t->inputs[i + 1][j] = sums[j] * s;
            t->slopes[i][j] = s * (1 + sums[j] * (1 - s));
        }
    }
}

void mlp_backward(const struct mlp *m, const double dy[], size_t n,
                  struct mlp_tape *t, double gradient[]) {
    const double *delta = dy;

    for (size_t i = m->n_layers; i-- > 0;) {
        size_t n_in = m->sizes[i], n_out = m->sizes[i + 1];
        double *dw = gradient + (mlp_weights(m, i) - m->parameters);
        double *db = dw + n_in * n_out;
        double *below = t->deltas[i % 2];

        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n_out,
                    (int)n_in, (int)n, 1, delta, (int)n_out, t->inputs[i],
                    (int)n_in, 0, dw, (int)n_in);
        memset(db, 0, n_out * sizeof *db);
        for (size_t r = 0; r < n; r++)
            for (size_t j = 0; j < n_out; j++)
                db[j] += delta[r * n_out + j];
        if (i == 0)
            break;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n,
                    (int)n_in, (int)n_out, 1, delta, (int)n_out,
                    mlp_weights(m, i), (int)n_in, 0, below, (int)n_in);
        for (size_t j = 0; j < n * n_in; j++)
            below[j] *= t->slopes[i - 1][j];
        delta = below;
    }
}
