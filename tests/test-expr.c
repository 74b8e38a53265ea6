/* SPDX-License-Identifier: MIT
 *
 * Expressions over named values.
 */
#include "config.h"

#include "base/expr.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>

static const char *const names[] = {"cores", "clock_mhz", "area_mm2"};

static void test_values(void) {
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"2 * cores * clock_mhz * 1e6 / 1e12", 11.339776},
                 {"area_mm2 <= 471 && cores > 3583", 1},
                 {"area_mm2 < 471 || !(0)", (double)NAN},
                 {"min(cores, area_mm2) ^ 2", 221841},
                 {"cores == 3584 ? -clock_mhz : 7", -1582},
                 {"sqrt(area_mm2 - 246) + log10(1000)", 18},
                 {"area_mm2 != 471", 0}};
    double values[] = {3584, 1582, 471};
    struct err e = {0};
    struct expr *x;
    double value = 0;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        x = expr_new(cases[i].text, names, values, 3, &e);
        if (isnan(cases[i].value)) {
            ok(x == NULL, "there is no operator '!'");
            continue;
        }
        if (ok(x != NULL, "%s", cases[i].text) && expr_value(x, &value, &e))
            near(value, cases[i].value, 1e-14, "its value");
        else
            ok(false, "%s", e.text);
        expr_free(x);
    }
    x = expr_new("cores / area_mm2", names, values, 3, &e);
    values[0] = 942;
    ok(expr_value(x, &value, &e) && value == 2, "values may change");
    values[2] = 0;
    ok(!expr_value(x, &value, &e), "a division by zero");
    is_str(e.text,
           "'cores / area_mm2' is inf, not a finite number with area_mm2 = 0, "
           "cores = 942",
           "its message");
    values[2] = 471;
    ok(expr_value(x, &value, &e) && value == 2, "works again");
    expr_free(x);
    x = expr_new("sqrt(0 - cores)", names, values, 3, &e);
    ok(x != NULL && !expr_value(x, &value, &e), "not a number");
    has_str(e.text, "nan, not a finite number", "its message");
    expr_free(x);
    expr_free(NULL);
}

static void test_refused(void) {
    static const struct {
        const char *text, *message;
    } cases[] = {{"2 * coers",
                  "'2 * coers', character 5: unknown name 'coers'; did you "
                  "mean 'cores'?"},
                 {"cores + zzzzzzzz", "character 9: unknown name 'zzzzzzzz'"},
                 {"sqr(cores)", "unknown name 'sqr'; did you mean 'sqrt'?"},
                 {"cores = 5", "character 7: found '=', expected '=='"},
                 {"cores <= 5 && clock_mhz=3", "character 24: found '='"},
                 {"", "the expression is empty"},
                 {" \t", "the expression is empty"},
                 {"1, 2", "found 2 values, expected one"},
                 {"(cores", "'(cores', character"},
                 {"cores)", "'cores)', character"},
                 {"2 *", "'2 *', character"},
                 {"cores clock_mhz", "'cores clock_mhz', character 7"},
                 {"\"a\"", "character"},
                 {"min()", "character"},
                 {"1 $ 2", "character"},
                 {"\x1b[2J", "'\\x1b[2J', character"}};
    double values[] = {3584, 1582, 471};
    struct err e = {0};
    char *deep = malloc(100001);
    struct expr *x;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        x = expr_new(cases[i].text, names, values, 3, &e);
        ok(x == NULL, "refused: case %zu", i);
        has_str(e.text, cases[i].message, "its message");
        expr_free(x);
    }
    ok(values[0] == 3584 && values[1] == 1582, "nothing was assigned");
    memset(deep, '(', 100000);
    deep[100000] = '\0';
    ok(expr_new(deep, names, values, 3, &e) == NULL, "very long");
    has_str(e.text, "longer than 4096", "its message");
    deep[4000] = '\0';
    ok(expr_new(deep, names, values, 3, &e) == NULL, "very deep");
    free(deep);
}

int main(void) {
    test_values();
    test_refused();
    return done();
}
