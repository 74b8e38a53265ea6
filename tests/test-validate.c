/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/validate.h"

#include "predict/roofline.h"
#include "synthetic.h"
#include "tap.h"

static void test_score(void) {
    double errors[] = {0.12, -0.31, 0.07, -0.02, 1.9};
    struct score s;

    score_of(errors, 5, &s);
    is_int((long long)s.n, 5, "number of errors");
    near(s.mape, 100 * (0.12 + 0.31 + 0.07 + 0.02 + 1.9) / 5, 1e-14,
         "mean of the absolute errors");
    near(s.median, 12, 1e-13, "their median");
    near(s.worst, 190, 1e-14, "the worst");
    near(s.bias, 7, 1e-13, "median with its sign");
    /* 0.6 of the way from the fourth to the fifth. */
    near(s.p90, 100 * (0.31 + 0.6 * (1.9 - 0.31)), 1e-13, "nine tenths");
    score_of(errors, 0, &s);
    ok(s.n == 0 && s.mape == 0, "of nothing");
}

static void add(struct measurements *m, const char *name, double factor) {
    struct device d = device_named(name);
    struct rng rng;

    rng_init(&rng, 21, 0);
    for (size_t i = 0; i < 120; i++) {
        struct op op = draw_op(&rng, OP_DENSE), step = op;
        double time_ms = factor * synthetic_time_ms(&op, LOOP, &d);

        synthetic_row(m, &d, LOOP, &op, time_ms);
        if (i % 3 == 0) {
            step.phase = OP_BACKWARD_DATA;
            synthetic_row(m, &d, LOOP, &step, 3 * time_ms);
        }
    }
}

static const struct validate_cell *cell_of(const struct validate_cells *c,
                                           size_t device, enum op_phase phase) {
    for (size_t i = 0; i < c->n; i++)
        if (c->cells[i].device == device && c->cells[i].phase == phase)
            return &c->cells[i];
    return NULL;
}

static void test_device(void) {
    struct measurements m = {0};
    struct validate_cells cells = {0};
    const struct validate_cell *cell;
    const bool none[3] = {false};
    struct predictor p;
    struct err e = {0};
    struct op odd = op_conv(3, 7, 13, 9, 3, 1);
    double *errors;
    struct score want;
    size_t n = 0;

    add(&m, "gtx-1080-ti", 1);
    add(&m, "tesla-k40", 1.3);
    ok(predictor_train(&p, &predictor_roofline, &m, none, &train_defaults, &e),
       "trained");
    /* Rows that the predictor saw nothing like. */
    synthetic_row(&m, &m.devices[1], LOOP, &odd, 1.7);
    synthetic_row(&m, &m.devices[1], BEST, &odd, 1.7);
    validate_device(&p, &m, 1, &cells);
    is_int((long long)cells.n, 2, "a cell for each stack, kind and phase");
    errors = mem_alloc(m.n, sizeof *errors);
    for (size_t i = 0; i < m.n; i++)
        if (m.rows[i].device == 1 && m.rows[i].op.phase == OP_BACKWARD_DATA)
            errors[n++] =
                predictor_time_ms(&p, &m.rows[i].op, LOOP, &m.devices[1]) /
                    m.rows[i].time_ms -
                1;
    score_of(errors, n, &want);
    cell = cell_of(&cells, 1, OP_BACKWARD_DATA);
    if (ok(cell != NULL && cell->stack == LOOP && cell->kind == OP_DENSE,
           "one of the gradients")) {
        is_int((long long)cell->score.n, 40, "its rows");
        near(cell->score.mape, want.mape, 1e-12, "its mean error");
        near(cell->score.bias, want.bias, 1e-12, "its bias");
    }
    free(errors);
    validate_cells_free(&cells);
    ok(cells.cells == NULL && cells.n == 0, "freed");
    predictor_free(&p);
    measurements_free(&m);
}

/* A twin gives the left-out device away, so it is left out with it. */
static void test_left_out(void) {
    static const bool both[4] = {false, true, true, false};
    static const bool one[4] = {false, true, false, false};
    const struct predictor_kind *kind = &predictor_roofline;
    struct measurements m = {0};
    struct validate_cells got = {0}, want = {0}, leaky = {0};
    struct predictor p = {0}, q = {0};
    struct err e = {0};

    add(&m, "gtx-1080-ti", 1);
    add(&m, "tesla-v100-sxm2-16gb", 2);
    add(&m, "tesla-v100-pcie-32gb", 2);
    add(&m, "tesla-k40", 1);
    if (ok(validate_left_out(kind, &m, 1, &train_defaults, &got, &e) &&
               predictor_train(&p, kind, &m, both, &train_defaults, &e) &&
               predictor_train(&q, kind, &m, one, &train_defaults, &e),
           "a device is left out")) {
        validate_device(&p, &m, 1, &want);
        validate_device(&q, &m, 1, &leaky);
        is_int((long long)got.n, 2, "and scored, alone");
        is_int((long long)got.cells[0].score.n, 120, "on all its rows");
        near(got.cells[0].score.mape, want.cells[0].score.mape, 0,
             "as by a model that saw neither it nor its twin");
        ok(fabs(leaky.cells[0].score.mape - got.cells[0].score.mape) > 1,
           "the twin alone would tell");
    }
    validate_cells_free(&got);
    validate_cells_free(&want);
    validate_cells_free(&leaky);
    predictor_free(&p);
    predictor_free(&q);
    measurements_free(&m);
}

static void test_nothing_left(void) {
    struct measurements m = {0};
    struct validate_cells cells = {0};
    struct err e = {0};

    add(&m, "gtx-1080-ti", 1);
    ok(!validate_left_out(&predictor_roofline, &m, 0, &train_defaults, &cells,
                          &e) &&
           e.code == ERR_INPUT && cells.n == 0,
       "the only device cannot be left out");
    validate_cells_free(&cells);
    measurements_free(&m);
}

int main(void) {
    test_score();
    test_device();
    test_left_out();
    test_nothing_left();
    return done();
}
