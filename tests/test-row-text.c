/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/row_text.h"

#include "base/csv.h"
#include "base/rng.h"
#include "base/text.h"

#include "job.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-row-text-XXXXXX";

/* The row as it is defined, a cell by itself after the other. */
static void add_plainly(const struct plan *p, const double values[],
                        FILE *out) {
    for (size_t j = 0; j < p->n_columns; j++) {
        char number[TEXT_NUMBER_MAX];

        if (j > 0)
            putc(',', out);
        if (!isnan(values[j]))
            csv_put(out, plan_text(p, j, values[j], number));
    }
    putc('\n', out);
}

/* Columns of numbers, by where they stand. */
static size_t numbers_of(const struct plan *p, size_t out[]) {
    size_t n = 0;

    for (size_t j = 0; j < p->n_columns; j++)
        if (p->columns[j].kind == COLUMN_METRIC &&
            metrics[p->columns[j].metric].kind == METRIC_NUMBER)
            out[n++] = j;
    return n;
}

/* Rows of a grid, and then ones in which cells change in all ways that a
 * memory could get wrong. */
static void test_rows(const char *members, const char *words) {
    static const double odd[] = {0.0,         -0.0,  1.5, 1.5,
                                 (double)NAN, 1e300, -2,  100};
    struct buffer got = {0};
    struct row_memo memo = {0};
    struct err ignored;
    struct batch b;
    struct job j;
    struct rng rng;
    char *want;
    size_t size, *numbers, n_numbers;
    double *values;
    FILE *out = open_memstream(&want, &size);

    if (!job_good(&j, scratch, members))
        return;
    values = mem_alloc(j.plan.n_columns, sizeof *values);
    numbers = mem_alloc(j.plan.n_columns, sizeof *numbers);
    n_numbers = numbers_of(&j.plan, numbers);
    batch_new(&b, &j.plan, &ignored);
    plan_evaluate(&j.plan, 0, j.plan.n_points, &b);
    for (size_t i = 0; i < j.plan.n_points; i++) {
        for (size_t k = 0; k < j.plan.n_columns; k++)
            values[k] = batch_value(&b, k, i);
        add_plainly(&j.plan, values, out);
        row_text_at(&memo, &got, &j.plan, &b, i);
    }
    rng_init(&rng, 1, 1);
    for (size_t i = 0; i < 500; i++) {
        for (size_t k = 0; k < n_numbers; k++)
            values[numbers[k]] = odd[rng_next(&rng) % 8];
        add_plainly(&j.plan, values, out);
        row_text(&memo, &got, &j.plan, values);
    }
    fclose(out);
    ok(got.length == size && memcmp(got.text, want, size) == 0,
       "%s: rows are those made cell by cell", words);
    /* Elsewhere nothing of the rows before stands. */
    got.length = 0;
    row_memo_forget(&memo);
    buffer_add(&got, "x", 1);
    row_text(&memo, &got, &j.plan, values);
    ok(got.length > 1 && memcmp(got.text + 1, want + size - (got.length - 1),
                                got.length - 1) == 0,
       "%s: the last one again, by itself", words);
    free(got.text);
    free(want);
    free(values);
    free(numbers);
    row_memo_free(&memo);
    batch_free(&b);
    job_close(&j);
}

int main(void) {
    char *path;

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_rows("base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
              "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"
              "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 6; "
              "}, { field = \"boost_clock_mhz\"; from = 703; to = 2209; count "
              "= 13; } );\n"
              "constraints = ( \"power_w <= 260\", { expression = \"area_mm2 "
              "< 400\"; soft = true; } );\n"
              "objectives = [ \"max speedup\", \"min power_w\" ];",
              "one workload");
    test_rows("reference = \"gtx-1080-ti\";\n"
              "workloads = ( { network = \"lenet5\"; batch = 24; }, { network "
              "= \"lenet5\"; batch = 25; phase = \"inference\";"
              "} );\n"
              "axes = ( { field = \"device\"; values = ( \"gtx-1070\", "
              "\"titan-xp\", \"gtx-1080\" ); }, { field = "
              "\"memory_bandwidth_gbs\"; from = 200; to = 400; count = 3; } "
              ");\n"
              "objectives = [ \"max speedup\", \"min power_w\" ];",
              "two workloads, devices");
    path = file_join(scratch, "job.cfg");
    unlink(path);
    free(path);
    ok(rmdir(scratch) == 0, "nothing else was written");
    return done();
}
