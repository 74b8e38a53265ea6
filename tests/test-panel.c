/* SPDX-License-Identifier: MIT
 *
 * Networks in panels: the same bits from every kernel, lane and neighbour.
 */
#include "config.h"

#include "predict/panel.h"

#include "base/mem.h"
#include "base/rng.h"
#include "base/simd.h"
#include "predict/panel_kernels.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sizes that are no multiples of tiles or vectors. */
static const size_t sizes[] = {7, 13, 22, 9, 3};
enum { IN = 7, HIDDEN = 13, OUT = 3, N_LAYERS = 4, FIRST_OWN = 4, OWN = 2 };

static double *random_numbers(size_t n, double size, struct rng *rng) {
    double *x = mem_alloc_lines(n, sizeof *x);

    for (size_t i = 0; i < n; i++)
        x[i] = size * rng_normal(rng);
    return x;
}

/* The first layers have biases, the last has none. */
static struct panel_net net_of(const double parameters[],
                               enum panel_activation activation) {
    struct panel_net m = {
        .n_layers = N_LAYERS, .sizes = sizes, .activation = activation};

    for (size_t i = 0; i < N_LAYERS; i++) {
        m.weights[i] = parameters;
        parameters += sizes[i] * sizes[i + 1];
        m.biases[i] = i + 1 < N_LAYERS ? parameters : NULL;
        parameters += sizes[i + 1];
    }
    return m;
}

/* Outputs for one row of inputs, by the definition. */
static void reference(const struct panel_net *m, const double x[],
                      double out[]) {
    double value[32], next[32];

    memcpy(value, x, m->sizes[0] * sizeof *x);
    for (size_t i = 0; i < m->n_layers; i++) {
        for (size_t o = 0; o < m->sizes[i + 1]; o++) {
            double sum = m->biases[i] != NULL ? m->biases[i][o] : 0;

            for (size_t k = 0; k < m->sizes[i]; k++)
                sum += m->weights[i][o * m->sizes[i] + k] * value[k];
            if (i + 1 < m->n_layers)
                sum = m->activation == PANEL_RELU ? fmax(sum, 0)
                                                  : sum / (1 + exp(-sum));
            next[o] = sum;
        }
        memcpy(value, next, sizeof value);
    }
    memcpy(out, value, OUT * sizeof *out);
}

static double farthest(const double a[], const double b[], size_t n) {
    double far = 0;

    for (size_t i = 0; i < n; i++)
        far = fmax(far, fabs(a[i] - b[i]) / fmax(1, fabs(b[i])));
    return far;
}

/* ---- kernels ---- */

static size_t kernels(const struct panel_kernel *out[3]) {
    size_t n = 0;

    out[n++] = &panel_plain;
#ifdef SIMD_LEVELS
    if (simd_has_v3())
        out[n++] = &panel_v3;
    if (simd_has_v4())
        out[n++] = &panel_v4;
#endif
    return n;
}

static void check_kernels(const struct panel_net *m, struct rng *rng) {
    const struct panel_kernel *kernel[3];
    size_t n = kernels(kernel), differing = 0;
    double *one = random_numbers(HIDDEN, 1, rng);
    double *lanes = random_numbers(HIDDEN * PANEL, 1, rng);
    double *own = random_numbers(OWN * PANEL, 1, rng);
    double *room = panel_room(m);
    double *got = mem_alloc_lines(3 * OUT * PANEL, sizeof *got);
    const struct panel_start start = {.one = one,
                                      .lanes = lanes,
                                      .first_own = FIRST_OWN,
                                      .n_own = OWN,
                                      .own = own};

    for (size_t i = 0; i < n; i++) {
        kernel[i]->run(m, &start, room, got + i * OUT * PANEL);
        differing +=
            memcmp(got, got + i * OUT * PANEL, OUT * PANEL * sizeof *got) != 0;
    }
    ok(differing == 0, "%zu kernels give the same bits", n);
    free(one);
    free(lanes);
    free(own);
    free(room);
    free(got);
}

static void test_functions(struct rng *rng) {
    enum { N = 200 * PANEL };
    static const double ends[] = {0,    -0.0, 1e-300, 708,   709,
                                  -708, -1e4, 1e4,    -1e300};
    const struct panel_kernel *kernel[3];
    size_t n = kernels(kernel), differing = 0;
    double *x = random_numbers(N, 30, rng);
    double *got = mem_alloc_lines(6 * N, sizeof *got);
    double far_exp = 0, far_log = 0;

    memcpy(x, ends, sizeof ends);
    for (size_t i = 0; i < n; i++) {
        double *e = got + 2 * i * N, *l = e + N;

        kernel[i]->exp(x, N, e);
        kernel[i]->add_log_logistic(x, N, l);
        differing += memcmp(got, e, 2 * N * sizeof *got) != 0;
    }
    is_int((long long)differing, 0, "functions too");
    for (size_t i = 0; i < N; i++) {
        double want = exp(fmin(fmax(x[i], -708), 708));
        double log_want = -log1p(exp(-fmax(x[i], -708)));

        far_exp = fmax(far_exp, fabs(got[i] / want - 1));
        far_log = fmax(far_log,
                       fabs(got[N + i] - log_want) / fmax(1, fabs(log_want)));
    }
    ok(far_exp < 4.5e-16, "exp (%.1e)", far_exp);
    ok(far_log < 4.5e-16, "log of the logistic (%.1e)", far_log);
    free(x);
    free(got);
}

/* ---- rows and pairs ---- */

static void check_rows(const struct panel_net *m, struct rng *rng) {
    enum { N = 2 * PANEL + 5 };
    double *x = random_numbers(N * IN, 1, rng), want[OUT], alone[OUT];
    double *got = mem_alloc(N * OUT, sizeof *got), far = 0;
    size_t differing = 0;

    panel_rows(m, x, N, got);
    for (size_t i = 0; i < N; i++) {
        reference(m, x + i * IN, want);
        far = fmax(far, farthest(got + i * OUT, want, OUT));
        panel_rows(m, x + i * IN, 1, alone);
        differing += memcmp(alone, got + i * OUT, sizeof alone) != 0;
    }
    ok(far < 1e-13, "rows are what the network says (%.1e)", far);
    is_int((long long)differing, 0, "whatever else is asked");
    free(x);
    free(got);
}

/* Inputs of a pair: 0 to 3 are a's, 4 and 5 the pair's, 6 is b's. */
static double own_input(size_t a, size_t b, size_t i) {
    return sin(3.0 * (double)a + 7.0 * (double)b + (double)i);
}

static void own(const void *data, size_t a, size_t b, size_t stride,
                double out[]) {
    (void)data;
    for (size_t i = 0; i < OWN; i++)
        out[i * stride] = own_input(a, b, i);
}

static void halves(const struct panel_net *m, const double x[], size_t n,
                   bool of_a, double out[]) {
    double *part = mem_alloc(n * IN, sizeof *part);

    for (size_t i = 0; i < n * IN; i++)
        part[i] = of_a ? (i % IN < FIRST_OWN ? x[i] : 0)
                       : (i % IN >= FIRST_OWN + OWN ? x[i] : 0);
    panel_halves(m, part, n, of_a, out);
    free(part);
}

static void check_pairs(const struct panel_net *m, size_t n_a, size_t n_b,
                        struct rng *rng) {
    double *x_a = random_numbers(n_a * IN, 1, rng);
    double *x_b = random_numbers(n_b * IN, 1, rng);
    double *a = mem_alloc_lines(panel_count(n_a) * PANEL * HIDDEN, sizeof *a);
    double *b = mem_alloc_lines(panel_count(n_b) * PANEL * HIDDEN, sizeof *b);
    double *got = mem_alloc(OUT * n_a * n_b, sizeof *got), far = 0;
    struct panel_pairs p = {.net = m,
                            .a = a,
                            .n_a = n_a,
                            .b = b,
                            .n_b = n_b,
                            .first_own = FIRST_OWN,
                            .n_own = OWN,
                            .own = own};

    halves(m, x_a, n_a, true, a);
    halves(m, x_b, n_b, false, b);
    panel_pairs(&p, got);
    for (size_t i = 0; i < n_a * n_b; i++) {
        double x[IN], want[OUT], of_pair[OUT];

        memcpy(x, x_a + i / n_b * IN, sizeof x);
        for (size_t j = 0; j < OWN; j++)
            x[FIRST_OWN + j] = own_input(i / n_b, i % n_b, j);
        x[IN - 1] = x_b[i % n_b * IN + IN - 1];
        reference(m, x, want);
        for (size_t o = 0; o < OUT; o++)
            of_pair[o] = got[o * n_a * n_b + i];
        far = fmax(far, farthest(of_pair, want, OUT));
    }
    ok(far < 1e-13, "%zu x %zu pairs are what the network says (%.1e)", n_a,
       n_b, far);
    free(x_a);
    free(x_b);
    free(a);
    free(b);
    free(got);
}

int main(void) {
    struct rng rng;
    double *parameters;

    rng_init(&rng, 61, 1);
    parameters = random_numbers(1000, 0.5, &rng);
    for (int i = 0; i < 2; i++) {
        struct panel_net m =
            net_of(parameters, i == 0 ? PANEL_RELU : PANEL_SILU);

        check_kernels(&m, &rng);
        check_rows(&m, &rng);
        check_pairs(&m, 3, 2 * PANEL + 1, &rng);
        check_pairs(&m, PANEL + 2, 2, &rng);
        check_pairs(&m, 1, 1, &rng);
    }
    test_functions(&rng);
    free(parameters);
    return done();
}
