/* SPDX-License-Identifier: MIT
 *
 * Runs of plans: the front against brute force, the files against the plan's
 * own values, the same bytes for any number of threads.
 */
#include "config.h"

#include "sweep/run.h"

#include "base/table.h"
#include "base/text.h"
#include "sweep/front_table.h"
#include "sweep/result.h"

#include "job.h"
#include "threads.h"

#include <unistd.h>

static char scratch[] = "/tmp/test-run-XXXXXX";

#define TI "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
#define LENET "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
#define SMALL                                                                  \
    "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 6; }, { "      \
    "field "                                                                   \
    "= \"boost_clock_mhz\"; from = 703; to = 2209; count = 13; }, { field = "  \
    "\"memory_bandwidth_gbs\"; from = 101; to = 807; count = 3; } );\n"

static const struct run_options quiet = {.progress = NULL};

static char *read_file(const char *dir, const char *name) {
    char *path = file_join(dir, name);
    struct err e = {ERR_NONE, ""};
    char *text = file_read(path, &e);

    if (text == NULL)
        printf("# %s\n", e.text);
    free(path);
    return text != NULL ? text : mem_strdup("");
}

static struct table *read_table(const char *dir, const char *name) {
    char *path = file_join(dir, name);
    struct err e = {ERR_NONE, ""};
    struct table *t = table_read(path, &e);

    if (t == NULL)
        printf("# %s\n", e.text);
    free(path);
    return t;
}

static const char *const outputs[] = {
    "points.csv",  "front.csv",    "front-doubt.csv", "marks.csv",
    "summary.txt", "summary.json", "sweep.cfg",       "manifest.json"};
enum { N_OUTPUTS = sizeof outputs / sizeof *outputs };

static void drop_outputs(const char *dir) {
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        char *path = file_join(dir, outputs[i]);

        unlink(path);
        free(path);
    }
    rmdir(dir);
}

/* Runs into scratch/NAME; the folder's path is the caller's, NULL on
 * failure. */
static char *run_into(struct run *r, const struct job *j, const char *name) {
    char *dir = file_join(scratch, name);
    struct err e = {ERR_NONE, ""};

    if (result_run(r, &j->plan, &j->predictor, &quiet, NULL, dir, &e))
        return dir;
    ok(false, "the run succeeds");
    printf("# %s\n", e.text);
    free(dir);
    return NULL;
}

static double *numbers(const struct table *t, const char *column) {
    double *x = mem_alloc(table_rows(t), sizeof *x);
    struct err e = {ERR_NONE, ""};
    size_t at;

    if (!table_find(t, column, &at, &e) || !table_numbers(t, at, x, &e))
        ok(false, "numbers of %s: %s", column, e.text);
    return x;
}

/* Whether row i is dominated by another feasible one, or repeats an earlier
 * one: the definition. */
static bool off_front(double *const x[], const double feasible[], size_t n,
                      size_t d, size_t i) {
    if (feasible[i] == 0)
        return true;
    for (size_t k = 0; k < n; k++) {
        bool no_worse = feasible[k] != 0, better = false;

        for (size_t c = 0; no_worse && c < d; c++) {
            no_worse = x[c][k] <= x[c][i];
            better = better || x[c][k] < x[c][i];
        }
        if (no_worse && (better || k < i))
            return true;
    }
    return false;
}

/* front.csv by brute force over points.csv. */
static void check_front(const char *dir, const char *const columns[],
                        const bool maximise[], size_t d, const struct run *r) {
    struct table *points = read_table(dir, "points.csv");
    struct table *front = read_table(dir, "front.csv");
    double *x[4], *feasible, *on_front, *id, *front_id;
    size_t n, wrong = 0, at = 0, n_feasible = 0;

    if (!ok(points != NULL && front != NULL, "both tables can be read"))
        return;
    n = table_rows(points);
    for (size_t c = 0; c < d; c++) {
        x[c] = numbers(points, columns[c]);
        for (size_t i = 0; maximise[c] && i < n; i++)
            x[c][i] = -x[c][i];
    }
    feasible = numbers(points, "feasible");
    on_front = numbers(points, "on_front");
    id = numbers(points, "point_id");
    front_id = numbers(front, "point_id");
    for (size_t i = 0; i < n; i++) {
        bool off = off_front(x, feasible, n, d, i);

        n_feasible += feasible[i] != 0;
        wrong += off == (on_front[i] != 0);
        if (!off)
            wrong += at >= table_rows(front) || front_id[at] != id[i], at++;
    }
    is_int((long long)wrong, 0, "the front is that of brute force");
    is_int((long long)table_rows(front), (long long)at, "and no more");
    is_int((long long)r->n_front, (long long)at, "as counted");
    is_int((long long)r->n_feasible, (long long)n_feasible, "feasible points");
    ok(at > 3 && n_feasible > at && n > n_feasible,
       "some points are on it, some behind, some not feasible");
    for (size_t c = 0; c < d; c++)
        free(x[c]);
    free(feasible);
    free(on_front);
    free(id);
    free(front_id);
    table_free(points);
    table_free(front);
}

static void test_front(void) {
    static const char *const columns[] = {"speedup", "power_w", "area_mm2"};
    static const bool maximise[] = {true, false, false};
    static const char *const objectives[] = {
        "objectives = [ \"max speedup\", \"min power_w\" ];",
        "objectives = [ \"max speedup\", \"min power_w\", \"min area_mm2\" ];"};

    for (size_t i = 0; i < 2; i++) {
        char *members = mem_printf(
            "%s%s", TI LENET SMALL "constraints = [ \"power_w <= 240\" ];",
            objectives[i]);
        struct job j;
        struct run r;
        char *dir;

        if (job_good(&j, scratch, members)) {
            if ((dir = run_into(&r, &j, "front")) != NULL) {
                check_front(dir, columns, maximise, 2 + i, &r);
                drop_outputs(dir);
                run_free(&r);
            }
            free(dir);
            job_close(&j);
        }
        free(members);
    }
}

/* Every number of points.csv reads back as the plan's own bits. */
static void test_round_trip(void) {
    struct job j;
    struct run r;
    struct batch b;
    struct err e;
    struct table *t;
    char *dir;
    size_t wrong = 0, compared = 0;

    if (!job_good(&j, scratch,
                  TI LENET SMALL "constraints = [ \"power_w <= 240\" ];"
                                 "objectives = [ \"max speedup\" ];"))
        return;
    dir = run_into(&r, &j, "trip");
    t = dir == NULL ? NULL : read_table(dir, "points.csv");
    if (t != NULL) {
        batch_new(&b, &j.plan, &e);
        plan_evaluate(&j.plan, 0, j.plan.n_points, &b);
        is_int((long long)table_rows(t), (long long)j.plan.n_points, "rows");
        is_int((long long)table_columns(t), (long long)j.plan.n_columns,
               "columns");
        for (size_t i = 0; i < table_rows(t); i++)
            for (size_t c = 0; c < table_columns(t); c++) {
                const char *cell = table_cell(t, i, c);
                double want = batch_value(&b, c, i), got;
                char number[32];

                if (strcmp(table_name(t, c), "on_front") == 0)
                    continue;
                if (text_to_number(cell, &got)) {
                    wrong += memcmp(&got, &want, sizeof got) != 0;
                    compared++;
                } else {
                    wrong +=
                        strcmp(cell, plan_text(&j.plan, c, want, number)) != 0;
                }
            }
        is_int((long long)wrong, 0, "cells read back as the plan's values");
        ok(compared > 12 * j.plan.n_points, "most of them numbers");
        batch_free(&b);
    }
    table_free(t);
    if (dir != NULL) {
        drop_outputs(dir);
        run_free(&r);
    }
    free(dir);
    job_close(&j);
}

/* Everything feasible is on the front or no better than a point that is. */
static void check_batches(const struct job *j, const char *dir) {
    struct table *t = read_table(dir, "front.csv");
    double *speedup = numbers(t, "speedup"), *power = numbers(t, "power_w");
    double *id = numbers(t, "point_id");
    struct batch b;
    struct err e;
    size_t wrong = 0, n = table_rows(t), on = 0;

    batch_new(&b, &j->plan, &e);
    for (size_t i = 0; i < j->plan.n_points; i++) {
        double s, p;
        bool member = on < n && id[on] == (double)i, covered = false;

        plan_evaluate(&j->plan, i, 1, &b);
        s = job_value(j, &b, "speedup", 0);
        p = job_value(j, &b, "power_w", 0);
        for (size_t k = 0; k < n && !covered; k++)
            covered = speedup[k] >= s && power[k] <= p && id[k] != (double)i;
        on += member;
        wrong +=
            job_value(j, &b, "feasible", 0) != 0 ? member == covered : member;
    }
    is_int((long long)wrong, 0, "the front over all batches");
    ok(n > 10 && on == n, "it has %zu points", n);
    batch_free(&b);
    free(speedup);
    free(power);
    free(id);
    table_free(t);
}

/* More points than a batch, with fronts that lie across batches. */
static void test_threads(void) {
    static const int threads[] = {1, 2, 3};
    char *texts[3][N_OUTPUTS] = {{NULL}};
    int before = threads_most();
    struct job j;
    struct run r;
    char *dir;

    if (!job_good(&j, scratch,
                  TI LENET
                  "axes = ( { field = \"boost_clock_mhz\"; from = 700; to = "
                  "2100; count = 211; }, { field = \"sm_count\"; from = 4; to "
                  "= 80; step = 4; }, { field = \"host_link_gbs\"; from = 4; "
                  "to = 32; count = 5; } );\n"
                  "constraints = [ \"power_w <= 300\", \"area_mm2 < 700\" ];"
                  "objectives = [ \"max speedup\", \"min power_w\" ];"))
        return;
    ok(j.plan.n_points > 5 * PLAN_BATCH, "%zu points", j.plan.n_points);
    for (size_t k = 0; k < 3; k++) {
        threads_set(threads[k]);
        dir = run_into(&r, &j, "threads");
        for (size_t i = 0; dir != NULL && i < N_OUTPUTS; i++)
            texts[k][i] = read_file(dir, outputs[i]);
        if (dir != NULL) {
            size_t counted = 0;

            for (size_t i = 0; i < j.plan.n_reasons; i++)
                counted += r.reason_counts[i];
            is_int((long long)counted, (long long)j.plan.n_points,
                   "every point is counted once");
            is_int((long long)r.reason_counts[0], (long long)r.n_feasible,
                   "those without a reason are feasible");
            drop_outputs(dir);
            run_free(&r);
        }
        free(dir);
    }
    threads_set(before);
    for (size_t i = 0; i < N_OUTPUTS; i++)
        if (texts[0][i] != NULL && texts[1][i] != NULL && texts[2][i] != NULL)
            ok(texts[0][i][0] != '\0' &&
                   strcmp(texts[0][i], texts[1][i]) == 0 &&
                   strcmp(texts[0][i], texts[2][i]) == 0,
               "%s: the same bytes for 1, 2 and 3 threads", outputs[i]);
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < N_OUTPUTS; i++)
            free(texts[k][i]);
    if ((dir = run_into(&r, &j, "large")) != NULL) {
        check_batches(&j, dir);
        drop_outputs(dir);
        run_free(&r);
    }
    free(dir);
    job_close(&j);
}

static void test_keep(void) {
    size_t rows[KEEP_N] = {0}, front[KEEP_N] = {0};

    for (size_t k = 0; k < KEEP_N; k++) {
        char *members = mem_printf(
            "%s keep = \"%s\";",
            TI LENET SMALL "constraints = [ \"power_w <= 240\" ];"
                           "objectives = [ \"max speedup\", \"min power_w\" ];",
            sweep_keep_names[k]);
        struct table *t;
        struct job j;
        struct run r;
        char *dir;

        if (!job_good(&j, scratch, members) ||
            (dir = run_into(&r, &j, "keep")) == NULL)
            return;
        t = read_table(dir, "points.csv");
        rows[k] = table_rows(t);
        table_free(t);
        t = read_table(dir, "front.csv");
        front[k] = table_rows(t);
        table_free(t);
        is_int((long long)rows[k],
               (long long)(k == KEEP_ALL        ? j.plan.n_points
                           : k == KEEP_FEASIBLE ? r.n_feasible
                                                : r.n_front),
               sweep_keep_names[k]);
        if (k == KEEP_FRONT) {
            char *points = read_file(dir, "points.csv");
            char *only = read_file(dir, "front.csv");

            is_str(points, only, "with keep = front both tables are one");
            free(points);
            free(only);
        }
        drop_outputs(dir);
        free(dir);
        run_free(&r);
        job_close(&j);
        free(members);
    }
    ok(rows[KEEP_ALL] > rows[KEEP_FEASIBLE] &&
           rows[KEEP_FEASIBLE] > rows[KEEP_FRONT] &&
           front[KEEP_ALL] == front[KEEP_FRONT],
       "what is kept changes the points, not the front");
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void test_quantiles(void) {
    struct job j;
    struct run r;
    struct batch b;
    struct err e;
    char *dir;
    double *power;
    size_t n = 0;

    if (!job_good(&j, scratch,
                  TI LENET SMALL "constraints = [ \"power_w <= 240\" ];"
                                 "objectives = [ \"min power_w\" ];"))
        return;
    if ((dir = run_into(&r, &j, "quantiles")) == NULL)
        return;
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, j.plan.n_points, &b);
    power = mem_alloc(j.plan.n_points, sizeof *power);
    for (size_t i = 0; i < j.plan.n_points; i++)
        if (job_value(&j, &b, "feasible", i) != 0)
            power[n++] = job_value(&j, &b, "power_w", i);
    qsort(power, n, sizeof *power, compare);
    ok(r.objectives[0].least == power[0] &&
           r.objectives[0].most == power[n - 1],
       "least and most are exact");
    near(r.objectives[0].quarter, power[n / 4], 0.05, "a quarter");
    near(r.objectives[0].median, power[n / 2], 0.05, "the median");
    near(r.objectives[0].three_quarters, power[3 * n / 4], 0.05,
         "three quarters");
    free(power);
    batch_free(&b);
    drop_outputs(dir);
    free(dir);
    run_free(&r);
    job_close(&j);
}

static void test_empty(void) {
    struct job j;
    struct run r;
    char *dir, *text;

    if (!job_good(&j, scratch,
                  TI LENET SMALL "constraints = [ \"power_w < 5\" ];"
                                 "objectives = [ \"max speedup\", \"min "
                                 "power_w\" ]; keep = \"feasible\";"))
        return;
    if ((dir = run_into(&r, &j, "empty")) == NULL)
        return;
    is_int((long long)r.n_front, 0, "no front where nothing is feasible");
    text = read_file(dir, "summary.txt");
    has_str(text, "No point is feasible: no front.", "the summary says so");
    has_str(text, "390 not feasible, constraint: power_w < 5", "and why");
    free(text);
    text = read_file(dir, "front.csv");
    ok(strncmp(text, "point_id,", 9) == 0 &&
           strchr(text, '\n') == text + strlen(text) - 1,
       "front.csv is a header");
    free(text);
    drop_outputs(dir);
    free(dir);
    run_free(&r);
    job_close(&j);
}

struct told {
    size_t calls, last, total;
    bool fell;
};

static void tell(void *data, size_t done, size_t total) {
    struct told *t = data;

    t->calls++;
    t->fell = t->fell || done < t->last;
    t->last = done;
    t->total = total;
}

/* Streams that refuse are a failure; progress ends at the total. */
static void test_streams(void) {
    struct told told = {0, 0, 0, false};
    struct run_options options = {.progress = tell, .progress_data = &told};
    FILE *full = fopen("/dev/full", "w"), *null = fopen("/dev/null", "w");
    struct err e = {ERR_NONE, ""};
    struct job j;
    struct run r;

    if (!job_good(&j, scratch,
                  TI LENET SMALL "objectives = [ \"max speedup\" ];"))
        return;
    ok(run_plan(&r, &j.plan, &options, null, null, &e), "a run");
    ok(told.calls >= 2 && told.last == told.total && !told.fell,
       "progress rises to the total");
    is_int((long long)told.total, 2 * (long long)j.plan.n_points,
           "of both passes");
    run_free(&r);
    if (full == NULL) {
        skip("a full disk", "no /dev/full");
    } else {
        setvbuf(full, NULL, _IOFBF, 512);
        ok(!run_plan(&r, &j.plan, &quiet, full, null, &e),
           "a full disk is a failure");
        has_str(e.text, "No space left", "and says why");
        fclose(full);
    }
    fclose(null);
    job_close(&j);
}

/* What stands in a table of the front: both ends and some between. */
static void test_front_table(void) {
    struct job j;
    struct chances none = {0};
    struct run r;
    char *dir;

    if (!job_good(&j, scratch,
                  TI LENET SMALL
                  "objectives = [ \"max speedup\", \"min power_w\" ];"))
        return;
    if ((dir = run_into(&r, &j, "table")) == NULL)
        return;
    for (size_t most = 1; most <= r.n_front + 1; most += r.n_front / 2) {
        struct table *t = front_table(&j.plan, &r, &none, most);
        size_t n = table_rows(t), want = most < r.n_front ? most : r.n_front;
        double *x = numbers(t, "speedup");
        bool rising = true;

        is_int((long long)n, (long long)want, "points of the front shown");
        for (size_t i = 1; i < n; i++)
            rising = rising && x[i] > x[i - 1];
        ok(rising, "along the first objective");
        if (n > 1)
            ok(x[0] == r.objectives[0].least ||
                   x[n - 1] == r.objectives[0].most,
               "with its end");
        is_str(table_name(t, 0), "sm_count", "the axes first");
        free(x);
        table_free(t);
    }
    drop_outputs(dir);
    free(dir);
    run_free(&r);
    job_close(&j);
}

int main(void) {
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    test_front();
    test_round_trip();
    test_threads();
    test_keep();
    test_quantiles();
    test_empty();
    test_streams();
    test_front_table();
    path = file_join(scratch, "job.cfg");
    unlink(path);
    ok(rmdir(scratch) == 0, "nothing is left behind, no temporary file either");
    free(path);
    return done();
}
