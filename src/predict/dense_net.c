/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/dense_net.h"

#include "base/mem.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)DENSE_NET_MAX_LAYERS <= (int)PANEL_MAX_LAYERS,
               "panels hold any network");

static size_t layer_size(const struct dense_net *m, size_t layer) {
    size_t n_bias = layer + 1 < m->n_layers ? m->sizes[layer + 1] : 0;

    return m->sizes[layer] * m->sizes[layer + 1] + n_bias;
}

void dense_net_init(struct dense_net *m, size_t n_inputs, const size_t hidden[],
                    size_t n_hidden) {
    *m = (struct dense_net){.n_layers = n_hidden + 1};
    m->sizes[0] = n_inputs;
    memcpy(m->sizes + 1, hidden, n_hidden * sizeof *hidden);
    m->sizes[n_hidden + 1] = 1;
    for (size_t i = 0; i < m->n_layers; i++)
        m->n_parameters += layer_size(m, i);
    m->parameters = mem_alloc(m->n_parameters, sizeof *m->parameters);
}

void dense_net_free(struct dense_net *m) {
    free(m->parameters);
    *m = (struct dense_net){0};
}

double *dense_net_weights(const struct dense_net *m, size_t layer) {
    double *p = m->parameters;

    for (size_t i = 0; i < layer; i++)
        p += layer_size(m, i);
    return p;
}

struct panel_net dense_net_panels(const struct dense_net *m) {
    struct panel_net p = {
        .n_layers = m->n_layers, .sizes = m->sizes, .activation = PANEL_RELU};

    for (size_t i = 0; i < m->n_layers; i++) {
        p.weights[i] = dense_net_weights(m, i);
        if (i + 1 < m->n_layers)
            p.biases[i] = p.weights[i] + m->sizes[i] * m->sizes[i + 1];
    }
    return p;
}

void dense_net_randomise(struct dense_net *m, struct rng *rng) {
    memset(m->parameters, 0, m->n_parameters * sizeof *m->parameters);
    for (size_t i = 0; i < m->n_layers; i++) {
        double *w = dense_net_weights(m, i);
        double most = sqrt(6 / (double)(m->sizes[i] + m->sizes[i + 1]));

        for (size_t j = 0; j < m->sizes[i] * m->sizes[i + 1]; j++)
            w[j] = most * (2 * rng_uniform(rng) - 1);
    }
}

void dense_net_tape_init(struct dense_net_tape *t, const struct dense_net *m,
                         size_t rows) {
    size_t widest = 0, total = 1;
    double *p;

    for (size_t i = 0; i < m->n_layers; i++) {
        widest = m->sizes[i] > widest ? m->sizes[i] : widest;
        total += m->sizes[i];
    }
    p = t->block = mem_alloc(rows * (total + 2 * widest), sizeof *p);
    for (size_t i = 0; i < m->n_layers; i++) {
        t->inputs[i] = p;
        p += rows * m->sizes[i];
    }
    t->deltas[0] = p;
    t->deltas[1] = p + rows * widest;
    t->sums = p + 2 * rows * widest;
}

void dense_net_tape_free(struct dense_net_tape *t) {
    free(t->block);
    *t = (struct dense_net_tape){0};
}

static void relu(double x[], size_t n) {
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] > 0 ? x[i] : 0;
}

void dense_net_forward(const struct dense_net *m, const double x[], size_t n,
                       const double dropout[], struct dense_net_tape *t,
                       double y[]) {
    const double *w = m->parameters;
    size_t last = m->n_layers - 1;

    memcpy(t->inputs[0], x, n * m->sizes[0] * sizeof *x);
    for (size_t i = 0; i < last; i++) {
        size_t n_in = m->sizes[i], n_out = m->sizes[i + 1];
        double *out = t->inputs[i + 1];

        for (size_t r = 0; r < n; r++)
            memcpy(out + r * n_out, w + n_in * n_out, n_out * sizeof *out);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)n_out,
                    (int)n_in, 1, t->inputs[i], (int)n_in, w, (int)n_in, 1, out,
                    (int)n_out);
        relu(out, n * n_out);
        w += layer_size(m, i);
    }
    if (dropout != NULL)
        for (size_t j = 0; j < n * m->sizes[last]; j++)
            t->inputs[last][j] *= dropout[j];
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)m->sizes[last], 1,
                t->inputs[last], (int)m->sizes[last], w, 1, 0, t->sums, 1);
    memcpy(y, t->sums, n * sizeof *y);
    relu(y, n);
}

/* Where a hidden value is 0 its ReLU was closed, or dropout is 0 there. */
static void close_relu(double delta[], const double values[], size_t n) {
    for (size_t i = 0; i < n; i++)
        delta[i] = values[i] > 0 ? delta[i] : 0;
}

void dense_net_backward(const struct dense_net *m, const double dy[], size_t n,
                        const double dropout[], struct dense_net_tape *t,
                        double gradient[]) {
    size_t last = m->n_layers - 1;
    double *delta = t->deltas[last % 2];

    memcpy(delta, dy, n * sizeof *dy);
    close_relu(delta, t->sums, n);
    for (size_t i = m->n_layers; i-- > 0;) {
        size_t n_in = m->sizes[i], n_out = m->sizes[i + 1];
        const double *w = dense_net_weights(m, i);
        double *dw = gradient + (w - m->parameters);
        double *below = t->deltas[(i + 1) % 2];

        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n_out,
                    (int)n_in, (int)n, 1, delta, (int)n_out, t->inputs[i],
                    (int)n_in, 0, dw, (int)n_in);
        if (i < last) {
            double *db = dw + n_in * n_out;

            memset(db, 0, n_out * sizeof *db);
            for (size_t r = 0; r < n; r++)
                for (size_t j = 0; j < n_out; j++)
                    db[j] += delta[r * n_out + j];
        }
        if (i == 0)
            break;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n,
                    (int)n_in, (int)n_out, 1, delta, (int)n_out, w, (int)n_in,
                    0, below, (int)n_in);
        if (i == last && dropout != NULL)
            for (size_t j = 0; j < n * n_in; j++)
                below[j] *= dropout[j];
        close_relu(below, t->inputs[i], n * n_in);
        delta = below;
    }
}

void dense_net_dropout(double out[], size_t n, double share, struct rng *rng) {
    const unsigned least = (unsigned)(share * 65536);
    const double kept = 1 / (1 - share);
    uint64_t bits = 0;

    for (size_t i = 0; i < n; i++) {
        bits = i % 4 == 0 ? rng_next(rng) : bits >> 16;
        out[i] = (bits & 0xffff) >= least ? kept : 0;
    }
}

void dense_net_decay(const struct dense_net *m, double weight,
                     double gradient[]) {
    for (size_t i = 0; i + 1 < m->n_layers; i++) {
        const double *w = dense_net_weights(m, i);
        double *dw = gradient + (w - m->parameters);

        for (size_t j = 0; j < m->sizes[i] * m->sizes[i + 1]; j++)
            dw[j] += weight * w[j];
    }
}
