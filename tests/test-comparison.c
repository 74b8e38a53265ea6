/* SPDX-License-Identifier: MIT
 *
 * Comparisons of devices with a reference.
 */
#include "config.h"

#include "compare/comparison.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "compare/comparison_files.h"
#include "compare/comparison_measured.h"
#include "compare/comparison_odds.h"
#include "compare/comparison_table.h"
#include "predict/composition.h"

#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

#define TI "GeForce GTX 1080 Ti"

static struct predictor predictor;
static struct cost_model *costs;
static char scratch[] = "/tmp/test-comparison-XXXXXX";

static const char *const devices[] = {"rtx-3090", "gtx-1060-3gb", "hyper-1080"};
static const char *const networks[] = {"alexnet", "vgg16", "resnet18"};
static const size_t batches[] = {7, 96};
static const enum phase phases[] = {PHASE_INFERENCE, PHASE_TRAINING};

static const struct comparison_request request = {.reference = "gtx-1080-ti",
                                                  .devices = devices,
                                                  .networks = networks,
                                                  .batches = batches,
                                                  .phases = phases,
                                                  .n_devices = 3,
                                                  .n_networks = 3,
                                                  .n_batches = 2,
                                                  .n_phases = 2,
                                                  .stack = "cudnn",
                                                  .optimizer =
                                                      OPTIMIZER_MOMENTUM};

/* The time by the composition alone. */
static double time_ms(const struct workload *w, const struct device *d) {
    struct composition c;
    struct law law;
    struct err e;
    double out = (double)NAN;

    if (composition_init(&c, &predictor, w, &e)) {
        composition_law(&c, d, &law);
        out = law_time_ms(&law, d, NULL);
        law_free(&law);
        composition_free(&c);
    }
    return out;
}

static void test_values(const struct comparison *c) {
    size_t wrong_time = 0, wrong_speedup = 0, wrong_band = 0, wrong_fits = 0;
    double band = exp(conformal_speedup(&predictor.intervals));

    is_int((long long)c->n_devices, 4, "devices with the reference");
    is_int((long long)c->n_workloads, 12, "networks x batches x phases");
    is_str(c->workloads[4].label, "vgg16_inference_b96",
           "networks run fastest, then batches");
    for (size_t w = 0; w < c->n_workloads; w++)
        for (size_t d = 0; d < c->n_devices; d++) {
            double mine = time_ms(&c->workloads[w], &c->devices[d]);
            double ti = time_ms(&c->workloads[w], &c->devices[0]);
            double speedup = comparison_value(c, METRIC_SPEEDUP_ID, d, w);
            double low = comparison_value(c, METRIC_SPEEDUP_LO_ID, d, w);
            double high = comparison_value(c, METRIC_SPEEDUP_HI_ID, d, w);
            struct footprint need;

            network_footprint(&c->workloads[w].network, c->workloads[w].batch,
                              c->workloads[w].phase, OPTIMIZER_MOMENTUM, 4,
                              &need);
            wrong_time += comparison_value(c, METRIC_TIME_ID, d, w) != mine;
            wrong_speedup += fabs(speedup * mine / ti - 1) > 1e-12;
            wrong_band += d == 0 ? low != 1 || high != 1
                                 : fabs(low * band / speedup - 1) > 1e-12 ||
                                       fabs(high / band / speedup - 1) > 1e-12;
            wrong_fits += comparison_fits(c, d, w) !=
                          (need.total_gib <= c->devices[d].memory_capacity_gib);
        }
    is_int((long long)wrong_time, 0, "times are the composition's, to the bit");
    is_int((long long)wrong_speedup, 0, "speedups are ratios of times");
    is_int((long long)wrong_band, 0, "intervals, none of the reference");
    is_int((long long)wrong_fits, 0, "what fits");
}

static void test_means(const struct comparison *c) {
    double product = 1;

    for (size_t w = 6; w < 12; w++)
        product *= comparison_value(c, METRIC_SPEEDUP_ID, 1, w);
    near(comparison_mean(c, METRIC_SPEEDUP_ID, 1, PHASE_TRAINING),
         pow(product, 1.0 / 6), 1e-12, "geometric mean of a phase");
    near(comparison_mean(c, METRIC_SPEEDUP_LO_ID, 1, PHASE_TRAINING),
         pow(product, 1.0 / 6) / exp(conformal_speedup(&predictor.intervals)),
         1e-12, "its interval is no narrower");
    near(comparison_mean(c, METRIC_SPEEDUP_ID, 0, PHASE_INFERENCE), 1, 0,
         "the reference is its own measure");
    is_int((long long)comparison_count(c, PHASE_INFERENCE), 6, "workloads");
    ok(comparison_fitting(c, 2, PHASE_TRAINING) < 6 &&
           comparison_fitting(c, 1, PHASE_TRAINING) == 6,
       "3 GiB hold less than 24");
    ok(c->seen[0] && !c->seen[1] && !c->seen[3],
       "which devices the model was trained on");
}

static void refuse(const struct comparison_request *r, const char *part) {
    struct comparison c;
    struct err e = {ERR_NONE, ""};

    ok(!comparison_new(&c, r, &predictor, costs, &e), "refused");
    has_str(e.text, part, part);
}

static void test_errors(void) {
    static const char *const twice[] = {"titan-v", "rtx-3090", "titan-v"};
    static const char *const itself[] = {"gtx-1080-ti"};
    static const char *const none[] = {"rtx-3o90"};
    static const char *const no_network[] = {"vgg61"};
    struct comparison_request r = request;

    r.devices = twice;
    refuse(&r, "'TITAN V' is compared twice");
    r.devices = itself;
    r.n_devices = 1;
    refuse(&r, "'" TI "' is compared with itself");
    r.devices = none;
    refuse(&r, "no 'rtx-3o90'");
    r = request;
    r.reference = "gtx-1080-it";
    refuse(&r, "gtx-1080-ti");
    r = request;
    r.networks = no_network;
    r.n_networks = 1;
    refuse(&r, "vgg16");
    r = request;
    r.stack = "cudnm";
    refuse(&r, "cudnm");
    r = request;
    r.batches = (const size_t[]){7, 7};
    refuse(&r, "two workloads are called 'alexnet_inference_b7'");
}

#define RUN(source, framework, device, phase, batch, time)                     \
    source "," framework ",," device ",vgg16," phase ",sgd,fp32," batch        \
           ",224,224,,1,,,end_to_end," time ",,,,\n"

static const char runs[] =
    "source,framework,software,device,network,phase,optimizer,precision,batch,"
    "in_h,in_w,seq_len,n_gpu,data,mode,kind,time_ms,time_std_ms,images_per_s,"
    "n_iter,note\n"
    /* one harness of both devices, twice on one of them */
    RUN("a", "x", TI, "forward", "7", "31")
        RUN("a", "x", TI, "forward", "7", "35")
            RUN("a", "x", "GeForce RTX 3090", "forward", "7", "11")
    /* one of the reference alone, one that is another framework's */
    RUN("b", "x", TI, "forward", "7", "90")
        RUN("a", "y", "GeForce RTX 3090", "forward", "7", "14")
    /* another batch, and a name that belongs to a real device */
    RUN("a", "x", "GeForce RTX 3090", "forward", "8", "1")
    /* training: with the update and without */
    RUN("a", "x", TI, "forward_backward", "7", "100")
        RUN("a", "x", "GeForce RTX 3090", "forward_backward", "7", "40")
            RUN("a", "x", TI, "forward_backward_update", "7", "112")
                RUN("a", "x", "GeForce RTX 3090", "forward_backward_update",
                    "7", "50");

static void test_measured(const struct comparison *c) {
    struct network_times t = {0};
    struct err e = {ERR_NONE, ""};
    char *path = file_join(scratch, "runs.csv");
    FILE *out = fopen(path, "w");
    struct comparison_measured *m;
    const struct comparison_measured *ti, *other;

    fputs(runs, out);
    fclose(out);
    if (!ok(network_times_read(&t, path, &e), "runs are read %s", e.text))
        return;
    m = comparison_measured_new(c, &t);
    ti = &m[1];
    other = &m[12 + 1];
    ok(ti->n == 3 && ti->median_ms == 35 && ti->least_ms == 31 &&
           ti->most_ms == 90,
       "three runs of the reference");
    ok(other->n == 2 && other->median_ms == 12.5, "two of another device");
    ok(other->n_harnesses == 1, "one harness timed both");
    near(other->speedup, 33.0 / 11, 1e-12, "and gives the ratio");
    other = &m[12 + 7];
    ok(other->n == 2 && other->median_ms == 45,
       "steps with and without update");
    near(other->speedup, (100.0 / 40 + 112.0 / 50) / 2, 1e-12,
         "each against its like");
    ok(m[2 * 12 + 1].n == 0 && isnan(m[2 * 12 + 1].median_ms) &&
           isnan(m[2 * 12 + 1].speedup),
       "nothing of a device that was not measured");
    is_int((long long)m[12 + 4].n, 0, "nor of another batch");
    free(m);
    network_times_free(&t);
    unlink(path);
    free(path);
}

static size_t column(const struct table *t, const char *name) {
    struct err e;
    size_t at = 0;

    ok(table_find(t, name, &at, &e), "column %s", name);
    return at;
}

/* Two boards of one structure differ by what their boards do, others by their
 * structure too; which of them is faster is the same question both ways. */
static void test_odds(struct comparison *c) {
    struct comparison_odds x, y;
    struct table *t;
    size_t wrong = 0;

    c->plan.kin = (struct kin){.n_pairs = 1, .board = 0.1, .structure = 0.2};
    x = comparison_odds(c, 1, 0, PHASE_INFERENCE);
    y = comparison_odds(c, 0, 1, PHASE_INFERENCE);
    /* A GeForce RTX 3090 has another architecture than the reference. */
    near(x.high / x.ratio, exp(1.6448536269514722 * sqrt(0.05)), 1e-9,
         "its interval");
    near(x.probability, kin_odds(log(x.ratio), sqrt(0.05)), 1e-9,
         "that it is faster");
    near(x.probability + y.probability, 1, 1e-12, "or slower");
    near(x.ratio * y.ratio, 1, 1e-12, "by as much");
    near(x.ratio, comparison_mean(c, METRIC_SPEEDUP_ID, 1, PHASE_INFERENCE),
         1e-12, "the reference's is the speedup");
    t = comparison_table(c, NULL, COMPARISON_PAIRS, false);
    is_int((long long)table_rows(t), 12, "pairs of four devices in two phases");
    for (size_t i = 0; i < table_rows(t); i++)
        wrong += atof(table_cell(t, i, column(t, "times"))) < 1 ||
                 atof(table_cell(t, i, column(t, "faster_p"))) < 0.5;
    is_int((long long)wrong, 0, "the faster one first");
    table_free(t);
}

static void test_tables(const struct comparison *c) {
    struct table *t = comparison_table(c, NULL, COMPARISON_SUMMARY, false);
    struct err e = {ERR_NONE, ""};
    double power;

    is_int((long long)table_rows(t), 8, "summary: a row a device and phase");
    is_str(table_cell(t, 5, column(t, "device")), "GeForce RTX 3090", "row");
    is_str(table_cell(t, 5, column(t, "phase")), "training", "of its phase");
    ok(text_to_number(table_cell(t, 5, column(t, "power_w")), &power) &&
           power == comparison_value(c, METRIC_POWER_ID, 1, 0),
       "board power");
    is_str(table_cell(t, 7, column(t, "status")), "hypothetical", "status");
    table_free(t);
    t = comparison_table(c, NULL, COMPARISON_WORKLOADS, true);
    is_int((long long)table_rows(t), 48, "workloads: a row of each on each");
    ok(!table_has(t, "measured_ms") && !table_has(t, "stack"),
       "brief, and without measurements");
    table_free(t);
    ok(comparison_write(c, NULL, scratch, &e), "files %s", e.text);
    for (int which = 0; which < COMPARISON_N_TABLES; which++)
        for (int k = 0; k < TABLE_N_FORMATS; k++) {
            static const char *const suffixes[] = {"txt", "csv", "json", "md",
                                                   "tex"};
            char *path = mem_printf("%s/%s.%s", scratch,
                                    comparison_table_names[which], suffixes[k]);

            ok(unlink(path) == 0, "%s", path);
            free(path);
        }
}

int main(void) {
    struct comparison c;
    struct err e = {ERR_NONE, ""};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    if (!predictor_load(&predictor, "efficiency", &e)) {
        skip("comparisons", "no model yet");
        return done();
    }
    costs = cost_model_load("costs", &e);
    if (ok(costs != NULL && comparison_new(&c, &request, &predictor, costs, &e),
           "a comparison %s", e.text)) {
        test_values(&c);
        test_means(&c);
        test_measured(&c);
        test_odds(&c);
        test_tables(&c);
        comparison_free(&c);
    }
    test_errors();
    cost_model_free(costs);
    predictor_free(&predictor);
    ok(rmdir(scratch) == 0, "nothing else was written");
    return done();
}
