/* SPDX-License-Identifier: MIT
 *
 * Targets and limits: taking them apart, and by how much they are missed.
 */
#include "config.h"

#include "decide/limit.h"

#include "tap.h"

static void test_parts(void) {
    static const struct {
        const char *text, *value, *bound;
        bool at_least, strict;
    } cases[] = {
        {"power_w <= 250", "power_w", "250", false, false},
        {"speedup>=2.5", "speedup", "2.5", true, false},
        {" power_w/area_mm2 < 0.7 ", "power_w/area_mm2", "0.7", false, true},
        {"(sm_count + 3) * 2 > 41", "(sm_count + 3) * 2", "41", true, true},
        /* The bound is what is constant, on whichever side. */
        {"300 >= power_w", "power_w", "300", false, false},
        {"2 * 1.5 < speedup", "speedup", "2 * 1.5", true, true},
        /* Where both sides vary it is the right one. */
        {"power_w <= 0.6 * area_mm2", "power_w", "0.6 * area_mm2", false,
         false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e;
        struct limit l;

        if (!ok(limit_parse(&l, cases[i].text, &e), "'%s'", cases[i].text))
            continue;
        is_str(l.text, cases[i].text, "its text");
        is_str(l.value, cases[i].value, "its value");
        is_str(l.bound, cases[i].bound, "its bound");
        is_int(l.at_least, cases[i].at_least, "its sense");
        is_int(l.strict, cases[i].strict, "its strictness");
    }
}

static void test_refused(void) {
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"power_w", "expected one comparison"},
        {"power_w == 250", "expected one comparison"},
        {"power_w = 250", "expected one comparison"},
        {"power_w != 250", "expected one comparison"},
        {"power_w <= 250 && area_mm2 <= 500", "entries of their own"},
        {"100 < power_w < 250", "entries of their own"},
        {"power_w <= ", "lacks a side"},
        {">= 3", "lacks a side"},
        {"", "expected one comparison"},
    };
    char text[300];
    struct limit l;
    struct err e;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ok(!limit_parse(&l, cases[i].text, &e), "'%s' is refused",
           cases[i].text);
        has_str(e.text, cases[i].message, "for what it is");
    }
    memset(text, '7', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ok(!limit_parse(&l, text, &e), "too long a text is refused");
    has_str(e.text, "found 299 characters", "with its length");
}

static void test_excess(void) {
    struct limit most = {.at_least = false}, least = {.at_least = true};
    struct limit below = {.strict = true},
                 above = {.at_least = true, .strict = true};

    near(limit_excess(&most, 275, 250, 0), 0.1, 1e-14, "a tenth too much");
    near(limit_excess(&most, 240, 250, 0), -0.04, 1e-14, "4 % left");
    near(limit_excess(&least, 1.7, 2, 0), 0.15, 1e-14, "15 % short");
    near(limit_excess(&least, 3, 2, 0), -0.5, 1e-14, "half as much again");
    near(limit_excess(&most, 280, 250, 0.1), 0.02, 1e-12,
         "beyond the relaxed bound");
    near(limit_excess(&least, 1.7, 2, 0.2), -0.05, 1e-12,
         "within the relaxed bound");
    near(limit_excess(&least, -3, -2, 0.25), 0.25, 1e-14,
         "a negative bound gives way downwards");
    near(limit_excess(&most, 0.3, 0, 0), 0.3, 1e-14, "a bound of 0");
    ok(limit_excess(&most, 250, 250, 0) == 0, "met to the last bit");
    ok(limit_excess(&below, 250, 250, 0) > 0, "but not below it");
    ok(limit_excess(&above, 250, 250, 0) > 0, "nor above it");
    ok(limit_excess(&below, 249.9, 250, 0) < 0, "below it");
    ok(isinf(limit_excess(&most, (double)NAN, 250, 0.1)), "an unknown value");
    ok(isinf(limit_excess(&most, 3, (double)NAN, 0.1)), "an unknown bound");
    ok(limit_excess(&most, 1e9, 0, HUGE_VAL) < 0, "no limit at all");
    ok(limit_excess(&most, (double)NAN, 3, HUGE_VAL) > 0,
       "an unknown value is no answer even then");
}

int main(void) {
    test_parts();
    test_refused();
    test_excess();
    return done();
}
