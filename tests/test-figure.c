/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/contour.h"
#include "draw/place.h"
#include "draw/scale.h"

#include "drawn.h"

static void test_scale(void) {
    struct scale s;

    scale_init(&s, 0.17, 1.83, false, 7);
    is_int((long long)s.n_tics, 7, "linear: seven marks");
    is_str(s.label[0], "0.25", "equal decimals");
    is_str(s.label[3], "1.00", "equal decimals at one");
    scale_init(&s, 9000, 61000, false, 7);
    is_str(s.label[0], "10,000", "thousands are grouped");
    scale_init(&s, 800, 2400, true, 7);
    is_str(s.label[s.n_tics - 1], "2000", "logarithmic: last mark");
    near(scale_to_unit(&s, 1385.6406460551018), 0.5, 1e-12,
         "the geometric mean is in the middle");
    near(scale_from_unit(&s, scale_to_unit(&s, 1733.7)), 1733.7, 1e-12,
         "there and back");
    scale_init(&s, 28.5, 28.5, false, 7);
    ok(s.low < 28.5 && s.high > 28.5 && s.n_tics >= 2,
       "an empty range is widened");
}

/* Level 0.41 of x^2 + y^2 on a grid finer around one corner. */
static void test_contour(void) {
    enum { N = 41 };
    double x[N], z[N * N], worst = 0;
    struct contour c;

    for (size_t i = 0; i < N; i++)
        x[i] = ((double)i / (N - 1) * 2 - 1) * (1 + 0.1 * (double)i / (N - 1));
    for (size_t i = 0; i < N * N; i++)
        z[i] = x[i % N] * x[i % N] + x[i / N] * x[i / N];
    contour_find(&c, x, N, x, N, z, 0.41);
    is_int((long long)c.n_lines, 1, "a circle is one line");
    ok(c.n > 50 && c.x[0] == c.x[c.n - 1] && c.y[0] == c.y[c.n - 1],
       "which ends where it begins");
    for (size_t i = 0; i < c.n; i++)
        worst = fmax(worst, fabs(hypot(c.x[i], c.y[i]) - sqrt(0.41)));
    ok(worst < 1e-3, "its points lie on the circle");
    contour_free(&c);
    z[20 * N + 36] = (double)NAN;
    contour_find(&c, x, N, x, N, z, 0.75);
    ok(c.n_lines == 1 && (c.x[0] != c.x[c.n - 1] || c.y[0] != c.y[c.n - 1]),
       "an unknown value opens it");
    contour_free(&c);
    z[0] = z[3] = 1;
    z[1] = z[2] = 0;
    contour_find(&c, x, 2, x, 2, z, 0.5);
    is_int((long long)c.n_lines, 2, "a saddle has two lines");
    contour_free(&c);
}

static void test_place(void) {
    struct place p;
    double x[60], y[60], cx, cy;
    size_t n = 0, clashes = 0;
    bool far;

    place_init(&p, 30, 20);
    for (size_t i = 0; i < 60; i++)
        place_sign(&p, 11 + (double)(i * 7 % 13) * 0.8,
                   8 + (double)(i * 5 % 11) * 0.5, 0.3);
    for (size_t i = 0; i < 60; i++)
        n += place_name(&p, 11 + (double)(i * 7 % 13) * 0.8,
                        8 + (double)(i * 5 % 11) * 0.5, 4.5, 1.2, 0.4, &x[n],
                        &y[n], &far);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            clashes += fabs(x[i] - x[j]) < 4.5 && fabs(y[i] - y[j]) < 1.2;
    ok(n >= 8 && n < 60, "a crowd: %zu of 60 names find room", n);
    is_int((long long)clashes, 0, "no two overlap");
    ok(!place_name(&p, 15, 10, 31, 1.2, 0.4, &cx, &cy, &far),
       "a name wider than the picture has no room");
    place_free(&p);
}

/* A sweep of cores and clock; every seventh point is infeasible. */
static struct table *make_points(size_t nx, size_t ny) {
    static const char *const columns[] = {"sm_count", "boost_clock_mhz",
                                          "speedup", "power_w", "feasible"};
    struct table *t = table_new();

    for (size_t i = 0; i < 5; i++)
        table_column(t, columns[i]);
    for (size_t i = 0; i < nx * ny; i++) {
        double sm = 10 + 50.0 * (double)(i % nx) / (double)(nx - 1);
        double mhz = 800 + 1600.0 * (double)(i / nx) / (double)(ny - 1);

        table_row(t);
        table_add_number(t, sm);
        table_add_number(t, mhz);
        table_add_number(t, sm * mhz / (sm * mhz + 30000) * 1.7);
        table_add_number(t, 55 + sm * pow(mhz / 1582, 2.2) * 6.9);
        table_add_text(t, sm * mhz > 85000 ? "false" : "true");
    }
    return t;
}

static const struct figure map_figure = {
    .kind = FIGURE_MAP,
    .name = "map",
    .title = "Speedup over cores and clock",
    .caption = "Mean error 14.2 %.",
    .x = {.column = "sm_count", .label = "Multiprocessors (count)"},
    .y = {.column = "boost_clock_mhz", .label = "Boost clock (MHz)"},
    .z = {.column = "speedup", .label = "Speedup (x)", .more_is_better = true}};

static const struct figure pareto_figure = {
    .kind = FIGURE_PARETO,
    .name = "pareto",
    .title = "Power and speedup",
    .x = {.column = "power_w", .label = "Board power (W)"},
    .y = {.column = "speedup", .label = "Speedup (x)", .more_is_better = true}};

static const struct figure lines_figure = {
    .kind = FIGURE_LINES,
    .name = "lines",
    .title = "Speedup against the clock",
    .x = {.column = "boost_clock_mhz",
          .label = "Boost clock (MHz)",
          .log = true},
    .y = {.column = "speedup", .label = "Speedup (x)", .more_is_better = true},
    .series = {.column = "sm_count", .label = "Multiprocessors"}};

static void refuse(const struct figure *f, const struct table *t,
                   const char *part, const char *what) {
    struct err e = {ERR_NONE, ""};

    ok(!figure_draw(f, t, &into, 0, &e) && e.code == ERR_INPUT, "refused: %s",
       what);
    has_str(e.text, part, what);
}

static void test_errors(void) {
    struct table *t = make_points(4, 3), *none = table_new();
    struct figure f = map_figure;

    strcpy(f.name, "Map/../x");
    refuse(&f, t, "figure name 'Map/../x'", "a name that is no file name");
    f = map_figure;
    strcpy(f.x.column, "sm_cuont");
    refuse(&f, t, "sm_count", "an unknown column");
    ok(!have("map.csv") && !have("map.gp"), "and nothing is written");
    refuse(&map_figure, none, "no points to draw", "an empty table");
    f = map_figure;
    strcpy(f.y.column, "power_w");
    table_free(none);
    none = make_points(11, 9);
    refuse(&f, none, "99 points with 11 values of sm_count and 99 of power_w",
           "points on no grid");
    table_row(t);
    table_add_text(t, "many");
    refuse(&map_figure, t, "column sm_count: found 'many', expected a number",
           "a cell that is no number");
    table_free(t);
    t = make_points(4, 3);
    table_row(t);
    table_add_number(t, 17);
    table_add_number(t, -3.5);
    f = lines_figure;
    table_add_number(t, 0.7);
    refuse(&f, t, "found -3.5, expected a number above zero",
           "a negative number on a logarithmic axis");
    table_free(t);
    table_free(none);
}

static const char *alt_of(const char *name) {
    for (size_t i = 0; i < into.n; i++)
        if (strcmp(into.entries[i].name, name) == 0)
            return into.entries[i].alt;
    return "";
}

static void test_contents(void) {
    struct table *t = make_points(11, 9), *many = make_points(420, 310);
    struct err e = {ERR_NONE, ""};
    char *csv, *again, *gp;

    ok(figure_draw(&map_figure, t, &into, 0, &e), "map: %s", e.text);
    csv = read_scratch("map.csv");
    ok(count_rows(csv, "cell") > 40, "cells");
    ok(count_rows(csv, "infeasible") >= 4, "infeasible cells");
    ok(count_rows(csv, "hatch") > 5, "hatching");
    ok(count_rows(csv, "level-slide") >= 3, "labelled levels");
    has_str(csv, ",1.0x\n", "with their unit");
    ok(figure_draw(&map_figure, t, &into, 0, &e), "again");
    again = read_scratch("map.csv");
    is_str(again, csv, "the same bytes again");
    free(csv);
    free(again);

    ok(figure_draw(&pareto_figure, many, &into, 0, &e), "pareto: %s", e.text);
    csv = read_scratch("pareto.csv");
    gp = read_scratch("pareto.gp");
    is_int((long long)count_rows(csv, "dominated"), 20000,
           "dominated points are thinned");
    has_str(gp, "a random 20,000 are drawn", "and the caption says so");
    ok(count_rows(csv, "front") > 40, "the front");
    ok(count_rows(csv, "step") == 2 * count_rows(csv, "front") - 1,
       "has a corner between two points");
    is_str(
        alt_of("pareto"),
        "Scatter of Speedup against Board power: the front of 773 points goes "
        "from 0.3579x at 70.4 W to 1.257x at 616 W. Behind it are 106,259 "
        "dominated points and 23,168 infeasible points.",
        "in words");
    free(csv);
    free(gp);

    ok(figure_draw(&lines_figure, t, &into, 0, &e), "lines: %s", e.text);
    csv = read_scratch("lines.csv");
    gp = read_scratch("lines.gp");
    is_int((long long)count_rows(csv, "line"), 8 * 9, "eight lines of nine");
    has_str(gp, "8 of 11 lines are drawn.", "of eleven");
    is_str(
        alt_of("lines"),
        "8 lines, one for each Multiprocessors: Speedup along Boost clock from "
        "800 MHz to 2400 MHz; 10 from 0.3579x to 0.7556x; 60 from 1.046x to "
        "1.407x.",
        "in words");
    free(csv);
    free(gp);
    table_free(t);
    table_free(many);
}

/* Names that would run a command, end a string or break a line. */
static void test_hostile(void) {
    static const char hostile[] =
        "a'b\"c`touch PWNED`$(touch PWNED)\n\\n{x}_2^3 @y %s\\";
    struct figure_mark marks[] = {{.x = 250, .y = 1, .is_reference = true},
                                  {.x = 150, .y = 0.6}};
    struct table *t = make_points(11, 9);
    struct figure figures[] = {map_figure, pareto_figure, lines_figure};
    struct err e = {ERR_NONE, ""};
    char *home = getcwd(NULL, 0), *text;

    strcpy(marks[0].name, hostile);
    strcpy(marks[1].name, "`touch PWNED`; system('touch PWNED')");
    ok(chdir(scratch) == 0, "in the scratch folder");
    for (size_t i = 0; i < 3; i++) {
        struct figure *f = &figures[i];

        if (i == 0)
            marks[0].x = 28, marks[0].y = 1582;
        else
            marks[0].x = 250, marks[0].y = 1;
        f->marks = marks;
        f->n_marks = 2;
        strcpy(f->title, hostile);
        strcpy(f->caption, hostile);
        strcpy(f->x.label, hostile);
        strcpy(f->y.label, hostile);
        strcpy(f->z.label, hostile);
        strcpy(f->series.label, hostile);
        ok(figure_draw(f, t, &into, PNG | SVG | PDF, &e), "drawn: %s", e.text);
    }
    ok(!have("PWNED"), "no name was run");
    text = read_scratch("pareto.svg");
    has_str(text, "a'b\"c`touch PWNED`$(touch PWNED)\\x0a\\n{x}_2^3 @y %s\\<",
            "the name comes out literally");
    ok(have("map.png") && have("map.pdf") && have("lines.svg"),
       "and there are pictures");
    ok(!have(".map.png.new"), "and no left-overs");
    free(text);
    ok(home != NULL && chdir(home) == 0, "back");
    free(home);
    table_free(t);
}

/* Of a front of three objectives only some are the best in the two shown. */
static void test_front_of_others(void) {
    static const char *const cells[][4] = {{"100", "1", "true", "true"},
                                           {"200", "2", "true", "true"},
                                           {"200", "1.5", "true", "true"},
                                           {"300", "1.75", "true", "true"},
                                           {"300", "0.5", "true", "false"}};
    static const char *const columns[] = {"power_w", "speedup", "feasible",
                                          "on_front"};
    struct table *t = table_new();
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    for (size_t j = 0; j < 4; j++)
        table_column(t, columns[j]);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        table_row(t);
        for (size_t j = 0; j < 4; j++)
            table_add_text(t, cells[i][j]);
    }
    ok(figure_draw(&pareto_figure, t, &into, 0, &e), "drawn: %s", e.text);
    csv = read_scratch("pareto.csv");
    gp = read_scratch("pareto.gp");
    is_int((long long)count_rows(csv, "front"), 2, "the best in these two");
    is_int((long long)count_rows(csv, "front-by-others"), 2, "the others");
    is_int((long long)count_rows(csv, "step"), 3, "the line leaves them out");
    is_int((long long)count_rows(csv, "dominated"), 1, "not on the front");
    has_str(gp, "Pareto front in these two (2)", "how many are which");
    has_str(gp, "on it by other objectives (2)", "likewise");
    free(csv);
    free(gp);
    table_free(t);
}

static void test_no_gnuplot(void) {
    struct table *t = make_points(5, 4);
    char *path = mem_strdup(getenv("PATH"));
    struct err e = {ERR_NONE, ""};

    drop("map.gp");
    drop("map.csv");
    setenv("PATH", scratch, 1);
    ok(!figure_can_draw(), "without gnuplot nothing can be drawn");
    ok(!figure_draw(&map_figure, t, &into, PNG, &e) && e.code == ERR_IO,
       "and drawing fails");
    has_str(e.text, "apt install gnuplot-nox", "with advice");
    ok(have("map.gp") && have("map.csv"), "but script and data are written");
    setenv("PATH", path, 1);
    free(path);
    table_free(t);
}

int main(void) {
    static const char *const names[] = {"map", "pareto", "lines"};
    static const char *const alts[] = {
        "\nmap,map,Speedup over cores and clock,Mean error 14.2 %.,"
        "\"Map over Multiprocessors from 10 count to 60 count and Boost clock "
        "from 800 MHz to 2400 MHz; colour and lines: Speedup from 0.3579x to "
        "1.253x, best at 35 count and 2400 MHz. Of 20 cells 4 are "
        "infeasible."};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_scale();
    test_contour();
    test_place();
    test_errors();
    test_contents();
    test_front_of_others();
    if (figure_can_draw())
        test_hostile();
    else
        skip("hostile names", "no gnuplot");
    test_no_gnuplot();
    test_end(names, sizeof names / sizeof *names, alts,
             sizeof alts / sizeof *alts);
    return done();
}
