/* SPDX-License-Identifier: MIT
 *
 * How sure a front is.
 */
#include "config.h"

#include "sweep/chance.h"
#include "sweep/front_table.h"

#include "job.h"
#include "threads.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-chance-XXXXXX";

#define TI                                                                     \
    "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"                   \
    "workloads = ( { network = \"resnet50\"; batch = 8; } );\n"
#define CLOCKS                                                                 \
    "{ field = \"boost_clock_mhz\"; from = 1000; to = 2000; count = 11; }"
#define FRONT "objectives = [ \"max speedup\", \"min power_w\" ];\n"

static bool run(struct job *j, struct run *r, const char *members) {
    static const struct run_options none;
    FILE *sink = fopen("/dev/null", "w");
    struct err e = {0};
    bool good = sink != NULL && job_good(j, scratch, members);

    good = good &&
           ok(run_plan(r, &j->plan, &none, sink, sink, &e), "%s", "it runs");
    if (sink != NULL)
        fclose(sink);
    return good;
}

static void set_kin(struct job *j, double board, double structure,
                    double balance) {
    j->plan.kin = (struct kin){.n_pairs = 1,
                               .board = board,
                               .structure = structure,
                               .balance = balance};
}

/* A clock is no matter of doubt: whatever a structure's error and memory's, the
 * front of one structure stays. */
static void test_one_structure(void) {
    struct chances c;
    struct job j;
    struct run r;
    size_t sure = 0;

    if (!run(&j, &r, TI "axes = ( " CLOCKS " );\n" FRONT))
        return;
    set_kin(&j, 0.2, 0.4, 0.3);
    chances_find(&c, &j.plan, &r);
    is_int((long long)c.n, (long long)r.n_front, "all of the front is tried");
    for (size_t i = 0; i < c.n; i++)
        sure += c.of[i].on_front == 1;
    is_int((long long)sure, 11, "a line along the clock stays on it");
    is_int((long long)c.n_firm, 11, "and is firm");
    is_int((long long)c.n_ties, 0, "without ties");
    ok(chances_at(&c, c.of[3].index) == &c.of[3] &&
           chances_at(&c, 12345) == NULL,
       "found by index");
    chances_free(&c);
    run_free(&r);
    job_close(&j);
}

/* Of two structures the faster is on a front of one objective as often as it
 * is faster; so near that both are tried. */
static void test_two_structures(void) {
    double log_ratio, want;
    struct chances c;
    struct batch b;
    struct err e;
    struct job j;
    struct run r;

    if (!run(&j, &r,
             TI "axes = ( { field = \"sm_count\"; values = [24, 28]; } );\n"
                "objectives = [ \"max speedup\" ];\n"))
        return;
    set_kin(&j, 0.5, 0.25, 0);
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 2, &b);
    log_ratio =
        log(job_value(&j, &b, "speedup", 1) / job_value(&j, &b, "speedup", 0));
    /* Unlike but for (24 / 28) ^ 10; the board is one. */
    want = kin_odds(log_ratio, 0.25 * sqrt(1 - pow(24.0 / 28, 10)));
    chances_find(&c, &j.plan, &r);
    is_int((long long)c.n_rivals, 1, "the other is a rival");
    /* Three standard errors of 500 draws. */
    ok(fabs(c.of[0].on_front - want) < 3 * sqrt(want * (1 - want) / 500),
       "on the front in %.3f of the draws, expected %.3f", c.of[0].on_front,
       want);
    ok(isnan(c.of[0].beats_last), "no neighbour");
    /* 28 multiprocessors are the reference itself: nothing to choose. */
    near(c.of[0].beats_reference, 0.5, 0.01, "even with the reference");
    chances_free(&c);
    set_kin(&j, 0, 0.01, 0);
    chances_find(&c, &j.plan, &r);
    ok(c.n_rivals == 0 && c.of[0].on_front == 1, "far apart: no rival");
    chances_free(&c);
    batch_free(&b);
    run_free(&r);
    job_close(&j);
}

/* Neighbours: the probability that a further multiprocessor pays. */
static void test_neighbours(void) {
    struct chances c;
    struct job j;
    struct run r;
    size_t ties = 0;

    if (!run(&j, &r,
             TI
             "axes = ( { field = \"sm_count\"; from = 10; to = 60; step = 2; "
             "} );\n" FRONT))
        return;
    set_kin(&j, 0.1, 0.2, 0.1);
    chances_find(&c, &j.plan, &r);
    for (size_t i = 1; i < c.n; i++) {
        /* By index, which is along the speedup here. */
        ok(c.of[i].beats_last > 0.5 && c.of[i].beats_last < 1,
           "more multiprocessors are more likely faster: %.3f",
           c.of[i].beats_last);
        ties += c.of[i].beats_last < 0.9;
    }
    ok(c.n_ties == ties && ties > 0, "%zu ties", ties);
    chances_free(&c);
    run_free(&r);
    job_close(&j);
}

static void test_threads(void) {
    struct chances one, three;
    struct job j;
    struct run r;

    if (!run(&j, &r,
             TI
             "axes = ( { field = \"sm_count\"; from = 10; to = 60; step = 5; "
             "}, { field = \"cores_per_sm\"; values = [64, 128]; }, " CLOCKS
             " );\nconstraints = [ \"power_w <= 300\" ];\n" FRONT))
        return;
    set_kin(&j, 0.1, 0.2, 0.1);
    threads_set(1);
    chances_find(&one, &j.plan, &r);
    threads_set(3);
    chances_find(&three, &j.plan, &r);
    ok(one.n == three.n && one.n > 0 && one.n_rivals > 0 &&
           memcmp(one.of, three.of, one.n * sizeof *one.of) == 0,
       "the same bits for one thread and three");
    ok(one.n_firm < one.n, "not all of it is firm");
    chances_free(&one);
    chances_free(&three);
    run_free(&r);
    job_close(&j);
}

static void test_none(void) {
    struct chances c;
    struct job j;
    struct run r;

    if (!run(&j, &r,
             TI "axes = ( " CLOCKS " );\nobjectives = [ \"min power_w\" ];\n"))
        return;
    chances_find(&c, &j.plan, &r);
    is_int((long long)c.n, 0, "no objective hangs on a time");
    j.plan.kin = (struct kin){0};
    chances_find(&c, &j.plan, &r);
    is_int((long long)c.n, 0, "nothing is known of errors");
    run_free(&r);
    job_close(&j);
}

/* Tables of a front, against what stats says of the same points. */
static void test_tables(void) {
    struct chances none = {0};
    struct table *t;
    struct job j;
    struct run r;
    size_t sum = 0, at;
    struct err e;

    if (!run(&j, &r,
             TI
             "axes = ( { field = \"sm_count\"; from = 10; to = 60; step = 5; "
             "}, " CLOCKS " );\n" FRONT))
        return;
    t = front_typical(&j.plan, &r, &none, 4);
    is_int((long long)table_rows(t), 5, "the knee and four designs");
    is_str(table_cell(t, 0, 0), "knee", "the knee first");
    ok(table_find(t, "stands_for", &at, &e), "how many each stands for");
    for (size_t i = 1; i < table_rows(t); i++)
        sum += (size_t)atoi(table_cell(t, i, at));
    is_int((long long)sum, (long long)r.n_front, "all of the front");
    table_free(t);
    t = front_marginal(&j.plan, &r);
    is_int((long long)table_rows(t), 4, "slopes in four quarters");
    for (size_t i = 0; i < 4; i++)
        ok(atof(table_cell(t, i, 5)) < atof(table_cell(t, i, 4)) &&
               atof(table_cell(t, i, 4)) < atof(table_cell(t, i, 6)) &&
               atof(table_cell(t, i, 4)) > 0,
           "a watt brings %s", table_cell(t, i, 4));
    table_free(t);
    ok(front_volume(&j.plan, &r) > 0.3 && front_volume(&j.plan, &r) < 1,
       "a share of the box: %g", front_volume(&j.plan, &r));
    run_free(&r);
    job_close(&j);
}

int main(void) {
    if (mkdtemp(scratch) == NULL)
        return 1;
    test_one_structure();
    test_two_structures();
    test_neighbours();
    test_threads();
    test_none();
    test_tables();
    return done();
}
