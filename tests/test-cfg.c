/* SPDX-License-Identifier: MIT
 *
 * Reading, refusing, overriding and writing libconfig files.
 */
#include "config.h"

#include "base/cfg.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static const char device[] = "// a card\n"
                             "device = {\n"
                             "    name = \"GTX \\\"1080\\\" Ti\";\n"
                             "    cores = 3584;\n"
                             "    clock_mhz = 1582.0;\n"
                             "    bytes = 11811160064L;\n"
                             "    sampling = \"sobl\";\n"
                             "    hypothetical = true;\n"
                             "    values = [ 7, 11,\n"
                             "        13 ];\n"
                             "    axes = ( { field = \"cores\"; count = 5; },\n"
                             "             { field = \"clock_mhz\"; } );\n"
                             "    fan = { rpm = 1700.5; };\n"
                             "};\n";

static void test_values(void) {
    static const char *const samplings[] = {"grid", "sobol", "lhs"};
    struct err e = {0};
    struct cfg *cfg = cfg_parse(device, "card.cfg", &e);
    const struct cfg_node *top, *list;
    const char *s = "";
    double x = 0;
    size_t n = 0;
    bool b = false;

    if (!ok(cfg != NULL, "a device parses"))
        return;
    top = cfg_top(cfg, "device", &e);
    ok(cfg_string(cfg, top, "name", &s, &e), "a string");
    is_str(s, "GTX \"1080\" Ti", "its text");
    ok(cfg_number(cfg, top, "cores", 1, 1e6, &x, &e), "an int as number");
    near(x, 3584, 0, "its value");
    ok(cfg_number(cfg, top, "clock_mhz", 1, 1e4, &x, &e), "a float");
    near(x, 1582, 0, "its value");
    ok(cfg_number(cfg, top, "bytes", 1, 1e12, &x, &e), "a 64-bit integer");
    near(x, 11811160064.0, 0, "its value");
    ok(cfg_size(cfg, top, "clock_mhz", 1, 9999, &n, &e), "1582.0 is whole");
    is_int((long long)n, 1582, "its value");
    ok(cfg_bool(cfg, top, "hypothetical", &b, &e) && b, "a bool");
    list = cfg_list(cfg, top, "values", &e);
    is_int((long long)cfg_count(list), 3, "an array's count");
    ok(cfg_number_at(list, 2, 0, 20, &x, &e) && x == 13, "an element");
    ok(!cfg_number_at(list, 2, 0, 12.5, &x, &e), "an element out of range");
    is_str(e.text,
           "card.cfg:10: values[2]: found 13, expected a number from 0 to 12.5",
           "its message");
    ok(!cfg_string_at(list, 0, &s, &e), "an element of another type");
    has_str(e.text, "card.cfg:9: values[0]: found 7, expected a string",
            "its message");
    ok(!cfg_choice(cfg, top, "sampling", samplings, 3, &n, &e), "a bad choice");
    is_str(e.text,
           "card.cfg:7: sampling: found \"sobl\", expected one of grid, sobol, "
           "lhs; did you mean 'sobol'?",
           "its message");
    ok(!cfg_has(cfg, top, "sm_count"), "an absent key");
    ok(!cfg_number(cfg, top, "core", 1, 2, &x, &e), "a missing key");
    has_str(e.text, "card.cfg:2: device: missing key 'core'", "its message");
    ok(!cfg_number(cfg, top, "cores", 4000, HUGE_VAL, &x, &e), "too small");
    is_str(e.text,
           "card.cfg:4: cores: found 3584, expected a number of at least 4000",
           "its message");
    ok(!cfg_size(cfg, cfg_group(cfg, top, "fan", &e), "rpm", 0, 5000, &n, &e),
       "1700.5 is not whole");
    is_str(e.text,
           "card.cfg:13: rpm: found 1700.5, expected a whole number from 0 to "
           "5000",
           "its message");
    ok(cfg_group(cfg, top, "cores", &e) == NULL, "a number is no group");
    has_str(e.text, "found 3584, expected a group", "its message");
    ok(cfg_list(cfg, top, "fan", &e) == NULL, "a group is no list");
    has_str(e.text, "fan: found a group", "its message");
    list = cfg_list(cfg, top, "axes", &e);
    ok(cfg_is_group(cfg_at(list, 1)) && !cfg_is_string(cfg_at(list, 1)),
       "a list of groups");
    ok(!cfg_number(cfg, cfg_at(list, 1), "count", 0, 9, &x, &e), "missing");
    is_str(e.text, "card.cfg:12: axes[1]: missing key 'count'", "its message");
    cfg_fail_key(cfg_at(list, 0), "count", &e, "odd: %d", 5);
    is_str(e.text, "card.cfg:11: odd: 5", "the caller's message at a key");
    cfg_fail(top, &e, "why %s", "not");
    is_str(e.text, "card.cfg:2: why not", "the caller's message at a node");
    cfg_close(cfg);
}

static void test_unknown(void) {
    struct err e = {0};
    struct cfg *cfg = cfg_parse("d = {\n a = 7;\n clok_mhz = 5;\n};", "u", &e);
    const struct cfg_node *top = cfg_top(cfg, "d", &e);
    double x;

    cfg_number(cfg, top, "a", 0, 9, &x, &e);
    ok(!cfg_done(cfg, top, &e), "an unknown key");
    is_str(e.text, "u:3: unknown key 'clok_mhz'; known keys: a",
           "known keys are listed");
    cfg_has(cfg, top, "memory_clock_mhz");
    cfg_has(cfg, top, "clock_mhz");
    cfg_done(cfg, top, &e);
    is_str(e.text, "u:3: unknown key 'clok_mhz'; did you mean 'clock_mhz'?",
           "the nearest is named");
    ok(!cfg_number(cfg, top, "clock_mhz", 0, 9, &x, &e), "missing by a slip");
    is_str(e.text, "u:1: d: missing key 'clock_mhz' (written as 'clok_mhz'?)",
           "the slip is shown");
    cfg_has(cfg, top, "clok_mhz");
    ok(cfg_done(cfg, top, &e), "all keys asked for");
    cfg_close(cfg);
}

static void test_refused(void) {
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"d = { a = 1;\n a = 2; };", "t:2: duplicate setting name"},
        {"d = {\n a = 5000000000; };", "t:2: the integer 5000000000 is too"},
        {"d = { a = -2147483649; };", "the integer -2147483649 is too large"},
        {"d = { a = 0x1FFFFFFFF; };", "the integer 0x1FFFFFFFF is too large"},
        {"d = { a = 99999999999999999999L; };", "t:1: the integer 9999"},
        {"d = {\n\n a = 1e999; };", "t:3: 1e999 is not a finite number"},
        {"d = {\n};\n@include \"/etc/passwd\"\n", "t:3: @include is not"},
        {"d = { a = \"x\n\n", "t:1: the string that begins here"},
        {"d = { a = \"x\\\"", "t:1: the string that begins here"},
        {"\n/* never\n closed", "t:2: the comment that begins here"},
        {"d = { a = 1;\n b = ; };",
         "t:2: syntax error, here or just above: 'b"},
        {"d = { a = 1;", "t:1: syntax error"},
        {"d = { a = [1, 2.5]; };", "mismatched element type in array"},
        {"d = {\n a = 1; \x01 };", "t:2: a control character"},
        {"d = (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
         "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
         "nested too deeply"},
        {"", NULL}};
    struct err e = {0};
    struct cfg *cfg;

    for (size_t i = 0; cases[i].message != NULL; i++) {
        cfg = cfg_parse(cases[i].text, "t", &e);
        ok(cfg == NULL, "refused: case %zu", i);
        has_str(e.text, cases[i].message, "its message");
        cfg_close(cfg);
    }
    cfg = cfg_parse("d = { a = \"5000000000\"; # 5000000000\n b = 2147483647;"
                    " c = -2147483648; d = +3; e = .5; f = 2.e3; g = 1e+3;"
                    " /* 1e999\n @include */ h-9999999999 = 1; i = 0x7F; };",
                    "t", &e);
    ok(cfg != NULL, "such things in strings, comments and names are allowed");
    cfg_close(cfg);
}

static void test_top(void) {
    struct err e = {0};
    struct cfg *cfg = cfg_parse("d = {};\nsweep = {};", "t", &e);

    ok(cfg_top(cfg, "d", &e) == NULL, "a second group at the top");
    is_str(e.text, "t:2: found 'sweep', expected the one group 'd = {...}'",
           "its message");
    cfg_close(cfg);
    cfg = cfg_parse("", "t", &e);
    ok(cfg != NULL && cfg_top(cfg, "d", &e) == NULL, "an empty file");
    is_str(e.text, "t: the file is empty, expected 'd = {...}'", "its message");
    cfg_close(cfg);
    cfg = cfg_parse("d = 7;", "t", &e);
    ok(cfg_top(cfg, "d", &e) == NULL, "a number at the top");
    is_str(e.text, "t:1: d: found 7, expected a group {...}", "its message");
    cfg_close(cfg);
    ok(cfg_open("/", &e) == NULL, "a folder");
    has_str(e.text, "/: Is a directory", "its message");
    ok(cfg_open("no/such.cfg", &e) == NULL, "an absent file");
    is_str(e.text, "no/such.cfg: No such file or directory", "its message");
    ok(cfg_open("/dev/zero", &e) == NULL, "NUL bytes");
    has_str(e.text, "NUL byte", "its message");
}

static void test_override(void) {
    static const struct {
        const char *assignment, *message;
    } bad[] = {
        {"cores", "expected KEY=VALUE"},
        {"=3", "expected KEY=VALUE"},
        {"axes.[2].count=3", "axes has 2 elements, counted from 0"},
        {"axs.[1].count=3", "device has no key 'axs'; did you mean 'axes'?"},
        {"axes.count=3", "axes is not a group"},
        {"cores.x=3", "cores is not a group"},
        {"cores.[0]=3", "cores has no elements"},
        {"[0]=3", "device is a group, expected a key"},
        {"axes.[x]=3", "expected KEY=VALUE"},
        {"a b=3", "no key can be named 'a b'"},
        {"cores=5000000000", "the integer 5000000000 is too large"},
        {NULL, NULL}};
    static const char *const good[] = {
        "cores = 4096",       "axes.[0].count=9",
        "axes[1].step=2.25",  "base=gtx-1080-ti",
        "values=[1.5, 3]x",   "fan={ rpm = 900; blades = 7; }",
        "values.[1]=\"two\"", "axes.[0].count=12"};
    struct err e = {0};
    struct cfg *cfg = cfg_parse(device, "card.cfg", &e);
    const struct cfg_node *top = cfg_top(cfg, "device", &e), *list, *fan;
    const char *s = "";
    double x = 0;

    for (size_t i = 0; bad[i].assignment != NULL; i++) {
        ok(!cfg_override(cfg, "device", bad[i].assignment, &e), "refused: %s",
           bad[i].assignment);
        has_str(e.text, bad[i].message, "its message");
    }
    ok(!cfg_override(cfg, "sweep", "a=1", &e), "no such group at the top");
    for (size_t i = 0; i < 4; i++)
        ok(cfg_override(cfg, "device", good[i], &e), "taken: %s", good[i]);
    for (size_t i = 5; i < 8; i++)
        ok(cfg_override(cfg, "device", good[i], &e), "taken: %s", good[i]);
    ok(cfg_number(cfg, top, "cores", 0, 1e4, &x, &e) && x == 4096, "cores");
    ok(cfg_string(cfg, top, "base", &s, &e), "a new key, as a string");
    is_str(s, "gtx-1080-ti", "its value");
    list = cfg_list(cfg, top, "axes", &e);
    ok(cfg_number(cfg, cfg_at(list, 0), "count", 0, 99, &x, &e) && x == 12,
       "the last of two overrides holds");
    ok(cfg_number(cfg, cfg_at(list, 1), "step", 0, 9, &x, &e) && x == 2.25,
       "within a list");
    list = cfg_list(cfg, top, "values", &e);
    ok(cfg_string_at(list, 1, &s, &e), "a string among an array's numbers");
    is_str(s, "two", "its value");
    ok(cfg_number_at(list, 2, 0, 99, &x, &e) && x == 13, "order is kept");
    fan = cfg_group(cfg, top, "fan", &e);
    ok(cfg_number(cfg, fan, "blades", 0, 9, &x, &e) && x == 7, "a whole group");
    ok(!cfg_number(cfg, fan, "rpm", 0, 99, &x, &e), "out of range there");
    is_str(e.text,
           "card.cfg with 'fan={ rpm = 900; blades = 7; }': rpm: found 900, "
           "expected a number from 0 to 99",
           "the message names the override");
    cfg_override(cfg, "device", "clok=1", &e);
    cfg_has(cfg, top, "clock");
    cfg_has(cfg, top, "name");
    cfg_override(cfg, "device", good[4], &e);
    ok(cfg_list(cfg, top, "values", &e) == NULL, "what does not parse is text");
    has_str(e.text, "values: found \"[1.5, 3]x\"", "its message");
    cfg_close(cfg);
}

static void test_write(void) {
    struct err e = {0};
    struct cfg *cfg =
        cfg_parse("d = { a = 0.1; b = [0.30000000000000004, 2.0]; l = (1, "
                  "\"q\\\"\\\\\\n\\x01z\", { c = true; big = 11811160064L; }, "
                  "[]); g = 1e+22; e = (); s = \"\"; m = -1700.0; };",
                  "w", &e);
    const struct cfg_node *top;
    char *one = NULL, *two = NULL;
    size_t n;
    FILE *out = open_memstream(&one, &n);
    double x = 0;

    cfg_override(cfg, "d", "l.[2].c=false", &e);
    ok(cfg_write(cfg, out), "written");
    fclose(out);
    cfg_close(cfg);
    cfg = cfg_parse(one, "again", &e);
    if (ok(cfg != NULL, "what is written parses")) {
        out = open_memstream(&two, &n);
        cfg_write(cfg, out);
        fclose(out);
        is_str(two, one, "and is written as the same");
        has_str(one, "c = false;", "the override is in it");
        has_str(one, "m = -1700.0;", "a float stays a float");
        has_str(one, "big = 11811160064L;", "a 64-bit integer stays one");
        top = cfg_top(cfg, "d", &e);
        cfg_number_at(cfg_list(cfg, top, "b", &e), 0, 0, 1, &x, &e);
        ok(x == 0.30000000000000004, "numbers keep all digits");
    } else {
        printf("# %s\n", e.text);
    }
    cfg_close(cfg);
    free(one);
    free(two);
}

int main(void) {
    test_values();
    test_unknown();
    test_refused();
    test_top();
    test_override();
    test_write();
    return done();
}
