/* SPDX-License-Identifier: MIT
 *
 * The figures of comparisons: bars and parallel coordinates.
 */
#include "config.h"

#include "drawn.h"

static void add_row(struct table *t, const char *const cells[], size_t n) {
    table_row(t);
    for (size_t i = 0; i < n; i++)
        table_add_text(t, cells[i]);
}
#define ROW(t, ...)                                                            \
    add_row(t, (const char *const[]){__VA_ARGS__},                             \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static struct table *new_table(const char *const columns[], size_t n) {
    struct table *t = table_new();

    for (size_t i = 0; i < n; i++)
        table_column(t, columns[i]);
    return t;
}

static struct table *make_bars(void) {
    static const char *const columns[] = {"group", "series",   "value", "low",
                                          "high",  "measured", "fits"};
    struct table *t = new_table(columns, 7);

    ROW(t, "geometric mean", "Wide", "1.37", "0.81", "2.31", "", "true");
    ROW(t, "geometric mean", "Fast", "2.09", "1.24", "3.53", "", "true");
    ROW(t, "vgg16", "Wide", "1.52", "0.9", "2.57", "1.61", "true");
    ROW(t, "vgg16", "Fast", "2.3", "1.36", "3.89", "", "false");
    ROW(t, "resnet50", "Wide", "1.23", "", "", "", "true");
    ROW(t, "resnet50", "Fast", "1.9", "1.12", "3.21", "1.47", "true");
    return t;
}

static struct table *make_lines(void) {
    static const char *const columns[] = {"axis", "series", "value"};
    struct table *t = new_table(columns, 3);

    ROW(t, "Speedup inference", "Wide", "1.37");
    ROW(t, "Speedup inference", "Fast", "2.09");
    ROW(t, "Board power", "Wide", "0.93");
    ROW(t, "Board power", "Fast", "0.61");
    ROW(t, "Memory", "Fast", "2.18");
    return t;
}

static const struct figure bars_figure = {
    .kind = FIGURE_BARS,
    .name = "bars",
    .title = "Speedup",
    .caption = "Predicted.",
    .x = {.column = "value", .label = "Speedup (x)", .more_is_better = true},
    .y = {.column = "group"},
    .series = {.column = "series"},
    .baseline = 1};

static const struct figure parallel_figure = {.kind = FIGURE_PARALLEL,
                                              .name = "parallel",
                                              .title = "Better in what?",
                                              .x = {.column = "axis"},
                                              .y = {.column = "value",
                                                    .label = "Times better",
                                                    .log = true,
                                                    .more_is_better = true},
                                              .series = {.column = "series"},
                                              .baseline = 1};

static void test_bars(void) {
    struct table *t = make_bars();
    struct figure f = bars_figure;
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    ok(figure_draw(&f, t, &into, 0, &e), "bars: %s", e.text);
    csv = read_scratch("bars.csv");
    gp = read_scratch("bars.gp");
    is_int((long long)count_rows(csv, "bar"), 5, "bars");
    is_int((long long)count_rows(csv, "misfit"), 1, "one that does not fit");
    is_int((long long)count_rows(csv, "interval"), 5, "intervals");
    is_int((long long)count_rows(csv, "measured"), 2, "measurements");
    /* The first group is at 3, its first bar in the upper half. */
    has_str(csv, "\nbar,1.37,3.21,1,0,1.37,3,3.42,Wide\n", "the first bar");
    has_str(csv, "\nmisfit,2.3,1.79,2,0,2.3,", "the one that does not fit");
    has_str(csv, "\nmeasured,1.47,0.79,2,1.47,1.47,", "a measurement");
    has_str(gp, "set ytics ('geometric mean' 3, 'vgg16' 2, 'resnet50' 1)",
            "groups from top to bottom");
    has_str(gp, "key_series_2 = 'Fast'", "the key");
    has_str(gp, "key_misfit = 'does not fit in memory'", "what hollow means");
    has_str(gp, "baseline = 1\n", "the line at 1");
    free(csv);
    free(gp);
    f.x.log = true;
    f.baseline = 0;
    ok(figure_draw(&f, t, &into, 0, &e), "dots: %s", e.text);
    gp = read_scratch("bars.gp");
    has_str(gp, "x_log = 1\n", "on a logarithmic axis");
    free(gp);
    table_free(t);
}

static void test_parallel(void) {
    struct table *t = make_lines();
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    ok(figure_draw(&parallel_figure, t, &into, 0, &e), "parallel: %s", e.text);
    csv = read_scratch("parallel.csv");
    is_int((long long)count_rows(csv, "axis"), 3, "axes");
    is_int((long long)count_rows(csv, "line"), 5, "points of lines");
    has_str(csv, "\nline,3,2.18,2,,,,,Fast\n", "a line without a gap");
    gp = read_scratch("parallel.gp");
    has_str(gp, "\naxis_1_2 = 'inference'\n", "a name on two lines");
    has_str(gp, "\nstaggered = 0\n", "names side by side");
    free(gp);
    free(csv);
    table_free(t);
}

static void refuse(const struct figure *f, const struct table *t,
                   const char *part) {
    struct err e = {ERR_NONE, ""};

    ok(!figure_draw(f, t, &into, 0, &e) && e.code == ERR_INPUT, "refused");
    has_str(e.text, part, part);
}

static void test_errors(void) {
    struct table *t = make_bars();
    struct figure f = bars_figure;

    strcpy(f.name, "bad");
    strcpy(f.y.column, "gruop");
    refuse(&f, t, "no column 'gruop'; did you mean 'group'?");
    strcpy(f.y.column, "group");
    strcpy(f.x.column, "group");
    refuse(&f, t, "column group: found 'geometric mean', expected a number");
    strcpy(f.x.column, "measured");
    ROW(t, "resnet50", "Fast", "1", "x", "1", "1", "true");
    refuse(&f, t, "column low: found 'x', expected a number");
    table_free(t);
    t = make_bars();
    f = bars_figure;
    strcpy(f.name, "bad");
    for (int i = 0; i < 7; i++) {
        char name[2] = {(char)('a' + i), '\0'};

        ROW(t, "vgg16", name, "1", "", "", "", "");
    }
    refuse(&f, t, "column series: found more than 8 different texts");
    table_free(t);
    t = make_lines();
    f = parallel_figure;
    strcpy(f.name, "bad");
    ROW(t, "Memory", "Odd", "-2");
    refuse(&f, t, "found -2, expected a number above zero");
    table_free(t);
    t = make_lines();
    ROW(t, "Memory", "3", "2");
    ROW(t, "Memory", "4", "2");
    ROW(t, "Memory", "5", "2");
    refuse(&f, t, "column series: found more than 4 different texts");
    table_free(t);
    ok(!have("bad.csv") && !have("bad.gp"), "and nothing is written");
}

/* Names that would run a command, end a string, be a format or break a line. */
static void test_hostile(void) {
    static const char hostile[] = "a'b\"`touch PWNED`$(x)%s%d\n{x}_2^3 @y\\";
    static const char *const columns[] = {"group", "series", "value"};
    struct table *t = new_table(columns, 3);
    struct figure f = bars_figure;
    struct err e = {ERR_NONE, ""};
    char *home = getcwd(NULL, 0), *text;

    ROW(t, hostile, hostile, "3.7");
    ROW(t, "100 %", "`touch PWNED`; system('touch PWNED')", "1.7");
    ok(chdir(scratch) == 0, "in the scratch folder");
    strcpy(f.title, hostile);
    strcpy(f.x.label, hostile);
    ok(figure_draw(&f, t, &into, ALL, &e), "drawn: %s", e.text);
    text = read_scratch("bars.svg");
    has_str(text, "a'b\"`touch PWNED`$(x)%s%d", "a name comes out literally");
    has_str(text, ">100 %<", "a percent sign too");
    free(text);
    f = parallel_figure;
    strcpy(f.x.column, "group");
    ok(figure_draw(&f, t, &into, ALL, &e), "drawn: %s", e.text);
    ok(have("parallel.png") && have("parallel.pdf"), "there are pictures");
    ok(!have("PWNED"), "no name was run");
    ok(home != NULL && chdir(home) == 0, "back");
    free(home);
    table_free(t);
}

int main(void) {
    static const char *const names[] = {"bars", "parallel"};
    static const char *const alts[] = {"@y\\ 3.7. Most: a'b"};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_bars();
    test_parallel();
    test_errors();
    if (figure_can_draw())
        test_hostile();
    else
        skip("hostile names", "no gnuplot");
    test_end(names, sizeof names / sizeof *names, alts,
             sizeof alts / sizeof *alts);
    return done();
}
