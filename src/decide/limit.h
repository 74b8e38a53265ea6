/* SPDX-License-Identifier: MIT
 *
 * A target or a limit of a recommendation: one comparison of a value with a
 * bound, "power_w <= 250" or "speedup >= 2".  Unlike a constraint it has a
 * measure: by how much it is missed, as a share of its bound.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>

#include "base/err.h"

enum { LIMIT_TEXT_MAX = 200 };

struct limit {
    char text[LIMIT_TEXT_MAX]; /* as given */
    /* Its two sides, as expressions; the bound is the constant one, or else
     * what stands on the right. */
    char value[LIMIT_TEXT_MAX], bound[LIMIT_TEXT_MAX];
    bool at_least; /* or at most */
    bool strict;   /* > or < */
    bool is_target;
};

/* Takes the text apart at its one comparison (<=, <, >= or >).  What joins
 * several comparisons is refused: each has to be a limit of its own. */
bool limit_parse(struct limit *l, const char *text, struct err *e);

/* How far the value is beyond the bound, as a share of the bound's size (of 1
 * where the bound is 0), after the bound gave way by the share `give` of it
 * (infinite: it is no limit at all).
 * Held: 0 or less.  An unknown value (NAN) is infinitely far beyond. */
double limit_excess(const struct limit *l, double value, double bound,
                    double give);

#endif
