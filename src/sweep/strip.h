/* SPDX-License-Identifier: MIT
 *
 * Points in columns.  The last axes of a sweep often change nothing but the
 * clock, the bandwidth, the host link or a parameter: what such a strip of
 * points has in common is computed once, the rest in loops over arrays, and
 * only what is asked for.
 *
 * A strip gives what point_evaluate () gives, to the last bit.  There is none
 * where a link hangs on its axes or has no value, where a fact of the device
 * has to be held against each value of the axis, and for the value that the
 * base itself has, with which more facts hold than beside it; those points
 * are left to point_evaluate ().
 */
#ifndef STRIP_H
#define STRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "sweep/plan.h"
#include "sweep/point.h"

enum { STRIP_LANES = 512, STRIP_ROOM = STRIP_LANES + 8 };

/* What the loops read, as far as it may differ between lanes. */
enum strip_input {
    STRIP_BOOST, /* MHz */
    STRIP_CLOCK, /* device_clock_mhz () */
    STRIP_PER_CLOCK,
    STRIP_VOLTAGE, /* power_relative_voltage () */
    STRIP_BANDWIDTH,
    STRIP_PER_BANDWIDTH,
    STRIP_PER_LINK,
    STRIP_N_INPUTS
};

/* One quantity of all lanes.  OF_RUN: the same in all of a run. */
enum lane_state { LANE_UNSET, LANE_OF_BLOCK, LANE_OF_RUN };

struct lane {
    double *x; /* STRIP_LANES */
    enum lane_state state;
};

/* A constraint that compares one quantity with a number. */
enum compare { LESS, AT_MOST, MORE, AT_LEAST, EQUAL, UNEQUAL, N_COMPARES };

struct simple {
    bool is_simple;
    size_t place; /* as in struct batch */
    enum compare compare;
    double number;
};

/* Room of one thread; part of a batch. */
struct strip {
    const struct plan *p;
    size_t input_axis[STRIP_N_INPUTS]; /* or n_axes: the same in a run */
    double *table[STRIP_N_INPUTS];     /* of each value of that axis; owned */
    double key[5];                     /* what the clock's tables are for */
    bool has_tables;

    size_t run_first, run_end; /* indices of the run at hand */
    struct point point;        /* a lane of it, for all that is common */
    double axes[SWEEP_MAX_AXES];
    const struct device *base;      /* of `special`; borrowed */
    size_t special[SWEEP_MAX_AXES]; /* place of the base's value, or n */

    size_t first, n; /* the block */
    const double *input[STRIP_N_INPUTS];
    bool is_flat[STRIP_N_INPUTS];    /* the same in all lanes */
    size_t n_special, *special_lane; /* left to point_evaluate () */
    double *room;                    /* owned; all arrays */
    double *input_room[STRIP_N_INPUTS];
    struct lane axis[SWEEP_MAX_AXES], link[SWEEP_MAX_LINKS], index;
    struct lane *metric; /* workload x METRIC_N */
    double *reason, *verdict;
    struct simple *simple; /* of each constraint */
};

/* Which of the last axes make a strip: sets p->strip_axis, n_axes for none,
 * and p->strip_period, the points of a whole strip. */
void strip_plan(struct plan *p);

/* NULL for a plan without strips.  `b` has its constraints. */
struct strip *strip_new(const struct plan *p, const struct batch *b);
void strip_free(struct strip *s);

/* Makes the run of index `first` ready, which ends before s->run_end.  False:
 * its points have to be left to point_evaluate (). */
bool strip_run(struct strip *s, struct batch *b, size_t first);

/* The n <= STRIP_LANES points from `first` on, of the run at hand. */
void strip_block(struct strip *s, size_t first, size_t n);

/* A column's value of each lane, but for special ones; for METRIC_REASON and
 * what follows from it see strip_verdict ().  Valid until the next block. */
const struct lane *strip_column(struct strip *s, size_t column);
const struct lane *strip_metric(struct strip *s, size_t workload,
                                enum metric_id metric);
/* Fills a lane that is the same in the whole run. */
const struct lane *lane_fill(struct lane *lane, double value);

/* s->reason of each lane, as METRIC_REASON has it; b->violated, and, if
 * `all`, METRIC_VIOLATIONS and METRIC_VIOLATED.  True: all usual lanes have
 * the reason s->reason[0], and the others are not set. */
bool strip_verdict(struct strip *s, struct batch *b, size_t at, bool all);
struct simple simple_of(const char *text, const struct batch *b);

#endif
