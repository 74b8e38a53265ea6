/* SPDX-License-Identifier: MIT
 *
 * Figures with a row a parameter: what their data files hold.
 */
#include "config.h"

#include "drawn.h"

static struct table *table_of(const char *const names[], size_t columns,
                              const char *const cells[], size_t rows) {
    struct table *t = table_new();

    for (size_t i = 0; i < columns; i++)
        table_column(t, names[i]);
    for (size_t i = 0; i < rows * columns; i++) {
        if (i % columns == 0)
            table_row(t);
        table_add_text(t, cells[i]);
    }
    return t;
}

/* Files only, or pictures as well where they can be made. */
static bool draw(const struct figure *f, const struct table *t, unsigned all) {
    struct err e;
    bool good = figure_draw(f, t, &into, figure_can_draw() ? all : 0, &e);

    if (!good)
        printf("# %s\n", e.text);
    return good;
}

static const char *const oat[] = {"parameter", "low", "high", "change_low_pct",
                                  "change_high_pct"};

static void test_tornado(void) {
    static const char *const cells[] = {"memory_bandwidth_gbs",
                                        "240",
                                        "960",
                                        "-36.25",
                                        "38.5",
                                        "l2_cache_kib",
                                        "512.5",
                                        "4e3",
                                        "-3.5",
                                        "-7.25",
                                        "batch",
                                        "8",
                                        "32",
                                        "0",
                                        "0"};
    struct table *t = table_of(oat, 5, cells, 3);
    struct figure f = {.kind = FIGURE_TORNADO,
                       .name = "tornado",
                       .title = "It's a $(title)",
                       .x = {.label = "Change (%)"}};
    char *csv, *gp;

    ok(draw(&f, t, ALL), "a tornado is drawn");
    csv = read_scratch("tornado.csv");
    gp = read_scratch("tornado.gp");
    has_str(csv, "\nlow,-36.25,2,,-36.25,0,1.6875,2.3125,\n",
            "a bar to the left, the first row on top");
    has_str(csv, "\nhigh,38.5,2,,0,38.5,1.6875,2.3125,\n", "one to the right");
    has_str(csv, "\nend-left,-36.25,2,,,,,,240\n", "with its value");
    has_str(csv, "\nend-right,38.5,2,,,,,,960 GB/s\n", "and its unit");
    has_str(csv, "\nlow,-3.5,1.1640625,,-3.5,0,1.015625,1.3125,\n",
            "two ends to one side: the low one above");
    has_str(csv, "\nhigh,-7.25,0.8359375,,-7.25,0,0.6875,0.984375,\n",
            "the high one below");
    has_str(csv, "\nend-left,-7.25,1,,,,,,512.5 / 4000 KiB\n",
            "the longer with both values");
    ok(strstr(csv, "end-left,-3.5") == NULL, "the other with none");
    has_str(gp, "'Memory bandwidth' 2, 'L2 cache' 1, 'Batch' 0",
            "the rows have names");
    has_str(gp, "title_slide = 'It'.\"'\".'s a $(title)'",
            "a title is no code");
    free(csv);
    free(gp);
    table_free(t);
}

static void test_indices(void) {
    static const char *const names[] = {"parameter", "first", "first_lo",
                                        "first_hi",  "total", "total_lo",
                                        "total_hi"};
    static const char *const cells[] = {
        "sm_count", "0.5",  "0.44",          "0.57",   "0.625",
        "0.6",      "0.7",  "host_link_gbs", "-0.002", "-0.004",
        "0.001",    "0.01", "0.009",         "0.011"};
    struct table *t = table_of(names, 7, cells, 2);
    struct figure f = {.kind = FIGURE_INDICES,
                       .name = "indices",
                       .title = "Shares",
                       .x = {.label = "Share"}};
    char *csv;

    ok(draw(&f, t, PNG), "indices are drawn");
    csv = read_scratch("indices.csv");
    has_str(csv, "\nfirst,0.5,1.1640625,,0,0.5,1.015625,1.3125,\n",
            "a first order");
    has_str(csv, "\ntotal,0.625,0.8359375,,0,0.625,", "a total");
    has_str(csv, "\ninterval,0.57,1.1640625,,0.44,0.57,1.1640625,1.1640625,\n",
            "an interval");
    has_str(csv, "\nfirst,0,0.1640625,,0,0,",
            "what is below zero is drawn as zero");
    free(csv);
    table_free(t);
}

static void test_refusals(void) {
    static const char *const cells[] = {"sm_count", "1", "2", "x", "3"};
    struct table *t = table_of(oat, 5, cells, 1);
    struct figure f = {.kind = FIGURE_TORNADO, .name = "none"};
    struct err e;

    ok(!figure_draw(&f, t, &into, 0, &e), "a cell that is no number");
    has_str(e.text, "column change_low_pct: found 'x', expected a number",
            "is named");
    f.kind = FIGURE_INDICES;
    ok(!figure_draw(&f, t, &into, 0, &e), "a table of another kind");
    has_str(e.text, "no column 'first'", "lacks a column");
    table_free(t);
}

int main(void) {
    static const char *const names[] = {"tornado", "indices"};
    static const char *const alts[] = {
        "what matters most first: Memory bandwidth -36.2 and +38.5 %, L2"};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_tornado();
    test_indices();
    test_refusals();
    test_end(names, sizeof names / sizeof *names, alts,
             sizeof alts / sizeof *alts);
    return done();
}
