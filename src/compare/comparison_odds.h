/* SPDX-License-Identifier: MIT
 *
 * How sure it is that one device of a comparison is faster than another, over
 * the networks of a phase: see predict/kin.h.
 */
#ifndef COMPARISON_ODDS_H
#define COMPARISON_ODDS_H

#include "compare/comparison.h"

struct comparison_odds {
    double ratio;       /* geometric mean of time b / time a */
    double low, high;   /* of its 90 % interval; NAN where nothing is known */
    double probability; /* that a is faster; NAN likewise */
};

/* Devices a and b as boards of their own. */
struct comparison_odds comparison_odds(const struct comparison *c, size_t a,
                                       size_t b, enum phase phase);

#endif
