/* SPDX-License-Identifier: MIT
 *
 * How much the errors of predictions for two devices have in common, and so
 * how sure it is which of them is faster.
 *
 * What is wrong with a prediction is mostly a factor of the device, near a
 * normal deviate in its logarithm.  Of two devices' factors differ
 *
 *   board      what one board and its machine do and another of the same
 *              structure does not: clocks, power caps, hosts, libraries
 *   structure  what the predictor does not see of how a structure fills
 *   balance    the share of memory against that of arithmetic
 *
 * so that the variance of the error of log (time a / time b) is
 *
 *   board^2 + structure^2 (1 - likeness) + balance^2 (share a - share b)^2
 *
 * with the shares of the time that memory takes.  Designs that are changed
 * from one base are of one imagined board.  With one structure and one board
 * nothing is left but the balance: a clock is no matter of doubt.
 *
 * The three deviations come from devices left out of training.  Over the
 * distances that measured devices have, which begin at 7 %, the error of a
 * ratio does not grow with distance; nothing was measured nearer, so likeness
 * falls off within that: exp (-d / 0.1), d the sum of |log ratio| of the
 * multiprocessors and of the cores in each, and 0 for another architecture.
 */
#ifndef KIN_H
#define KIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "device/device.h"

struct left_out;

#define KIN_REACH 0.1

struct kin {
    size_t n_pairs, n_twins, n_balances; /* n_pairs 0: nothing is known */
    double board, structure, balance;    /* standard deviations of logs */
};

/* From median errors of left-out devices by stack, kind and phase: `board`
 * from twins, `structure` from what other pairs differ more, `balance` from
 * convolutions and products against all else on one device. */
void kin_fit(struct kin *k, const struct left_out *x);

/* Where a model states no such deviations, from the 90 % half-width of its
 * ratios: all of it structure. */
void kin_of_ratio(struct kin *k, double half_width_90);
bool kin_is_known(const struct kin *k);

/* 1 for one structure, 0 for structures with nothing in common. */
double kin_likeness(const struct device *a, const struct device *b);

/* Standard deviation of the error of log (time a / time b). */
double kin_deviation(const struct kin *k, bool one_board, double likeness,
                     double share_a, double share_b);

/* Probability that a true logarithm is above 0 where `log_ratio` is predicted
 * with this deviation; without any it is 0, 1/2 or 1. */
double kin_odds(double log_ratio, double deviation);

/* Error of a pair of left-out devices in one stack, kind and phase, or of
 * twins: the difference of their medians of log (predicted / measured). */
struct kin_pair {
    size_t a, b; /* devices */
    bool twins;
    double error;
};
/* All of them; the caller frees the array of *n. */
struct kin_pair *kin_pairs(const struct left_out *x, size_t *n);

/* Of a model file: group `kin` inside `intervals`, which may be absent. */
void kin_save(const struct kin *k, FILE *out);
bool kin_load(struct kin *k, struct cfg *cfg, const struct cfg_node *intervals,
              struct err *e);

#endif
