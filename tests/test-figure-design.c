/* SPDX-License-Identifier: MIT
 *
 * What figures of designs show besides points: other lines and the bottleneck
 * on maps, intervals.
 */
#include "config.h"

#include "drawn.h"

static const char *alt_of(const char *name) {
    for (size_t i = 0; i < into.n; i++)
        if (strcmp(into.entries[i].name, name) == 0)
            return into.entries[i].alt;
    return "";
}

/* Five values of cores by four of the clock; the bottleneck changes at more
 * than 1300 MHz x 30, and the last point is not feasible. */
static struct table *make_points(void) {
    static const char *const columns[] = {
        "cores", "clock",      "speedup", "speedup_lo", "speedup_hi",
        "power", "same_power", "bound",   "feasible"};
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(t, columns[i]);
    for (size_t ix = 0; ix < 5; ix++)
        for (size_t iy = 0; iy < 4; iy++) {
            double cores = 10 + 10 * (double)ix;
            double clock = 700 + 400 * (double)iy, speedup;

            speedup = cores * clock / 43000;
            table_row(t);
            table_add_number(t, cores);
            table_add_number(t, clock);
            table_add_number(t, speedup);
            table_add_number(t, speedup / 1.5);
            table_add_number(t, speedup * 1.5);
            table_add_number(t, 37 + cores * clock / 300);
            table_add_number(t, 250);
            table_add_text(t, cores * clock > 39000 ? "memory" : "compute");
            table_add_text(t, ix == 4 && iy == 3 ? "false" : "true");
        }
    return t;
}

static const struct figure map_figure = {
    .kind = FIGURE_MAP,
    .name = "map",
    .title = "Map",
    .x = {.column = "cores", .label = "Cores"},
    .y = {.column = "clock", .label = "Clock (MHz)"},
    .z = {.column = "speedup", .label = "Speedup", .more_is_better = true},
    .iso = {{.column = "power", .label = "Board power (W)"},
            {.column = "same_power", .label = "Same (W)"}},
    .bound = "bound"};

static void test_map(void) {
    struct table *t = make_points();
    struct figure f = map_figure;
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    ok(figure_draw(&f, t, &into, 0, &e), "map: %s", e.text);
    csv = read_scratch("map.csv");
    gp = read_scratch("map.gp");
    ok(count_rows(csv, "iso-1") > 10, "lines of another column");
    is_int((long long)count_rows(csv, "iso-2"), 0, "none of a constant");
    has_str(csv, " W\n", "with their unit");
    has_str(gp, "Dashed lines: Board power.", "the caption says which");
    ok(strstr(gp, "Dotted") == NULL, "and no more");
    has_str(gp, "key_border = 'bottleneck changes'", "the border is named");
    /* 30 cores are bound by memory from 1500 MHz on, 40 and 50 from 1100. */
    has_str(csv, "\nborder,,,,25,25,1300,2100,\n", "a piece of the border");
    has_str(csv, "\nborder,,,,35,55,900,900,\n", "and the last");
    is_int((long long)count_rows(csv, "border"), 4, "in four pieces");
    is_str(alt_of("map"),
           "Map over Cores from 10 to 50 and Clock from 700 MHz to 1900 MHz; "
           "colour and lines: Speedup from 0.1628 to 1.767, best at 40 and "
           "1900 MHz. Of 20 cells 1 are infeasible. Bound by compute: 12. "
           "Bound by memory: 7.",
           "in words");
    free(csv);
    free(gp);
    strcpy(f.bound, "buond");
    ok(!figure_draw(&f, t, &into, 0, &e), "a column that is not there");
    has_str(e.text, "did you mean 'bound'?", "is named");
    table_free(t);
}

static void test_bottleneck(void) {
    struct table *t = make_points();
    struct figure f = map_figure;
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    f.kind = FIGURE_BOTTLENECK;
    strcpy(f.name, "bound");
    ok(figure_draw(&f, t, &into, figure_can_draw() ? ALL : 0, &e),
       "bottleneck: %s", e.text);
    csv = read_scratch("bound.csv");
    gp = read_scratch("bound.gp");
    /* The first row of cells, 700 MHz, is bound by compute alone. */
    has_str(csv, "\ncell,30,700,0,5,55,500,1100,\n", "cells of one bound");
    has_str(csv, "\ncell,40,1100,1,", "cells of the other");
    has_str(gp, "key_compute = 'compute'", "both are named");
    has_str(gp, "key_link = ''", "and none that is not there");
    ok(count_rows(csv, "contour") > 10, "lines of the metric");
    free(csv);
    free(gp);
    table_free(t);
}

static void test_bands(void) {
    struct table *t = make_points();
    struct figure f = {.kind = FIGURE_PARETO,
                       .name = "front",
                       .x = {.column = "power", .label = "Board power (W)"},
                       .y = {.column = "speedup",
                             .label = "Speedup",
                             .more_is_better = true,
                             .low = "speedup_lo",
                             .high = "speedup_hi"}};
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    ok(figure_draw(&f, t, &into, 0, &e), "front: %s", e.text);
    csv = read_scratch("front.csv");
    gp = read_scratch("front.gp");
    has_str(gp, "key_band = '90 % interval'", "the band is named");
    ok(count_rows(csv, "band") >= 2 * count_rows(csv, "front") - 1 - 8,
       "it follows the steps");
    has_str(csv,
            "\nband,60.33333333333333,0.16279069767441862,,,,"
            "0.10852713178294575,0.24418604651162792,\n",
            "between the ends of the interval");
    free(csv);
    free(gp);
    f.kind = FIGURE_LINES;
    strcpy(f.name, "lines");
    strcpy(f.x.column, "clock");
    strcpy(f.series.column, "cores");
    ok(figure_draw(&f, t, &into, 0, &e), "lines: %s", e.text);
    csv = read_scratch("lines.csv");
    gp = read_scratch("lines.gp");
    is_int((long long)count_rows(csv, "band"), 4, "of one line in five");
    has_str(gp, "Band: 90 % interval of the line of 30.", "which is named");
    free(csv);
    free(gp);
    strcpy(f.y.low, "none");
    ok(figure_draw(&f, t, &into, 0, &e), "without: %s", e.text);
    csv = read_scratch("lines.csv");
    is_int((long long)count_rows(csv, "band"), 0, "no band");
    free(csv);
    table_free(t);
}

static void test_coordinates(void) {
    static const struct figure_axis axes[] = {
        {.column = "cores", .label = "Cores"},
        {.column = "power", .label = "Board power (W)", .less_is_better = true},
        {.column = "speedup", .label = "Speedup", .more_is_better = true}};
    struct table *t = make_points();
    struct figure f = {.kind = FIGURE_COORDINATES,
                       .name = "coordinates",
                       .n_axes = 3,
                       .axes = axes};
    struct err e = {ERR_NONE, ""};
    char *csv;

    ok(figure_draw(&f, t, &into, figure_can_draw() ? ALL : 0, &e),
       "coordinates: %s", e.text);
    csv = read_scratch("coordinates.csv");
    is_int((long long)count_rows(csv, "behind"), 19 * 3,
           "three places of each feasible design");
    /* The least power, at the upper end, and the least speedup. */
    has_str(csv, "\nbehind,1,0,0,,,,,\nbehind,2,1,0,,,,,\nbehind,3,0,0,",
            "up is better");
    has_str(alt_of("coordinates"),
            "Cores 10 to 50, Board power 60.33 W to "
            "290.3 W",
            "in words");
    free(csv);
    f.n_axes = 1;
    ok(!figure_draw(&f, t, &into, 0, &e), "one axis is refused");
    has_str(e.text, "found 1 axes, expected 2 to 8", "with a reason");
    table_free(t);
}

int main(void) {
    static const char *const names[] = {"map", "bound", "front", "lines",
                                        "coordinates"};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_map();
    test_bottleneck();
    test_bands();
    test_coordinates();
    test_end(names, sizeof names / sizeof *names, NULL, 0);
    return done();
}
