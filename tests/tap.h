/* SPDX-License-Identifier: MIT
 *
 * The test harness: each assertion prints one line of the Test Anything
 * Protocol.  A test program is `int main (void) { ...; return done (); }`.
 */
#ifndef TAP_H
#define TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

/* One assertion; returns its outcome so that a test can stop early. */
__attribute__((format(printf, 2, 3), unused)) static bool
ok(bool good, const char *format, ...) {
    va_list args;

    tap_count++;
    tap_failed += !good;
    printf("%s %d - ", good ? "ok" : "not ok", tap_count);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
    return good;
}

/* |got - want| <= rel * |want|; a want of 0 asks for exactly 0. */
__attribute__((unused)) static bool near(double got, double want, double rel,
                                         const char *what) {
    bool good = fabs(got - want) <= rel * fabs(want);

    ok(good, "%s", what);
    if (!good)
        printf("# got %.17g, want %.17g within %g\n", got, want, rel);
    return good;
}

__attribute__((unused)) static bool is_int(long long got, long long want,
                                           const char *what) {
    ok(got == want, "%s", what);
    if (got != want)
        printf("# got %lld, want %lld\n", got, want);
    return got == want;
}

__attribute__((unused)) static bool is_str(const char *got, const char *want,
                                           const char *what) {
    bool good = got != NULL && strcmp(got, want) == 0;

    ok(good, "%s", what);
    if (!good)
        printf("# got  '%s'\n# want '%s'\n", got ? got : "(null)", want);
    return good;
}

/* The text holds the part: for messages. */
__attribute__((unused)) static bool has_str(const char *text, const char *part,
                                            const char *what) {
    bool good = text != NULL && strstr(text, part) != NULL;

    ok(good, "%s", what);
    if (!good)
        printf("# '%s'\n# lacks '%s'\n", text ? text : "(null)", part);
    return good;
}

__attribute__((unused)) static void skip(const char *what, const char *why) {
    printf("ok %d - %s # SKIP %s\n", ++tap_count, what, why);
}

/* Last statement of main: prints the plan. */
static int done(void) {
    printf("1..%d\n", tap_count);
    return tap_failed != 0;
}

#endif
