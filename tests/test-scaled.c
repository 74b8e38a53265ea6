/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/scaled.h"

#include "synthetic.h"
#include "tap.h"

/* Rows of the system from known unknowns and numbers of high entropy. */
static void test_solve(void) {
    enum { ROWS = 40 };
    static const double want[SCALED_N_FITTED] = {0.137, 2.91, 0, 17.3};
    double a[ROWS * SCALED_N_FITTED], b[ROWS], x[SCALED_N_FITTED] = {9};
    struct rng rng;

    rng_init(&rng, 8, 1);
    for (size_t i = 0; i < ROWS; i++) {
        b[i] = 0;
        for (size_t j = 0; j < SCALED_N_FITTED; j++) {
            a[i * SCALED_N_FITTED + j] = rng_uniform(&rng);
            b[i] += want[j] * a[i * SCALED_N_FITTED + j];
        }
    }
    ok(scaled_solve(a, b, ROWS, x), "a system is solved");
    for (size_t j = 0; j < SCALED_N_FITTED; j++)
        ok(fabs(x[j] - want[j]) < 1e-9, "unknown %zu: %g", j, x[j]);
    /* Pulled below 0, the third is held there and the others are the best
     * without it: their residual is at right angles to their columns. */
    for (size_t i = 0; i < ROWS; i++)
        b[i] -= 1.7 * a[i * SCALED_N_FITTED + 2];
    ok(scaled_solve(a, b, ROWS, x) && x[2] <= 0 && x[2] >= 0,
       "none is negative (%g)", x[2]);
    for (size_t j = 0; j < SCALED_N_FITTED; j++) {
        double product = 0;

        for (size_t i = 0; i < ROWS; i++) {
            double off = b[i];

            for (size_t k = 0; k < SCALED_N_FITTED; k++)
                off -= x[k] * a[i * SCALED_N_FITTED + k];
            product += off * a[i * SCALED_N_FITTED + j];
        }
        ok(x[j] > 0 ? fabs(product) < 1e-9 : product < 1e-9,
           "no step that is allowed makes it better (%.1e)", product);
    }
    /* A column of zeros, and two that are the same. */
    for (size_t i = 0; i < ROWS; i++) {
        a[i * SCALED_N_FITTED + 3] = 0;
        a[i * SCALED_N_FITTED + 1] = a[i * SCALED_N_FITTED];
        b[i] = 5 * a[i * SCALED_N_FITTED];
    }
    ok(scaled_solve(a, b, ROWS, x) && fabs(x[0] + x[1] - 5) < 1e-9 &&
           fabs(x[3]) <= 0,
       "what has no rank is left at 0");
}

/* The predictor's own physics with known constants, on three devices. */
static double true_time(const struct op *op, size_t stack,
                        const struct device *d) {
    struct op_load load;

    op_load(op, &stacks[stack], &load);
    return 0.217 + 1e-6 * load.flop / (device_sustained_fp32_gflops(d) * 0.63) +
           1e-6 * load.bytes / (d->memory_bandwidth_gbs * 0.78) +
           1e-6 * load.copy_bytes / (d->host_link_gbs * 0.51);
}

int main(void) {
    static const char *const names[] = {"gtx-1080-ti", "tesla-k40",
                                        "tesla-v100-sxm2-16gb"};
    const bool excluded[3] = {false};
    struct measurements m = {0};
    struct op op = op_dense(23, 41, 67);
    struct device unseen = device_named("titan-v");
    size_t fetch = FETCH;
    struct predictor p;
    struct law_term t;
    struct err e = {0};
    struct rng rng;

    test_solve();
    rng_init(&rng, 99, 0);
    for (size_t i = 0; i < 450; i++) {
        struct device d = device_named(names[i % 3]);
        struct op dense = draw_op(&rng, OP_DENSE);

        dense.n *= 5;
        synthetic_row(&m, &d, FETCH, &dense, true_time(&dense, FETCH, &d));
    }
    if (ok(predictor_train(&p, &predictor_scaled, &m, excluded, &train_defaults,
                           &e),
           "fitted")) {
        predictor_terms(&p, &op, &fetch, 1, m.devices, &t);
        near(t.host * p.null_ms[FETCH], 0.217, 1e-6, "the overhead");
        near(t.compute_ms_mhz, 1e-3 * 2 * 23 * 41 * 67 / (2 * 28 * 128 * 0.63),
             1e-6, "the slope of the work");
        near(t.memory_ms_gbs, 4e-6 * (23 * 67 + 67 * 41 + 23 * 41) / 0.78, 1e-6,
             "of the traffic");
        near(t.link_ms_gbs, 4e-6 * 23 * 41 / 0.51, 1e-6, "of the copy");
        near(predictor_time_ms(&p, &op, FETCH, &unseen),
             true_time(&op, FETCH, &unseen), 1e-6,
             "so it holds on a device it never saw");
    }
    predictor_free(&p);
    measurements_free(&m);
    return done();
}
