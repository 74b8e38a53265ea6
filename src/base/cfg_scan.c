/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/cfg_private.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Deeper nesting has no use and would only load the stack. */
enum { DEPTH_MAX = 64 };

struct scanner {
    const char *p;    /* the next character */
    const char *name; /* the file, for messages */
    struct err *e;
    size_t line, depth;
};

static enum cfg_scan refuse(const struct scanner *s, size_t line,
                            const char *what) {
    err_set(s->e, ERR_INPUT, "%s:%zu: %s", s->name, line, what);
    return CFG_SCAN_TEXT;
}

static enum cfg_scan skip_string(struct scanner *s) {
    size_t first = s->line;

    for (s->p++; *s->p != '"'; s->p++) {
        if (*s->p == '\\' && s->p[1] != '\0')
            s->p++;
        if (*s->p == '\0')
            return refuse(s, first, "the string that begins here has no end");
        s->line += *s->p == '\n';
    }
    s->p++;
    return CFG_SCAN_OK;
}

static enum cfg_scan skip_comment(struct scanner *s) {
    size_t first = s->line;

    if (s->p[0] == '#' || s->p[1] == '/') {
        s->p += strcspn(s->p, "\n");
        return CFG_SCAN_OK;
    }
    for (s->p += 2; s->p[0] != '*' || s->p[1] != '/'; s->p++) {
        if (*s->p == '\0')
            return refuse(s, first, "the comment that begins here has no end");
        s->line += *s->p == '\n';
    }
    s->p += 2;
    return CFG_SCAN_OK;
}

/* libconfig 1.5 keeps the low 32 bits of an integer without L. */
static enum cfg_scan check_number(struct scanner *s) {
    const char *first = s->p;
    char token[48], shown[TEXT_SHOWN_MAX];
    bool hex, is_long;
    char *end;
    size_t n;

    s->p += *s->p == '-' || *s->p == '+';
    hex = s->p[0] == '0' && (s->p[1] == 'x' || s->p[1] == 'X');
    s->p += hex ? 2 : 0;
    while (hex ? isxdigit((unsigned char)*s->p) : isdigit((unsigned char)*s->p))
        s->p++;
    n = (size_t)(s->p - first);
    if (!hex && *s->p != '\0' && strchr(".eE", *s->p) != NULL) {
        double x = strtod(first, &end);

        /* ".": no number at all; the parser says so. */
        s->p = end > s->p ? end : s->p + 1;
        if (isfinite(x))
            return CFG_SCAN_OK;
        n = (size_t)(s->p - first);
    } else {
        long long low, high, x;

        is_long = *s->p == 'L';
        low = is_long ? LLONG_MIN : INT_MIN;
        high = is_long ? LLONG_MAX : INT_MAX;
        errno = 0;
        x = strtoll(first, NULL, hex ? 16 : 10);
        s->p += strspn(s->p, "L");
        if (errno == 0 && x >= low && x <= high)
            return CFG_SCAN_OK;
    }
    n = n < sizeof token ? n : sizeof token - 1;
    memcpy(token, first, n);
    token[n] = '\0';
    text_shown(token, shown);
    if (strpbrk(token, ".eE") != NULL && !hex)
        err_set(s->e, ERR_INPUT, "%s:%zu: %s is not a finite number", s->name,
                s->line, shown);
    else
        err_set(s->e, ERR_INPUT,
                "%s:%zu: the integer %s is too large for its kind; write it as "
                "%s",
                s->name, s->line, shown,
                hex ? "a decimal with a point" : "a number with a point (1.0)");
    return CFG_SCAN_NUMBER;
}

static bool begins_number(const char *p) {
    p += *p == '-' || *p == '+';
    p += *p == '.';
    return isdigit((unsigned char)*p);
}

static enum cfg_scan scan_token(struct scanner *s) {
    unsigned char c = (unsigned char)*s->p;

    if (c == '"')
        return skip_string(s);
    if (c == '#' || (c == '/' && (s->p[1] == '/' || s->p[1] == '*')))
        return skip_comment(s);
    if (strncmp(s->p, "@include", 8) == 0)
        return refuse(s, s->line,
                      "@include is not allowed: the file must stand alone");
    if (begins_number(s->p))
        return check_number(s);
    if (isalpha(c) || c == '*') {
        while (isalnum((unsigned char)*s->p) ||
               (*s->p != '\0' && strchr("-_*", *s->p) != NULL))
            s->p++;
        return CFG_SCAN_OK;
    }
    if ((c < 32 && strchr("\t\n\f\r", c) == NULL) || c == 127)
        return refuse(s, s->line, "a control character; is this a text file?");
    if (strchr("{[(", c) != NULL && ++s->depth > DEPTH_MAX)
        return refuse(s, s->line, "brackets are nested too deeply");
    if (strchr("}])", c) != NULL && s->depth > 0)
        s->depth--;
    s->line += c == '\n';
    s->p++;
    return CFG_SCAN_OK;
}

enum cfg_scan cfg_scan(const char *text, const char *name, struct err *e) {
    struct scanner s = {.p = text, .name = name, .e = e, .line = 1};
    enum cfg_scan found = CFG_SCAN_OK;

    while (found == CFG_SCAN_OK && *s.p != '\0')
        found = scan_token(&s);
    return found;
}
