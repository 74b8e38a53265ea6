/* SPDX-License-Identifier: MIT
 *
 * Numbers, names and texts; failures as values.
 */
#include "config.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>

static void test_numbers(void) {
    static const struct {
        double x;
        const char *text;
    } cases[] = {{0.1, "0.1"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {-1582, "-1582"},
                 {1e22, "1e+22"},
                 {5e-324, "4.94065645841247e-324"},
                 {(double)NAN, "nan"},
                 {-HUGE_VAL, "-inf"}};
    static const char *const bad[] = {"",      "1 ",  " 1",   "0x10",  "inf",
                                      "nan",   "1e",  "e5",   "1.2.3", "--1",
                                      "1e999", "1,5", "12abc"};
    char out[TEXT_NUMBER_MAX];
    double x = 0;
    size_t n = 0;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(text_number(cases[i].x, out), cases[i].text, "a number's text");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ok(!text_to_number(bad[i], &x), "not a number: '%s'", bad[i]);
    ok(text_to_number("-3.625e2", &x) && x == -362.5, "a number");
    ok(text_to_size("9007199254740991", &n) && n == 9007199254740991u,
       "a size");
    ok(!text_to_size("-1", &n) && !text_to_size("1.0", &n) &&
           !text_to_size("99999999999999999999", &n),
       "no sizes");
}

/* The shortest of printf ()'s texts with 15 to 17 digits that reads back. */
static void shortest(double x, char out[TEXT_NUMBER_MAX]) {
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, TEXT_NUMBER_MAX, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
}

static void test_round_trip(void) {
    size_t wrong = 0, far = 0;
    double x = 0.37;

    for (size_t i = 0; i < 200000; i++) {
        char got[TEXT_NUMBER_MAX], want[TEXT_NUMBER_MAX];
        double y, scaled;

        /* The logistic map is a cheap source of mantissas. */
        x = 3.99 * x * (1 - x);
        scaled = ldexp(x, (int)(i % 130) - 60);
        scaled = i % 5 == 0   ? floor(1e5 * x) / 100
                 : i % 5 == 1 ? ldexp(1, (int)(i % 120) - 60)
                 : i % 5 == 2 ? nextafter(pow(10, (double)(i % 23) - 6), x)
                              : scaled;
        scaled = i % 7 == 0 ? -scaled : scaled;
        text_number(scaled, got);
        shortest(scaled, want);
        wrong += strcmp(got, want) != 0;
        far += !text_to_number(got, &y) || y != scaled;
    }
    is_int((long long)wrong, 0, "numbers are as short as they can be");
    is_int((long long)far, 0, "and read back as they were");
}

static void test_names(void) {
    static const char *const names[] = {"clock_mhz", "cores", "boost_tflops"};
    char out[TEXT_SHOWN_MAX], long_text[400], small[6];

    is_str(text_nearest("clok-mhz", names, 3, text_name_in_array), "clock_mhz",
           "a slip");
    is_str(text_nearest("tflops", names, 3, text_name_in_array), "boost_tflops",
           "a part");
    ok(text_nearest("zzz", names, 3, text_name_in_array) == NULL, "none near");
    is_int((long long)text_index("cores", names, 3), 1, "found");
    is_int((long long)text_index("core", names, 3), 3, "not found");
    is_str(text_shown("a\x1b\n\x7f", out), "a\\x1b\\x0a\\x7f",
           "control characters");
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    text_shown(long_text, out);
    ok(strlen(out) < TEXT_SHOWN_MAX && strstr(out, "xxx...") != NULL,
       "a long text is cut");
    ok(text_copy(small, sizeof small, "seven") && strcmp(small, "seven") == 0,
       "fits");
    ok(!text_copy(small, sizeof small, "twelve"), "does not fit");
}

static void test_text(void) {
    struct text t = {0};
    struct err e = {0};
    char *p;

    text_add(&t, "%s", "");
    is_str(t.text, "", "an empty text is a text");
    for (int i = 0; i < 1000; i++)
        text_add(&t, "%d,", i);
    is_int((long long)t.length, 3890, "a text grows");
    is_str(t.text + 3882, "998,999,", "at its end");
    free(t.text);
    ok(!err_set(&e, ERR_INPUT, "found %d", 17), "a failure is false");
    err_prefix(&e, "%s:%d", "file", 3);
    is_str(e.text, "file:3: found 17", "with a prefix");
    ok(e.code == ERR_INPUT, "and its code");
    p = mem_printf("%d-%s", 5, "x");
    is_str(p, "5-x", "allocated text");
    free(p);
}

int main(void) {
    test_numbers();
    test_round_trip();
    test_names();
    test_text();
    return done();
}
