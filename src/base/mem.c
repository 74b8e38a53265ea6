/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p) {
    if (p == NULL) {
        fputs("gpuscape: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return p;
}

void *mem_alloc(size_t n, size_t size) {
    return checked(calloc(n > 0 ? n : 1, size));
}

void *mem_alloc_lines(size_t n, size_t size) {
    enum { LINE = 64 };
    size_t most = (SIZE_MAX - LINE) / size, bytes;
    void *p;

    if (n > most)
        return checked(NULL);
    bytes = n * size / LINE * LINE + LINE;
    p = checked(aligned_alloc(LINE, bytes));
    memset(p, 0, bytes);
    return p;
}

void *mem_grow(void *p, size_t *capacity, size_t n, size_t size) {
    size_t wanted = *capacity;

    if (n <= *capacity && p != NULL)
        return p;
    wanted = wanted < 8 ? 8 : wanted;
    while (wanted < n) {
        if (wanted > SIZE_MAX / 2)
            return checked(NULL);
        wanted *= 2;
    }
    if (wanted > SIZE_MAX / size)
        return checked(NULL);
    p = checked(realloc(p, wanted * size));
    *capacity = wanted;
    return p;
}

char *mem_strdup(const char *text) {
    return checked(strdup(text));
}

char *mem_printf(const char *format, ...) {
    va_list args;
    char *text;
    int n;

    va_start(args, format);
    n = vasprintf(&text, format, args);
    va_end(args);
    return checked(n < 0 ? NULL : text);
}
