/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/text.h"

#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 128 bits; gcc and clang have them on every 64-bit machine. */
__extension__ typedef unsigned __int128 wide;

static const double tens[] = {1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2,
                              1e3,  1e4,  1e5,  1e6,  1e7, 1e8, 1e9,
                              1e10, 1e11, 1e12, 1e13, 1e14};
enum { LEAST_TEN = -4, N_TENS = sizeof tens / sizeof *tens };

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

/* INTEGER / 10^k without zeros behind the point; returns the length. */
static size_t put_decimal(char *out, uint64_t integer, int k) {
    char digits[TEXT_NUMBER_MAX], *c = digits + sizeof digits;
    size_t n;

    while (k > 0 && integer % 10 == 0) {
        integer /= 10;
        k--;
    }
    if (k > 0) {
        for (; k > 1; k -= 2, integer /= 100)
            memcpy(c -= 2, pairs + 2 * (integer % 100), 2);
        for (; k > 0; k--, integer /= 10)
            *--c = (char)('0' + integer % 10);
        *--c = '.';
    }
    do
        *--c = (char)('0' + integer % 10);
    while ((integer /= 10) > 0);
    n = (size_t)(digits + sizeof digits - c);
    memcpy(out, c, n);
    out[n] = '\0';
    return n;
}

/* 10^k, k <= 20. */
static wide power_of_ten(int k) {
    static const uint64_t powers[] = {
        UINT64_C(1),          UINT64_C(10),         UINT64_C(100),
        UINT64_C(1000),       UINT64_C(10000),      UINT64_C(100000),
        UINT64_C(1000000),    UINT64_C(10000000),   UINT64_C(100000000),
        UINT64_C(1000000000), UINT64_C(10000000000)};

    return k <= 10 ? powers[k] : (wide)powers[10] * powers[k - 10];
}

/* text_put_number () for 1e-4 <= x < 1e15 that is no power of two, in integers:
 * x = m / 2^s, and m 10^k < 2^120.  A decimal reads back as x when it is
 * nearer than half a unit of m.  0: not of that kind. */
static size_t put_usual(char *out, double x) {
    int exponent, s, ten = 0;
    uint64_t m;

    if (!(x >= tens[0] && x < 1e15))
        return 0;
    m = (uint64_t)ldexp(frexp(x, &exponent), 53);
    s = 53 - exponent;
    if (s < 1 || m == UINT64_C(1) << 52)
        return 0;
    while (ten + 1 < N_TENS && x >= tens[ten + 1])
        ten++;
    for (int digits = 15; digits <= 17; digits++) {
        int k = digits - 1 - (ten + LEAST_TEN);
        wide unit = power_of_ten(k), exact, decimal, rest, error;

        exact = m * unit; /* of 10^-k 2^-s */
        decimal = exact >> s;
        rest = exact - (decimal << s);
        /* To the nearest, of two the even one, as printf () does. */
        if (rest > (wide)1 << (s - 1) ||
            (rest == (wide)1 << (s - 1) && decimal % 2 == 1))
            decimal++;
        error = decimal << s > exact ? (decimal << s) - exact
                                     : exact - (decimal << s);
        if (2 * error > unit || (2 * error == unit && m % 2 == 1))
            continue;
        return put_decimal(out, (uint64_t)decimal, k);
    }
    return 0;
}

size_t text_put_number(double x, char out[TEXT_NUMBER_MAX]) {
    size_t n;

    if (fabs(x) < 1e9 && x == (double)(int64_t)x && x > 0)
        return put_decimal(out, (uint64_t)x, 0);
    if (isnan(x))
        return strlen(strcpy(out, "nan"));
    if (isinf(x))
        return strlen(strcpy(out, x > 0 ? "inf" : "-inf"));
    out[0] = '-';
    n = put_usual(out + (x < 0), fabs(x));
    if (n > 0)
        return n + (x < 0);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, TEXT_NUMBER_MAX, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    return strlen(out);
}

const char *text_number(double x, char out[TEXT_NUMBER_MAX]) {
    text_put_number(x, out);
    return out;
}

bool text_to_number(const char *text, double *out) {
    char *end;
    double x;

    if (text[0] == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
        return false;
    errno = 0;
    x = strtod(text, &end);
    if (*end != '\0' || !isfinite(x))
        return false;
    *out = x;
    return true;
}

bool text_to_size(const char *text, size_t *out) {
    double x;

    if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0')
        return false;
    if (!text_to_number(text, &x) || x > 9007199254740992.0)
        return false;
    *out = (size_t)x;
    return true;
}

/* Levenshtein's distance over the first 63 characters, case folded, with
 * '-' and '_' taken as equal: those are the slips that people make. */
static size_t distance(const char *a, const char *b) {
    size_t row[64];
    size_t n_a = strnlen(a, 63), n_b = strnlen(b, 63);

    for (size_t j = 0; j <= n_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            int x = tolower((unsigned char)a[i - 1]);
            int y = tolower((unsigned char)b[j - 1]);
            size_t best;

            x = x == '-' ? '_' : x;
            y = y == '-' ? '_' : y;
            best = diagonal + (x != y);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n_b];
}

const char *text_nearest(const char *name, const void *list, size_t n,
                         text_name_fn *name_at) {
    const char *best = NULL;
    size_t limit = strlen(name) / 2 + 1;
    size_t best_distance = limit > 6 ? 7 : limit + 1;

    for (size_t i = 0; i < n; i++) {
        const char *candidate = name_at(list, i);
        size_t d = distance(name, candidate);

        /* "clock" for "boost_clock_mhz": a part of a name is near, too. */
        if (strlen(name) >= 3 && strcasestr(candidate, name) != NULL && d > 1)
            d = 1;
        if (d < best_distance) {
            best = candidate;
            best_distance = d;
        }
    }
    return best;
}

const char *text_name_in_array(const void *list, size_t i) {
    return ((const char *const *)list)[i];
}

size_t text_index(const char *name, const char *const names[], size_t n) {
    size_t i = 0;

    while (i < n && strcmp(name, names[i]) != 0)
        i++;
    return i;
}

const char *text_shown(const char *text, char out[TEXT_SHOWN_MAX]) {
    size_t n = 0;

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (n > TEXT_SHOWN_MAX - 10) {
            strcpy(out + n, "...");
            return out;
        }
        if (c < 32 || c == 127)
            n += (size_t)sprintf(out + n, "\\x%02x", c);
        else
            out[n++] = (char)c;
    }
    out[n] = '\0';
    return out;
}

bool text_copy(char *out, size_t size, const char *text) {
    size_t n = strlen(text);

    if (n >= size)
        return false;
    memcpy(out, text, n + 1);
    return true;
}

void text_add(struct text *t, const char *format, ...) {
    va_list args, again;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0 || t->text == NULL) {
        size_t length = t->length + (n > 0 ? (size_t)n : 0);

        t->text = mem_grow(t->text, &t->capacity, length + 1, 1);
        vsnprintf(t->text + t->length, t->capacity - t->length, format, again);
        t->length = length;
    }
    va_end(again);
}
