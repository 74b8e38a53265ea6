/* SPDX-License-Identifier: MIT
 *
 * Plans with a predictor that has no closed form: it is asked again wherever
 * an axis changes what it reads.
 */
#include "config.h"

#include "predict/composition.h"
#include "predict/perfnetv2.h"

#include "job.h"
#include "synthetic.h"

#include <unistd.h>

static char scratch[] = "/tmp/test-plan-times-XXXXXX";

/* Few rows and steps will do: the test is of who is asked for what. */
static bool write_model(const char *path) {
    static const char *const names[] = {"gtx-1080-ti", "tesla-k40"};
    static const enum op_kind kinds[] = {OP_CONV2D, OP_DENSE, OP_AVGPOOL2D,
                                         OP_UNARY, OP_SOFTMAX};
    const struct train_options few = {
        .seed = 2, .members = 1, .epochs = 5, .rows_per_group = 60};
    const bool none[2] = {false};
    struct measurements m = {0};
    struct predictor p;
    struct err e = {0};
    char *text;
    bool good;

    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            struct device d = device_named(names[i]);

            synthetic_rows(&m, &d, EVENTS, kinds[k], 60, 7);
        }
    good = ok(predictor_train(&p, &predictor_perfnetv2, &m, none, &few, &e),
              "a model of times");
    if (good) {
        text = model_text(&p);
        write_text(path, text);
        free(text);
    }
    predictor_free(&p);
    measurements_free(&m);
    return good;
}

/* The base holds a clock below its boost clock, of which a sweep of the
 * boost clock keeps the share. */
static void write_base(const char *path) {
    write_text(path, "device: { base = \"gtx-1080-ti\"; name = \"Held\"; "
                     "status = \"hypothetical\"; sustained_clock_mhz = 1300; "
                     "};\n");
}

static double time_ms(const struct job *j, const struct device *d) {
    struct composition c;
    struct law law;
    struct err e;
    double time = (double)NAN;

    if (composition_init(&c, &j->predictor, &j->sweep.workloads[0], &e)) {
        composition_law(&c, d, &law);
        time = law_time_ms(&law, d, NULL);
        law_free(&law);
        composition_free(&c);
    }
    return time;
}

static void compare(struct job *j) {
    double far = 0, least = HUGE_VAL, most = 0;
    struct batch b;
    struct err e;

    is_int((long long)j->plan.n_points, 24, "points");
    is_int((long long)j->plan.n_structures, 12,
           "structures: clock and bandwidth, not the cache");
    batch_new(&b, &j->plan, &e);
    plan_evaluate(&j->plan, 0, 24, &b);
    for (size_t i = 0; i < 24; i++) {
        struct device d = j->sweep.base;
        double got = job_value(j, &b, "time_ms", i);

        d.boost_clock_mhz = job_value(j, &b, "boost_clock_mhz", i);
        d.sustained_clock_mhz = 1300 * d.boost_clock_mhz / 1582;
        d.memory_bandwidth_gbs = job_value(j, &b, "memory_bandwidth_gbs", i);
        far = fmax(far, fabs(got / time_ms(j, &d) - 1));
        least = fmin(least, got);
        most = fmax(most, got);
    }
    ok(far < 1e-13, "times are those of the network on the device (%.1e)", far);
    ok(most > 1.001 * least, "clock and bandwidth matter (%g to %g ms)", least,
       most);
    batch_free(&b);
}

int main(void) {
    char *model, *base, *members, *path;
    struct job j;

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    model = file_join(scratch, "model.cfg");
    base = file_join(scratch, "base.cfg");
    path = file_join(scratch, "job.cfg");
    write_base(base);
    members = mem_printf(
        "base = \"%s\"; reference = \"gtx-1080-ti\"; model = \"%s\";\n"
        "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
        "objectives = [ \"max speedup\", \"min power_w\" ];\n"
        "axes = ( { field = \"boost_clock_mhz\"; values = [701, 905, 1582]; }, "
        "{ field = \"l2_cache_kib\"; values = [2816, 5632]; }, "
        "{ field = \"memory_bandwidth_gbs\"; from = 300; to = 600; count = 4; "
        "} );\n",
        base, model);
    if (write_model(model) && job_good(&j, scratch, members)) {
        compare(&j);
        job_close(&j);
    }
    unlink(model);
    unlink(base);
    unlink(path);
    free(model);
    free(base);
    free(path);
    free(members);
    ok(rmdir(scratch) == 0, "nothing is left");
    return done();
}
