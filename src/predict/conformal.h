/* SPDX-License-Identifier: MIT
 *
 * Intervals of predictions, from errors on left-out devices (left_out.h).
 *
 * All widths are half-widths h of intervals in the logarithm of a time: from
 * time x exp (-h) to time x exp (h).  The errors of one device move together,
 * so what is promised holds over devices, not within one, and the intervals
 * of layers are never combined as if they were independent.
 *
 * A cell is a class of software stacks and a kind of operation, or all kinds;
 * its scale is the median over devices of their mean |log (predicted /
 * measured)| in it.  The width of a cell is its scale times one factor for all
 * cells, so that every device counts in it, whatever was measured of it.  Over
 * the sizes |log (predicted / measured)| / scale that factor is, at level q and
 * with n devices, by rule
 *
 *   device       of the devices' own quantiles at q that of rank
 *                ceil ((n + 1) q), the largest where n is too small for that
 *   split        the quantile at q (n + 1) / n of all rows, devices weighed
 *                alike
 *   four-fifths  as `device`, but at every level of rank ceil ((n + 1) 4 / 5);
 *                its scales are geometric means of the kind's and that of all
 *                kinds, so that the errors of few devices count less
 *
 * Predictions have the intervals of rule `four-fifths` at 90 %, or in models
 * that are older than it those of rule `device`.
 */
#ifndef CONFORMAL_H
#define CONFORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "predict/kin.h"
#include "predict/op.h"
#include "predict/stack.h"

struct left_out;

enum { CONFORMAL_KERNELS, CONFORMAL_SESSIONS, CONFORMAL_N_CLASSES };
enum { CONFORMAL_80, CONFORMAL_90, CONFORMAL_N_LEVELS };
enum {
    CONFORMAL_DEVICE,
    CONFORMAL_SPLIT,
    CONFORMAL_FOUR_FIFTHS,
    CONFORMAL_N_RULES
};
/* Kinds of operations, then all of them. */
enum { CONFORMAL_POOLED = OP_N_KINDS, CONFORMAL_N_KINDS };
enum { CONFORMAL_LEAST_ROWS = 20 }; /* of a device in a cell */

extern const double conformal_levels[CONFORMAL_N_LEVELS];
extern const char *const conformal_rule_names[CONFORMAL_N_RULES];

struct conformal_cell {
    size_t n_devices; /* 0: nothing is known */
    double scale;
};

/* What share of a left-out device's rows the intervals of the others hold;
 * over devices. */
struct conformal_coverage {
    size_t n_devices;
    double mean, least, most;
    double width; /* mean */
};

struct conformal {
    size_t n_devices; /* 0: a model without intervals */
    struct conformal_cell cells[CONFORMAL_N_CLASSES][CONFORMAL_N_KINDS];
    double factor[CONFORMAL_N_RULES][CONFORMAL_N_LEVELS];
    /* Of whole networks by class, and of ratios of two devices' times. */
    double network[CONFORMAL_N_CLASSES][CONFORMAL_N_LEVELS];
    double ratio[CONFORMAL_N_LEVELS];
    struct kin kin; /* whose errors go together; see kin.h */
    struct conformal_coverage coverage[CONFORMAL_N_RULES][CONFORMAL_N_LEVELS];
    /* Where networks themselves were measured (network_errors.h), else 0. */
    size_t n_network_rows, n_network_devices;
    struct conformal_coverage network_coverage[CONFORMAL_N_LEVELS];
};

void conformal_fit(struct conformal *c, const struct left_out *x);

/* How the intervals of the others held one left-out device. */
struct conformal_held {
    size_t device, n;                                    /* n rows */
    double share[CONFORMAL_N_RULES][CONFORMAL_N_LEVELS]; /* of them, held */
    /* Median and mean half-width over the rows, in logs; 0 where the others
     * know nothing. */
    double width[CONFORMAL_N_RULES][CONFORMAL_N_LEVELS];
    double mean_width[CONFORMAL_N_RULES][CONFORMAL_N_LEVELS];
};

/* Each device that has errors against the intervals fitted without it and its
 * twins: an array of *n, the caller's. */
struct conformal_held *conformal_jackknife(const struct left_out *x, size_t *n);

/* The rule of the model's predictions. */
size_t conformal_rule(const struct conformal *c);

/* Half-widths of 90 % intervals, NAN where the model has none. */
double conformal_layer(const struct conformal *c, size_t stack,
                       enum op_kind kind);
double conformal_network(const struct conformal *c, bool session);
double conformal_speedup(const struct conformal *c);
/* Whose errors go together, for models older than kin.h from their ratios;
 * unknown where the model has no intervals. */
struct kin conformal_kin(const struct conformal *c);

/* Of a model file: group `intervals`, which may be absent. */
void conformal_save(const struct conformal *c, FILE *out);
bool conformal_load(struct conformal *c, struct cfg *cfg,
                    const struct cfg_node *model, struct err *e);

#endif
