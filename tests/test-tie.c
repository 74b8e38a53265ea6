/* SPDX-License-Identifier: MIT
 *
 * Links: values by expression and along an axis, fields solved for, what has
 * no solution, and what is refused.
 */
#include "config.h"

#include "sweep/tie.h"

#include "base/text.h"
#include "cost/area.h"
#include "cost/power.h"
#include "sweep/column.h"

#include "job.h"

#include <unistd.h>

#include <gsl/gsl_errno.h>

static char scratch[] = "/tmp/test-tie-XXXXXX";

#define TI "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
#define LENET "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
#define FRONT "objectives = [ \"max speedup\", \"min power_w\" ];\n"

/* A sweep with one batch of all its points. */
struct grid {
    struct job j;
    struct batch b;
    size_t n;
};

static bool grid_open(struct grid *g, const char *members) {
    struct err e;

    if (!job_good(&g->j, scratch, members))
        return false;
    g->n = g->j.plan.n_points;
    batch_new(&g->b, &g->j.plan, &e);
    plan_evaluate(&g->j.plan, 0, g->n, &g->b);
    return true;
}

static void grid_close(struct grid *g) {
    batch_free(&g->b);
    job_close(&g->j);
}

static double at(const struct grid *g, const char *column, size_t i) {
    return job_value(&g->j, &g->b, column, i);
}

static void test_values(void) {
    struct grid g;
    size_t wrong = 0, i = 0;

    if (!grid_open(&g, TI LENET FRONT
                   "axes = ( { field = \"memory_type\"; values = ( \"GDDR5\", "
                   "\"HBM2\" ); }, { parameter = \"parts\"; from = 3; to = 5; "
                   "step = 1; } );\n"
                   /* Not in the order in which they have to be set. */
                   "links = ( { field = \"memory_bandwidth_gbs\"; value = "
                   "\"memory_bus_bits * rate / 8\"; }, { field = "
                   "\"memory_bus_bits\"; value = \"parts * part_bits\"; }, { "
                   "parameter = \"rate\"; along = \"memory_type\"; values = "
                   "(7.5, 1.75); }, { parameter = \"part_bits\"; along = "
                   "\"memory_type\"; values = [32, 1024]; } );\n"))
        return;
    is_int((long long)g.n, 6, "points");
    for (size_t t = 0; t < 2; t++)
        for (size_t parts = 3; parts <= 5; parts++, i++) {
            double bits = (double)parts * (t == 0 ? 32 : 1024);

            wrong += at(&g, "memory_bus_bits", i) != bits;
            wrong += fabs(at(&g, "memory_bandwidth_gbs", i) /
                              (bits * (t == 0 ? 7.5 : 1.75) / 8) -
                          1) > 1e-15;
            is_str(job_reason(&g.j, &g.b, i), "", "a consistent device");
        }
    is_int((long long)wrong, 0, "bus and bandwidth follow type and parts");
    ok(at(&g, "area_mm2", 5) < at(&g, "area_mm2", 2) + 100,
       "the type decides the area of a bus: 5 stacks are not 5120 GDDR bits");
    grid_close(&g);
}

/* The power of a device, with no link between. */
static double power_w(const struct grid *g, const struct device *d) {
    /* A trait of the base's board stays, whatever the clock: cost_model.h. */
    struct cost_params cost = cost_resolve(g->j.costs, &g->j.sweep.base);

    return power_board_w(&cost, d, area_die_mm2(&cost, d));
}

/* Solved clocks against the power model itself. */
static void test_power(void) {
    static const double targets[] = {199, 213, 301};
    struct grid g;
    size_t i = 0;

    if (!grid_open(
            &g, TI LENET FRONT
            "axes = ( { parameter = \"watts\"; values = [199, 213, 301]; "
            "}, { field = \"sm_count\"; values = [11, 28, 53]; } );\n"
            "links = ( { field = \"boost_clock_mhz\"; solve = "
            "\"power_w\"; equals = \"watts\"; from = 300; to = 2600; } "
            ");\n"))
        return;
    for (size_t t = 0; t < 3; t++)
        for (size_t s = 0; s < 3; s++, i++) {
            struct device d;

            plan_device(&g.j.plan, i, &g.b, &d);
            ok(at(&g, "power_w", i) == targets[t],
               "power is the target, to the last bit");
            near(power_w(&g, &d), targets[t], 1e-9,
                 "as the model says of the device");
            ok(d.boost_clock_mhz == at(&g, "boost_clock_mhz", i) &&
                   isnan(d.fp32_tflops) && isnan(d.board_power_w),
               "the device has the clock, and none of the base's stale facts");
            near(at(&g, "peak_fp32_tflops", i),
                 2e-6 * d.sm_count * 128 * d.boost_clock_mhz, 1e-14,
                 "and the peak of it");
            ok(at(&g, "boost_clock_mhz", i) > 300 &&
                   at(&g, "boost_clock_mhz", i) < 2600,
               "between from and to");
        }
    ok(at(&g, "boost_clock_mhz", 3) > at(&g, "boost_clock_mhz", 4) &&
           at(&g, "boost_clock_mhz", 4) > at(&g, "boost_clock_mhz", 5),
       "more multiprocessors, less clock");
    grid_close(&g);
}

/* The reference, of which the base with the reference's fields is one. */
static void test_reference(void) {
    struct grid g;

    if (!grid_open(&g, TI LENET FRONT
                   "axes = ( { field = \"sm_count\"; values = [28]; } );\n"
                   "links = ( { field = \"boost_clock_mhz\"; solve = "
                   "\"power_w\"; equals = \"reference\"; from = 1000; to = "
                   "2000; } );\n"))
        return;
    near(at(&g, "boost_clock_mhz", 0), 1582, 1e-9,
         "the reference's power gives the reference's clock");
    near(at(&g, "speedup", 0), 1, 1e-9, "and its speed");
    grid_close(&g);

    if (!grid_open(
            &g, TI LENET FRONT
            "axes = ( { field = \"sm_count\"; values = [17, 40]; } );\n"
            "links = ( { field = \"boost_clock_mhz\"; solve = "
            "\"time_ms\"; equals = \"reference * 1.07\"; from = 60; to = "
            "9000; } );\n"))
        return;
    near(at(&g, "speedup", 0), 1 / 1.07, 1e-9,
         "a time can be solved for, against the reference's");
    near(at(&g, "speedup", 1), 1 / 1.07, 1e-9, "on every point");
    grid_close(&g);
}

/* Multiprocessors are whole: the count whose area comes nearest, with the
 * cache that follows it and the times of that very structure. */
static void test_whole(void) {
    struct grid g, all;
    size_t wrong = 0;

    if (!grid_open(
            &g, TI LENET FRONT
            "axes = ( { field = \"memory_bus_bits\"; from = 128; to = "
            "704; step = 64; } );\n"
            "links = ( { field = \"memory_bandwidth_gbs\"; value = "
            "\"memory_bus_bits * 11 / 8\"; }, { field = "
            "\"l2_cache_kib\"; value = \"96 * sm_count\"; }, { field = "
            "\"sm_count\"; solve = \"area_mm2\"; equals = 401; from = 3; "
            "to = 60; } );\n"))
        return;
    for (size_t i = 0; i < g.n; i++) {
        double sm = at(&g, "sm_count", i), area = at(&g, "area_mm2", i);
        char members[900];

        is_str(job_reason(&g.j, &g.b, i), "", "solved");
        wrong += sm != floor(sm) || at(&g, "l2_cache_kib", i) != 96 * sm;
        snprintf(
            members, sizeof members,
            TI LENET FRONT
            "axes = ( { field = \"sm_count\"; values = [%g, %g, %g]; } );"
            "links = ( { field = \"memory_bus_bits\"; value = \"%g\"; }, { "
            "field = \"memory_bandwidth_gbs\"; value = \"memory_bus_bits "
            "* 11 / 8\"; }, { field = \"l2_cache_kib\"; value = \"96 * "
            "sm_count\"; } );\n",
            sm - 1, sm, sm + 1, at(&g, "memory_bus_bits", i));
        if (!grid_open(&all, members))
            return;
        wrong += fabs(at(&all, "area_mm2", 0) - 401) < fabs(area - 401);
        wrong += fabs(at(&all, "area_mm2", 2) - 401) < fabs(area - 401);
        wrong += at(&all, "area_mm2", 1) != area;
        wrong += at(&all, "time_ms", 1) != at(&g, "time_ms", i);
        wrong += at(&all, "power_w", 1) != at(&g, "power_w", i);
        grid_close(&all);
    }
    is_int((long long)wrong, 0,
           "no neighbour comes nearer, and the point is that of a plain sweep");
    ok(at(&g, "sm_count", 0) > at(&g, "sm_count", g.n - 1),
       "a wider bus leaves room for fewer");
    grid_close(&g);
}

/* Two fields, one after the other; the second must not break the first. */
static void test_two(void) {
    struct grid g;

    if (!grid_open(
            &g, TI LENET FRONT
            "axes = ( { field = \"memory_bandwidth_gbs\"; values = [240, "
            "480]; } );\n"
            "links = ( { field = \"sm_count\"; solve = \"area_mm2\"; "
            "equals = 420; from = 3; to = 60; }, { field = "
            "\"boost_clock_mhz\"; solve = \"power_w\"; equals = 231; "
            "from = 300; to = 2600; } );\n"))
        return;
    for (size_t i = 0; i < 2; i++) {
        near(at(&g, "power_w", i), 231, 1e-9, "the power holds");
        near(at(&g, "area_mm2", i), 420, 0.015, "and the area");
    }
    grid_close(&g);
    if (!grid_open(&g, TI LENET FRONT
                   "axes = ( { field = \"sm_count\"; values = [20] ; } );\n"
                   "links = ( { field = \"boost_clock_mhz\"; solve = "
                   "\"power_w\"; equals = 231; from = 300; to = 2600; }, { "
                   "field = \"memory_bandwidth_gbs\"; solve = \"area_mm2\"; "
                   "equals = 420; from = 50; to = 900; } );\n"))
        return;
    is_str(job_reason(&g.j, &g.b, 0),
           "link boost_clock_mhz: power_w = 231 does not hold once all links "
           "are set",
           "a later link that breaks an earlier one is found");
    ok(isnan(at(&g, "power_w", 0)) && at(&g, "feasible", 0) == 0,
       "and the point has no values");
    grid_close(&g);
}

static void test_unsolved(void) {
    struct grid g;
    char number[TEXT_NUMBER_MAX];
    struct err e;
    size_t column;

    if (!grid_open(&g, TI LENET FRONT
                   "axes = ( { field = \"sm_count\"; values = [28, 50, 300]; } "
                   ");\n"
                   "links = ( { field = \"boost_clock_mhz\"; solve = "
                   "\"power_w\"; equals = 250; from = 1000; to = 3000; }, { "
                   "field = \"host_link_gbs\"; value = \"sm_count / 2\"; }, { "
                   "field = \"memory_capacity_gib\"; value = \"sqrt(100 - "
                   "sm_count)\"; } );\n"))
        return;
    is_str(job_reason(&g.j, &g.b, 0), "", "a solution");
    is_str(job_reason(&g.j, &g.b, 1),
           "link boost_clock_mhz: no value in 1000..3000 gives power_w = 250",
           "no solution");
    is_str(job_reason(&g.j, &g.b, 2),
           "link memory_capacity_gib: sqrt(100 - sm_count) has no value in "
           "0.125..4096",
           "an expression without a value");
    ok(at(&g, "feasible", 1) == 0 && at(&g, "feasible", 2) == 0,
       "neither is feasible");
    ok(at(&g, "host_link_gbs", 1) == 25 && isnan(at(&g, "boost_clock_mhz", 1)),
       "what could be set is, the rest is not");
    for (column = 0; column < g.j.plan.n_columns; column++) {
        const char *text =
            plan_text(&g.j.plan, column, batch_value(&g.b, column, 1), number);

        if (strstr(text, "nan") != NULL || strstr(text, "inf") != NULL)
            ok(false, "%s is shown as %s", g.j.plan.columns[column].name, text);
    }
    plan_column(&g.j.plan, "power_w", &column, &e);
    is_str(plan_text(&g.j.plan, column, batch_value(&g.b, column, 1), number),
           "", "what is not known is an empty cell");
    grid_close(&g);
}

/* Cuts and threads cannot matter: each point alone gives the same bits. */
static void test_alone(void) {
    struct grid g;
    struct batch one;
    struct err e;
    size_t wrong = 0;

    if (!grid_open(&g, TI LENET FRONT
                   "axes = ( { field = \"memory_bus_bits\"; from = 64; to = "
                   "512; step = 32; }, { field = \"boost_clock_mhz\"; from = "
                   "900; to = 1900; step = 250; } );\n"
                   "links = ( { field = \"memory_bandwidth_gbs\"; value = "
                   "\"memory_bus_bits * 11 / 8\"; }, { field = \"sm_count\"; "
                   "solve = \"power_w\"; equals = 190; from = 1; to = 70; } "
                   ");\n"))
        return;
    batch_new(&one, &g.j.plan, &e);
    for (size_t i = g.n; i-- > 0;) {
        plan_evaluate(&g.j.plan, i, 1, &one);
        for (size_t c = 0; c < g.j.plan.n_columns; c++)
            wrong +=
                memcmp(&one.values[c * PLAN_BATCH],
                       &g.b.values[c * PLAN_BATCH + i], sizeof(double)) != 0;
    }
    is_int((long long)wrong, 0, "a point does not depend on those before it");
    batch_free(&one);
    grid_close(&g);
}

#define AXES "axes = ( { field = \"sm_count\"; values = [14, 28]; } );\n"

static const struct {
    const char *links, *wanted;
} refused[] = {
    {"links = ( { field = \"boost_clock_mzh\"; value = \"1\"; } );",
     "did you mean \"boost_clock_mhz\"?"},
    {"links = ( { field = \"boost_clock_mhz\"; value = \"30 * sm_cuont\"; } );",
     "link 'boost_clock_mhz': '30 * sm_cuont', character 6: unknown name "
     "'sm_cuont'; did you mean 'sm_count'?"},
    {"links = ( { field = \"boost_clock_mhz\"; value = \"power_w\"; } );",
     "unknown name 'power_w'"},
    {"links = ( { field = \"boost_clock_mhz\"; value = \"reference\"; } );",
     "'reference' has a meaning beside 'solve' only"},
    {"links = ( { field = \"boost_clock_mhz\"; } );",
     "expected one of 'value', 'along' and 'solve'"},
    {"links = ( { field = \"boost_clock_mhz\"; value = \"1000\"; solve = "
     "\"power_w\"; } );",
     "expected one of 'value', 'along' and 'solve'"},
    {"links = ( { field = \"sm_count\"; value = \"20\"; } );",
     "an axis of this sweep sets it already"},
    {"links = ( { field = \"l2_cache_kib\"; value = \"2000\"; }, { field = "
     "\"l2_cache_kib\"; value = \"3000\"; } );",
     "link 'l2_cache_kib' appears twice"},
    {"links = ( { field = \"memory_bus_bits\"; value = "
     "\"memory_bandwidth_gbs / 1.375\"; }, { parameter = \"aside\"; value = "
     "\"memory_bus_bits\"; }, { field = \"memory_bandwidth_gbs\"; value = "
     "\"memory_bus_bits * 1.375\"; } );",
     "links go round: memory_bus_bits, which reads memory_bandwidth_gbs, which "
     "reads memory_bus_bits"},
    {"links = ( { field = \"boost_clock_mhz\"; value = \"2 * "
     "boost_clock_mhz\"; } );",
     "links go round: boost_clock_mhz, which reads boost_clock_mhz"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"power\"; equals = "
     "250; from = 300; to = 3000; } );",
     "'power' is no column of this sweep; did you mean 'power_w'?"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"bound\"; equals = "
     "250; from = 300; to = 3000; } );",
     "'bound' is no metric that can be solved for"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; from = "
     "300; to = 3000; } );",
     "missing key 'equals'"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; equals = "
     "250; from = 3000; to = 300; } );",
     "'to' 300 is not above 'from' 3000"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; equals = "
     "250; from = 30; to = 300; } );",
     "from: found 30, expected a number from 50 to 10000"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; equals = "
     "\"watts + 1\"; from = 300; to = 3000; } );",
     "unknown name 'watts'"},
    {"links = ( { parameter = \"watts\"; solve = \"power_w\"; equals = 250; "
     "from = 300; to = 3000; } );",
     "only a field of the device can be solved for"},
    {"links = ( { field = \"process_nm\"; solve = \"power_w\"; equals = 250; "
     "from = 7; to = 28; } );",
     "cannot be solved for; expected a count such as sm_count"},
    {"links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; equals = "
     "250; from = 300; to = 3000; }, { field = \"cores_per_sm\"; value = "
     "\"boost_clock_mhz / 10\"; } );",
     "cannot follow 'boost_clock_mhz', which is solved for"},
    {"links = ( { parameter = \"power_w\"; value = \"250\"; } );",
     "parameter 'power_w': a field, a metric or another known name"},
    {"links = ( { parameter = \"a b\"; value = \"250\"; } );",
     "parameter 'a b': expected a word of a-z"},
    {"links = ( { parameter = \"rate\"; along = \"memory_type\"; values = "
     "[1]; } );",
     "'memory_type' is no axis of this sweep"},
    {"links = ( { parameter = \"rate\"; along = \"sm_count\"; values = [1]; } "
     ");",
     "found 1 values, expected 2, one for each of axis 'sm_count'"},
    {"links = ( { field = \"tensor_cores_per_sm\"; along = \"sm_count\"; "
     "values = (1, 2.5); } );",
     "expected whole numbers"},
    {"links = ( { field = \"l2_cache_kib\"; value = \"2000\"; form = 3; } );",
     "unknown key 'form'"},
    {"constraints = ( { expresion = \"power_w < 3\"; } );",
     "missing key 'expression'"},
    {"constraints = ( { expression = \"power_w < 3\"; soft = 1; } );", "soft"},
    {"constraints = ( { expression = \"violations < 3\"; soft = true; } );",
     "unknown name 'violations'"},
};

static void test_refused(void) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char *members =
            mem_printf("%s%s", TI LENET FRONT AXES, refused[i].links);
        struct err e = {ERR_NONE, ""};
        struct job j;

        if (ok(!job_open(&j, scratch, members, &e), "refused: %s",
               refused[i].wanted)) {
            has_str(e.text, refused[i].wanted, "and says so");
            has_str(e.text, "job.cfg", "and where");
        } else {
            job_close(&j);
        }
        free(members);
    }
}

/* A soft constraint counts and does not keep a point out. */
static void test_soft(void) {
    struct grid g;
    char number[TEXT_NUMBER_MAX];
    struct err e;
    size_t column;

    if (!grid_open(&g, TI LENET
                   "objectives = [ \"max speedup\", \"min violations\" ];\n"
                   "axes = ( { field = \"sm_count\"; values = [14, 28, 50]; } "
                   ");\n"
                   "constraints = ( { expression = \"power_w <= 200\"; soft = "
                   "true; }, \"area_mm2 < 600\", { expression = \"sm_count < "
                   "20 || 0\"; soft = true; }, { expression = \"speedup > "
                   "0.1\"; soft = false; } );\n"))
        return;
    plan_column(&g.j.plan, "violated", &column, &e);
    ok(at(&g, "violations", 0) == 0 && at(&g, "violations", 1) == 2 &&
           at(&g, "violations", 2) == 2,
       "violations are counted");
    is_str(plan_text(&g.j.plan, column, at(&g, "violated", 1), number),
           "power_w <= 200; sm_count < 20 || 0", "and named");
    is_str(plan_text(&g.j.plan, column, at(&g, "violated", 0), number), "",
           "where there are any");
    ok(at(&g, "feasible", 1) == 1, "a soft constraint keeps nothing out");
    is_str(job_reason(&g.j, &g.b, 2), "constraint: area_mm2 < 600",
           "a hard one does");
    grid_close(&g);
}

static void test_labels(void) {
    struct job j;
    char label[96];

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { parameter = \"watts\"; label = \"Budget (W)\"; "
                  "values = [170, 213]; } );\n"
                  "links = ( { field = \"boost_clock_mhz\"; value = \"6 * "
                  "watts\"; }, { parameter = \"data_rate\"; value = \"3\"; } "
                  ");\n"))
        return;
    column_label(&j.sweep, "watts", label, sizeof label);
    is_str(label, "Budget (W)", "a parameter's label");
    column_label(&j.sweep, "data_rate", label, sizeof label);
    is_str(label, "Data rate", "or its name");
    column_label(&j.sweep, "boost_clock_mhz", label, sizeof label);
    is_str(label, "Boost clock (MHz)", "a linked field's");
    job_close(&j);
}

int main(void) {
    char *path;

    gsl_set_error_handler_off();
    if (mkdtemp(scratch) == NULL)
        return 1;
    test_values();
    test_power();
    test_reference();
    test_whole();
    test_two();
    test_unsolved();
    test_alone();
    test_refused();
    test_soft();
    test_labels();
    path = file_join(scratch, "job.cfg");
    unlink(path);
    rmdir(scratch);
    free(path);
    return done();
}
