/* SPDX-License-Identifier: MIT
 *
 * The designs of a sweep that a report speaks of by what they are: the best
 * that costs no more than the reference, the best of all, the knee, the ends.
 */
#ifndef CHOICE_H
#define CHOICE_H

#include <stddef.h>

#include "report/source.h"

enum choice_role {
    CHOICE_EQUAL, /* most gain at no more of the first cost than the
                     reference has */
    CHOICE_KNEE,  /* of the front */
    CHOICE_BEST,  /* most gain of all */
    CHOICE_N
};

/* The gain is the first objective to be made large, or the first one, the
 * costs are those to be made small that the reference is known to have. */
struct choice {
    const char *gain; /* borrowed from the sweep */
    bool gain_is_large;
    size_t n_costs;
    const char *costs[SWEEP_MAX_AXES]; /* borrowed */
    double limits[SWEEP_MAX_AXES];     /* what the reference has of each */
    size_t points[CHOICE_N]; /* of the space; its n where there is none */
};

/* The space must have points. */
void choice_make(struct choice *c, const struct source *s);

/* Whether there is such a design. */
bool choice_has(const struct choice *c, const struct source *s,
                enum choice_role role);
/* The one whose numbers stand first: the equal, else the knee, else the
 * best. */
enum choice_role choice_first(const struct choice *c, const struct source *s);
/* "best at the reference's board power", "knee of the front", ... */
void choice_words(const struct choice *c, const struct source *s,
                  enum choice_role role, struct text *out);
/* "board power (256 W)": the first cost and what the reference has of it. */
void choice_limit(const struct choice *c, const struct source *s,
                  struct text *out);

#endif
