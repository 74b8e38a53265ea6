/* SPDX-License-Identifier: MIT
 *
 * A failure is a value: the caller owns a struct err, the callee fills it and
 * returns false (or NULL).  Nothing here is global, so every thread has its
 * own.  The text is written to be enough to mend the input: file, line, key,
 * what was found, what was expected, the nearest known name.
 */
#ifndef ERR_H
#define ERR_H

#include <stdbool.h>

enum err_code {
    ERR_NONE,
    ERR_INPUT, /* a file, a key, a cell or a name is wrong */
    ERR_USAGE, /* the command line is wrong */
    ERR_IO,    /* the system refused: open, read, write, fork */
    ERR_NUMERIC,
    ERR_STOPPED /* somebody asked for an end before the end */
};

struct err {
    enum err_code code;
    char text[1024];
};

/* Fills `e` and returns false, so that `return err_set (...)` is one line. */
bool err_set(struct err *e, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the text; returns false. */
bool err_prefix(struct err *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
