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

bool err_prefix(struct err *e, const char *format, ...) {
    struct err old = *e;
    va_list args;
    size_t n;

    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    n = strlen(e->text);
    /* What does not fit any more is cut, as everywhere here. */
    strncat(e->text, ": ", sizeof e->text - n - 1);
    n = strlen(e->text);
    strncat(e->text, old.text, sizeof e->text - n - 1);
    return false;
}
