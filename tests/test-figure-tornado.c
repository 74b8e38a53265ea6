/* SPDX-License-Identifier: MIT
 *
 * Figures with a row a parameter: what their data files hold.
 */
#include "config.h"

#include "draw/figure.h"

#include "base/file.h"
#include "base/mem.h"

#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-figure-tornado-XXXXXX";
static struct gallery into = {.dir = scratch, .command = "test"};

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

/* The text of a file that drawing made; NULL where there is none. */
static char *drawn(const char *file) {
    struct err e;
    char *path = file_join(scratch, file), *text = file_read(path, &e);

    unlink(path);
    free(path);
    return text;
}

static void remove_pictures(const char *name) {
    static const char *const ends[] = {"png", "svg", "pdf", "csv", "gp"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *path = mem_printf("%s/%s.%s", scratch, name, ends[i]);

        unlink(path);
        free(path);
    }
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

    ok(draw(&f, t, 1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF),
       "a tornado is drawn");
    csv = drawn("tornado.csv");
    gp = drawn("tornado.gp");
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
    remove_pictures("tornado");
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

    ok(draw(&f, t, 1u << FIGURE_PNG), "indices are drawn");
    csv = drawn("indices.csv");
    has_str(csv, "\nfirst,0.5,1.1640625,,0,0.5,1.015625,1.3125,\n",
            "a first order");
    has_str(csv, "\ntotal,0.625,0.8359375,,0,0.625,", "a total");
    has_str(csv, "\ninterval,0.57,1.1640625,,0.44,0.57,1.1640625,1.1640625,\n",
            "an interval");
    has_str(csv, "\nfirst,0,0.1640625,,0,0,",
            "what is below zero is drawn as zero");
    free(csv);
    remove_pictures("indices");
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

/* The list of what was drawn: each with words in place of the picture. */
static void test_list(const char *const alts[], size_t n) {
    struct err e = {ERR_NONE, ""};
    char *path = file_join(scratch, "figures.csv"), *text;

    ok(gallery_close(&into, true, &e), "the list: %s", e.text);
    text = file_read(path, &e);
    for (size_t i = 0; i < n; i++)
        has_str(text, alts[i], alts[i]);
    unlink(path);
    free(text);
    free(path);
}

int main(void) {
    static const char *const alts[] = {
        "what matters most first: Memory bandwidth -36.2 and +38.5 %, L2"};

    if (mkdtemp(scratch) == NULL)
        return 1;
    test_tornado();
    test_indices();
    test_refusals();
    test_list(alts, sizeof alts / sizeof *alts);
    rmdir(scratch);
    return done();
}
