/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "predict/efficiency_loss.h"
#include "predict/feature.h"
#include "synthetic.h"
#include "tap.h"

/* ---- the loss ---- */

enum { ROWS = 5, F_IN = 4, G_IN = 3 };

static const struct efficiency_target targets[ROWS] = {
    {1, 0.31, 0.12, 0, -0.4},
    {0.83, 0.021, 0.37, 0.19, 0.9},
    {1.21, 4.3, 0.62, 0, 1.1},
    {1, 0.0017, 0.0031, 0.0023, -2.9},
    {1.07, 0.59, 0.071, 1.3, -1.7}};

static void pointers(const struct efficiency_target *out[ROWS]) {
    for (size_t i = 0; i < ROWS; i++)
        out[i] = &targets[i];
}

static void fill(double x[], size_t n, double size, struct rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = size * rng_normal(rng);
}

static void test_loss_value(void) {
    const double f[F_N] = {-2.2, 0.4, -0.7, 1.1}, g[G_N] = {0.35, -0.15};
    const struct efficiency_target *t = &targets[1];
    double df[F_N], dg[G_N], time, r;

    time = 0.83 * exp(-2.2) + 0.021 * (1 + exp(-0.75)) / 3 +
           0.37 * (1 + exp(0.85)) / 1.1 + 0.19 * (1 + exp(-1.1));
    r = log(time) - 0.9;
    near(efficiency_loss(f, g, 1, &t, df, dg), sqrt(r * r + 4e-4) - 0.02, 1e-13,
         "loss of one row by hand");
}

static void test_loss_gradient(struct rng *rng) {
    enum { N_F = ROWS * F_N, N_G = ROWS * G_N };
    const struct efficiency_target *rows[ROWS];
    double z[N_F + N_G], gradient[N_F + N_G], unused[N_F + N_G];
    double worst = 0, largest = 0;
    const double step = 1e-6;

    pointers(rows);
    fill(z, N_F + N_G, 1.1, rng);
    efficiency_loss(z, z + N_F, ROWS, rows, gradient, gradient + N_F);
    for (size_t i = 0; i < N_F + N_G; i++) {
        double was = z[i], up, down;

        z[i] = was + step;
        up = efficiency_loss(z, z + N_F, ROWS, rows, unused, unused + N_F);
        z[i] = was - step;
        down = efficiency_loss(z, z + N_F, ROWS, rows, unused, unused + N_F);
        z[i] = was;
        worst = fmax(worst, fabs((up - down) / (2 * step) - gradient[i]));
        largest = fmax(largest, fabs(gradient[i]));
    }
    ok(largest > 0.01 && worst < 1e-8 * largest,
       "gradient over the outputs agrees with central differences "
       "(%.1e of %.1e)",
       worst, largest);
}

/* Both networks and the loss, as in training. */
struct chain {
    struct mlp f, g;
    struct mlp_tape tape_f, tape_g;
    double x_f[ROWS * F_IN], x_g[ROWS * G_IN];
    double df[ROWS * F_N], dg[ROWS * G_N];
    const struct efficiency_target *rows[ROWS];
};

static double chain_loss(struct chain *c) {
    double f[ROWS * F_N], g[ROWS * G_N];

    mlp_forward(&c->f, c->x_f, ROWS, &c->tape_f, f);
    mlp_forward(&c->g, c->x_g, ROWS, &c->tape_g, g);
    return efficiency_loss(f, g, ROWS, c->rows, c->df, c->dg);
}

static void check_chain(struct chain *c, struct mlp *m, const double gradient[],
                        const char *name) {
    double worst = 0, largest = 0;
    const double step = 1e-5;

    for (size_t i = 0; i < m->n_parameters; i++) {
        double was = m->parameters[i], up, down;

        m->parameters[i] = was + step;
        up = chain_loss(c);
        m->parameters[i] = was - step;
        down = chain_loss(c);
        m->parameters[i] = was;
        worst = fmax(worst, fabs((up - down) / (2 * step) - gradient[i]));
        largest = fmax(largest, fabs(gradient[i]));
    }
    ok(largest > 0.01 && worst < 1e-6 * largest,
       "gradient over the parameters of %s agrees (%.1e of %.1e)", name, worst,
       largest);
}

static void test_chain(struct rng *rng) {
    static const size_t f_sizes[] = {F_IN, 6, 5, F_N};
    static const size_t g_sizes[] = {G_IN, 4, G_N};
    struct chain c;
    double *gradient_f, *gradient_g;

    pointers(c.rows);
    mlp_init(&c.f, f_sizes, 3);
    mlp_init(&c.g, g_sizes, 2);
    fill(c.f.parameters, c.f.n_parameters, 0.7, rng);
    fill(c.g.parameters, c.g.n_parameters, 0.7, rng);
    fill(c.x_f, ROWS * F_IN, 1, rng);
    fill(c.x_g, ROWS * G_IN, 1, rng);
    mlp_tape_init(&c.tape_f, &c.f, ROWS);
    mlp_tape_init(&c.tape_g, &c.g, ROWS);
    gradient_f = mem_alloc(c.f.n_parameters, sizeof *gradient_f);
    gradient_g = mem_alloc(c.g.n_parameters, sizeof *gradient_g);
    chain_loss(&c);
    mlp_backward(&c.f, c.df, ROWS, &c.tape_f, gradient_f);
    mlp_backward(&c.g, c.dg, ROWS, &c.tape_g, gradient_g);
    check_chain(&c, &c.f, gradient_f, "f");
    check_chain(&c, &c.g, gradient_g, "g");
    free(gradient_f);
    free(gradient_g);
    mlp_tape_free(&c.tape_f);
    mlp_tape_free(&c.tape_g);
    mlp_free(&c.f);
    mlp_free(&c.g);
}

/* ---- features ---- */

static double feature(const double x[], size_t n, const char *name_at(size_t),
                      const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(name_at(i), name) == 0)
            return x[i];
    printf("# no feature is called %s\n", name);
    return (double)NAN;
}

static size_t twice(size_t n, const char *name_at(size_t)) {
    size_t same = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            same += strcmp(name_at(i), name_at(j)) == 0;
    return same;
}

static void test_features(struct rng *rng) {
    size_t n_f = feature_n_layer(), n_g = feature_n_device(), infinite = 0;
    double *x = mem_alloc(n_f + n_g, sizeof *x);
    struct device d = device_named("gtx-1080-ti");
    struct feature_structure structure;
    struct op op = op_dense(23, 41, 67);

    is_int((long long)(twice(n_f, feature_layer_name) +
                       twice(n_g, feature_device_name)),
           0, "no name stands for two features");
    feature_layer(&op, LOOP, x);
    near(feature(x, n_f, feature_layer_name, "log2_flop"),
         log2(2.0 * 23 * 41 * 67), 1e-14, "work of a layer");
    near(feature(x, n_f, feature_layer_name, "log2_k"), log2(67), 1e-14,
         "depth of its product");
    structure = feature_structure_of(&d);
    feature_device(&op, &structure, x);
    near(feature(x, n_g, feature_device_name, "log2_cores_per_sm"), 7, 1e-14,
         "cores of a multiprocessor");
    for (size_t i = 0; i < 400; i++) {
        double *y = x + n_f;

        op = draw_op(rng, (enum op_kind)(i % OP_N_KINDS));
        op.phase = (enum op_phase)(i % OP_N_PHASES);
        d.sm_count = draw_whole(rng, 1, 1024);
        d.compute_capability = i % 3 ? draw(rng, 1, 99) : (double)NAN;
        feature_layer(&op, i % STACK_N, x);
        structure = feature_structure_of(&d);
        feature_device(&op, &structure, y);
        for (size_t j = 0; j < n_f + n_g; j++)
            infinite += isfinite(x[j]) ? 0 : 1;
    }
    is_int((long long)infinite, 0, "features are finite for any operation");
    free(x);
}

static void test_standardise(void) {
    const double mean[] = {1.5, 1.5, 1.5, 7}, scale[] = {0.5, 0.5, 0.5, 0};
    double x[] = {2.7, 900, -900, 31};

    efficiency_standardise(x, 4, mean, scale);
    near(x[0], 0.6, 1e-15, "standardised");
    ok(x[1] == 4 && x[2] == -4, "far values are clipped");
    ok(x[3] == 0, "a constant column says nothing");
    near(efficiency_logistic(-0.83), 1 / (1 + exp(0.83)), 1e-15, "logistic");
    ok(efficiency_logistic(-800) >= 0 && efficiency_logistic(800) == 1,
       "logistic of the very large");
}

/* ---- terms ---- */

/* A predictor whose networks give the same whatever they see. */
static struct efficiency *constant(const double f[][F_N], const double g[][G_N],
                                   size_t n_members) {
    const size_t f_sizes[] = {feature_n_layer(), 3, F_N};
    const size_t g_sizes[] = {feature_n_device(), 3, G_N};
    struct efficiency *p = efficiency_new();

    p->typical = (struct feature_structure){21, 6.7, 0.2, 0.4};
    p->n_members = n_members;
    for (size_t i = 0; i < n_members; i++) {
        mlp_init(&p->f[i], f_sizes, 2);
        mlp_init(&p->g[i], g_sizes, 2);
        memcpy(mlp_biases(&p->f[i], 1), f[i], F_N * sizeof(double));
        memcpy(mlp_biases(&p->g[i], 1), g[i], G_N * sizeof(double));
    }
    return p;
}

static double bounded(double most, double z) {
    return most / (1 + exp(-z));
}

static void test_terms(void) {
    static const double f[2][F_N] = {{-2.1, 0.3, -0.4, 0.9},
                                     {-2.6, -0.2, 0.5, 0.1}};
    static const double g[2][G_N] = {{0.21, -0.35}, {-0.11, 0.47}};
    const double e_c = sqrt(bounded(3, 0.51) * bounded(3, -0.31));
    const double e_m = sqrt(bounded(1.1, -0.75) * bounded(1.1, 0.97));
    const double e_l = sqrt(bounded(1, 0.9) * bounded(1, 0.1));
    struct efficiency *state = constant(f, g, 2);
    const struct predictor p = {.kind = &predictor_efficiency,
                                .state = state,
                                .null_ms = {0.19, 0.31, 1, 1, 1}};
    struct device d = device_named("gtx-1080-ti");
    const struct op ops[] = {op_dense(23, 41, 67), op_dense(23, 41, 67)};
    const size_t stack[] = {FETCH, LOOP};
    struct law_term t[2];

    predictor_terms(&p, ops, stack, 2, &d, t);
    near(t[0].compute_ms_mhz,
         1e3 * 2 * 23 * 41 * 67 / (2 * 28 * 128 * e_c * 1e6), 1e-13,
         "compute: members are averaged in the logarithm");
    near(t[0].memory_ms_gbs,
         1e3 * 4 * (23 * 67 + 67 * 41 + 23 * 41) / (1e9 * e_m), 1e-13,
         "memory");
    near(t[0].link_ms_gbs, 1e3 * 4 * 23 * 41 / (1e9 * e_l), 1e-13, "link");
    near(t[0].host, exp(-2.35) / 0.31, 1e-13,
         "a session's overhead is the host's");
    ok(t[0].overhead_ms == 0 && t[1].host == 0 && t[1].link_ms_gbs == 0,
       "and that alone; kernels know no host");
    near(t[1].overhead_ms, exp(-2.35), 1e-13, "a kernel's overhead");
    efficiency_free(state);
    efficiency_free(NULL);
}

/* Terms of a few operations under any networks. */
enum { N_OPS = 12 };
static void some_terms(struct efficiency *state, const struct device *d,
                       struct law_term out[N_OPS]) {
    const struct predictor p = {.kind = &predictor_efficiency,
                                .state = state,
                                .null_ms = {0.2, 0.3, 1, 1, 1}};
    struct op ops[N_OPS];
    size_t stack[N_OPS];
    struct rng rng;

    rng_init(&rng, 8, 1);
    for (size_t i = 0; i < N_OPS; i++) {
        ops[i] = draw_op(&rng, (enum op_kind)(i % OP_N_KINDS));
        stack[i] = i % STACK_N;
    }
    predictor_terms(&p, ops, stack, N_OPS, d, out);
}

/* What is not among the facts has no effect, and what is has one. */
static void test_facts(struct rng *rng) {
    static const double zero_f[1][F_N], zero_g[1][G_N];
    struct efficiency *p = constant(zero_f, zero_g, 1);
    const struct device base = device_named("gtx-1080-ti");
    struct law_term want[N_OPS], got[N_OPS];
    size_t *facts = mem_alloc(device_n_fields, sizeof *facts);
    size_t n_facts = predictor_efficiency.facts(facts), wrong = 0, tags = 0;
    struct device d = base;

    fill(p->f->parameters, p->f->n_parameters, 0.5, rng);
    fill(p->g->parameters, p->g->n_parameters, 0.5, rng);
    for (size_t i = 0; i < feature_n_layer(); i++)
        p->f_scale[i] = 0.2;
    for (size_t i = 0; i < feature_n_device(); i++)
        p->g_scale[i] = 0.2;
    some_terms(p, &base, want);
    for (size_t i = 0; i < device_n_fields; i++) {
        bool fact = false, differs = false;

        for (size_t j = 0; j < n_facts; j++)
            fact = fact || facts[j] == i;
        for (size_t j = 0; j < 2; j++) {
            d = base;
            device_set(&d, i, j ? device_get(&d, i) * 3 : 7);
            some_terms(p, &d, got);
            differs = differs || memcmp(got, want, sizeof want) != 0;
        }
        wrong += fact != differs;
        if (fact != differs)
            printf("# %s\n", device_fields[i].key);
    }
    is_int((long long)wrong, 0,
           "terms hang on the device's facts, all of them "
           "and no other field");
    d = base;
    strcpy(d.name, "another");
    strcpy(d.architecture, "Turing");
    strcpy(d.memory_type, "HBM2");
    some_terms(p, &d, got);
    tags += memcmp(got, want, sizeof want) != 0;
    is_int((long long)tags, 0, "and on no name");
    free(facts);
    efficiency_free(p);
}

int main(void) {
    struct rng rng;

    rng_init(&rng, 2718, 1);
    test_loss_value();
    test_loss_gradient(&rng);
    test_chain(&rng);
    test_features(&rng);
    test_standardise();
    test_terms();
    test_facts(&rng);
    return done();
}
