/* SPDX-License-Identifier: MIT
 *
 * Figures of layers: the roofline and stacked times.
 */
#include "config.h"

#include "draw/place.h"

#include "drawn.h"

/* Two devices; a layer that computes nothing, and one with a bad name. */
static struct table *make_layers(void) {
    enum { N = 11 };
    static const char *const columns[N] = {
        "device",      "layer",       "kind",         "forward_ms",
        "backward_ms", "update_ms",   "share_pct",    "flop_per_byte",
        "gflop_per_s", "peak_gflops", "bandwidth_gbs"};
    static const char *const cells[][N] = {
        {"Wide", "conv", "conv2d", "3", "6", "0.5", "80", "50", "7000", "9000",
         "300"},
        {"Wide", "join", "concat", "0.25", "0", "0", "2", "", "", "9000",
         "300"},
        {"Wide", "`touch PWNED`", "dense", "1", "2", "0.75", "18", "4", "900",
         "9000", "300"},
        {"Fast", "conv", "conv2d", "2", "4", "0.25", "75", "50", "11000",
         "12000", "400"},
        {"Fast", "`touch PWNED`", "dense", "0.5", "1", "0.5", "25", "4", "1500",
         "12000", "400"}};
    struct table *t = table_new();

    for (size_t i = 0; i < N; i++)
        table_column(t, columns[i]);
    for (size_t row = 0; row < sizeof cells / sizeof *cells; row++) {
        table_row(t);
        for (size_t i = 0; i < N; i++)
            table_add_text(t, cells[row][i]);
    }
    return t;
}

static void test_roofline(void) {
    struct table *t = make_layers();
    struct figure f = {
        .kind = FIGURE_ROOFLINE,
        .name = "roofline",
        .x = {.column = "flop_per_byte", .label = "Operations per byte"},
        .y = {.column = "gflop_per_s", .label = "Attained (GFLOP/s)"},
        .series = {.column = "device"}};
    struct err e = {ERR_NONE, ""};
    char *csv;

    ok(figure_draw(&f, t, &into, figure_can_draw() ? ALL : 0, &e),
       "roofline: %s", e.text);
    csv = read_scratch("roofline.csv");
    /* The ridge of Wide: 9000 GFLOP/s over 300 GB/s. */
    has_str(csv, "\nroof,30,9000,1,", "the roof passes the ridge");
    has_str(csv, "\nridge,30,12000,2,", "as does that of the other");
    has_str(csv, "\ndot,50,7000,1,1.43108", "a dot as large as its share");
    ok(strstr(csv, "join") == NULL, "what computes nothing has none");
    is_str(into.entries[0].alt,
           "Roofline, both axes logarithmic: Attained of layers against "
           "operations per byte. Wide: roof of 9 TFLOP/s and 300 GB/s, ridge "
           "at 30 FLOP per byte; its best layer attains 78 % of the peak. "
           "Fast: roof of 12 TFLOP/s and 400 GB/s, ridge at 30 FLOP per byte; "
           "its best layer attains 92 % of the peak.",
           "in words");
    free(csv);
    strcpy(f.y.column, "gflops");
    ok(!figure_draw(&f, t, &into, 0, &e), "a column that is not there");
    has_str(e.text, "no column 'gflops'", "is named");
    table_free(t);
}

static void test_stacks(void) {
    struct table *t = make_layers();
    struct figure f = {.kind = FIGURE_LAYERS,
                       .name = "layers",
                       .x = {.label = "Time (ms)"},
                       .series = {.column = "device"}};
    struct err e = {ERR_NONE, ""};
    char *csv, *gp;

    ok(figure_draw(&f, t, &into, figure_can_draw() ? ALL : 0, &e), "layers: %s",
       e.text);
    csv = read_scratch("layers.csv");
    gp = read_scratch("layers.gp");
    /* Wide's bars are the upper three; in the first the dense layer stands
     * behind 3 ms and 0.25 ms. */
    has_str(csv, "\npiece,3.75,5,1,3.25,4.25,4.64,5.36,`touch PWNED`\n",
            "a piece after the others");
    has_str(gp,
            "set ytics ('Wide forward' 5, 'backward' 4, 'update' 3, 'Fast "
            "forward' 2,",
            "bars from top to bottom");
    has_str(gp, "key_other = 'other'", "the kinds that are there");
    has_str(gp, "key_pool = ''", "and no others");
    has_str(into.entries[1].alt,
            "Wide forward 4.25 ms, backward 8 ms, update "
            "1.25 ms; Fast forward 2.5 ms",
            "in words");
    free(csv);
    free(gp);
    table_free(t);
}

static void test_spread(void) {
    double at[] = {5, 5.2, 1, 9.9};

    place_spread(at, 4, 1, 10);
    ok(at[2] == 1 && at[0] == 5 && at[1] == 6 && at[3] == 9.9,
       "names a line apart");
    at[0] = at[1] = 9.9;
    place_spread(at, 4, 1, 10);
    ok(at[0] < 10 && at[1] < 10 && fabs(at[0] - at[1]) >= 1,
       "and below the edge");
}

int main(void) {
    static const char *const names[] = {"roofline", "layers"};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_spread();
    test_roofline();
    test_stacks();
    test_end(names, sizeof names / sizeof *names, NULL, 0);
    return done();
}
