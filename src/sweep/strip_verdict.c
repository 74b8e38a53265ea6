/* SPDX-License-Identifier: MIT
 *
 * Constraints and reasons of a strip.  A comparison of one quantity with a
 * number, which most constraints are, is a loop; others go through muParser
 * lane by lane.
 */
#include "config.h"

#include "sweep/strip.h"

#include "base/expr.h"
#include "base/simd.h"
#include "base/text.h"
#include "sweep/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const compare_names[N_COMPARES] = {"<",  "<=", ">",
                                                      ">=", "==", "!="};

/* NUMBER op NAME is NAME, the other way round, NUMBER. */
static enum compare turned(enum compare c) {
    static const enum compare other[N_COMPARES] = {MORE,    AT_LEAST, LESS,
                                                   AT_MOST, EQUAL,    UNEQUAL};

    return other[c];
}

struct simple simple_of(const char *text, const struct batch *b) {
    char left[SWEEP_NAME_MAX], op[3], right[SWEEP_NAME_MAX], rest;
    struct simple x = {0};
    const char *name = left;
    size_t compare, i;

    if (sscanf(text, " %127[^ \t\r\n<>=!] %2[<>=!] %127[^ \t\r\n<>=!] %c", left,
               op, right, &rest) != 3)
        return x;
    compare = text_index(op, compare_names, N_COMPARES);
    if (compare == N_COMPARES)
        return x;
    x.compare = (enum compare)compare;
    if (text_to_number(left, &x.number)) {
        name = right;
        x.compare = turned(x.compare);
    } else if (!text_to_number(right, &x.number)) {
        return x;
    }
    i = text_index(name, b->names, b->n_variables);
    if (i < b->n_variables) {
        x.is_simple = true;
        x.place = b->places[i];
    }
    return x;
}

/* Where x has no value the reason is `none`, where the comparison does not
 * hold `broken`; otherwise it stays. */
#define COMPARE(NAME, OP)                                                      \
    SIMD_CLONES_SAME static void NAME(size_t n, const double x[],              \
                                      double number, double broken,            \
                                      double none, double reason[]) {          \
        _Pragma("omp simd") for (size_t i = 0; i < n; i++) {                   \
            double other = x[i] != x[i] ? none : broken;                       \
                                                                               \
            reason[i] = x[i] OP number ? reason[i] : other;                    \
        }                                                                      \
    }
COMPARE(hold_less, <)
COMPARE(hold_at_most, <=)
COMPARE(hold_more, >)
COMPARE(hold_at_least, >=)
COMPARE(hold_equal, ==)

/* NAN is unequal to all, and yet unknown. */
SIMD_CLONES_SAME static void hold_unequal(size_t n, const double x[],
                                          double number, double broken,
                                          double none, double reason[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double other = x[i] == number ? broken : reason[i];

        reason[i] = x[i] != x[i] ? none : other;
    }
}

SIMD_CLONES_SAME static void hold_finite(size_t n, const double x[],
                                         double unknown, double reason[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double zero = x[i] - x[i];

        reason[i] = zero == 0 ? reason[i] : unknown;
    }
}

static void hold(const struct simple *c, size_t n, const double x[],
                 double broken, double none, double reason[]) {
    switch (c->compare) {
    case LESS:
        hold_less(n, x, c->number, broken, none, reason);
        break;
    case AT_MOST:
        hold_at_most(n, x, c->number, broken, none, reason);
        break;
    case MORE:
        hold_more(n, x, c->number, broken, none, reason);
        break;
    case AT_LEAST:
        hold_at_least(n, x, c->number, broken, none, reason);
        break;
    case EQUAL:
        hold_equal(n, x, c->number, broken, none, reason);
        break;
    default:
        hold_unequal(n, x, c->number, broken, none, reason);
    }
}

/* Value of a variable of the constraints at a lane. */
static double value_at(struct strip *s, size_t place, size_t i) {
    size_t field;

    if (place < s->p->n_columns)
        return strip_column(s, place)->x[i];
    field = place - s->p->n_columns;
    /* The one field that moves without being an axis. */
    if (device_fields[field].offset ==
            offsetof(struct device, sustained_clock_mhz) &&
        !isnan(s->point.device.sustained_clock_mhz))
        return s->input[STRIP_CLOCK][i];
    return device_get(&s->point.device, field);
}

static void hold_expression(struct strip *s, struct batch *b, size_t j,
                            double broken, double none, double reason[]) {
    for (size_t i = 0; i < s->n; i++) {
        struct err ignored;
        bool known = true;
        double value;

        for (size_t u = 0; u < b->n_uses; u++) {
            size_t variable = b->uses[u].variable;

            if (b->uses[u].constraint != j)
                continue;
            b->variables[variable] = value_at(s, b->places[variable], i);
            known = known && !isnan(b->variables[variable]);
        }
        if (!known || !expr_value(b->constraints[j], &value, &ignored))
            reason[i] = none;
        else if (value == 0)
            reason[i] = broken;
    }
}

static void hold_constraint(struct strip *s, struct batch *b, size_t j,
                            double broken, double none, double reason[]) {
    const struct simple *c = &s->simple[j];
    const struct lane *lane;

    if (!c->is_simple || c->place >= s->p->n_columns) {
        hold_expression(s, b, j, broken, none, reason);
        return;
    }
    lane = strip_column(s, c->place);
    if (lane->state == LANE_OF_RUN) {
        double one = 0;

        hold(c, 1, lane->x, 1, 1, &one);
        if (one == 0)
            return;
    }
    hold(c, s->n, lane->x, broken, none, reason);
}

/* The soft constraints that do not hold, or have no value. */
static void count_violations(struct strip *s, struct batch *b, size_t at) {
    size_t all = s->p->sweep->n_workloads * METRIC_N;
    struct lane *count = &s->metric[all + METRIC_VIOLATIONS_ID];
    struct lane *set = &s->metric[all + METRIC_VIOLATED_ID];
    double bit = 1;

    lane_fill(count, 0);
    lane_fill(set, 0);
    if (s->p->n_soft == 0)
        return;
    count->state = set->state = LANE_OF_BLOCK;
    for (size_t j = 0; j < b->n_constraints; j++) {
        bool *violated = b->violated + j * PLAN_BATCH + at;

        if (!s->p->sweep->soft[j])
            continue;
        for (size_t i = 0; i < s->n; i++)
            s->verdict[i] = 0;
        hold_constraint(s, b, j, 1, 1, s->verdict);
        for (size_t i = 0; i < s->n; i++) {
            violated[i] = s->verdict[i] != 0;
            count->x[i] += s->verdict[i];
            set->x[i] += s->verdict[i] * bit;
        }
        bit *= 2;
    }
}

/* How many lanes compare so. */
#define COUNT(NAME, OP)                                                        \
    SIMD_CLONES static size_t NAME(size_t n, const double x[],                 \
                                   double number) {                            \
        int64_t count = 0;                                                     \
                                                                               \
        _Pragma("omp simd reduction(+ : count)") for (size_t i = 0; i < n;     \
                                                      i++) count +=            \
            x[i] OP number;                                                    \
        return (size_t)count;                                                  \
    }
COUNT(count_less, <)
COUNT(count_at_most, <=)
COUNT(count_more, >)
COUNT(count_at_least, >=)
COUNT(count_equal, ==)

SIMD_CLONES static size_t count_finite(size_t n, const double x[]) {
    int64_t count = 0;

#pragma omp simd reduction(+ : count)
    for (size_t i = 0; i < n; i++)
        count += x[i] - x[i] == 0;
    return (size_t)count;
}

static size_t count_held(const struct simple *c, size_t n, const double x[]) {
    switch (c->compare) {
    case LESS:
        return count_less(n, x, c->number);
    case AT_MOST:
        return count_at_most(n, x, c->number);
    case MORE:
        return count_more(n, x, c->number);
    case AT_LEAST:
        return count_at_least(n, x, c->number);
    default:
        return count_equal(n, x, c->number);
    }
}

/* Whether constraint j holds in all lanes, or in none though each has a value.
 * Most blocks are on one side of a limit. */
enum side { ALL_HOLD, NONE_HOLDS, EITHER };

static enum side side_of(struct strip *s, size_t j) {
    const struct simple *c = &s->simple[j];
    const struct lane *lane;
    size_t n, held;

    if (!c->is_simple || c->place >= s->p->n_columns || c->compare == UNEQUAL)
        return EITHER;
    lane = strip_column(s, c->place);
    n = lane->state == LANE_OF_RUN ? 1 : s->n;
    held = count_held(c, n, lane->x);
    if (held == n)
        return ALL_HOLD;
    return held == 0 && count_finite(n, lane->x) == n ? NONE_HOLDS : EITHER;
}

static bool is_known(struct strip *s, size_t j) {
    const struct lane *lane = strip_column(s, s->p->objective_column[j]);
    size_t n = lane->state == LANE_OF_RUN ? 1 : s->n;

    return count_finite(n, lane->x) == n;
}

/* Sets the reason of all lanes if they agree: they do as long as every
 * constraint holds in all of them, and the first that holds in none settles
 * it.  What comes behind is not computed. */
static bool agree(struct strip *s) {
    const struct plan *p = s->p;
    const struct sweep *w = p->sweep;

    s->reason[0] = 0;
    if (!s->point.possible || !s->point.fits) {
        s->reason[0] =
            (double)(s->point.possible ? verdict_memory(s->point.misfit)
                                       : verdict_impossible());
        return true;
    }
    for (size_t j = 0; j < w->n_objectives; j++)
        if (!is_known(s, j))
            return false;
    for (size_t j = 0; j < w->n_constraints; j++) {
        enum side side = w->soft[j] ? ALL_HOLD : side_of(s, j);

        if (side == ALL_HOLD)
            continue;
        s->reason[0] = (double)verdict_constraint(p, j, false);
        return side == NONE_HOLDS;
    }
    return true;
}

/* From the last thing that may fail to the first, which is what counts. */
bool strip_verdict(struct strip *s, struct batch *b, size_t at, bool all) {
    const struct plan *p = s->p;
    const struct sweep *w = p->sweep;

    if (all || p->n_soft > 0)
        count_violations(s, b, at);
    if (agree(s))
        return true;
    for (size_t i = 0; i < s->n; i++)
        s->reason[i] = 0;
    for (size_t j = w->n_constraints; j-- > 0;)
        if (!w->soft[j])
            hold_constraint(s, b, j, (double)verdict_constraint(p, j, false),
                            (double)verdict_constraint(p, j, true), s->reason);
    for (size_t j = w->n_objectives; j-- > 0;)
        hold_finite(s->n, strip_column(s, p->objective_column[j])->x,
                    (double)verdict_unknown(p, j), s->reason);
    return false;
}
