/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/doubt.h"
#include "predict/roofline.h"
#include "synthetic.h"
#include "tap.h"

/* Rows of two cards, the P5000 with all of its times by `factor`. */
static void table(struct measurements *m, size_t stack, enum op_kind kind,
                  size_t n, double factor, const char *strong,
                  const char *weak) {
    struct device a = device_named(strong), b = device_named(weak);
    size_t first = m->n;

    synthetic_rows(m, &a, stack, kind, n, 7);
    for (size_t i = first; i < m->n; i++)
        m->rows[i].time_ms *= factor;
    synthetic_rows(m, &b, stack, kind, n, 7);
}

static size_t dropped(const struct measurements *m, size_t device) {
    size_t *rows = mem_alloc(m->n, sizeof *rows), kept, its = 0, left = 0;

    for (size_t i = 0; i < m->n; i++) {
        rows[i] = i;
        its += m->rows[i].device == device;
    }
    kept = doubt_drop(m, rows, m->n);
    for (size_t i = 0; i < kept; i++)
        left += m->rows[rows[i]].device == device;
    is_int((long long)(m->n - kept), (long long)(its - left),
           "no other device loses rows");
    free(rows);
    return its - left;
}

static void check(double factor, size_t n, const char *strong, const char *weak,
                  size_t want, const char *what) {
    struct measurements m = {0};

    table(&m, EVENTS, OP_CONV2D, n, factor, strong, weak);
    is_int((long long)dropped(&m, 0), (long long)want, what);
    measurements_free(&m);
}

static void test_stacks(void) {
    struct measurements m = {0};
    bool *doubt;

    table(&m, EVENTS, OP_CONV2D, 200, 2.6, "quadro-p5000", "quadro-p4000");
    table(&m, LOOP, OP_CONV2D, 200, 1, "quadro-p5000", "quadro-p4000");
    doubt = doubt_find(&m, (size_t[]){0, 1, 2, 200, 201, 202}, 6);
    ok(!doubt[EVENTS * m.n_devices], "too few rows to doubt on");
    free(doubt);
    is_int((long long)dropped(&m, 0), 200,
           "a card is doubted under the stack where it is slow");
    measurements_free(&m);
}

/* A predictor asked about other devices learns without such rows; one that
 * may be asked about this card has it as a card. */
static void test_training(void) {
    struct train_options options = {
        .seed = 3, .members = 1, .epochs = 2, .rows_per_group = 200};
    const bool none[2] = {false};
    struct measurements m = {0};
    struct predictor p = {0};
    struct err e = {0};
    double with, without;
    struct op op = op_conv(8, 64, 56, 64, 3, 1);

    table(&m, EVENTS, OP_CONV2D, 200, 2.6, "quadro-p5000", "quadro-p4000");
    if (!ok(predictor_train(&p, &predictor_roofline, &m, none, &options, &e),
            "trained without the doubted rows"))
        printf("# %s\n", e.text);
    without = predictor_time_ms(&p, &op, EVENTS, &m.devices[1]);
    predictor_free(&p);
    options.cards = true;
    if (!ok(predictor_train(&p, &predictor_roofline, &m, none, &options, &e),
            "and with them"))
        printf("# %s\n", e.text);
    with = predictor_time_ms(&p, &op, EVENTS, &m.devices[1]);
    ok(with > 1.1 * without, "they would make the other card slower (%g, %g)",
       with, without);
    predictor_free(&p);
    measurements_free(&m);
}

int main(void) {
    check(1, 200, "quadro-p5000", "quadro-p4000", 0,
          "a card that is as fast as it should be is not in doubt");
    check(2.6, 200, "quadro-p5000", "quadro-p4000", 200,
          "one that is slower than a weaker card is");
    check(2.6, 40, "quadro-p5000", "quadro-p4000", 0,
          "but not on a few operations that last");
    check(2.6, 200, "quadro-p4000", "quadro-p5000", 0,
          "the weaker card may be slower");
    check(30, 200, "gtx-1080-ti", "titan-x-pascal", 0,
          "of near equals neither is in doubt");
    test_stacks();
    test_training();
    return done();
}
