/* SPDX-License-Identifier: MIT
 *
 * The published predictors: what their networks see, how they learn, and how
 * their times become terms.  Files, threads and leaving out are tested for all
 * kinds in test-predictor.c.
 */
#include "config.h"

#include "predict/layer_net.h"

#include "base/file.h"
#include "predict/icbd2018.h"
#include "predict/perfnetv2.h"
#include "predict/query.h"
#include "synthetic.h"
#include "tap.h"

#include <unistd.h>

static char folder[] = "/tmp/test-layer-net-XXXXXX";

static const struct train_options few = {
    .seed = 3, .members = 1, .epochs = 2, .rows_per_group = 100};

static const struct recipe recipes[] = {{.relative_loss = true},
                                        {.relative_loss = false}};

static void test_loss(void) {
    static const double predicted[] = {0, 0.37, 5.9, 812.5};
    const double step = 1e-6, target = 3.21;
    double slope, up, down, unused;

    near(layer_net_loss(&recipes[0], 0, target, &slope), 1, 1e-15,
         "a prediction of 0 is wrong by all");
    near(layer_net_loss(&recipes[1], exp(0.5) * 4.21 - 1, target, &slope), 0.25,
         1e-12, "the square of the difference of logarithms");
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < 4; i++) {
            layer_net_loss(&recipes[r], predicted[i], target, &slope);
            up = layer_net_loss(&recipes[r], predicted[i] + step, target,
                                &unused);
            down = layer_net_loss(&recipes[r], predicted[i] - step, target,
                                  &unused);
            near((up - down) / (2 * step), slope, 1e-5,
                 "slope against central differences");
        }
}

static void test_columns(void) {
    struct device d = device_named("gtx-1080-ti");
    struct op conv = op_conv(3, 7, 13, 9, 5, 2), dense = op_dense(23, 41, 67);
    double x[LAYER_NET_N_COLUMNS];

    conv.activation = OP_RELU;
    layer_net_op_columns(&conv, x);
    layer_net_device_columns(&d, x);
    ok(x[LAYER_NET_batch] == 3 && x[LAYER_NET_side_squared] == 169 &&
           x[LAYER_NET_kernel_squared] == 25 && x[LAYER_NET_in_channels] == 7 &&
           x[LAYER_NET_out_channels] == 9 && x[LAYER_NET_stride] == 2 &&
           x[LAYER_NET_padding] == 1 && x[LAYER_NET_relu] == 1 &&
           x[LAYER_NET_bias] == 0,
       "a convolution");
    ok(x[LAYER_NET_bandwidth_gbs] == 484.4 && x[LAYER_NET_cores] == 3584 &&
           x[LAYER_NET_clock_mhz] == 1740,
       "the device");
    dense.phase = OP_STEP;
    dense.update = OP_UPDATE_ADAM;
    layer_net_op_columns(&dense, x);
    ok(x[LAYER_NET_batch] == 23 && x[LAYER_NET_in_channels] == 67 &&
           x[LAYER_NET_out_channels] == 41 && x[LAYER_NET_adam] == 1 &&
           x[LAYER_NET_sgd] == 0,
       "a product in a training step");
}

/* Two devices or one, convolutions forward and in training steps. */
static void table(struct measurements *m, size_t n_devices) {
    static const char *const names[] = {"gtx-1080-ti", "tesla-k40"};
    struct rng rng;

    rng_init(&rng, 1, 2);
    for (size_t i = 0; i < 300; i++) {
        struct device d = device_named(names[i % n_devices]);
        struct op op = draw_op(&rng, OP_CONV2D);

        if (i % 4 == 0) {
            op.phase = OP_STEP;
            op.update = i % 8 == 0 ? OP_UPDATE_ADAM : OP_UPDATE_SGD;
        }
        synthetic_row(m, &d, FETCH, &op, synthetic_time_ms(&op, FETCH, &d));
    }
}

static bool train(struct predictor *p, const struct predictor_kind *kind,
                  size_t n_devices, const struct train_options *options) {
    const bool none[2] = {false};
    struct measurements m = {0};
    struct err e = {0};
    bool good;

    table(&m, n_devices);
    good = ok(predictor_train(p, kind, &m, none, options, &e),
              "%s trains on %zu devices", kind->name, n_devices);
    measurements_free(&m);
    return good;
}

static void test_networks(void) {
    struct predictor p;
    const struct layer_nets *nets;
    const struct layer_net *x, *y;
    double sum = 0;

    if (train(&p, &predictor_perfnetv2, 1, &few)) {
        nets = p.state;
        x = &nets->nets[FETCH][OP_CONV2D][OP_FORWARD];
        y = &nets->nets[FETCH][OP_CONV2D][OP_STEP];
        /* Padding follows from the kernel here, but for a stride. */
        is_int((long long)x->n_columns, 9, "what varies in forward calls");
        is_int((long long)y->n_columns, 11, "and, with optimizers, in steps");
        ok(x->column[1] == LAYER_NET_side_squared && x->lambda[1] < 0.9 &&
               x->column[3] == LAYER_NET_in_channels && x->lambda[3] == 1,
           "squared sides go through Box-Cox (%.3f), channels do not",
           x->lambda[1]);
        is_int((long long)x->net.n_parameters, 44032,
               "parameters, as the papers' network has with 9 inputs");
    }
    predictor_free(&p);
    if (train(&p, &predictor_icbd2018, 2, &few)) {
        nets = p.state;
        x = &nets->nets[FETCH][OP_CONV2D][OP_FORWARD];
        is_int((long long)nets->nets[FETCH][OP_CONV2D][OP_STEP].n_columns, 0,
               "no network of its own for steps");
        is_int((long long)x->n_columns, 9 + 2 + 3,
               "optimizers and devices are columns");
        is_int((long long)x->net.n_layers, 7, "six hidden layers for several");
        for (size_t i = 0; i < x->n_columns; i++)
            sum += fabs(x->lambda[i] - 1);
        ok(sum <= 0, "no Box-Cox");
    }
    predictor_free(&p);
}

/* Mean error in percent over the rows. */
static double error_percent(const struct predictor *p, size_t n_devices) {
    struct measurements m = {0};
    double sum = 0;

    table(&m, n_devices);
    for (size_t i = 0; i < m.n; i++)
        sum += fabs(predictor_time_ms(p, &m.rows[i].op, FETCH,
                                      &m.devices[m.rows[i].device]) /
                        m.rows[i].time_ms -
                    1);
    sum *= 100 / (double)m.n;
    measurements_free(&m);
    return sum;
}

static void test_learns(const struct predictor_kind *kind) {
    struct train_options long_enough = {
        .seed = 3, .members = 1, .epochs = 120, .rows_per_group = 300};
    struct predictor before, after;
    double first, last;

    if (train(&before, kind, 2, &few) && train(&after, kind, 2, &long_enough)) {
        first = error_percent(&before, 2);
        last = error_percent(&after, 2);
        ok(last < 40 && last < 0.75 * first,
           "%s: training leaves %.1f %% of %.1f %%", kind->name, last, first);
    }
    predictor_free(&after);
    predictor_free(&before);
}

/* Times become terms that add up to them; a session's phases are apart where
 * the kind says so. */
static void test_terms(const struct predictor_kind *kind) {
    struct device d = device_named("titan-xp"), faster = d;
    struct op op = op_conv(16, 64, 56, 64, 3, 1), small = op_dense(1, 3, 5);
    size_t fetch = FETCH, loop = LOOP;
    const struct device *only = &d;
    double time_ms, copy_ms;
    struct predictor p;
    struct query q;
    struct law_term t;

    if (!train(&p, kind, 2, &few))
        return;
    query_init(&q, &p, &op, &fetch, 1, false);
    kind->times(&q, &only, 1, &time_ms);
    query_free(&q);
    ok(fabs(predictor_time_ms(&p, &op, FETCH, &d) / time_ms - 1) < 1e-12,
       "%s: the terms add up", kind->name);
    predictor_terms(&p, &op, &fetch, 1, &d, &t);
    copy_ms = 4e-6 * 16 * 64 * 56 * 56 / (12.5 / 15.75 * d.host_link_gbs);
    if (kind->phases_apart)
        ok(t.host > 0 && t.host <= 1 && t.overhead_ms > 0 &&
               fabs(t.link_ms_gbs / (copy_ms * t.host * d.host_link_gbs) - 1) <
                   1e-12,
           "host, execution and copy");
    else
        ok(t.host == 0 && t.link_ms_gbs == 0, "no phases");
    predictor_terms(&p, &small, &loop, 1, &d, &t);
    ok(t.overhead_ms >= 0.01 && t.overhead_ms < 0.011 && t.host == 0,
       "what no network saw has a plain time");
    faster.boost_clock_mhz *= 1.1;
    faster.sustained_clock_mhz *= 1.1;
    ok(fabs(predictor_time_ms(&p, &op, FETCH, &faster) / time_ms - 1) > 1e-9,
       "the clock is an input");
    predictor_free(&p);
}

static void test_file(void) {
    static const struct {
        const char *old, *new, *says;
    } damages[] = {
        {"columns = [\"batch\"", "columns = [\"botch\"",
         "no column is called 'botch'"},
        {"columns = [", "columns = [], colums = [", "expected 1 to"},
        {"mean = [", "mean = [0.25, ", "numbers, expected"},
        {"per_ms = 1", "per_ms = -1", "per_ms"},
        {"hidden = [32", "hidden = [33", "numbers, expected"},
        {"hidden = [32", "hidden = [32, 5, 5, 5, 5, 5", "expected 1 to 7"},
        {"kind = \"conv2d\"", "kind = \"conv3d\"", "conv2d"},
        {"phase = \"forward_backward_update\"", "phase = \"forward\"",
         "a second network"},
        {"networks = (", "networks = (7, ", "expected a group {...}"},
    };
    char *path = file_join(folder, "it's.cfg"), *text;
    struct predictor p, read;

    if (!train(&p, &predictor_perfnetv2, 2, &few))
        return;
    text = model_text(&p);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char *damaged = replaced(text, damages[i].old, damages[i].new);
        struct err e = {0};

        if (!ok(damaged != NULL, "there is a '%s'", damages[i].old))
            continue;
        write_text(path, damaged);
        ok(!predictor_load(&read, path, &e) && e.code == ERR_INPUT &&
               strncmp(e.text, path, strlen(path)) == 0,
           "'%s' is refused, with the file", damages[i].new);
        has_str(e.text, damages[i].says, "and what is wrong");
        free(damaged);
    }
    unlink(path);
    free(text);
    free(path);
    predictor_free(&p);
}

int main(void) {
    if (!ok(mkdtemp(folder) != NULL, "a scratch folder"))
        return done();
    test_loss();
    test_columns();
    test_networks();
    test_learns(&predictor_perfnetv2);
    test_learns(&predictor_icbd2018);
    test_terms(&predictor_perfnetv2);
    test_terms(&predictor_icbd2018);
    test_file();
    ok(rmdir(folder) == 0, "nothing is left");
    return done();
}
