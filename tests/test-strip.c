/* SPDX-License-Identifier: MIT
 *
 * Points in columns against each point by itself: the same bits.
 */
#include "config.h"

#include "sweep/scan.h"
#include "sweep/strip.h"

#include "job.h"

#include <string.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-strip-XXXXXX";

#define BASE(name) "base = \"" name "\"; reference = \"gtx-1080-ti\";\n"
#define LENET "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
#define TWO                                                                    \
    "workloads = ( { network = \"lenet5\"; batch = 24; }, { network = "        \
    "\"alexnet\"; batch = 5; phase = \"training\"; } );\n"
#define FRONT "objectives = [ \"max speedup\", \"min power_w\" ];\n"
#define SMS "{ field = \"sm_count\"; values = [9, 28, 47]; }, "
#define CLOCKS                                                                 \
    "{ field = \"boost_clock_mhz\"; from = 611; to = 2409; count = 719; }"
#define BANDWIDTHS                                                             \
    "{ field = \"memory_bandwidth_gbs\"; from = 121; to = 968; count = 13; "   \
    "scale = \"log\"; }"

static const struct {
    const char *what, *members;
    bool is_strip;
} cases[] = {
    {"clock, two constraints",
     BASE("gtx-1080-ti") LENET "axes = ( " SMS CLOCKS " );\n"
                               "constraints = [ \"power_w <= 251.5\", \"600 >= "
                               "area_mm2\" ];\n" FRONT,
     true},
    {"two workloads, the base's own clock among the values",
     BASE("gtx-1080-ti") TWO
     "axes = ( " SMS "{ field = \"boost_clock_mhz\"; from = 1182; to = 1982; "
     "step = 10; } );\nconstraints = [ \"power_w*area_mm2 < 1e5\", "
     "\"sustained_clock_mhz < 1700\", \"time_ms_alexnet_training_b5 != 3\" ];\n"
     "objectives = [ \"max throughput\", \"min energy_j\", \"min cost_usd\" "
     "];\n",
     true},
    {"bandwidth under a clock",
     BASE("gtx-1080-ti") LENET
     "axes = ( " CLOCKS ", " BANDWIDTHS
     " );\nconstraints = ( { expression = \"power_w < 190\"; soft = true; }, "
     "{ expression = \"speedup > 0.9\"; soft = true; }, \"area_mm2 < 480\" "
     ");\n" FRONT,
     true},
    {"memory and links to the host",
     BASE("tesla-v100-sxm2-16gb") TWO
     "axes = ( { field = \"memory_capacity_gib\"; values = [0.125, 16.0]; "
     "}, " SMS
     "{ field = \"host_link_gbs\"; values = [8.0, 15.75, 31.5]; }, " BANDWIDTHS
     " );\n" FRONT,
     true},
    {"a parameter",
     BASE("gtx-1080-ti") LENET
     "axes = ( " CLOCKS ", { parameter = \"limit\"; from = 100; to = 400; "
     "count = 11; } );\nconstraints = [ \"power_w < limit\" ];\n" FRONT,
     true},
    {"roofline, which overlaps",
     BASE("gtx-1080-ti") TWO "model = \"roofline\";\naxes = ( " SMS BANDWIDTHS
                             ", " CLOCKS " );\n" FRONT,
     true},
    {"a bus that is stated, against which each value must be held",
     BASE("gtx-1080-ti") LENET
     "axes = ( { field = \"memory_bus_bits\"; values = [192, 384]; }, "
     "{ field = \"memory_bandwidth_gbs\"; from = 121; to = 968; count = 97; } "
     ");\n" FRONT,
     true},
    {"devices",
     "reference = \"gtx-1080-ti\";\n" LENET
     "axes = ( { field = \"device\"; values = [ \"gtx-1070\", \"rtx-2080-ti\", "
     "\"titan-xp\" ]; }, " CLOCKS " );\n" FRONT,
     true},
    {"a link whose efficiency is stated",
     BASE("gtx-1080-ti") LENET
     "axes = ( { field = \"host_link_efficiency\"; values = [0.31, 0.83]; }, "
     "{ field = \"host_link_gbs\"; from = 4; to = 32; count = 15; } );\n" FRONT,
     true},
    {"links that hang on other axes, one without a value in places",
     BASE("gtx-1080-ti") TWO
     "axes = ( { parameter = \"parts\"; values = [7, 11, 13, 16]; }, " SMS
         CLOCKS
     " );\nlinks = ( { field = \"memory_bus_bits\"; value = \"32 * parts\"; }, "
     "{ field = \"memory_bandwidth_gbs\"; value = \"memory_bus_bits * 11 / "
     "8\"; "
     "}, { field = \"memory_capacity_gib\"; value = \"sqrt(parts - 7.5)\"; }, "
     "{ parameter = \"share\"; along = \"sm_count\"; values = [0.9, 1.1, 0.8]; "
     "} );\nconstraints = [ \"power_w < 210 * share\", \"parts <= 13\" "
     "];\n" FRONT,
     true},
    {"bandwidth alone in the strip, the clock linked",
     BASE("gtx-1080-ti") LENET
     "axes = ( " SMS BANDWIDTHS " );\nlinks = ( { field = "
     "\"boost_clock_mhz\"; value = \"2100 - 11 * sm_count\"; } );\n" FRONT,
     true},
    {"no strip: a link that hangs on the clock",
     BASE("gtx-1080-ti") LENET
     "axes = ( " SMS CLOCKS
     " );\nlinks = ( { field = \"memory_bandwidth_gbs\"; "
     "value = \"boost_clock_mhz / 3\"; } );\n" FRONT,
     false},
    {"no strip: one that hangs on the clock that follows it",
     BASE("gtx-1080-ti") LENET
     "axes = ( " SMS CLOCKS
     " );\nlinks = ( { field = \"memory_bandwidth_gbs\"; "
     "value = \"sustained_clock_mhz / 3\"; } );\n" FRONT,
     false},
    {"no strip: the clock is solved for",
     BASE("gtx-1080-ti") LENET
     "axes = ( " SMS BANDWIDTHS " );\nlinks = ( { field = "
     "\"boost_clock_mhz\"; solve = \"power_w\"; equals = 210; from = 400; to = "
     "2400; } );\n" FRONT,
     false},
    {"no strip: a sample",
     BASE("gtx-1080-ti") LENET
     "sampling = { design = \"sobol\"; points = 300; seed = 3; };\n"
     "axes = ( " SMS CLOCKS " );\n" FRONT,
     false},
    {"no strip: multiprocessors last",
     BASE("gtx-1080-ti") LENET
     "axes = ( " CLOCKS
     ", { field = \"sm_count\"; values = [9, 28]; } );\n" FRONT,
     false},
};

static bool same(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

/* Every column of every point, in batches of odd sizes. */
static void test_columns(const struct job *j, const char *what) {
    const struct plan *p = &j->plan;
    size_t wrong = 0, column = 0, point = 0, on_front;
    struct batch b, one;
    struct err e;

    on_front = plan_metric(p, METRIC_ON_FRONT_ID);
    batch_new(&b, p, &e);
    batch_new(&one, p, &e);
    for (size_t at = 0, n; at < p->n_points; at += n) {
        n = p->n_points - at < 1237 ? p->n_points - at : 1237;
        plan_evaluate(p, at, n, &b);
        for (size_t i = 0; i < n; i++) {
            point_evaluate(p, at + i, &one, 0);
            for (size_t c = 0; c < p->n_columns; c++)
                if (c != on_front &&
                    !same(batch_value(&b, c, i), batch_value(&one, c, 0))) {
                    wrong++;
                    column = c;
                    point = at + i;
                }
            for (size_t k = 0; k < b.n_constraints; k++)
                wrong += b.violated[k * PLAN_BATCH + i] !=
                         one.violated[k * PLAN_BATCH];
        }
    }
    ok(wrong == 0, "%s: all columns of %zu points", what, p->n_points);
    if (wrong > 0)
        printf("# %zu differ, the last %s of point %zu\n", wrong,
               p->columns[column].name, point);
    batch_free(&b);
    batch_free(&one);
}

static bool same_tally(const struct tally *a, const struct tally *b) {
    for (size_t i = 0; i < a->n_counts; i++)
        if (a->counts[i] != b->counts[i])
            return false;
    for (size_t i = 0; i < a->n_objectives; i++)
        for (int q = 0; q <= 8; q++)
            if (!same(quantiles_at(&a->objectives[i], q / 8.0),
                      quantiles_at(&b->objectives[i], q / 8.0)))
                return false;
    return a->n_front == b->n_front &&
           memcmp(a->front, b->front, a->n_front * sizeof *a->front) == 0;
}

/* The same tally without strips, and shared out among three. */
static void test_tally(struct job *j, const char *what) {
    struct plan *p = &j->plan;
    struct tally by_strips, by_points;
    struct scan scans[3], scan;
    size_t axis = p->strip_axis, at = 0;

    tally_init(&by_strips, p, 0);
    tally_init(&by_points, p, 0);
    for (size_t i = 0; i < 3; i++)
        scan_init(&scans[i], p);
    for (size_t i = 0; at < p->n_points; i++) {
        size_t n = p->n_points - at < 700 ? p->n_points - at : 700;

        scan_points(&scans[i * i % 3], at, n);
        at += n;
    }
    scans_join(scans, 3, &by_strips);
    p->strip_axis = p->sweep->n_axes;
    scan_init(&scan, p);
    scan_points(&scan, 0, p->n_points);
    scans_join(&scan, 1, &by_points);
    p->strip_axis = axis;
    ok(same_tally(&by_strips, &by_points) && by_points.n_front > 0,
       "%s: counts, quantiles and a front of %zu", what, by_points.n_front);
    for (size_t i = 0; i < 3; i++)
        scan_free(&scans[i]);
    scan_free(&scan);
    tally_free(&by_strips);
    tally_free(&by_points);
}

int main(void) {
    if (mkdtemp(scratch) == NULL)
        return 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct job j;

        if (!job_good(&j, scratch, cases[i].members))
            continue;
        ok((j.plan.strip_axis < j.sweep.n_axes) == cases[i].is_strip,
           "%s: whether it has strips", cases[i].what);
        test_columns(&j, cases[i].what);
        test_tally(&j, cases[i].what);
        job_close(&j);
    }
    return done();
}
