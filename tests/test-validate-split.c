/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/validate.h"

#include "predict/roofline.h"
#include "predict/validate_pairs.h"
#include "predict/validate_sums.h"
#include "synthetic.h"
#include "tap.h"

/* The same 80 products on each device under LOOP. */
static void add(struct measurements *m, const char *name, double factor) {
    struct device d = device_named(name);
    struct rng rng;

    rng_init(&rng, 33, 0);
    for (size_t i = 0; i < 80; i++) {
        struct op op = draw_op(&rng, OP_DENSE);

        synthetic_row(m, &d, LOOP, &op,
                      factor * synthetic_time_ms(&op, LOOP, &d));
    }
}

static void add_network(struct measurements *m, const char *name) {
    m->networks = mem_grow(m->networks, &m->networks_capacity,
                           m->n_networks + 1, sizeof *m->networks);
    strcpy(m->networks[m->n_networks++], name);
}

static void test_devices(void) {
    struct measurements m = {0};
    struct validate_split s;
    struct device d = device_named("titan-v");
    struct device new = device_named("rtx-4090");

    add(&m, "gtx-1080-ti", 1);
    add(&m, "tesla-v100-sxm2-16gb", 1);
    add(&m, "tesla-k40", 1);
    add(&m, "tesla-v100-pcie-32gb", 1);
    add(&m, "tesla-p4", 1);
    validate_split_new(&s, &m, VALIDATE_DEVICE);
    is_int((long long)s.n_folds, 4, "twins share a fold");
    ok(s.device_fold[1] == s.device_fold[3] &&
           s.device_fold[0] != s.device_fold[4],
       "and only twins do");
    ok(s.fold[81] == s.device_fold[1] && s.fold[399] == s.device_fold[4],
       "each row is left out with its device");
    ok(validate_fold_of_device(&s, &m, &d) == s.device_fold[1],
       "a twin without rows has the fold of its twins");
    ok(validate_fold_of_device(&s, &m, &new) == 4, "a stranger has none");
    validate_split_free(&s);
    validate_split_new(&s, &m, VALIDATE_ARCHITECTURE);
    is_int((long long)s.n_folds, 3, "by architecture");
    ok(s.device_fold[0] == s.device_fold[4] &&
           s.device_fold[0] != s.device_fold[1],
       "all of Pascal together");
    validate_split_free(&s);
    measurements_free(&m);
}

/* A tenth of the shapes, the same on all devices. */
static void test_random(void) {
    struct measurements m = {0};
    struct validate_split s;
    size_t n = 0;
    bool same = true;

    add(&m, "gtx-1080-ti", 1);
    synthetic_rows(&m, &m.devices[0], LOOP, OP_CONV2D, 3000, 4);
    add(&m, "tesla-k40", 1);
    validate_split_new(&s, &m, VALIDATE_RANDOM);
    for (size_t i = 0; i < 80; i++)
        same = same && s.fold[i] == s.fold[3080 + i];
    for (size_t i = 80; i < 3080; i++)
        n += s.fold[i] == 0;
    ok(same, "a shape stands in the same part on every device");
    ok(n > 240 && n < 360, "about a tenth are left out: %zu of 3000", n);
    ok(s.n_folds == 1, "in one fold");
    validate_split_free(&s);
    measurements_free(&m);
}

/* Families, and shapes of theirs that stand elsewhere too. */
static void test_network(void) {
    const struct predictor_kind *kind = &predictor_roofline;
    struct measurements m = {0};
    struct validate_split s;
    struct predictor p = {0};
    struct err e = {0};

    add(&m, "gtx-1080-ti", 1);
    add(&m, "tesla-k40", 1);
    add_network(&m, "ResNet050-v1");
    add_network(&m, "BVLC_GoogleNet");
    add_network(&m, "resnet152");
    add_network(&m, "Inception-v2");
    m.rows[3].of_network = 1;
    m.rows[5].of_network = 2;
    m.rows[7].of_network = 3;
    m.rows[9].of_network = 4;
    validate_split_new(&s, &m, VALIDATE_NETWORK);
    is_int((long long)s.n_folds, 2, "families of networks");
    ok(s.fold[3] == s.fold[7] && s.fold[5] == s.fold[9] &&
           s.fold[3] != s.fold[5] && s.fold[4] == VALIDATE_NO_FOLD,
       "each row with its family");
    ok(validate_fold_of_network(&s, &m, "resnet18") == s.fold[3] &&
           validate_fold_of_network(&s, &m, "vgg16") == 2,
       "networks without rows");
    if (ok(validate_train(&p, kind, &m, &s, s.fold[3], &train_defaults, &e),
           "trained"))
        is_int((long long)p.n_rows, 156,
               "without the family's rows, nor their shapes elsewhere");
    predictor_free(&p);
    if (ok(validate_train(&p, kind, &m, &s, s.n_folds, &train_defaults, &e),
           "trained"))
        is_int((long long)p.n_rows, 160, "on all rows");
    predictor_free(&p);
    validate_split_free(&s);
    measurements_free(&m);
}

/* A marker device whose times are a thousandfold must not be felt. */
static void test_no_leak(void) {
    const struct predictor_kind *kind = &predictor_roofline;
    struct measurements with = {0}, without = {0};
    struct validate_split s;
    struct predictor p = {0}, q = {0};
    const bool none[2] = {false};
    struct err e = {0};

    add(&without, "gtx-1080-ti", 1);
    add(&without, "tesla-k40", 1);
    add(&with, "gtx-1080-ti", 1);
    add(&with, "tesla-k40", 1);
    add(&with, "tesla-t4", 1000);
    validate_split_new(&s, &with, VALIDATE_DEVICE);
    if (ok(validate_train(&p, kind, &with, &s, s.device_fold[2],
                          &train_defaults, &e) &&
               predictor_train(&q, kind, &without, none, &train_defaults, &e),
           "trained")) {
        char *a = model_text(&p), *b = model_text(&q);

        is_str(a, b, "a left-out device leaves no trace in the model");
        free(a);
        free(b);
    }
    predictor_free(&p);
    predictor_free(&q);
    validate_split_free(&s);
    measurements_free(&with);
    measurements_free(&without);
}

static void test_predict(void) {
    struct measurements m = {0};
    struct validate_split s;
    struct validate_times times;
    struct predictor p;
    struct op odd = op_conv(3, 7, 13, 9, 3, 1);
    double *null_ms[STACK_N];
    const bool none[2] = {false};
    struct err e = {0};
    bool good = true;

    add(&m, "gtx-1080-ti", 1);
    add(&m, "tesla-k40", 1);
    synthetic_rows(&m, &m.devices[1], SESSION, OP_DENSE, 250, 9);
    ok(predictor_train(&p, &predictor_roofline, &m, none, &train_defaults, &e),
       "trained");
    synthetic_row(&m, &m.devices[1], LOOP, &odd, 1.7);
    validate_split_new(&s, &m, VALIDATE_DEVICE);
    validate_null_times(&m, null_ms);
    validate_times_new(&times, m.n);
    null_ms[SESSION][1] = 7.31 + p.null_ms[SESSION];
    validate_predict(&p, &m, &s, s.device_fold[1],
                     (const double *const *)null_ms, &times);
    for (size_t i = 0; i < 80; i++)
        good = good && isnan(times.plain_ms[i]);
    ok(good, "rows of other folds stay unknown");
    near(times.plain_ms[117],
         predictor_time_ms(&p, &m.rows[117].op, LOOP, &m.devices[1]), 0,
         "those of the fold are predicted");
    ok(isnan(times.plain_ms[410]), "but for what the predictor never saw");
    near(times.given_ms[117], times.plain_ms[117], 0,
         "kernels do not hear of the host");
    ok(times.given_ms[200] - times.plain_ms[200] > 1,
       "sessions take the null-operation time given");
    for (size_t i = 0; i < STACK_N; i++)
        free(null_ms[i]);
    validate_times_free(&times);
    validate_split_free(&s);
    predictor_free(&p);
    measurements_free(&m);
}

/* Three shapes on three devices, with an answer by hand. */
static void test_pairs(void) {
    static const double measured[3][3] = {
        {1.0, 0.031, 4.0}, {2.0, 0.07, 4.4}, {1.1, 0.09, 9.0}};
    static const double predicted[3][3] = {
        {1.2, 0.02, 5.0}, {1.5, 0.06, 4.0}, {1.6, 0.05, 8.0}};
    static const char *const names[] = {"gtx-1080-ti", "tesla-k40", "tesla-t4"};
    struct measurements m = {0};
    struct validate_pairs p;
    double ms[10];

    for (size_t d = 0; d < 3; d++) {
        struct device device = device_named(names[d]);

        for (size_t i = 0; i < 3; i++) {
            struct op op = op_conv(1 + (double)i, 16, 28, 31, 3, 1);

            ms[m.n] = predicted[d][i];
            synthetic_row(&m, &device, LOOP, &op, measured[d][i]);
        }
    }
    /* Only on one device, and under another stack. */
    ms[m.n] = 3;
    synthetic_row(&m, &m.devices[0], BEST, &m.rows[0].op, 77);
    validate_pairs_new(&p, &m, ms, 0);
    /* Shape 0: 0<1 right (2.0, clear), 0<2 right, 1>2 wrong (1.82, clear).
     * Shape 1: device 0 is too short; 1<2 wrong (1.29).
     * Shape 2: 0<1 wrong (1.1), 0<2 right (2.25), 1<2 right (2.05). */
    is_int((long long)p.order[LOOP].n, 7, "pairs");
    is_int((long long)p.order[LOOP].right, 4, "ordered right");
    is_int((long long)p.order[LOOP].n_clear, 4, "clear pairs");
    is_int((long long)p.order[LOOP].right_clear, 3, "ordered right");
    is_int((long long)p.order[STACK_N].n, 7, "in all stacks");
    is_int((long long)p.order[BEST].n, 0, "stacks are not mixed");
    is_int((long long)p.n_ratios, 4, "ratios of two devices and stack and all");
    ok(p.ratios[0].device == 1 && p.ratios[0].stack == LOOP &&
           p.ratios[1].stack == STACK_N && p.ratios[3].device == 2,
       "whose they are");
    near(p.ratios[0].score.mape,
         100.0 / 3 *
             (fabs(1.5 / 1.2 / 2 - 1) + fabs(0.06 / 0.02 / (0.07 / 0.031) - 1) +
              fabs(4.0 / 5 / 1.1 - 1)),
         1e-12, "error of the ratio");
    validate_pairs_free(&p);
    measurements_free(&m);
}

static void test_repeats(void) {
    struct measurements m = {0};
    struct device a = device_named("gtx-1080-ti"), b = device_named("titan-v");
    struct op op = op_conv(2, 16, 28, 31, 3, 1);
    static const double ms[] = {3, 1, 2};
    struct validate_pairs p;

    /* The mean of the repeats, 2.05, is above 2. */
    synthetic_row(&m, &a, LOOP, &op, 1.9);
    synthetic_row(&m, &b, LOOP, &op, 2.0);
    synthetic_row(&m, &a, LOOP, &op, 2.2);
    validate_pairs_new(&p, &m, ms, 2);
    ok(p.order[LOOP].n == 1 && p.order[LOOP].right == 1,
       "repeats are averaged");
    is_int((long long)p.n_ratios, 0, "no reference, no ratios");
    validate_pairs_free(&p);
    measurements_free(&m);
}

static void test_sums(void) {
    struct measurements m = {0};
    struct device d = device_named("gtx-1080-ti");
    static const double ms[] = {1, 10, 100, 1000, 1e4, 1e5}, given[6] = {0};
    struct validate_times x;
    struct validate_sums s;

    add_network(&m, "vgg16");
    for (size_t i = 0; i < 6; i++) {
        struct op op = op_conv(i < 4 ? 4 : 16, 3 + (double)i, 28, 31, 3, 1);

        synthetic_row(&m, &d, i == 2 ? BEST : FETCH, &op, 0.5 + (double)i);
        m.rows[i].of_network = i != 1;
    }
    x.plain_ms = mem_alloc(6, sizeof *x.plain_ms);
    x.given_ms = mem_alloc(6, sizeof *x.given_ms);
    memcpy(x.plain_ms, ms, sizeof ms);
    memcpy(x.given_ms, given, sizeof given);
    validate_sums_new(&s, &m, NULL, &x);
    if (is_int((long long)s.n, 2, "a sum for each network and batch")) {
        near(s.sums[0].measured_ms, 0.5 + 3.5, 1e-15, "measured layers");
        near(s.sums[0].plain_ms, 1001, 1e-15, "the same layers predicted");
        near(s.sums[1].plain_ms, 1.1e5, 1e-15, "and of the next batch");
        ok(s.sums[1].n_layers == 2 && isnan(s.sums[1].seen_ms),
           "none by a predictor of all rows");
    }
    validate_sums_free(&s);
    validate_times_free(&x);
    measurements_free(&m);
}

int main(void) {
    test_devices();
    test_random();
    test_network();
    test_no_leak();
    test_predict();
    test_pairs();
    test_repeats();
    test_sums();
    return done();
}
