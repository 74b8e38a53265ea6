/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/mlp.h"

#include "base/mem.h"
#include "base/rng.h"
#include "predict/adamw.h"
#include "tap.h"

#include <stdlib.h>

enum { ROWS = 4, TAPE_ROWS = 6, LAYERS = 3, IN = 5, OUT = 3 };
static const size_t sizes[LAYERS + 1] = {IN, 7, 6, OUT};

static double silu(double x) {
    return x / (1 + exp(-x));
}

/* One row by the definition. */
static void direct(const struct mlp *m, const double x[], double y[]) {
    double now[8], next[8];

    memcpy(now, x, m->sizes[0] * sizeof *x);
    for (size_t l = 0; l < m->n_layers; l++) {
        for (size_t o = 0; o < m->sizes[l + 1]; o++) {
            double sum = mlp_biases(m, l)[o];

            for (size_t i = 0; i < m->sizes[l]; i++)
                sum += mlp_weights(m, l)[o * m->sizes[l] + i] * now[i];
            next[o] = l + 1 < m->n_layers ? silu(sum) : sum;
        }
        memcpy(now, next, sizeof now);
    }
    memcpy(y, now, m->sizes[m->n_layers] * sizeof *y);
}

/* Parameters and inputs of high entropy. */
static void fill(double x[], size_t n, double size, struct rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = size * rng_normal(rng);
}

static double weighted(const double y[], const double c[]) {
    double sum = 0;

    for (size_t i = 0; i < ROWS * (size_t)OUT; i++)
        sum += c[i] * y[i];
    return sum;
}

static void test_forward(const struct mlp *m, const double x[],
                         struct mlp_tape *t) {
    double y[ROWS * OUT], one[OUT], worst = 0;

    mlp_forward(m, x, ROWS, t, y);
    for (size_t r = 0; r < ROWS; r++) {
        direct(m, x + r * IN, one);
        for (size_t i = 0; i < OUT; i++)
            worst = fmax(worst, fabs(y[r * OUT + i] / one[i] - 1));
    }
    ok(worst < 1e-12, "forward agrees with a direct loop (%.1e)", worst);
    mlp_forward(m, x + 2 * IN, 1, t, one);
    ok(fabs(one[1] - y[2 * OUT + 1]) < 1e-14 * fabs(one[1]) + 1e-15,
       "a row alone gives what it gives among others");
}

static void test_gradient(struct mlp *m, const double x[], struct mlp_tape *t,
                          struct rng *rng) {
    double y[ROWS * OUT], c[ROWS * OUT], worst = 0, largest = 0;
    double *gradient = mem_alloc(m->n_parameters, sizeof *gradient);
    const double step = 1e-5;

    fill(c, ROWS * OUT, 1, rng);
    fill(gradient, m->n_parameters, 1e3, rng); /* set, not added to */
    mlp_forward(m, x, ROWS, t, y);
    mlp_backward(m, c, ROWS, t, gradient);
    for (size_t i = 0; i < m->n_parameters; i++) {
        double was = m->parameters[i], up, down;

        m->parameters[i] = was + step;
        mlp_forward(m, x, ROWS, t, y);
        up = weighted(y, c);
        m->parameters[i] = was - step;
        mlp_forward(m, x, ROWS, t, y);
        down = weighted(y, c);
        m->parameters[i] = was;
        worst = fmax(worst, fabs((up - down) / (2 * step) - gradient[i]));
        largest = fmax(largest, fabs(gradient[i]));
    }
    ok(worst < 1e-8 * largest,
       "gradients of all %zu parameters agree with central differences "
       "(%.1e of %.1e)",
       m->n_parameters, worst, largest);
    free(gradient);
}

static void test_shape(const struct mlp *m) {
    is_int((long long)m->n_parameters, 6 * 7 + 8 * 6 + 7 * 3,
           "number of parameters");
    ok(mlp_weights(m, 0) == m->parameters &&
           mlp_biases(m, 0) == m->parameters + 35 &&
           mlp_weights(m, 2) == m->parameters + 42 + 48 &&
           mlp_biases(m, 2) == m->parameters + 42 + 48 + 18,
       "weights, then biases, layer by layer");
}

static double deviation(const double x[], size_t n) {
    double squares = 0;

    for (size_t i = 0; i < n; i++)
        squares += x[i] * x[i];
    return sqrt(squares / (double)n);
}

static void test_randomise(void) {
    static const size_t wide[] = {50, 80, 60};
    struct mlp a, b;
    struct rng rng;
    bool zero = true;

    mlp_init(&a, wide, 2);
    mlp_init(&b, wide, 2);
    rng_init(&rng, 17, 3);
    mlp_randomise(&a, &rng);
    rng_init(&rng, 17, 3);
    mlp_randomise(&b, &rng);
    ok(memcmp(a.parameters, b.parameters,
              a.n_parameters * sizeof *a.parameters) == 0,
       "the same stream gives the same network");
    near(deviation(mlp_weights(&a, 0), 4000), sqrt(2.0 / 50), 0.05,
         "He's deviation of the weights");
    near(deviation(mlp_weights(&a, 1), 4800), 0.1 * sqrt(2.0 / 80), 0.05,
         "a tenth of it in the last layer");
    for (size_t i = 0; i < 80; i++)
        zero = zero && mlp_biases(&a, 0)[i] == 0;
    ok(zero, "biases are zero");
    mlp_free(&a);
    mlp_free(&b);
    ok(a.parameters == NULL, "freed");
}

/* Two steps by hand. */
static void test_adamw(void) {
    const double rate = 0.013, decay = 0.02;
    double p[2] = {1.75, -0.6}, want = -0.6, m, v;
    const double first[2] = {0.31, -4.2}, second[2] = {-0.07, 1.9};
    struct adamw a;

    adamw_init(&a, 2);
    adamw_step(&a, p, first, rate, decay);
    /* The first step's moments, corrected, are g and g^2. */
    near(p[0], 1.75 - rate * (1 - 1e-8 / 0.31 + decay * 1.75), 1e-12,
         "one step of AdamW, first parameter");
    want -= rate * (-4.2 / (4.2 + 1e-8) + decay * want);
    near(p[1], want, 1e-14, "second parameter");
    adamw_step(&a, p, second, rate, decay);
    m = (0.9 * 0.1 * -4.2 + 0.1 * 1.9) / (1 - 0.81);
    v = (0.999 * 0.001 * 4.2 * 4.2 + 0.001 * 1.9 * 1.9) / (1 - 0.998001);
    want -= rate * (m / (sqrt(v) + 1e-8) + decay * want);
    near(p[1], want, 1e-12, "the second step");
    adamw_free(&a);
}

static void test_one_cycle(void) {
    enum { N = 1000 };
    double before = 0, peak = 0;
    bool up = true, down = true;

    for (size_t i = 0; i < N; i++) {
        double rate = adamw_one_cycle(i, N, 0.037);

        if (i < 300)
            up = up && rate > before;
        else if (i > 300)
            down = down && rate < before;
        peak = fmax(peak, rate);
        before = rate;
    }
    ok(up && down, "the rate rises for three tenths, then falls");
    near(peak, 0.037, 1e-4, "to its peak");
    near(before, 0.037e-4, 0.05, "and ends at a ten-thousandth");
    /* (1 - cos (pi / 4)) / 2 half-way of half-way up. */
    near(adamw_one_cycle(75, N, 0.037), 0.037 * 0.14877, 3e-3,
         "cosine on the way up");
    ok(adamw_one_cycle(0, 1, 0.037) > 0, "a single step has a rate");
}

int main(void) {
    double x[ROWS * IN];
    struct mlp m;
    struct mlp_tape t;
    struct rng rng;

    rng_init(&rng, 4711, 0);
    mlp_init(&m, sizes, LAYERS);
    test_shape(&m);
    fill(m.parameters, m.n_parameters, 0.8, &rng);
    fill(x, ROWS * IN, 1.3, &rng);
    mlp_tape_init(&t, &m, TAPE_ROWS);
    test_forward(&m, x, &t);
    test_gradient(&m, x, &t, &rng);
    mlp_tape_free(&t);
    mlp_free(&m);
    test_randomise();
    test_adamw();
    test_one_cycle();
    return done();
}
