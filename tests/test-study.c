/* SPDX-License-Identifier: MIT
 *
 * Studies: a sweep's axes as parameters, and how a response depends on them.
 */
#include "config.h"

#include "study/elasticity.h"
#include "study/sensitivity.h"
#include "study/study.h"

#include "base/text.h"
#include "predict/composition.h"

#include "job.h"
#include "threads.h"

#include <unistd.h>

static char scratch[] = "/tmp/test-study-XXXXXX";

/* Three axes: one that the predictor sees, one of whole numbers that it asks
 * of the network, one of the closed form. */
static const char three_axes[] =
    "base = \"gtx-1080-ti\";\n"
    "workloads = ( { network = \"alexnet\"; phase = \"training\"; } );\n"
    "axes = ( { field = \"sm_count\"; from = 13; to = 43; step = 3; }, { field "
    "= \"batch\"; values = [5, 12, 20]; }, { field = \"memory_bandwidth_gbs\"; "
    "from = 121; to = 968; count = 4; scale = \"log\"; } );\n"
    "objectives = [ \"max throughput\", \"min power_w\" ];\n";

static bool start(struct study *s, const struct job *j, const char *response) {
    struct err e;
    bool good = study_init(s, &j->sweep, &j->predictor, j->costs, response, &e);

    if (!good)
        printf("# %s\n", e.text);
    return ok(good, "a study of %s", response);
}

static void test_parameters(const struct job *j) {
    static const double u[] = {0.999, 0.34, 0.25};
    struct study s;
    double x[3];

    if (!start(&s, j, "throughput"))
        return;
    is_int((long long)s.n, 3, "a parameter an axis");
    ok(s.parameters[0].listed && s.parameters[1].listed &&
           !s.parameters[2].listed,
       "what the laws depend on takes listed values");
    ok(s.parameters[0].base == 28 && s.parameters[2].base == 484.4,
       "the base is the device's");
    ok(s.parameters[1].base == 12 && !s.parameters[1].base_known,
       "that of the batch is the middle");
    study_from_unit(&s, u, x);
    ok(x[0] == 43 && x[1] == 12, "shares of lists");
    near(x[2], 121 * pow(8, 0.25), 1e-13, "and of a logarithmic range");
}

/* On the grid a study gives the sweep's own numbers, to the last bit. */
static void test_grid(const struct job *j) {
    size_t n = j->plan.n_points, wrong = 0, infeasible = n;
    double *x = mem_alloc(n * 3, sizeof *x), *y = mem_alloc(n, sizeof *y);
    struct study s;
    struct batch b;
    struct err e;

    batch_new(&b, &j->plan, &e);
    plan_evaluate(&j->plan, 0, n, &b);
    for (size_t i = 0; i < n; i++) {
        x[3 * i] = job_value(j, &b, "sm_count", i);
        x[3 * i + 1] = job_value(j, &b, "batch", i);
        x[3 * i + 2] = job_value(j, &b, "memory_bandwidth_gbs", i);
    }
    if (start(&s, j, "time_ms") &&
        ok(study_evaluate(&s, &j->predictor, x, n, y, &infeasible, &e),
           "%zu points", n))
        for (size_t i = 0; i < n; i++)
            wrong += y[i] != job_value(j, &b, "time_ms", i);
    is_int((long long)wrong, 0, "are those of the sweep");
    is_int((long long)infeasible, 0, "and all feasible");
    batch_free(&b);
    free(x);
    free(y);
}

/* Off the grid, against the device itself. */
static void test_off_grid(const struct job *j) {
    static const double x[] = {31, 7, 333.25};
    struct workload w = j->sweep.workloads[0];
    struct device d = j->sweep.base;
    struct composition c;
    struct study s;
    struct law law;
    struct err e;
    double y = 0;

    d.sm_count = 31;
    d.memory_bandwidth_gbs = 333.25;
    w.batch = 7;
    if (!start(&s, j, "time_ms") ||
        !ok(study_evaluate(&s, &j->predictor, x, 1, &y, NULL, &e),
            "a point off the grid") ||
        !composition_init(&c, &j->predictor, &w, &e))
        return;
    composition_law(&c, &d, &law);
    near(y, law_time_ms(&law, &d, NULL), 1e-12, "is the device's own time");
    law_free(&law);
    composition_free(&c);
}

/* The elasticity of the time on the bandwidth is minus the memory's share of
 * the time, up to the finite step. */
static void test_elasticity(const struct job *j) {
    struct elasticity found[SWEEP_MAX_AXES];
    struct workload w = j->sweep.workloads[0];
    struct composition c;
    struct law_parts parts;
    struct study s;
    struct law law;
    struct err e;
    double y, time, share;

    w.batch = 12;
    if (!start(&s, j, "time_ms") ||
        !ok(elasticity_find(&s, found, &y, NULL, &e), "elasticities") ||
        !composition_init(&c, &j->predictor, &w, &e))
        return;
    composition_law(&c, &j->sweep.base, &law);
    time = law_time_ms(&law, &j->sweep.base, &parts);
    share = parts.memory_ms / time;
    near(y, time, 1e-12, "the response is the base device's");
    ok(fabs(found[2].value + share) < 1e-3,
       "that of the bandwidth is the share of memory (%.4f, %.4f)",
       found[2].value, share);
    near(found[2].plus_10, 100 * (1 - share + share / 1.1) - 100, 1e-9,
         "10 % more of it, exactly");
    ok(found[2].low < found[2].value && found[2].value < found[2].high &&
           found[2].high - found[2].low < 0.5,
       "the members of the ensemble are around it");
    ok(found[0].up == 31 && found[0].down == 25 && found[1].up == 13 &&
           found[1].down == 11,
       "steps of whole numbers are whole");
    law_free(&law);
    composition_free(&c);
    if (start(&s, j, "power_w") &&
        ok(elasticity_find(&s, found, &y, NULL, &e), "elasticities of power"))
        ok(found[1].value == 0 && found[2].value > 0 && isnan(found[2].low),
           "in which the predictor has no part");
}

static double cell(const struct table *t, size_t row, const char *column) {
    struct err e;
    size_t at;
    double x = (double)NAN;

    if (table_find(t, column, &at, &e))
        text_to_number(table_cell(t, row, at), &x);
    return x;
}

static void test_oat(const struct job *j) {
    struct sensitivity_count count;
    struct study s;
    struct table *t;
    struct err e;
    double x[3] = {28, 12, 121}, y;
    size_t row = 0;

    if (!start(&s, j, "throughput"))
        return;
    t = sensitivity_oat(&s, &sensitivity_defaults, &count, &e);
    if (!ok(t != NULL && table_rows(t) == 3,
            "one at a time: a row a parameter"))
        return;
    for (size_t i = 1; i < 3; i++)
        row += fabs(cell(t, i, "response_high") - cell(t, i, "response_low")) <=
               fabs(cell(t, i - 1, "response_high") -
                    cell(t, i - 1, "response_low"));
    is_int((long long)row, 2, "the largest swing first");
    is_int((long long)count.evaluated, 7, "7 evaluations");
    for (row = 0; strcmp(table_cell(t, row, 0), "memory_bandwidth_gbs") != 0;)
        row++;
    if (study_evaluate(&s, s.predictor, x, 1, &y, NULL, &e))
        near(cell(t, row, "response_low"), y, 1e-15, "the low end's response");
    near(cell(t, row, "change_low_pct"),
         100 * (y / cell(t, row, "response_base") - 1), 1e-12,
         "as a change in percent");
    table_free(t);
}

/* Throughput rises with each parameter, so all effects have one sign; and one
 * thread gives what three give. */
static void test_sampled(const struct job *j) {
    struct sensitivity_options o = sensitivity_defaults;
    struct sensitivity_count count;
    struct study s;
    struct err e;

    o.samples = 128;
    o.trajectories = 20;
    o.resamples = 50;
    if (!start(&s, j, "throughput"))
        return;
    for (size_t m = SENSITIVITY_MORRIS; m <= SENSITIVITY_SOBOL; m++) {
        struct table *t[2];
        size_t wrong = 0;

        for (size_t k = 0; k < 2; k++) {
            threads_set(k == 0 ? 1 : 3);
            t[k] = sensitivity_methods[m].run(&s, &o, &count, &e);
        }
        if (!ok(t[0] != NULL && t[1] != NULL, "%s", sensitivity_names[m]))
            return;
        for (size_t i = 0; i < 3; i++)
            for (size_t k = 0; k < table_columns(t[0]); k++)
                wrong +=
                    strcmp(table_cell(t[0], i, k), table_cell(t[1], i, k)) != 0;
        is_int((long long)wrong, 0, "the same text for one thread and three");
        if (m == SENSITIVITY_MORRIS)
            for (size_t i = 0; i < 3; i++)
                near(cell(t[0], i, "mu"), cell(t[0], i, "mu_star"), 1e-12,
                     "no effect is negative");
        else
            ok(cell(t[0], 0, "total") > 0.2 &&
                   cell(t[0], 0, "total") >= cell(t[0], 1, "total"),
               "the largest total first");
        table_free(t[0]);
        table_free(t[1]);
    }
    is_int((long long)count.evaluated, 128 * 5, "evaluations of sobol");
}

/* Links: the cores follow a parameter, so that the laws depend on it; the
 * clock is solved for. */
static const char linked[] =
    "base = \"gtx-1080-ti\"; workloads = ( { network = \"alexnet\"; batch = 7; "
    "} );\naxes = ( { parameter = \"width\"; from = 1; to = 3; count = 3; }, { "
    "parameter = \"budget_w\"; from = 140; to = 320; count = 4; } );\n"
    "links = ( { field = \"cores_per_sm\"; value = \"56 * width\"; }, { field "
    "= "
    "\"boost_clock_mhz\"; solve = \"power_w\"; equals = \"budget_w\"; from = "
    "300; to = 5000; } );\nobjectives = [ \"max throughput\" ];\n";

static void test_links(const struct job *j) {
    static const double off[] = {2, 211.75};
    size_t n = j->plan.n_points, wrong = 0;
    double *x = mem_alloc(n * 2, sizeof *x), *y = mem_alloc(n, sizeof *y);
    double power_w = 0;
    struct study s;
    struct batch b;
    struct err e;

    batch_new(&b, &j->plan, &e);
    plan_evaluate(&j->plan, 0, n, &b);
    for (size_t i = 0; i < n; i++) {
        x[2 * i] = job_value(j, &b, "width", i);
        x[2 * i + 1] = job_value(j, &b, "budget_w", i);
    }
    if (start(&s, j, "time_ms") &&
        ok(study_evaluate(&s, &j->predictor, x, n, y, NULL, &e),
           "%zu points with links", n))
        for (size_t i = 0; i < n; i++)
            wrong += y[i] != job_value(j, &b, "time_ms", i);
    is_int((long long)wrong, 0, "are those of the sweep");
    ok(s.parameters[0].listed && !s.parameters[1].listed,
       "what structural links read takes listed values");
    if (start(&s, j, "power_w") &&
        ok(study_evaluate(&s, &j->predictor, off, 1, &power_w, NULL, &e),
           "off the grid"))
        ok(power_w == 211.75, "what is solved for meets its target");
    batch_free(&b);
    free(x);
    free(y);
}

static void refused(const char *members, const char *response, const char *text,
                    const char *what) {
    struct err e = {ERR_NONE, ""};
    struct study s;
    struct job j;

    if (!job_good(&j, scratch, members))
        return;
    ok(!study_init(&s, &j.sweep, &j.predictor, j.costs, response, &e), "%s",
       what);
    has_str(e.text, text, "and why");
    job_close(&j);
}

static void test_refusals(void) {
    refused(three_axes, "thruput", "did you mean 'throughput'?",
            "an unknown response");
    refused(three_axes, "bound", "the response 'bound' is not a number",
            "a response of words");
    refused(three_axes, "batch", "is a parameter of the study",
            "a parameter as response");
    refused("workloads = ( { network = \"lenet5\"; } );\naxes = ( { field = "
            "\"device\"; values = [ \"gtx-1080\", \"gtx-1070\" ]; } );\n"
            "objectives = [ \"max speedup\" ];\n",
            "speedup", "job.cfg: axis 'device' has no range",
            "an axis of devices");
    refused("base = \"gtx-1080\"; workloads = ( { network = \"lenet5\"; } );\n"
            "axes = ( { field = \"sm_count\"; values = [ 9 ]; } );\n"
            "objectives = [ \"max speedup\" ];\n",
            "speedup", "axis 'sm_count' has one value, expected a range",
            "an axis of one value");
    refused("base = \"gtx-1080\"; workloads = ( { network = \"lenet5\"; } );\n"
            "axes = ( { field = \"sm_count\"; values = [ 9, 20 ]; } );\n"
            "objectives = [ \"max speedup\" ];\n",
            "power", "did you mean 'power_w'?", "half a name");
    refused("base = \"gtx-1080\"; workloads = ( { network = \"lenet5\"; } );\n"
            "axes = ( { field = \"memory_bus_bits\"; values = [ 128, 256 ]; } "
            ");\nlinks = ( { field = \"memory_bandwidth_gbs\"; along = "
            "\"memory_bus_bits\"; values = [ 100, 300 ]; } );\n"
            "objectives = [ \"max speedup\" ];\n",
            "speedup",
            "link 'memory_bandwidth_gbs' has a value for each of the axis "
            "'memory_bus_bits' and none between",
            "a link along an axis");
    refused("base = \"gtx-1080\"; workloads = ( { network = \"lenet5\"; } );\n"
            "axes = ( { field = \"sm_count\"; values = [ 9, 20 ]; } );\n"
            "links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; "
            "equals = \"9000\"; from = 400; to = 2400; } );\n"
            "objectives = [ \"max speedup\" ];\n",
            "speedup",
            "'speedup' has no value at sm_count = 20: link boost_clock_mhz: no "
            "value in 400..2400 gives power_w = 9000",
            "a link without solution at the base device");
}

int main(void) {
    struct job j;
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    if (job_good(&j, scratch, three_axes)) {
        test_parameters(&j);
        test_grid(&j);
        test_off_grid(&j);
        test_elasticity(&j);
        test_oat(&j);
        test_sampled(&j);
        job_close(&j);
    }
    if (job_good(&j, scratch, linked)) {
        test_links(&j);
        job_close(&j);
    }
    test_refusals();
    path = file_join(scratch, "job.cfg");
    unlink(path);
    rmdir(scratch);
    free(path);
    return done();
}
