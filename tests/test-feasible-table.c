/* SPDX-License-Identifier: MIT
 *
 * What the feasible points of a plan are like.
 */
#include "config.h"

#include "sweep/feasible_table.h"

#include "analyse/stats.h"
#include "job.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-feasible-XXXXXX";

#define TI                                                                     \
    "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"                   \
    "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"                 \
    "constraints = [ \"power_w <= 260\" ];\n"                                  \
    "objectives = [ \"max speedup\", \"min power_w\" ];\n"

static double cell(const struct table *t, size_t row, const char *name) {
    struct err e;
    size_t at = 0;

    ok(table_find(t, name, &at, &e), "column %s", name);
    return atof(table_cell(t, row, at));
}

/* Against the plan's own points, one by one. */
static void test_all(void) {
    double sm[400], power[400];
    struct feasible f;
    struct batch b;
    struct table *t;
    struct err e;
    struct job j;
    size_t n = 0;

    if (!job_good(&j, scratch,
                  TI
                  "axes = ( { field = \"memory_type\"; values = ( \"GDDR5\", "
                  "\"GDDR6\" ); }, { field = \"sm_count\"; from = 10; to = "
                  "50; step = 5; }, { field = \"boost_clock_mhz\"; from = "
                  "800; to = 2000; count = 17; } );"))
        return;
    batch_new(&b, &j.plan, &e);
    for (size_t i = 0; i < j.plan.n_points; i++) {
        plan_evaluate(&j.plan, i, 1, &b);
        if (job_value(&j, &b, "feasible", 0) == 0)
            continue;
        sm[n] = job_value(&j, &b, "sm_count", 0);
        power[n++] = job_value(&j, &b, "power_w", 0);
    }
    feasible_find(&f, &j.plan);
    ok(f.all && f.n == n && n > 20 && n < j.plan.n_points, "%zu points", n);
    is_int((long long)f.n_axes, 2, "a memory's type is no number");
    t = feasible_correlations(&f);
    is_int((long long)table_rows(t), 4, "two axes by two objectives");
    is_str(table_cell(t, 1, 0), "sm_count", "row of the first axis");
    is_str(table_cell(t, 1, 1), "power_w", "and the second objective");
    near(cell(t, 1, "spearman"), stats_spearman(sm, power, n), 1e-12,
         "Spearman's");
    near(cell(t, 1, "pearson"), stats_pearson(sm, power, n), 1e-12,
         "Pearson's");
    table_free(t);
    t = feasible_spread(&f);
    is_int((long long)table_rows(t), 2, "a row an objective");
    ok(cell(t, 1, "q95") <= 260 && cell(t, 1, "median") < cell(t, 1, "q95") &&
           cell(t, 1, "mad_sd") > 0,
       "within the constraint");
    table_free(t);
    feasible_free(&f);
    batch_free(&b);
    job_close(&j);
}

/* Of many points some, evenly: what they say is near what all do. */
static void test_some(void) {
    static double sm[30000], power[30000];
    struct feasible f;
    struct table *t;
    struct batch b;
    struct err e;
    struct job j;
    size_t n = 0;

    if (!job_good(&j, scratch,
                  TI
                  "axes = ( { field = \"sm_count\"; from = 10; to = 50; step "
                  "= 5; }, { field = \"boost_clock_mhz\"; from = 800; to = "
                  "2000; count = 3001; } );"))
        return;
    feasible_find(&f, &j.plan);
    ok(!f.all && f.n > 5000 && f.n < FEASIBLE_LOOKED, "%zu of 20000", f.n);
    t = feasible_correlations(&f);
    batch_new(&b, &j.plan, &e);
    for (size_t i = 0; i < j.plan.n_points; i++) {
        plan_evaluate(&j.plan, i, 1, &b);
        if (job_value(&j, &b, "feasible", 0) == 0)
            continue;
        sm[n] = job_value(&j, &b, "sm_count", 0);
        power[n++] = job_value(&j, &b, "power_w", 0);
    }
    ok(f.n * 27009 / FEASIBLE_LOOKED <= n + 50 &&
           f.n * 27009 / FEASIBLE_LOOKED + 50 >= n,
       "as many as their share of %zu", n);
    ok(fabs(cell(t, 1, "spearman") - stats_spearman(sm, power, n)) < 0.01,
       "nearly what all of them say");
    batch_free(&b);
    table_free(t);
    feasible_free(&f);
    job_close(&j);
}

int main(void) {
    if (mkdtemp(scratch) == NULL)
        return 1;
    test_all();
    test_some();
    return done();
}
