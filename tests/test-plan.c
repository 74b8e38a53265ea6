/* SPDX-License-Identifier: MIT
 *
 * Plans: a sweep as a pure function from an index to a design point.
 */
#include "config.h"

#include "sweep/plan.h"

#include "base/text.h"
#include "predict/composition.h"
#include "sweep/column.h"

#include "job.h"

#include <stdint.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-plan-XXXXXX";

#define TI "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
#define LENET "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
#define FRONT "objectives = [ \"max speedup\", \"min power_w\" ];\n"

/* Three axes: one that the predictor sees, two that it does not. */
static const char three_axes[] =
    TI "workloads = ( { network = \"lenet5\"; batch = 24; }, { network = "
       "\"alexnet\"; batch = 5; phase = \"training\"; } );\n"
       "axes = ( { field = \"boost_clock_mhz\"; from = 701; to = 1582; count = "
       "4; }, { field = \"sm_count\"; values = [9, 28, 47]; }, { field = "
       "\"memory_bandwidth_gbs\"; from = 121; to = 968; count = 5; scale = "
       "\"log\"; } );\n"
       "constraints = [ \"power_w <= 260\" ];\n" FRONT;

static void test_indices(void) {
    struct job j;
    struct batch b;
    struct err e;
    size_t wrong = 0, i = 0;

    if (!job_good(&j, scratch, three_axes))
        return;
    is_int((long long)j.plan.n_points, 60, "points");
    is_int((long long)j.plan.n_structures, 3, "structures");
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 60, &b);
    /* The last axis runs fastest. */
    for (size_t x = 0; x < 4; x++)
        for (size_t y = 0; y < 3; y++)
            for (size_t z = 0; z < 5; z++, i++) {
                const struct axis *a = j.sweep.axes;

                wrong +=
                    job_value(&j, &b, "point_id", i) != (double)i ||
                    job_value(&j, &b, "boost_clock_mhz", i) != a[0].values[x] ||
                    job_value(&j, &b, "sm_count", i) != a[1].values[y] ||
                    job_value(&j, &b, "memory_bandwidth_gbs", i) !=
                        a[2].values[z];
            }
    is_int((long long)wrong, 0, "each index is its own values of the axes");
    batch_free(&b);
    job_close(&j);
}

/* Cuts of any size, in any order, give the same bits. */
static void test_cuts(void) {
    static const size_t cuts[] = {1, 7, 59, 60};
    struct job j;
    struct batch whole, part;
    struct err e;

    if (!job_good(&j, scratch, three_axes))
        return;
    batch_new(&whole, &j.plan, &e);
    batch_new(&part, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 60, &whole);
    for (size_t k = 0; k < sizeof cuts / sizeof *cuts; k++) {
        size_t wrong = 0, last = (60 - 1) / cuts[k] * cuts[k];

        for (size_t first = last + cuts[k]; first > 0;) {
            size_t n;

            first -= cuts[k];
            n = 60 - first < cuts[k] ? 60 - first : cuts[k];
            plan_evaluate(&j.plan, first, n, &part);
            for (size_t c = 0; c < j.plan.n_columns; c++)
                wrong += memcmp(&part.values[c * PLAN_BATCH],
                                &whole.values[c * PLAN_BATCH + first],
                                n * sizeof(double)) != 0;
        }
        ok(wrong == 0, "batches of %zu", cuts[k]);
    }
    batch_free(&part);
    batch_free(&whole);
    job_close(&j);
}

/* The time of workload w on a device, with no plan between. */
static double time_ms(const struct job *j, size_t w, const struct device *d) {
    struct composition c;
    struct law law;
    struct err e;
    double time = (double)NAN;

    if (composition_init(&c, &j->predictor, &j->sweep.workloads[w], &e)) {
        composition_law(&c, d, &law);
        time = law_time_ms(&law, d, NULL);
        law_free(&law);
        composition_free(&c);
    }
    return time;
}

static void test_times(void) {
    struct job j;
    struct batch b;
    struct err e;
    double far = 0, far_mean = 0, far_rate = 0;

    if (!job_good(&j, scratch, three_axes))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 60, &b);
    for (size_t i = 0; i < 60; i++) {
        struct device d = j.sweep.base;
        double t[2], ref[2], got[2];

        d.boost_clock_mhz = job_value(&j, &b, "boost_clock_mhz", i);
        d.sustained_clock_mhz *=
            d.boost_clock_mhz / j.sweep.base.boost_clock_mhz;
        d.sm_count = job_value(&j, &b, "sm_count", i);
        d.memory_bandwidth_gbs = job_value(&j, &b, "memory_bandwidth_gbs", i);
        for (size_t w = 0; w < 2; w++) {
            t[w] = time_ms(&j, w, &d);
            ref[w] = time_ms(&j, w, &j.sweep.reference);
        }
        got[0] = job_value(&j, &b, "time_ms_lenet5_inference_b24", i);
        got[1] = job_value(&j, &b, "time_ms_alexnet_training_b5", i);
        far = fmax(far, fabs(got[0] / t[0] - 1));
        far = fmax(far, fabs(got[1] / t[1] - 1));
        far_mean =
            fmax(far_mean,
                 fabs(job_value(&j, &b, "time_ms", i) / sqrt(t[0] * t[1]) - 1));
        far_mean = fmax(far_mean, fabs(job_value(&j, &b, "speedup", i) /
                                           sqrt(ref[0] / t[0] * ref[1] / t[1]) -
                                       1));
        far_rate =
            fmax(far_rate,
                 fabs(job_value(&j, &b, "throughput_alexnet_training_b5", i) /
                          (5000 / t[1]) -
                      1));
    }
    ok(far < 1e-13, "times are those of the network on the device");
    ok(far_mean < 1e-13, "over workloads: the geometric mean");
    ok(far_rate < 1e-13, "throughput is batch over time");
    batch_free(&b);
    job_close(&j);
}

static void test_reference(void) {
    struct job j;
    struct batch b;
    struct err e;

    if (!job_good(&j, scratch, three_axes))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate_mark(&j.plan, 0, &b);
    ok(job_value(&j, &b, "speedup", 0) == 1, "the reference's speedup is 1");
    ok(job_value(&j, &b, "sm_count", 0) == 28 &&
           job_value(&j, &b, "memory_bandwidth_gbs", 0) == 484.4,
       "its axes are its own facts");
    batch_free(&b);
    job_close(&j);

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"boost_clock_mhz\"; values = [1000, "
                  "1582]; }, { field = \"memory_bandwidth_gbs\"; values = "
                  "(300, 484.4); } );\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 4, &b);
    ok(job_value(&j, &b, "speedup", 3) == 1,
       "the point that is the reference has speedup 1");
    ok(job_value(&j, &b, "speedup", 0) < 1, "a slower one has less");
    ok(job_value(&j, &b, "time_ms", 2) ==
           job_value(&j, &b, "time_ms_lenet5_inference_b24", 2),
       "the mean of one workload is that workload");
    near(job_value(&j, &b, "peak_fp32_tflops", 3), 2e-6 * 28 * 128 * 1582,
         1e-14, "peak rate");
    batch_free(&b);
    job_close(&j);
}

/* More clock, bandwidth, link or capacity is never slower. */
static void test_monotone(void) {
    struct job j;
    struct batch b;
    struct err e;
    size_t worse = 0, n;

    if (!job_good(
            &j, scratch,
            TI FRONT
            "workloads = ( { network = \"squeezenet1-1\"; batch = 3; } );\n"
            "axes = ( { field = \"boost_clock_mhz\"; from = 503; to = 3011; "
            "count = 6; }, { field = \"memory_bandwidth_gbs\"; from = 53; to = "
            "3001; count = 6; scale = \"log\"; }, { field = \"host_link_gbs\"; "
            "values = (3.9, 15.75, 63); }, { field = \"memory_capacity_gib\"; "
            "values = [2, 11, 80]; }, { field = \"sm_count\"; values = [5, "
            "28, 90]; } );\n"))
        return;
    n = j.plan.n_points;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, n, &b);
    for (size_t i = 0; i < n; i++)
        for (size_t a = 0; a < 4; a++)
            if (i / j.plan.stride[a] % j.sweep.axes[a].n + 1 <
                j.sweep.axes[a].n)
                worse += job_value(&j, &b, "time_ms", i + j.plan.stride[a]) >
                         job_value(&j, &b, "time_ms", i);
    is_int((long long)worse, 0, "more of anything is never slower");
    batch_free(&b);
    job_close(&j);
}

static void test_memory(void) {
    struct job j;
    struct batch b;
    struct err e;
    struct footprint need;

    if (!job_good(&j, scratch,
                  TI "workloads = ( { network = \"lenet5\"; phase = "
                     "\"training\"; }, { network = \"vgg16\"; phase = "
                     "\"training\"; optimizer = \"momentum\"; } );\n"
                     "objectives = [ \"max throughput\" ];\n"
                     "axes = ( { field = \"batch\"; values = [3, 40]; }, { "
                     "field = \"memory_capacity_gib\"; values = (0.5, 9, 11); "
                     "} );\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 6, &b);
    network_footprint(&j.sweep.workloads[1].network, 40, PHASE_TRAINING,
                      OPTIMIZER_MOMENTUM, 4, &need);
    near(job_value(&j, &b, "memory_need_gib_vgg16_training", 4), need.total_gib,
         1e-15, "memory need of a workload");
    near(job_value(&j, &b, "memory_need_gib", 4), need.total_gib, 1e-15,
         "over workloads: the largest");
    for (size_t i = 0; i < 6; i++) {
        bool fits = job_value(&j, &b, "memory_need_gib", i) <=
                    job_value(&j, &b, "memory_capacity_gib", i);

        ok((job_value(&j, &b, "fits", i) == 1) == fits &&
               (job_value(&j, &b, "feasible", i) == 1) == fits,
           "point %zu %s", i, fits ? "fits" : "does not fit");
        is_str(job_reason(&j, &b, i),
               fits ? ""
                    : "memory: vgg16_training needs more than the device has",
               "and says why");
    }
    ok(job_value(&j, &b, "fits", 0) == 0 && job_value(&j, &b, "fits", 2) == 1,
       "some fit and some do not");
    ok(job_value(&j, &b, "speedup", 2) == 1 &&
           job_value(&j, &b, "speedup", 5) == 1,
       "the reference is taken at the same batch");
    near(job_value(&j, &b, "throughput_vgg16_training", 5),
         40e3 / job_value(&j, &b, "time_ms_vgg16_training", 5), 1e-14,
         "throughput at the batch of the axis");
    batch_free(&b);
    job_close(&j);
}

static void test_constraints(void) {
    struct job j;
    struct batch b;
    struct err e;
    /* Two clocks, 14, 29 and 31 multiprocessors with each. */
    static const char *const wanted[] = {
        "constraint: sm_count * cores_per_sm >= 2000",
        "",
        "",
        "constraint: sm_count * cores_per_sm >= 2000",
        "",
        "constraint: boost_clock_mhz < 1500 || sm_count < 30"};

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"boost_clock_mhz\"; values = [1400, "
                  "1600]; }, { field = \"sm_count\"; values = [14, 29, 31]; } "
                  ");\n"
                  "constraints = [ \"sm_count * cores_per_sm >= 2000\", "
                  "\"boost_clock_mhz < 1500 || sm_count < 30\" ];\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 6, &b);
    for (size_t i = 0; i < 6; i++) {
        is_str(job_reason(&j, &b, i), wanted[i], "the reason of a point");
        ok((job_value(&j, &b, "feasible", i) == 1) == (wanted[i][0] == '\0'),
           "and whether it is feasible");
    }
    batch_free(&b);
    job_close(&j);
}

/* A constraint on what is not known keeps the point out and says so, whatever
 * the comparison.  A changed device is not sold: nobody knows its price. */
static void test_unknown(void) {
    static const char *const constraints[] = {
        "launch_price_usd <= 800", "launch_price_usd > 0 == 0",
        "2 * (launch_price_usd) >= 0", "sqrt(sm_count - 100)",
        "sm_count / (sm_count - 29)"};

    for (size_t k = 0; k < sizeof constraints / sizeof *constraints; k++) {
        char *members =
            mem_printf("%s constraints = [ \"%s\" ];",
                       TI LENET FRONT
                       "axes = ( { field = \"sm_count\"; values = [29]; } );\n",
                       constraints[k]);
        char *wanted =
            mem_printf("constraint has no value: %s", constraints[k]);
        struct job j;
        struct batch b;
        struct err e;

        if (job_good(&j, scratch, members)) {
            batch_new(&b, &j.plan, &e);
            plan_evaluate(&j.plan, 0, 1, &b);
            is_str(job_reason(&j, &b, 0), wanted, "no value");
            ok(job_value(&j, &b, "feasible", 0) == 0, "not feasible");
            batch_free(&b);
            job_close(&j);
        }
        free(members);
        free(wanted);
    }
}

/* Whole words only, and words of the device that are no columns. */
static void test_variables(void) {
    struct job j;
    struct batch b;
    struct err e;

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"sm_count\"; values = [28, 29]; } );\n"
                  "constraints = [ \"power_w*0+memory_bandwidth_gbs==484.4\", "
                  "\"l2_cache_kib==2816&&time_ms_lenet5_inference_b24>0\", "
                  "\"process_nm < point_id + 16.5\", \"fits\" ];\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 2, &b);
    is_str(job_reason(&j, &b, 0), "", "metrics and fields in constraints");
    is_str(job_reason(&j, &b, 1), "", "for each point its own values");
    batch_free(&b);
    job_close(&j);
}

static void test_bus(void) {
    struct job j;
    struct batch b;
    struct err e;

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"memory_bandwidth_gbs\"; values = [60, "
                  "2000]; } );\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 2, &b);
    ok(job_value(&j, &b, "feasible", 0) == 1 &&
           job_value(&j, &b, "feasible", 1) == 1,
       "a swept bandwidth takes the bus that it needs");
    ok(job_value(&j, &b, "area_mm2", 1) > job_value(&j, &b, "area_mm2", 0) + 50,
       "and pays for it in area");
    batch_free(&b);
    job_close(&j);

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"memory_bandwidth_gbs\"; values = [484, "
                  "2000]; }, { field = \"memory_bus_bits\"; values = [352, "
                  "1408]; } );\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 4, &b);
    for (size_t i = 0; i < 4; i++)
        is_str(job_reason(&j, &b, i),
               i == 0 || i == 3
                   ? ""
                   : "impossible: facts of the device contradict each other",
               "with both swept they must agree");
    batch_free(&b);
    job_close(&j);
}

/* The clock that a base sustains keeps its share of another boost clock, but
 * one that an axis states holds, also where it equals the base's. */
static void test_sustained(void) {
    char *path = file_join(scratch, "base.cfg"), *members;
    FILE *out = fopen(path, "w");
    struct device d;
    struct job j;
    struct batch b;
    struct err e;

    fputs("device: { base = \"gtx-1080-ti\"; name = \"Sustained\"; status = "
          "\"hypothetical\"; sustained_clock_mhz = 1300; };\n",
          out);
    fclose(out);
    members = mem_printf("base = \"%s\"; reference = \"%s\"; %s", path, path,
                         LENET FRONT
                         "axes = ( { field = \"boost_clock_mhz\"; values = "
                         "[1450, 1582]; } );");
    if (job_good(&j, scratch, members)) {
        batch_new(&b, &j.plan, &e);
        plan_evaluate(&j.plan, 0, 2, &b);
        d = j.sweep.base;
        d.boost_clock_mhz = 1450;
        d.sustained_clock_mhz = 1300.0 * 1450 / 1582;
        near(job_value(&j, &b, "time_ms", 0), time_ms(&j, 0, &d), 1e-13,
             "a swept boost clock is held in the base's share");
        near(job_value(&j, &b, "time_ms", 1),
             time_ms(&j, 0, &j.sweep.reference), 1e-13, "on every point alike");
        batch_free(&b);
        job_close(&j);
    }
    free(members);
    members = mem_printf("base = \"%s\"; reference = \"%s\"; %s", path, path,
                         LENET FRONT
                         "axes = ( { field = \"boost_clock_mhz\"; values = "
                         "[1450, 1582]; }, { field = \"sustained_clock_mhz\"; "
                         "values = [1300, 1400]; } );");
    if (job_good(&j, scratch, members)) {
        batch_new(&b, &j.plan, &e);
        plan_evaluate(&j.plan, 0, 4, &b);
        for (size_t i = 0; i < 4; i++) {
            d = j.sweep.base;
            d.boost_clock_mhz = i < 2 ? 1450 : 1582;
            d.sustained_clock_mhz = i % 2 == 0 ? 1300 : 1400;
            near(job_value(&j, &b, "time_ms", i), time_ms(&j, 0, &d), 1e-13,
                 "a swept sustained clock is the one that is held");
        }
        ok(job_value(&j, &b, "speedup", 0) == job_value(&j, &b, "speedup", 2) &&
               job_value(&j, &b, "speedup", 0) == 1,
           "and the one that times are of");
        batch_free(&b);
        job_close(&j);
    }
    free(members);
    unlink(path);
    free(path);
}

static void test_text(void) {
    struct job j;
    char number[32];
    struct batch b;
    struct err e = {0};
    size_t at;

    if (!job_good(&j, scratch,
                  LENET "reference = \"gtx-1070\"; marks = [ \"titan-xp\" ];\n"
                        "objectives = [ \"max speedup\" ];\n"
                        "axes = ( { field = \"device\"; values = ( "
                        "\"gtx-1070\", \"titan-xp\" ); } );\n"))
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 2, &b);
    plan_column(&j.plan, "device", &at, &e);
    is_str(plan_text(&j.plan, at, batch_value(&b, at, 1), number), "TITAN Xp",
           "text of a device");
    plan_column(&j.plan, "feasible", &at, &e);
    is_str(plan_text(&j.plan, at, 1, number), "true", "text of a flag");
    plan_column(&j.plan, "bound", &at, &e);
    is_str(plan_text(&j.plan, at, BOUND_OVERHEAD, number), "overhead",
           "text of a bound");
    plan_column(&j.plan, "power_w", &at, &e);
    is_str(plan_text(&j.plan, at, 271.25, number), "271.25",
           "text of a number");
    ok(job_value(&j, &b, "speedup", 0) == 1, "a reference among the devices");
    ok(!plan_column(&j.plan, "powre_w", &at, &e), "no such column");
    has_str(e.text, "did you mean 'power_w'?", "and the nearest one");
    is_str(plan_mark(&j.plan, 1)->name, "TITAN Xp", "a mark");
    plan_evaluate_mark(&j.plan, 1, &b);
    plan_column(&j.plan, "device", &at, &e);
    is_str(plan_text(&j.plan, at, batch_value(&b, at, 0), number), "",
           "a mark has no place on an axis of devices");
    batch_free(&b);
    job_close(&j);
}

static void test_labels(void) {
    struct job j;
    char label[96];

    if (!job_good(&j, scratch, three_axes))
        return;
    column_label(&j.sweep, "memory_bandwidth_gbs", label, sizeof label);
    is_str(label, "Memory bandwidth (GB/s)", "label of a field");
    column_label(&j.sweep, "sm_count", label, sizeof label);
    is_str(label, "SM count", "label of a count");
    column_label(&j.sweep, "power_w", label, sizeof label);
    is_str(label, "Board power (W)", "label of a metric");
    column_label(&j.sweep, "time_ms_alexnet_training_b5", label, sizeof label);
    is_str(label, "Time of a batch (ms), alexnet_training_b5",
           "label of a workload's metric");
    ok(column_better(&j.sweep, "speedup") == 1 &&
           column_better(&j.sweep, "power_w") == -1 &&
           column_better(&j.sweep, "area_mm2") == -1 &&
           column_better(&j.sweep, "bound") == 0,
       "which way is better");
    job_close(&j);
}

static void test_refused(void) {
    static const struct {
        const char *axes, *wanted;
    } cases[] = {
        {"axes = ( { field = \"boost_clock_mhz\"; from = 500; to = 900; count "
         "= 1000000; }, { field = \"memory_bandwidth_gbs\"; from = 500; to = "
         "900; count = 1000000; }, { field = \"host_link_gbs\"; from = 5; to = "
         "9; count = 1001; } );",
         "more than 1e15 design points"},
        {"axes = ( { field = \"sm_count\"; from = 1; to = 1000; step = 1; }, { "
         "field = \"cores_per_sm\"; from = 1; to = 1000; step = 1; }, { field "
         "= \"compute_capability\"; from = 1; to = 11; step = 1; } );",
         "11000000 combinations of axes that change a device's structure"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *members = mem_printf("%s%s", TI LENET FRONT, cases[i].axes);
        struct err e = {0};
        struct job j;

        ok(!job_open(&j, scratch, members, &e), "refused: %s", cases[i].wanted);
        has_str(e.text, cases[i].wanted, "and says so");
        has_str(e.text, "job.cfg", "and where");
        free(members);
    }
}

int main(void) {
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    test_indices();
    test_cuts();
    test_times();
    test_reference();
    test_monotone();
    test_memory();
    test_constraints();
    test_unknown();
    test_variables();
    test_bus();
    test_sustained();
    test_text();
    test_labels();
    test_refused();
    path = file_join(scratch, "job.cfg");
    unlink(path);
    rmdir(scratch);
    free(path);
    return done();
}
