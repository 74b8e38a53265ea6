/* SPDX-License-Identifier: MIT
 *
 * How sure a front is.  Predicted times are wrong by factors that designs
 * share in part (predict/kin.h); what is drawn for all designs at once, many
 * times over, says how often each is still dominated by none.
 *
 * In a draw a structure's times all have one factor, which like structures
 * nearly share (a Gauss-Markov field over the logarithms of multiprocessors
 * and cores in each, for each architecture by itself), and memory's part of
 * every time has another.  So within a structure a faster clock stays faster.
 * Power, area and cost are taken as they are: what is wrong with them is much
 * the same for designs that are compared, and the constraints are not drawn.
 *
 * Tried are the points of the front, at most CHANCE_MOST evenly along its
 * first objective, against each other and CHANCE_MOST rivals: feasible points
 * off the front that lie within 2.5 deviations of it, the nearest first, out
 * of at most CHANCE_LOOKED points of the sweep, evenly by index.
 */
#ifndef CHANCE_H
#define CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "sweep/plan.h"
#include "sweep/run.h"

enum {
    CHANCE_MOST = 1000,
    CHANCE_LOOKED = 20000,
    CHANCE_DRAWS = 500,
    CHANCE_SEED = 1
};

/* From here on a point is firm. */
#define CHANCE_FIRM 0.9

/* A point of the front. */
struct chance {
    size_t index;
    double on_front; /* share of the draws in which it is on the front */
    /* That its mean time is less than the reference's, and its first objective
     * better than that of the tried point before it. */
    double beats_reference, beats_last;
};

/* {0}: nothing is known, or no objective hangs on a time. */
struct chances {
    size_t n, n_rivals, n_firm;
    size_t n_ties; /* neighbours along the front neither of which surely beats
                      the other in the first objective */
    bool has_ties; /* there are neighbours, and that hangs on a time */
    struct chance *of; /* by the first objective, from its least; owned */
};

/* Of the run's front.  The same bits for any number of threads. */
void chances_find(struct chances *c, const struct plan *p, const struct run *r);
void chances_free(struct chances *c);
/* That of a point of the front, or NULL where it was not tried. */
const struct chance *chances_at(const struct chances *c, size_t index);

/* front-doubt.csv: point_id, on_front_probability,
 * beats_reference_probability, beats_last_probability; by index. */
bool chances_write(const struct chances *c, FILE *out, struct err *e);

#endif
