/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/roofline.h"

#include "base/file.h"
#include "synthetic.h"
#include "tap.h"

#include <unistd.h>

static char folder[] = "/tmp/test-roofline-XXXXXX";

/* The roofline's own physics with known constants. */
static double true_time(const struct op *op, size_t stack,
                        const struct device *d) {
    struct op_load load;

    op_load(op, &stacks[stack], &load);
    return 0.217 +
           fmax(1e-6 * load.flop / (device_peak_fp32_gflops(d) * 0.63),
                1e-6 * load.bytes / (d->memory_bandwidth_gbs * 0.78)) +
           1e-6 * load.copy_bytes / (d->host_link_gbs * 0.51);
}

static void table(struct measurements *m) {
    static const char *const names[] = {"gtx-1080-ti", "tesla-k40",
                                        "tesla-v100-sxm2-16gb"};
    struct rng rng;

    rng_init(&rng, 99, 0);
    for (size_t d = 0; d < 3; d++) {
        struct device device = device_named(names[d]);

        for (size_t i = 0; i < 150; i++) {
            struct op op = draw_op(&rng, OP_DENSE);

            op.n *= 5;
            synthetic_row(m, &device, FETCH, &op,
                          true_time(&op, FETCH, &device));
        }
    }
}

static void test_fit(struct predictor *p, const struct measurements *m) {
    struct op op = op_dense(23, 41, 67), conv = op_conv(3, 7, 13, 9, 3, 1);
    size_t fetch = FETCH;
    struct law_term t;

    predictor_terms(p, &op, &fetch, 1, m->devices, &t);
    near(t.host * p->null_ms[FETCH], 0.217, 0.01, "the fit finds the overhead");
    near(t.compute_ms_mhz, 1e-3 * 2 * 23 * 41 * 67 / (2 * 28 * 128 * 0.63),
         0.02, "the compute efficiency");
    near(t.memory_ms_gbs, 4e-6 * (23 * 67 + 67 * 41 + 23 * 41) / 0.78, 0.02,
         "the memory's");
    near(t.link_ms_gbs, 4e-6 * 23 * 41 / 0.51, 0.02, "and the link's");
    ok(t.overhead_ms == 0, "a session's overhead is the host's");
    near(predictor_time_ms(p, &m->rows[7].op, FETCH, m->devices),
         m->rows[7].time_ms, 0.02, "so times come out");
    ok(predictor_covers(p, &op, FETCH) && !predictor_covers(p, &op, LOOP) &&
           !predictor_covers(p, &conv, FETCH),
       "it knows what it saw");
}

static void test_file(const struct predictor *p, const struct device *d) {
    static const struct {
        const char *old, *new, *says;
    } damages[] = {
        {"kind = \"dense\"", "kind = \"dence\"", "dense"},
        {"log_overhead_ms = -", "log_overhead_ms = 9", "log_overhead_ms"},
        {" log_link =", " log_lnk =", "log_lnk"},
        {"phase = \"forward\"", "phase = 3", "phase"},
        {"fits = (", "fits = (4,", "expected a group {...} of a fit"},
    };
    char *path = file_join(folder, "it's.cfg"), *text = model_text(p);
    struct predictor read;
    struct err e = {0};
    size_t differ = 0;
    struct rng rng;

    write_text(path, text);
    rng_init(&rng, 3, 3);
    if (ok(predictor_load(&read, path, &e), "written and read back"))
        for (size_t i = 0; i < 100; i++) {
            struct op op = draw_op(&rng, OP_DENSE);

            differ += predictor_time_ms(p, &op, FETCH, d) !=
                      predictor_time_ms(&read, &op, FETCH, d);
        }
    else
        printf("# %s\n", e.text);
    is_int((long long)differ, 0, "it predicts the same bits");
    predictor_free(&read);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char *damaged = replaced(text, damages[i].old, damages[i].new);
        struct err bad = {0};

        if (!ok(damaged != NULL, "there is a '%s'", damages[i].old))
            continue;
        write_text(path, damaged);
        ok(!predictor_load(&read, path, &bad) && bad.code == ERR_INPUT &&
               strncmp(bad.text, path, strlen(path)) == 0,
           "'%s' is refused, with the file", damages[i].new);
        has_str(bad.text, damages[i].says, "and what is wrong");
        free(damaged);
    }
    unlink(path);
    free(text);
    free(path);
}

int main(void) {
    struct measurements m = {0};
    const bool excluded[3] = {false};
    struct predictor p;
    struct err e = {0};

    if (!ok(mkdtemp(folder) != NULL, "a scratch folder"))
        return done();
    table(&m);
    if (ok(predictor_train(&p, &predictor_roofline, &m, excluded,
                           &train_defaults, &e),
           "a roofline is fitted")) {
        test_fit(&p, &m);
        test_file(&p, m.devices);
    }
    predictor_free(&p);
    measurements_free(&m);
    ok(rmdir(folder) == 0, "nothing is left");
    return done();
}
