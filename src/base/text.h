/* SPDX-License-Identifier: MIT
 *
 * Small work on text: numbers that round-trip, names that are near, names
 * that may hold anything and are to be shown to a person.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { TEXT_NUMBER_MAX = 32, TEXT_SHOWN_MAX = 120 };

/* The shortest decimal that reads back as the same double ("nan", "inf" and
 * "-inf" for those).  `out` holds TEXT_NUMBER_MAX bytes. */
const char *text_number(double x, char out[TEXT_NUMBER_MAX]);
/* The same; returns the length. */
size_t text_put_number(double x, char out[TEXT_NUMBER_MAX]);

/* Reads the whole of `text` as one finite decimal number; no blanks, no
 * hexadecimal, no "inf". */
bool text_to_number(const char *text, double *out);

/* The whole of `text` as a non-negative integer below 2^53. */
bool text_to_size(const char *text, size_t *out);

/* Name i of a list, in the way that suits the list's own type. */
typedef const char *text_name_fn(const void *list, size_t i);

/* The name nearest to `name` by edit distance, or NULL when none is near
 * enough to be a slip of the finger.  Borrowed from the list. */
const char *text_nearest(const char *name, const void *list, size_t n,
                         text_name_fn *name_at);

/* text_name_fn of a `const char *const []`. */
const char *text_name_in_array(const void *list, size_t i);

/* Index of `name` in an array of names, or `n` when it is not there. */
size_t text_index(const char *name, const char *const names[], size_t n);

/* `text` fit for a message: control characters as \xNN, long text cut with
 * "...".  `out` holds TEXT_SHOWN_MAX bytes. */
const char *text_shown(const char *text, char out[TEXT_SHOWN_MAX]);

/* Copies into a fixed buffer; false when it does not fit. */
bool text_copy(char *out, size_t size, const char *text);

/* A string that grows; {0} is empty.  `text` is NULL or ends in a NUL byte;
 * the owner frees it. */
struct text {
    char *text;
    size_t length, capacity;
};

void text_add(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
