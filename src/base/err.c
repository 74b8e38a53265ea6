/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *e, enum err_code code, const char *format, ...) {
    va_list args;

    e->code = code;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    return false;
}

/* Adds what fits: a text that is too long is cut, as everywhere here. */
static void append(char *text, size_t size, const char *more) {
    size_t n = strlen(text), length = strlen(more);

    length = length < size - n - 1 ? length : size - n - 1;
    memcpy(text + n, more, length);
    text[n + length] = '\0';
}

bool err_prefix(struct err *e, const char *format, ...) {
    struct err old = *e;
    va_list args;

    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    append(e->text, sizeof e->text, ": ");
    append(e->text, sizeof e->text, old.text);
    return false;
}
