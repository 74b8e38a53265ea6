/* SPDX-License-Identifier: MIT
 *
 * What the axes of a sweep do: against brute force, dead and wrong ones, and
 * a part of the lines of a large sweep.
 */
#include "config.h"

#include "sweep/knob.h"

#include "job.h"
#include "threads.h"

#include <unistd.h>

#include <gsl/gsl_errno.h>

static char scratch[] = "/tmp/test-knob-XXXXXX";

#define TI "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
#define LENET "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
#define FRONT "objectives = [ \"max speedup\", \"min power_w\" ];\n"

static const struct knob *find(const struct knobs *k, const struct job *j,
                               const char *axis, const char *response) {
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(j->sweep.axes[k->knob[i].axis].name, axis) == 0 &&
            strcmp(j->plan.columns[k->knob[i].column].name, response) == 0)
            return &k->knob[i];
    ok(false, "%s on %s", response, axis);
    return &k->knob[0];
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void test_ratios(void) {
    struct knobs k;
    struct batch b;
    struct err e;
    struct job j;
    double ratio[12];
    const struct knob *x;

    if (!job_good(
            &j, scratch,
            TI LENET FRONT
            "axes = ( { field = \"sm_count\"; values = [7, 15, 31]; }, { "
            "field = \"boost_clock_mhz\"; values = [900, 1100, 1800, "
            "2000]; }, { field = \"memory_bandwidth_gbs\"; values = [150, "
            "190, 220, 470]; } );\n"
            "constraints = [ \"power_w <= 150\" ];\n"))
        return;
    knobs_find(&k, &j.plan);
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 48, &b);
    /* Lines along the clock: for each of 3 counts and 4 bandwidths. */
    for (size_t s = 0; s < 3; s++)
        for (size_t m = 0; m < 4; m++)
            ratio[s * 4 + m] =
                job_value(&j, &b, "time_ms", s * 16 + 0 * 4 + m) /
                job_value(&j, &b, "time_ms", s * 16 + 3 * 4 + m);
    qsort(ratio, 12, sizeof *ratio, compare);
    x = find(&k, &j, "boost_clock_mhz", "time_ms");
    is_int((long long)x->n_lines, 12, "every line counts");
    near(x->median_ratio, (ratio[5] + ratio[6]) / 2, 1e-14, "median ratio");
    near(x->largest_ratio, ratio[11], 1e-14, "largest ratio");
    is_str(knob_direction(x), "falls", "more clock, less time");
    is_int(x->expected, -1, "as expected");
    ok(x->n_wrong == 0 && x->n_not_monotone == 0 && x->n_dead == 0,
       "always and monotonically");
    is_str(knob_direction(find(&k, &j, "sm_count", "power_w")), "rises",
           "more multiprocessors, more power");
    is_int((long long)k.lines[2], 12, "lines along the last axis");
    ok(k.feasibility[1] > 0, "the clock decides what is feasible");
    batch_free(&b);
    knobs_free(&k);
    job_close(&j);
}

static void test_warnings(void) {
    struct knobs k;
    struct text t = {0};
    struct job j;

    if (!job_good(&j, scratch,
                  TI LENET
                  "objectives = [ \"max speedup\" ];\n"
                  "axes = ( { parameter = \"nothing\"; values = [3, 5]; }, { "
                  "field = \"memory_capacity_gib\"; values = (0.125, 11); }, { "
                  "field = \"boost_clock_mhz\"; values = [900, 1100]; } );\n"))
        return;
    knobs_find(&k, &j.plan);
    knobs_warnings(&k, &j.plan, &t);
    has_str(t.text,
            "Warning: nothing changes no objective and no time: a dead knob\n",
            "a parameter that nothing reads");
    has_str(t.text,
            "Note: memory_capacity_gib changes no other objective and no time; "
            "it decides what is feasible\n",
            "a field that only decides what fits");
    ok(strstr(t.text, "boost_clock_mhz") == NULL, "no word of what is well");
    is_str(knob_direction(find(&k, &j, "nothing", "speedup")), "dead", "dead");
    free(t.text);
    knobs_free(&k);
    job_close(&j);
}

/* What goes the wrong way is said, with the number of lines. */
static void test_wrong(void) {
    struct knobs k;
    struct text t = {0};
    struct job j;

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"boost_clock_mhz\"; values = [900, "
                  "1500]; }, { field = \"sm_count\"; values = [20, 30, 40]; } "
                  ");\n"))
        return;
    /* No shipped model is wrong: make the clock cost what it saves. */
    for (size_t i = 0; i < j.plan.n_structures; i++) {
        j.plan.structures[i].cost.core_w_per_mhz *= -1;
        j.plan.structures[i].cost.fixed_w += 1000;
    }
    knobs_find(&k, &j.plan);
    knobs_warnings(&k, &j.plan, &t);
    has_str(t.text,
            "Warning: more boost_clock_mhz lowers power_w on 3 of 3 lines: "
            "expected never\n",
            "a field that acts in the wrong direction");
    free(t.text);
    knobs_free(&k);
    job_close(&j);
}

static void test_held(void) {
    struct knobs k;
    struct job j;

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"sm_count\"; values = [12, 20, 30, 44]; "
                  "} );\n"
                  "links = ( { field = \"boost_clock_mhz\"; solve = "
                  "\"power_w\"; equals = 190; from = 300; to = 1650; } );\n"))
        return;
    knobs_find(&k, &j.plan);
    is_str(knob_direction(find(&k, &j, "sm_count", "power_w")), "held",
           "what a link holds is not dead");
    is_str(knob_direction(find(&k, &j, "sm_count", "boost_clock_mhz")), "falls",
           "what it leaves of the field that is solved for is said");
    is_int(find(&k, &j, "sm_count", "speedup")->expected, 0,
           "with links no direction is wrong");
    ok(find(&k, &j, "sm_count", "speedup")->n_lines == 1,
       "points without a solution are left out of their line");
    knobs_free(&k);
    job_close(&j);
}

/* Of many lines a part, the same for any number of threads. */
static void test_part(void) {
    static const int threads[] = {1, 3};
    struct knobs k[2];
    int before = threads_most();
    struct job j;

    if (!job_good(&j, scratch,
                  TI LENET FRONT
                  "axes = ( { field = \"boost_clock_mhz\"; from = 700; to = "
                  "2100; count = 1401; }, { field = \"memory_bandwidth_gbs\"; "
                  "from = 100; to = 900; count = 801; } );\n"))
        return;
    for (size_t i = 0; i < 2; i++) {
        threads_set(threads[i]);
        knobs_find(&k[i], &j.plan);
    }
    threads_set(before);
    is_int((long long)k[0].lines[0], 801, "lines of the clock");
    is_int((long long)k[0].sampled[0], KNOB_LINES, "of which a part");
    is_int((long long)find(&k[0], &j, "boost_clock_mhz", "time_ms")->n_lines,
           KNOB_LINES, "is looked at");
    ok(k[0].n == k[1].n &&
           memcmp(k[0].knob, k[1].knob, k[0].n * sizeof *k[0].knob) == 0,
       "the same bits for 1 and 3 threads");
    knobs_free(&k[0]);
    knobs_free(&k[1]);
    job_close(&j);
}

int main(void) {
    char *path;

    gsl_set_error_handler_off();
    if (mkdtemp(scratch) == NULL)
        return 1;
    test_ratios();
    test_warnings();
    test_wrong();
    test_held();
    test_part();
    path = file_join(scratch, "job.cfg");
    unlink(path);
    rmdir(scratch);
    free(path);
    return done();
}
