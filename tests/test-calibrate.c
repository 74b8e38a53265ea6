/* SPDX-License-Identifier: MIT
 *
 * Corrections of a device by a few measured rows.
 */
#include "config.h"

#include "predict/calibrate.h"
#include "predict/left_out.h"

#include "predict/efficiency.h"
#include "synthetic.h"
#include "tap.h"

#include <unistd.h>

/* By hand: groups of 3 and 1 rows, the others without. */
static void test_fit(void) {
    const struct calibration_row rows[] = {{SESSION, OP_CONV2D, -0.31},
                                           {SESSION, OP_CONV2D, -0.17},
                                           {SESSION, OP_CONV2D, -0.23},
                                           {EVENTS, OP_DENSE, 0.41}};
    struct calibration c = {.n_rows = 0};
    /* Median of 0.31, 0.17, 0.23, -0.41, drawn to 0 by 2 rows of 6. */
    const double common = 0.2 * 4 / 6;

    calibration_fit(&c, rows, 4);
    is_int((long long)c.n_rows, 4, "rows");
    near(c.log_factor[SESSION][OP_CONV2D], common + (0.23 - common) * 3 / 5,
         1e-12, "three rows");
    near(c.log_factor[EVENTS][OP_DENSE], common + (-0.41 - common) / 3, 1e-12,
         "one row");
    near(c.log_factor[LOOP][OP_SOFTMAX], common, 1e-12,
         "a group without rows has the device's");
}

/* A device that takes 1.7 times as long in products: its times come right,
 * other devices' and the file's other numbers do not move. */
static void test_predictor(void) {
    static const struct train_options options = {
        .seed = 3, .members = 1, .epochs = 2, .rows_per_group = 40};
    const bool none[2] = {false, false};
    struct device a = device_named("gtx-1080-ti"), b = device_named("tesla-t4");
    struct measurements m = {0};
    struct predictor p, again;
    struct calibration_row rows[10];
    struct calibration c = {.n_rows = 0};
    struct op op = op_dense(37, 411, 983), conv = op_conv(3, 17, 29, 31, 3, 1);
    double before, other, after;
    struct err e = {0};
    char path[] = "/tmp/test-calibrate-XXXXXX.cfg", *text;
    struct law_term raw, corrected;
    size_t stack = EVENTS;

    synthetic_rows(&m, &a, EVENTS, OP_DENSE, 60, 5);
    synthetic_rows(&m, &a, EVENTS, OP_CONV2D, 60, 5);
    synthetic_rows(&m, &b, EVENTS, OP_DENSE, 60, 5);
    if (!ok(predictor_train(&p, &predictor_efficiency, &m, none, &options, &e),
            "trained %s", e.text))
        return;
    before = predictor_time_ms(&p, &op, EVENTS, &a);
    other = predictor_time_ms(&p, &op, EVENTS, &b);
    predictor_terms(&p, &op, &stack, 1, &a, &raw);
    for (size_t i = 0; i < 10; i++)
        rows[i] = (struct calibration_row){EVENTS, OP_DENSE, -log(1.7)};
    calibration_fit(&c, rows, 10);
    strcpy(c.device, a.name);
    predictor_calibrate(&p, &c);
    predictor_calibrate(&p, &c);
    is_int((long long)p.n_calibrations, 1, "one a device");
    after = predictor_time_ms(&p, &op, EVENTS, &a);
    near(after / before, exp(c.log_factor[EVENTS][OP_DENSE]), 1e-9,
         "times are multiplied");
    ok(after / before > 1.6 && after / before < 1.7, "nearly by 1.7");
    ok(predictor_time_ms(&p, &op, EVENTS, &b) == other, "no other device's");
    predictor_terms(&p, &op, &stack, 1, &a, &corrected);
    near(corrected.memory_ms_gbs / raw.memory_ms_gbs, after / before, 1e-9,
         "so is each part of the law");
    text = model_text(&p);
    close(mkstemps(path, 4));
    write_text(path, text);
    free(text);
    ok(predictor_load(&again, path, &e), "read back %s", e.text);
    near(predictor_time_ms(&again, &conv, EVENTS, &a),
         predictor_time_ms(&p, &conv, EVENTS, &a), 1e-12, "the same");
    predictor_free(&again);
    unlink(path);
    predictor_free(&p);
    measurements_free(&m);
}

/* Errors that are one factor a group vanish with a few rows. */
static void test_try(void) {
    enum { N = 60 };
    struct left_out_error errors[2 * N];
    struct left_out x = {2 * N, 3, errors, NULL};
    double error[3];

    for (size_t i = 0; i < N; i++) {
        errors[i] = (struct left_out_error){0, EVENTS, OP_DENSE, 0, 0.5};
        errors[N + i] =
            (struct left_out_error){2, EVENTS, OP_DENSE, 0, i % 2 ? 0.2 : -0.2};
    }
    calibration_try(&x, 0, error);
    near(error[0], exp(0.5) - 1, 1e-12, "without rows, all of the error");
    ok(isnan(error[1]), "nothing is known of a device without rows");
    calibration_try(&x, 3, error);
    ok(error[0] < 0.27, "three rows take most of it: %g", error[0]);
    calibration_try(&x, 50, error);
    ok(error[0] < 0.03, "many nearly all: %g", error[0]);
    ok(error[2] > 0.15, "what is no common factor stays: %g", error[2]);
}

int main(void) {
    test_fit();
    test_predictor();
    test_try();
    return done();
}
