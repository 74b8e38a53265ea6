/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/limit.h"

#include "base/expr.h"
#include "base/text.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Bytes of the operator at `p`: 0 for none. */
static size_t operator_at(const char *p) {
    static const char *const pairs[] = {"<=", ">=", "==", "!=", "&&", "||"};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strncmp(p, pairs[i], 2) == 0)
            return 2;
    return *p == '<' || *p == '>' || *p == '?' || *p == '=' || *p == '!';
}

static void copy_side(char out[LIMIT_TEXT_MAX], const char *from,
                      const char *to) {
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    snprintf(out, LIMIT_TEXT_MAX, "%.*s", (int)(to - from), from);
}

static bool is_constant(const char *text) {
    struct err ignored;
    struct expr *x = expr_new(text, NULL, NULL, 0, &ignored);

    expr_free(x);
    return x != NULL;
}

bool limit_parse(struct limit *l, const char *text, struct err *e) {
    const char *found = NULL;
    char shown[TEXT_SHOWN_MAX], side[LIMIT_TEXT_MAX];
    size_t n = 0;

    *l = (struct limit){.is_target = false};
    if (!text_copy(l->text, sizeof l->text, text))
        return err_set(e, ERR_INPUT,
                       "found %zu characters, expected at most %zu",
                       strlen(text), sizeof l->text - 1);
    for (const char *p = text; *p != '\0'; p++) {
        size_t width = operator_at(p);

        if (width == 0)
            continue;
        if (found == NULL)
            found = p;
        n++;
        p += width - 1;
    }
    if (n != 1 || (*found != '<' && *found != '>'))
        return err_set(e, ERR_INPUT,
                       "found '%s', expected one comparison with <=, <, >= or "
                       ">, such as 'power_w <= 250'%s",
                       text_shown(text, shown),
                       n > 1 ? "; write several as entries of their own" : "");
    l->at_least = *found == '>';
    l->strict = found[1] != '=';
    copy_side(l->value, text, found);
    copy_side(l->bound, found + 2 - l->strict, text + strlen(text));
    if (l->value[0] == '\0' || l->bound[0] == '\0')
        return err_set(e, ERR_INPUT, "found '%s', which lacks a side",
                       text_shown(text, shown));
    if (is_constant(l->value) && !is_constant(l->bound)) {
        memcpy(side, l->value, sizeof side);
        memcpy(l->value, l->bound, sizeof side);
        memcpy(l->bound, side, sizeof side);
        l->at_least = !l->at_least;
    }
    return true;
}

double limit_excess(const struct limit *l, double value, double bound,
                    double give) {
    double scale = bound != 0 ? fabs(bound) : 1, excess;

    if (isnan(value) || isnan(bound))
        return HUGE_VAL;
    if (isinf(give))
        return -HUGE_VAL;
    if (l->at_least)
        excess = (bound - give * fabs(bound) - value) / scale;
    else
        excess = (value - (bound + give * fabs(bound))) / scale;
    return excess == 0 && l->strict ? DBL_MIN : excess;
}
