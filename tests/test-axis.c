/* SPDX-License-Identifier: MIT
 *
 * Axes of sweep files: their values, and the text of every refusal.
 */
#include "config.h"

#include "sweep/axis.h"

#include "base/mem.h"
#include "base/text.h"

#include "tap.h"

#include <stdlib.h>

/* The group stands on line 3 of "s.cfg", its members on lines 4, 5, ... */
static bool load(struct axis *a, const char *members, struct err *e) {
    char *text =
        mem_printf("sweep: {\n axes = (\n {\n%s\n }\n );\n};\n", members);
    struct cfg *cfg = cfg_parse(text, "s.cfg", e);
    const struct cfg_node *top = cfg == NULL ? NULL : cfg_top(cfg, "sweep", e);
    const struct cfg_node *list =
        top == NULL ? NULL : cfg_list(cfg, top, "axes", e);
    bool good;

    *a = (struct axis){0};
    good = list != NULL && axis_load(a, cfg, cfg_at(list, 0), e);
    cfg_close(cfg);
    free(text);
    return good;
}

static bool load_good(struct axis *a, const char *members, size_t n) {
    struct err e = {0};
    bool good = load(a, members, &e) && a->n == n;

    ok(good, "%zu values of %s", n, members);
    if (!good)
        printf("# %zu values; %s\n", a->n, e.text);
    return good;
}

static void test_values(void) {
    struct axis a;

    if (load_good(&a, "field = \"sm_count\"; values = [7, 28, 41];", 3)) {
        is_str(a.name, "sm_count", "its name");
        is_str(device_fields[a.field].key, "sm_count", "its field");
        is_int(a.kind, AXIS_FIELD, "its kind");
        ok(a.values[0] == 7 && a.values[1] == 28 && a.values[2] == 41,
           "its values");
        ok(!a.log, "linear where nothing is said");
    }
    axis_free(&a);
    /* A list may mix whole and other numbers, an array may not. */
    if (load_good(
            &a, "field = \"memory_bandwidth_gbs\"; values = (320, 484.4);", 2))
        ok(a.values[1] == 484.4, "a number with a point");
    axis_free(&a);
    load_good(&a, "field = \"sm_count\"; values = [28];", 1);
    axis_free(&a);
    ok(a.values == NULL && a.n == 0, "a freed axis is empty");
    axis_free(&a);
}

static void test_ranges(void) {
    struct axis a;

    if (load_good(&a,
                  "field = \"boost_clock_mhz\"; from = 803; to = 2197; "
                  "step = 17;",
                  83)) {
        ok(a.values[0] == 803 && a.values[1] == 820 && a.values[82] == 2197,
           "a range in steps ends on its end");
    }
    axis_free(&a);
    if (load_good(&a, "field = \"sm_count\"; from = 5; to = 30; step = 7;", 4))
        ok(a.values[3] == 26, "or below it");
    axis_free(&a);
    /* 0.1 has no exact double: adding it up would miss the end. */
    if (load_good(
            &a, "field = \"host_link_gbs\"; from = 0.1; to = 0.7; step = 0.1;",
            7)) {
        near(a.values[3], 0.4, 1e-15, "steps are counted, not added up");
        ok(a.values[6] == 0.7, "the end as it is written");
    }
    axis_free(&a);
    if (load_good(&a,
                  "field = \"memory_bandwidth_gbs\"; from = 131; to = 877; "
                  "count = 5;",
                  5)) {
        near(a.values[1], 131 + 746 / 4., 1e-15, "evenly apart");
        near(a.values[3], 131 + 3 * 746 / 4., 1e-15, "evenly apart");
        ok(a.values[4] == 877, "both ends");
    }
    axis_free(&a);
    if (load_good(&a,
                  "field = \"memory_bandwidth_gbs\"; from = 130; to = 1755; "
                  "count = 4; scale = \"log\";",
                  4)) {
        ok(a.log && a.values[0] == 130 && a.values[3] == 1755, "both ends");
        near(a.values[1], 130 * cbrt(13.5), 1e-14, "evenly in the logarithm");
        near(a.values[2], 130 * cbrt(13.5) * cbrt(13.5), 1e-14,
             "evenly in the logarithm");
    }
    axis_free(&a);
    load_good(&a,
              "field = \"memory_bandwidth_gbs\"; from = 131; to = 131; "
              "count = 1;",
              1);
    axis_free(&a);
    load_good(&a, "field = \"sm_count\"; from = 12; to = 60; count = 25;", 25);
    axis_free(&a);
}

static void test_kinds(void) {
    struct axis a;

    if (load_good(&a, "field = \"batch\"; values = [1, 3, 96];", 3))
        ok(a.kind == AXIS_BATCH && a.values[2] == 96, "an axis of the batch");
    axis_free(&a);
    if (load_good(&a,
                  "field = \"device\"; values = ( \"gtx-1070\", \"titan-xp\" "
                  ");",
                  2)) {
        ok(a.kind == AXIS_DEVICE && a.values[1] == 1, "an axis of devices");
        is_str(a.files[1], "titan-xp", "a file as named");
        is_str(a.devices[0].name, "GeForce GTX 1070", "a device as loaded");
        near(a.devices[1].memory_bandwidth_gbs, 547.6, 0.001,
             "a fact of a device");
    }
    axis_free(&a);
    /* A version is no count, though it has no unit. */
    load_good(&a, "field = \"compute_capability\"; values = [6.1, 7.5];", 2);
    axis_free(&a);
}

static const struct {
    const char *members, *wanted[3];
} refused[] = {
    {"field = \"smcount\"; values = [1];",
     {"s.cfg:4", "'smcount'", "did you mean 'sm_count'?"}},
    {"field = \"bandwidth\"; values = [1];",
     {"s.cfg:4", "memory_bandwidth_gbs"}},
    {"field = \"name\"; values = [1];", {"s.cfg:4", "a device field"}},
    {"field = \"\"; values = [1];", {"s.cfg:4", "found ''"}},
    {"field = \"batch\\n`x`\"; values = [1];", {"s.cfg:4", "batch\\x0a`x`"}},
    {"values = [1];", {"s.cfg:3", "missing key 'field'"}},
    {"field = 7; values = [1];", {"s.cfg:4", "field", "a string"}},
    {"field = \"sm_count\";", {"s.cfg:3", "missing key 'from'"}},
    {"field = \"sm_count\"; from = 2;", {"s.cfg:3", "missing key 'to'"}},
    {"field = \"sm_count\"; value = [3];", {"s.cfg:3", "missing key"}},
    {"field = \"sm_count\"; values = [3]; scales = \"log\";",
     {"s.cfg:4", "unknown key 'scales'", "'scale'"}},
    {"field = \"sm_count\"; values = [3];\n from = 2; to = 4;",
     {"s.cfg:5", "unknown key 'from'"}},
    {"field = \"sm_count\"; values = 3;", {"s.cfg:4", "values", "a list"}},
    {"field = \"sm_count\"; values = [];", {"s.cfg:4", "'values' is empty"}},
    {"field = \"sm_count\";\n values = ( 3, \"4\" );",
     {"s.cfg:5", "values[1]", "a number"}},
    {"field = \"sm_count\";\n values = [3, 3];",
     {"s.cfg:5", "must rise", "3 follows 3"}},
    {"field = \"sm_count\"; values = [9, 4];", {"must rise", "4 follows 9"}},
    {"field = \"sm_count\"; values = [3, 1025];",
     {"s.cfg:4", "found 1025", "1 to 1024"}},
    {"field = \"sm_count\"; values = (3, 4.5);",
     {"s.cfg:4", "found 4.5", "whole numbers"}},
    {"field = \"memory_capacity_gib\"; values = [0.1];",
     {"s.cfg:4", "found 0.1", "0.125 to 4096"}},
    {"field = \"batch\"; values = [0];", {"'batch'", "found 0", "expected 1"}},
    {"field = \"batch\"; values = (1, 2.5);", {"found 2.5", "whole numbers"}},
    {"field = \"sm_count\"; from = 5; to = 30;",
     {"s.cfg:3", "either 'step' or 'count'"}},
    {"field = \"sm_count\"; from = 5; to = 30; step = 5; count = 6;",
     {"s.cfg:3", "either 'step' or 'count'"}},
    {"field = \"sm_count\"; from = 30;\n to = 5; step = 5;",
     {"s.cfg:5", "'to' 5 is below 'from' 30"}},
    {"field = \"sm_count\"; from = 0; to = 5; step = 1;",
     {"s.cfg:4", "from", "from 1 to 1024"}},
    {"field = \"sm_count\"; from = 5; to = 5000; step = 1;",
     {"s.cfg:4", "to", "1024"}},
    {"field = \"sm_count\"; from = 5; to = 30; step = 0;", {"s.cfg:4", "step"}},
    {"field = \"sm_count\"; from = 5; to = 30; step = -5;",
     {"s.cfg:4", "step", "-5"}},
    {"field = \"sm_count\"; from = 5; to = 30; step = 2.5;",
     {"s.cfg:3", "found 7.5", "whole numbers"}},
    {"field = \"sm_count\"; from = 5; to = 30; count = 7;",
     {"s.cfg:3", "whole numbers"}},
    {"field = \"sm_count\"; from = 5; to = 30; count = 0;",
     {"s.cfg:4", "count", "1"}},
    {"field = \"sm_count\"; from = 5; to = 30; count = 2.5;",
     {"s.cfg:4", "count", "a whole number"}},
    {"field = \"memory_bandwidth_gbs\"; from = 90; to = 91; step = 1e-7;",
     {"s.cfg:4", "more than 1000000 values"}},
    {"field = \"memory_bandwidth_gbs\"; from = 90; to = 91; count = 1000001;",
     {"s.cfg:4", "count"}},
    {"field = \"memory_bandwidth_gbs\"; from = 90; to = 90; count = 3;",
     {"s.cfg:3", "not apart"}},
    {"field = \"memory_bandwidth_gbs\"; from = 90; to = 270; scale = \"log\";\n"
     " step = 10;",
     {"s.cfg:5", "takes 'count', not 'step'"}},
    {"field = \"tensor_cores_per_sm\"; from = 0; to = 8; count = 3;\n"
     "scale = \"log\";",
     {"s.cfg:4", "begins above 0"}},
    {"field = \"sm_count\"; values = [3]; scale = \"lin\";",
     {"s.cfg:4", "\"lin\"", "'linear'"}},
    {"field = \"device\"; values = ();", {"s.cfg:4", "'values' is empty"}},
    {"field = \"device\"; from = 1; to = 2; count = 2;",
     {"s.cfg:3", "missing key 'values'"}},
    {"field = \"device\"; values = ( \"gtx-1080ti\" );",
     {"s.cfg:4", "'gtx-1080ti'", "did you mean 'gtx-1080-ti'?"}},
    {"field = \"device\"; values = ( \"gtx-1070\", 1080 );",
     {"s.cfg:4", "values[1]", "a string"}},
    {"field = \"device\"; values = ( \"gtx-1070\", \"gtx-1070\" );",
     {"s.cfg:4", "'gtx-1070' appears twice"}},
};

static void test_refused(void) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct axis a;
        struct err e = {0};
        char shown[TEXT_SHOWN_MAX];
        bool loaded = load(&a, refused[i].members, &e);

        ok(!loaded && e.code == ERR_INPUT, "refused: %s",
           text_shown(refused[i].members, shown));
        for (size_t j = 0; j < 3 && refused[i].wanted[j] != NULL; j++)
            has_str(e.text, refused[i].wanted[j], "  and says why");
        axis_free(&a);
    }
}

static void test_no_group(void) {
    struct err e = {0};
    struct cfg *cfg = cfg_parse("sweep: { axes = ( 3 ); };", "s.cfg", &e);
    const struct cfg_node *top = cfg_top(cfg, "sweep", &e);
    struct axis a;

    ok(!axis_load(&a, cfg, cfg_at(cfg_list(cfg, top, "axes", &e), 0), &e),
       "a number is no axis");
    has_str(e.text, "s.cfg:1", "and says where");
    has_str(e.text, "expected an axis {", "and what was expected");
    axis_free(&a);
    cfg_close(cfg);
}

int main(void) {
    test_values();
    test_ranges();
    test_kinds();
    test_refused();
    test_no_group();
    return done();
}
