/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency_cards.h"

#include "predict/query.h"
#include "synthetic.h"
#include "tap.h"

enum {
    ROWS = 7,
    CARDS = 3,
    N_H = ROWS * F_N * EFFICIENCY_RANK,
    N_U = CARDS * EFFICIENCY_RANK
};

static void fill(double x[], size_t n, double size, struct rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = size * rng_normal(rng);
}

/* ---- the loss ---- */

struct sample {
    double base[ROWS * F_N], h[N_H], u[N_U];
    size_t card[ROWS];
    struct efficiency_target targets[ROWS];
    const struct efficiency_target *rows[ROWS];
    double dh[N_H], du[N_U];
};

static double loss(struct sample *s, double dh[], double du[]) {
    return efficiency_cards_loss(s->base, s->h, s->u, s->card, ROWS, CARDS,
                                 s->rows, dh, du);
}

/* Largest deviation of gradient[n] from central differences over x[n]. */
static double deviation(struct sample *s, double x[], const double gradient[],
                        size_t n, double *largest) {
    static double dh[N_H], du[N_U];
    const double size = 1e-6;
    double worst = 0;

    for (size_t i = 0; i < n; i++) {
        double was = x[i], up, down;

        x[i] = was + size;
        up = loss(s, dh, du);
        x[i] = was - size;
        down = loss(s, dh, du);
        x[i] = was;
        worst = fmax(worst, fabs((up - down) / (2 * size) - gradient[i]));
        *largest = fmax(*largest, fabs(gradient[i]));
    }
    return worst;
}

static void test_gradient(struct rng *rng) {
    struct sample *s = mem_alloc(1, sizeof *s);
    double largest_h = 0, largest_u = 0, worst_h, worst_u;

    fill(s->base, ROWS * F_N, 1.1, rng);
    fill(s->h, N_H, 0.3, rng);
    fill(s->u, N_U, 0.5, rng);
    for (size_t i = 0; i < ROWS; i++) {
        s->card[i] = i * 2 % CARDS;
        s->targets[i] = (struct efficiency_target){
            1.07, draw(rng, 0.01, 3), draw(rng, 0.01, 3), draw(rng, 0.01, 1),
            rng_normal(rng)};
        s->rows[i] = &s->targets[i];
    }
    loss(s, s->dh, s->du);
    worst_h = deviation(s, s->h, s->dh, N_H, &largest_h);
    worst_u = deviation(s, s->u, s->du, N_U, &largest_u);
    ok(largest_h > 1e-3 && worst_h < 1e-7 * largest_h,
       "gradient over h agrees with central differences (%.1e of %.1e)",
       worst_h, largest_h);
    ok(largest_u > 1e-3 && worst_u < 1e-7 * largest_u,
       "and that over u (%.1e of %.1e)", worst_u, largest_u);
    free(s);
}

/* ---- what a card changes ---- */

static const char *const machines[] = {"gtx-1080-ti", "tesla-k40",
                                       "tesla-v100-sxm2-16gb", "tesla-p4"};
enum { N_MACHINES = sizeof machines / sizeof *machines, ODD = 1 };

/* One card takes half as long again for the convolutions of one stack, and
 * its machine is slow to answer. */
static void table(struct measurements *m) {
    for (size_t i = 0; i < N_MACHINES; i++) {
        struct device d = device_named(machines[i]);

        synthetic_rows(m, &d, EVENTS, OP_CONV2D, 200, 7);
        synthetic_rows(m, &d, EVENTS, OP_UNARY, 100, 7);
        synthetic_rows(m, &d, SESSION, OP_DENSE, 220, 7);
    }
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].device == ODD && m->rows[i].op.kind == OP_CONV2D)
            m->rows[i].time_ms *= 1.5;
        else if (m->rows[i].device == ODD && m->rows[i].stack == SESSION)
            m->rows[i].time_ms += 0.3;
}

/* Mean |predicted / 1.5 true - 1| in percent over new convolutions. */
static double odd_error(const struct predictor *p, const struct device *d) {
    enum { N = 80 };
    struct rng rng;
    double sum = 0;

    rng_init(&rng, 4711, 3);
    for (size_t i = 0; i < N; i++) {
        struct op op = draw_op(&rng, OP_CONV2D);

        sum += fabs(predictor_time_ms(p, &op, EVENTS, d) /
                        (1.5 * synthetic_time_ms(&op, EVENTS, d)) -
                    1);
    }
    return 100 * sum / N;
}

static size_t differing(const struct predictor *a, const struct predictor *b,
                        const struct device *d, size_t stack,
                        enum op_kind kind) {
    struct rng rng;
    size_t n = 0;

    rng_init(&rng, 99, 2);
    for (size_t i = 0; i < 40; i++) {
        struct op op = draw_op(&rng, kind);
        struct law_term x, y;

        predictor_terms(a, &op, &stack, 1, d, &x);
        predictor_terms(b, &op, &stack, 1, d, &y);
        n += memcmp(&x, &y, sizeof x) != 0;
    }
    return n;
}

/* Of the convolutions that the odd card is slow at, those whose general terms
 * are not another device's. */
static size_t not_general(const struct predictor *p, const struct device *odd,
                          const struct device *unknown) {
    const size_t stack = EVENTS;
    struct rng rng;
    size_t n = 0;

    rng_init(&rng, 99, 2);
    for (size_t i = 0; i < 40; i++) {
        struct op op = draw_op(&rng, OP_CONV2D);
        struct law_term x, y;
        struct query q;

        query_init(&q, p, &op, &stack, 1, true);
        query_terms(&q, &odd, 1, &x);
        query_free(&q);
        predictor_terms(p, &op, &stack, 1, unknown, &y);
        n += memcmp(&x, &y, sizeof x) != 0;
    }
    return n;
}

static void check_cards(const struct predictor *with,
                        const struct predictor *without,
                        const struct measurements *m) {
    struct device odd = m->devices[ODD], unknown = odd;
    double seen = odd_error(with, &odd), blind = odd_error(without, &odd);

    ok(seen < 12 && seen < 0.6 * blind,
       "what one card does is learned (%.1f %% in place of %.1f)", seen, blind);
    strcpy(unknown.like, "never measured");
    is_int((long long)(differing(with, without, &unknown, EVENTS, OP_CONV2D) +
                       differing(with, without, &unknown, SESSION, OP_DENSE)),
           0, "a device that was not measured is predicted as without cards");
    is_int((long long)differing(with, without, &odd, BEST, OP_CONV2D), 0,
           "so is a measured one under a stack that it was not measured under");
    is_int((long long)differing(with, without, &odd, EVENTS, OP_CONV2D), 40,
           "but not under its own");
    is_int((long long)not_general(with, &odd, &unknown), 0,
           "its general terms know nothing of it");
    ok(predictor_null_ms(with, SESSION, &odd) >
               predictor_null_ms(with, SESSION, &unknown) + 0.2 &&
           predictor_null_ms(with, SESSION, &unknown) >=
               with->null_ms[SESSION] &&
           predictor_null_ms(with, SESSION, &unknown) <= with->null_ms[SESSION],
       "a measured machine has its own null operation, others the median");
}

static void test_cards(void) {
    struct train_options options = {.seed = 5,
                                    .members = 1,
                                    .epochs = 60,
                                    .rows_per_group = 200,
                                    .cards = true};
    const bool none[N_MACHINES] = {false};
    struct measurements m = {0};
    struct predictor with = {0}, without = {0};
    struct err e;
    bool good;

    table(&m);
    good =
        predictor_train(&with, &predictor_efficiency, &m, none, &options, &e);
    options.cards = false;
    if (good && predictor_train(&without, &predictor_efficiency, &m, none,
                                &options, &e))
        check_cards(&with, &without, &m);
    else
        ok(false, "training: %s", e.text);
    predictor_free(&with);
    predictor_free(&without);
    measurements_free(&m);
}

/* ---- g is drawn to the typical device ---- */

static void test_draw(struct rng *rng) {
    enum { N = 5 };
    const size_t n_f = feature_n_layer(), n_g = feature_n_device();
    const size_t f_sizes[] = {n_f, 4, F_N}, g_sizes[] = {n_g, 4, G_N};
    struct efficiency *p = efficiency_new();
    double *x_f = mem_alloc(N * n_f, sizeof *x_f);
    double *x_g = mem_alloc(N * n_g, sizeof *x_g);
    double *x_t = mem_alloc(N * n_g, sizeof *x_t);
    double own[N * F_N], typical[N * F_N], drawn[N * F_N], far = 0, apart = 0;

    p->n_members = 1;
    mlp_init(&p->f[0], f_sizes, 2);
    mlp_init(&p->g[0], g_sizes, 2);
    fill(p->f->parameters, p->f->n_parameters, 0.5, rng);
    fill(p->g->parameters, p->g->n_parameters, 0.5, rng);
    fill(x_f, N * n_f, 1, rng);
    fill(x_g, N * n_g, 1, rng);
    fill(x_t, N * n_g, 1, rng);
    efficiency_logits(p, 0, x_f, x_g, x_g, N, own);
    efficiency_logits(p, 0, x_f, x_t, x_t, N, typical);
    efficiency_logits(p, 0, x_f, x_g, x_t, N, drawn);
    for (size_t i = 0; i < N * F_N; i++) {
        far = fmax(far, fabs(drawn[i] - (0.75 * own[i] + 0.25 * typical[i])));
        apart = fmax(apart, fabs(own[i] - typical[i]));
    }
    ok(apart > 0.1 && far < 1e-13,
       "g counts three quarters, that of the typical device a quarter");
    free(x_f);
    free(x_g);
    free(x_t);
    efficiency_free(p);
}

int main(void) {
    struct rng rng;

    rng_init(&rng, 31, 1);
    test_gradient(&rng);
    test_cards();
    test_draw(&rng);
    return done();
}
