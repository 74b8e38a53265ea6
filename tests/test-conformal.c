/* SPDX-License-Identifier: MIT
 *
 * Intervals from errors on left-out devices.
 */
#include "config.h"

#include "predict/conformal.h"
#include "predict/left_out.h"

#include "predict/network_errors.h"
#include "predict/roofline.h"
#include "synthetic.h"
#include "tap.h"

enum { N_DEVICES = 11, N_ROWS = 100 };

/* Device d has errors of +-(d + 1) / 100 in products, three times that in
 * convolutions, the sign by the row; devices 9 and 10 are twins. */
static void fill(struct left_out *x) {
    *x = (struct left_out){.n_devices = N_DEVICES};
    x->errors = mem_alloc(2 * N_DEVICES * N_ROWS, sizeof *x->errors);
    x->twins = mem_alloc(N_DEVICES, sizeof *x->twins);
    for (size_t d = 0; d < N_DEVICES; d++) {
        x->twins[d] = d == 10 ? 9 : d;
        for (size_t i = 0; i < 2 * N_ROWS; i++) {
            bool conv = i % 2 == 0;

            x->errors[x->n++] = (struct left_out_error){
                (unsigned short)d, EVENTS,
                (unsigned short)(conv ? OP_CONV2D : OP_DENSE), OP_FORWARD,
                0.01 * (double)(d + 1) * (conv ? 3 : 1) * (i % 4 < 2 ? 1 : -1)};
        }
    }
}

static void test_fit(void) {
    struct left_out x;
    struct conformal c;

    fill(&x);
    conformal_fit(&c, &x);
    is_int((long long)c.n_devices, N_DEVICES, "devices");
    /* The median device is the sixth; sizes over the scale are (d + 1) / 6,
     * and of rank ceil (12 x 0.9) = 11 the largest. */
    near(c.cells[CONFORMAL_KERNELS][OP_DENSE].scale, 0.06, 1e-12,
         "scale of products");
    near(c.cells[CONFORMAL_KERNELS][OP_CONV2D].scale, 0.18, 1e-12,
         "of convolutions");
    near(c.factor[CONFORMAL_DEVICE][CONFORMAL_90], 11.0 / 6, 1e-9, "90 %");
    /* ceil (12 x 0.8) = 10 */
    near(c.factor[CONFORMAL_DEVICE][CONFORMAL_80], 10.0 / 6, 1e-9, "80 %");
    near(c.factor[CONFORMAL_SPLIT][CONFORMAL_80], 10.0 / 6, 1e-6, "by rows");
    /* Rule four-fifths: scales between the kind's, 0.06 and 0.18, and that of
     * both, 0.12; so the sizes are (d + 1) / 6 / sqrt (2) or the sqrt (2 / 3)
     * of what they were, and of rank ceil (12 x 3 / 4) = 9 a device whose own
     * 90 % quantile is 9 / 6 x sqrt (1.5). */
    is_int((long long)conformal_rule(&c), CONFORMAL_FOUR_FIFTHS,
           "the rule of the predictions");
    near(c.factor[CONFORMAL_FOUR_FIFTHS][CONFORMAL_90], 10.0 / 6 * sqrt(1.5),
         1e-9, "upper fifth of the devices");
    near(conformal_layer(&c, EVENTS, OP_DENSE),
         sqrt(0.06 * 0.12) * 10.0 / 6 * sqrt(1.5), 1e-9, "a product");
    near(conformal_layer(&c, LOOP, OP_CONV2D), 0.3, 1e-9,
         "a convolution of another stack of the class");
    near(conformal_layer(&c, EVENTS, OP_SOFTMAX), 0.12 * 10.0 / 6 * sqrt(1.5),
         1e-9, "a kind that was not seen has the scale of all");
    near(conformal_layer(&c, SESSION, OP_DENSE), 0.12 * 10.0 / 6 * sqrt(1.5),
         1e-9, "and so has a class");
    c.factor[CONFORMAL_FOUR_FIFTHS][CONFORMAL_90] = (double)NAN;
    near(conformal_layer(&c, EVENTS, OP_DENSE), 0.11, 1e-9,
         "a model older than that rule has rule device's");
    /* Twins go out together: 9 others, the largest 0.09 of scale 0.05, which
     * holds all of devices 0 to 8 and nothing of 9 and 10. */
    is_int((long long)c.coverage[CONFORMAL_DEVICE][CONFORMAL_90].n_devices,
           N_DEVICES, "each device is held against the others");
    near(c.coverage[CONFORMAL_DEVICE][CONFORMAL_90].mean, 9.0 / 11, 1e-12,
         "coverage");
    near(c.coverage[CONFORMAL_DEVICE][CONFORMAL_90].least, 0, 1e-12, "least");
    near(c.coverage[CONFORMAL_DEVICE][CONFORMAL_90].most, 1, 1e-12, "most");
    ok(conformal_network(&c, false) >= 0.289,
       "a network's holds the spread of software");
    left_out_free(&x);
}

/* Each device by the others: nothing of it or its twin is in its interval. */
static void test_jackknife(void) {
    struct left_out x, y;
    struct conformal_held *a, *b;
    size_t n_a, n_b;

    fill(&x);
    fill(&y);
    a = conformal_jackknife(&x, &n_a);
    is_int((long long)n_a, N_DEVICES, "a row for each device");
    is_int((long long)a[3].n, 2 * N_ROWS, "all of its rows");
    near(a[9].share[CONFORMAL_DEVICE][CONFORMAL_90], 0, 1e-12,
         "the twin, which would hold it, is not asked");
    near(a[8].share[CONFORMAL_SPLIT][CONFORMAL_90], 1, 1e-12,
         "two larger ones hold the ninth");
    /* Of products and convolutions half each: the median is between them. */
    near(a[9].width[CONFORMAL_DEVICE][CONFORMAL_90], (0.09 + 0.27) / 2, 1e-9,
         "median width");
    near(a[9].mean_width[CONFORMAL_DEVICE][CONFORMAL_90], 0.18, 1e-9, "mean");
    /* Marker: the errors of the last device, a hundred times as large. */
    for (size_t i = 0; i < y.n; i++)
        if (y.errors[i].device == 10)
            y.errors[i].log_ratio *= 100;
    b = conformal_jackknife(&y, &n_b);
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        ok(a[9].width[r][CONFORMAL_90] <= b[9].width[r][CONFORMAL_90] &&
               a[9].width[r][CONFORMAL_90] >= b[9].width[r][CONFORMAL_90] &&
               a[10].width[r][CONFORMAL_80] <= b[10].width[r][CONFORMAL_80] &&
               a[10].width[r][CONFORMAL_80] >= b[10].width[r][CONFORMAL_80],
           "rule %s: a device's errors do not move its own interval, nor its "
           "twin's",
           conformal_rule_names[r]);
    ok(b[0].width[CONFORMAL_SPLIT][CONFORMAL_90] >
           1.5 * a[0].width[CONFORMAL_SPLIT][CONFORMAL_90],
       "but those of others");
    free(a);
    free(b);
    left_out_free(&x);
    left_out_free(&y);
}

/* From predicted times: the rows that have one, at most so many of a group,
 * and the groups that were given. */
static void test_of_times(void) {
    enum { ROWS = 2 * LEFT_OUT_ROWS };
    const unsigned short group[2] = {7, 3};
    struct measurement *rows = mem_alloc(ROWS, sizeof *rows);
    struct measurements m = {.rows = rows, .n = ROWS, .n_devices = 2};
    double *ms = mem_alloc(ROWS, sizeof *ms);
    struct left_out x;

    for (size_t i = 0; i < ROWS; i++) {
        rows[i].op = op_of(OP_DENSE);
        rows[i].device = i >= ROWS - 10;
        rows[i].stack = EVENTS;
        rows[i].time_ms = 0.7;
        ms[i] = i % 2 == 0 || i >= ROWS - 10 ? 0.7 * exp(0.001 * (double)i)
                                             : (double)NAN;
    }
    left_out_of_times(&x, &m, ms, group);
    ok(x.n >= 250 && x.n <= LEFT_OUT_ROWS + 10, "%zu rows", x.n);
    is_int(x.errors[x.n - 1].device, 1, "by device");
    near(x.errors[x.n - 1].log_ratio, 0.001 * (ROWS - 1), 1e-12, "log ratio");
    is_int((long long)x.twins[0], 7, "groups as given");
    left_out_free(&x);
    free(rows);
    free(ms);
}

/* Exchangeable devices: about as many rows are held as promised. */
static void test_promise(void) {
    enum { DEVICES = 60, ROWS = 80 };
    struct left_out x = {.n_devices = DEVICES};
    struct conformal c;
    struct rng r;

    rng_init(&r, 4711, 0);
    x.errors = mem_alloc(DEVICES * ROWS, sizeof *x.errors);
    x.twins = mem_alloc(DEVICES, sizeof *x.twins);
    for (size_t d = 0; d < DEVICES; d++) {
        double bias = 0.1 * rng_normal(&r);

        x.twins[d] = d;
        for (size_t i = 0; i < ROWS; i++)
            x.errors[x.n++] =
                (struct left_out_error){(unsigned short)d, EVENTS, OP_DENSE, 0,
                                        bias + 0.2 * rng_normal(&r)};
    }
    conformal_fit(&c, &x);
    near(c.coverage[CONFORMAL_SPLIT][CONFORMAL_90].mean, 0.91, 0.02,
         "rule split holds 90 %");
    near(c.coverage[CONFORMAL_SPLIT][CONFORMAL_80].mean, 0.81, 0.02, "80 %");
    ok(c.coverage[CONFORMAL_DEVICE][CONFORMAL_90].mean >
           c.coverage[CONFORMAL_SPLIT][CONFORMAL_90].mean,
       "rule device holds more");
    /* Differences of two biases: sqrt (2) x 0.1 x 1.645, and some more. */
    near(c.ratio[CONFORMAL_90], 0.25, 0.25, "ratios of devices");
    left_out_free(&x);
}

static void test_none(void) {
    struct left_out x = {.n_devices = 3};
    struct conformal c;

    conformal_fit(&c, &x);
    ok(c.n_devices == 0 && isnan(conformal_layer(&c, EVENTS, OP_DENSE)) &&
           isnan(conformal_network(&c, true)) && isnan(conformal_speedup(&c)),
       "no errors, no intervals");
}

static void test_file(void) {
    struct left_out x;
    struct conformal c, again;
    char *text = mem_alloc(1 << 16, 1);
    struct err e = {0};
    struct cfg *cfg;
    FILE *f = fmemopen(text, 1 << 16, "w");

    fill(&x);
    conformal_fit(&c, &x);
    fputs("model: {\n", f);
    conformal_save(&c, f);
    fputs("};\n", f);
    fclose(f);
    cfg = cfg_parse(text, "text", &e);
    ok(cfg != NULL &&
           conformal_load(&again, cfg, cfg_top(cfg, "model", &e), &e),
       "is read back%s", e.text);
    ok(conformal_layer(&c, EVENTS, OP_DENSE) ==
               conformal_layer(&again, EVENTS, OP_DENSE) &&
           conformal_network(&c, false) == conformal_network(&again, false) &&
           conformal_speedup(&c) == conformal_speedup(&again) &&
           memcmp(c.coverage, again.coverage, sizeof c.coverage) == 0,
       "to the same bits");
    cfg_close(cfg);
    /* A model made before there was rule four-fifths. */
    memset(strstr(text, "four-fifths = "), ' ',
           strcspn(strstr(text, "four-fifths = "), ";") + 1);
    cfg = cfg_parse(text, "text", &e);
    ok(conformal_load(&again, cfg, cfg_top(cfg, "model", &e), &e) &&
           conformal_rule(&again) == CONFORMAL_DEVICE,
       "an older model %s", e.text);
    cfg_close(cfg);
    *strstr(text, "conv2d") = 'k';
    cfg = cfg_parse(text, "text", &e);
    ok(!conformal_load(&again, cfg, cfg_top(cfg, "model", &e), &e),
       "an unknown kind");
    has_str(e.text, "did you mean 'conv2d'", "has a nearest");
    cfg_close(cfg);
    free(text);
    left_out_free(&x);
}

/* Folds: nothing of the left-out device's own rows is learned, twins go out
 * together, and the bits do not depend on the threads. */
static void test_left_out(void) {
    static const struct train_options options = {
        .seed = 3, .members = 3, .epochs = 1, .rows_per_group = 30};
    static const char *const names[] = {"gtx-1080-ti", "titan-x-pascal",
                                        "tesla-t4"};
    const bool none[3] = {false, false, false}, some[3] = {true, false, false};
    struct measurements m = {0};
    struct left_out x, y;
    struct err e = {0};
    size_t before;

    for (size_t i = 0; i < 3; i++) {
        struct device d = device_named(names[i]);

        synthetic_rows(&m, &d, EVENTS, OP_DENSE, i == 2 ? 700 : 40, 5);
    }
    if (!ok(left_out_new(&x, &predictor_roofline, &m, none, &options, NULL, &e),
            "folds %s", e.text))
        return;
    is_int((long long)x.twins[1], 0, "the twin of the first");
    is_int((long long)x.n, 40 + 40 + LEFT_OUT_ROWS, "rows, not too many");
    /* The marker: the first device's times are ten times too long. */
    for (size_t i = 0; i < m.n; i++)
        if (m.rows[i].device == 0)
            m.rows[i].time_ms *= 10;
    ok(left_out_new(&y, &predictor_roofline, &m, none, &options, NULL, &e),
       "again %s", e.text);
    before = 0;
    for (size_t i = 0; i < 80; i++)
        before += fabs(y.errors[i].log_ratio - x.errors[i].log_ratio +
                       (x.errors[i].device == 0 ? log(10) : 0)) > 1e-12;
    is_int((long long)before, 0,
           "neither the device's nor its twin's predictions know of its rows");
    left_out_free(&y);
    ok(left_out_new(&y, &predictor_roofline, &m, some, &options, NULL, &e) &&
           y.n == 40 + LEFT_OUT_ROWS && y.errors[0].device == 1,
       "an excluded device is in no fold %s", e.text);
    left_out_free(&y);
    left_out_free(&x);
    measurements_free(&m);
}

/* Runs of networks: device d is wrong by (d + 1) / 100 in all its runs. */
static void test_networks(void) {
    enum { DEVICES = 8, RUNS = 5 };
    struct device *devices = mem_alloc(DEVICES, sizeof *devices);
    struct network_time *rows = mem_alloc(DEVICES * RUNS, sizeof *rows);
    double log_ratio[DEVICES * RUNS];
    struct network_times t = {.rows = rows,
                              .n = DEVICES * RUNS,
                              .devices = devices,
                              .n_devices = DEVICES};
    struct network_errors x = {&t, NULL, log_ratio};
    struct conformal c = {.n_devices = 3};

    for (size_t i = 0; i < t.n; i++) {
        size_t d = i / RUNS;

        devices[d].sm_count = (double)d + 1;
        rows[i].device = d;
        rows[i].batch = i % RUNS + 1;
        log_ratio[i] = 0.01 * (double)(d + 1);
    }
    network_errors_fit(&x, &c);
    is_int((long long)c.n_network_devices, DEVICES, "devices of networks");
    is_int((long long)c.n_network_rows, DEVICES * RUNS, "runs");
    near(conformal_network(&c, false), 0.08, 1e-9, "width of a network");
    near(c.network_coverage[CONFORMAL_90].mean, 7.0 / 8, 1e-9,
         "the others do not hold the worst");
    ok(conformal_speedup(&c) > 0.05 && conformal_speedup(&c) <= 0.0701,
       "ratios are wrong by less: %g", conformal_speedup(&c));
    /* A twin is the same device. */
    devices[7].sm_count = devices[6].sm_count;
    network_errors_fit(&x, &c);
    is_int((long long)c.n_network_devices, DEVICES - 1, "twins are one");
    t.n = 3 * RUNS;
    c = (struct conformal){.n_devices = 3};
    network_errors_fit(&x, &c);
    is_int((long long)c.n_network_devices, 0, "three devices are too few");
    free(rows);
    free(devices);
}

int main(void) {
    test_fit();
    test_jackknife();
    test_of_times();
    test_promise();
    test_none();
    test_file();
    test_left_out();
    test_networks();
    return done();
}
