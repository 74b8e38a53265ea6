/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/dense_net.h"

#include "base/mem.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 5, IN = 4, LAST = 6 };
static const size_t hidden[] = {7, 8, LAST};

static double positive(double x) {
    return x > 0 ? x : 0;
}

/* One row by the definition. */
static double direct(const struct dense_net *m, const double x[],
                     const double dropout[]) {
    double now[8], next[8];

    memcpy(now, x, IN * sizeof *x);
    for (size_t l = 0; l < m->n_layers; l++) {
        const double *w = dense_net_weights(m, l);
        size_t n_in = m->sizes[l], n_out = m->sizes[l + 1];

        for (size_t o = 0; o < n_out; o++) {
            double sum = l + 1 < m->n_layers ? w[n_in * n_out + o] : 0;

            for (size_t i = 0; i < n_in; i++)
                sum += w[o * n_in + i] * now[i];
            next[o] = positive(sum);
            if (dropout != NULL && l + 2 == m->n_layers)
                next[o] *= dropout[o];
        }
        memcpy(now, next, sizeof now);
    }
    return now[0];
}

static void fill(double x[], size_t n, double size, struct rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = size * rng_normal(rng);
}

static void test_forward(const struct dense_net *m, const double x[],
                         const double dropout[], struct dense_net_tape *t) {
    double y[ROWS], worst = 0;
    size_t open = 0;

    dense_net_forward(m, x, ROWS, dropout, t, y);
    for (size_t r = 0; r < ROWS; r++) {
        double want =
            direct(m, x + r * IN, dropout != NULL ? dropout + r * LAST : NULL);

        worst = fmax(worst, fabs(y[r] - want) / (1 + want));
        open += want > 0;
    }
    ok(worst < 1e-13, "forward agrees with a direct loop (%.1e)", worst);
    ok(open >= 3, "most outputs are open (%zu)", open);
}

static double weighted(const double y[], const double c[]) {
    double sum = 0;

    for (size_t i = 0; i < ROWS; i++)
        sum += c[i] * y[i];
    return sum;
}

static double squares(const struct dense_net *m) {
    double sum = 0;

    for (size_t l = 0; l + 1 < m->n_layers; l++)
        for (size_t i = 0; i < m->sizes[l] * m->sizes[l + 1]; i++)
            sum += dense_net_weights(m, l)[i] * dense_net_weights(m, l)[i];
    return sum;
}

static void test_gradient(struct dense_net *m, const double x[],
                          const double dropout[], struct dense_net_tape *t,
                          struct rng *rng) {
    const double step = 1e-6, decay = 0.037;
    double y[ROWS], c[ROWS], worst = 0, largest = 0;
    double *gradient = mem_alloc(m->n_parameters, sizeof *gradient);

    fill(c, ROWS, 1, rng);
    fill(gradient, m->n_parameters, 1e3, rng); /* set, not added to */
    dense_net_forward(m, x, ROWS, dropout, t, y);
    dense_net_backward(m, c, ROWS, dropout, t, gradient);
    dense_net_decay(m, decay, gradient);
    for (size_t i = 0; i < m->n_parameters; i++) {
        double was = m->parameters[i], up, down;

        m->parameters[i] = was + step;
        dense_net_forward(m, x, ROWS, dropout, t, y);
        up = weighted(y, c) + decay / 2 * squares(m);
        m->parameters[i] = was - step;
        dense_net_forward(m, x, ROWS, dropout, t, y);
        down = weighted(y, c) + decay / 2 * squares(m);
        m->parameters[i] = was;
        worst = fmax(worst, fabs((up - down) / (2 * step) - gradient[i]));
        largest = fmax(largest, fabs(gradient[i]));
    }
    ok(largest > 0.1 && worst < 1e-6 * largest,
       "gradients of all %zu parameters agree with central differences "
       "(%.1e of %.1e)",
       m->n_parameters, worst, largest);
    free(gradient);
}

static void test_randomise(void) {
    static const size_t wide[] = {60, 90};
    struct dense_net m;
    struct rng rng;
    double most = 0, sum = 0;
    bool zero = true;

    dense_net_init(&m, 50, wide, 2);
    rng_init(&rng, 17, 3);
    dense_net_randomise(&m, &rng);
    for (size_t i = 0; i < 60 * 90; i++) {
        double w = dense_net_weights(&m, 1)[i];

        most = fmax(most, fabs(w));
        sum += w * w;
    }
    near(most, sqrt(6.0 / 150), 0.01, "Glorot's bounds");
    near(sum / (60 * 90), 2.0 / 150, 0.05, "and variance");
    for (size_t i = 0; i < 60; i++)
        zero = zero && fabs(dense_net_weights(&m, 0)[50 * 60 + i]) <= 0;
    ok(zero, "biases are zero");
    dense_net_free(&m);
    ok(m.parameters == NULL, "freed");
}

static void test_dropout(void) {
    enum { N = 100000 };
    double *x = mem_alloc(N, sizeof *x), sum = 0;
    size_t closed = 0, other = 0;
    struct rng rng;

    rng_init(&rng, 5, 0);
    dense_net_dropout(x, N, 0.2, &rng);
    for (size_t i = 0; i < N; i++) {
        sum += x[i];
        closed += x[i] <= 0;
        other += x[i] > 0 && fabs(x[i] - 1.25) > 1e-12;
    }
    near((double)closed / N, 0.2, 0.03, "a fifth is dropped");
    near(sum / N, 1, 0.01, "and the mean kept");
    is_int((long long)other, 0, "no other values");
    free(x);
}

int main(void) {
    double x[ROWS * IN], dropout[ROWS * LAST];
    struct dense_net m;
    struct dense_net_tape t;
    struct rng rng;

    rng_init(&rng, 4712, 0);
    dense_net_init(&m, IN, hidden, 3);
    is_int((long long)m.n_parameters, 5 * 7 + 8 * 8 + 9 * 6 + 6,
           "parameters: the output has no bias");
    ok(dense_net_weights(&m, 3) == m.parameters + 35 + 64 + 54,
       "layer by layer");
    fill(m.parameters, m.n_parameters, 0.6, &rng);
    for (size_t i = 0; i < LAST; i++) /* leave the output open */
        dense_net_weights(&m, 3)[i] = 0.4 + 0.1 * (double)i;
    fill(x, ROWS * IN, 1.3, &rng);
    dense_net_dropout(dropout, ROWS * LAST, 0.2, &rng);
    dense_net_tape_init(&t, &m, ROWS);
    test_forward(&m, x, NULL, &t);
    test_forward(&m, x, dropout, &t);
    test_gradient(&m, x, NULL, &t, &rng);
    test_gradient(&m, x, dropout, &t, &rng);
    dense_net_tape_free(&t);
    dense_net_free(&m);
    test_randomise();
    test_dropout();
    return done();
}
