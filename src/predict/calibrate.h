/* SPDX-License-Identifier: MIT
 *
 * A few measured rows of a new device correct what is predicted for it: one
 * factor a software stack and kind of operation.
 *
 * The factor's logarithm is the median of log (measured / predicted) over the
 * k rows of the group, drawn to that of the whole device with the weight
 * CALIBRATION_PULL / (k + CALIBRATION_PULL); a group without rows has the
 * device's, which itself is drawn to 0 in the same way.  A factor takes
 * nothing from the closed form: clock, bandwidth and link act as before.
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "device/device.h"
#include "predict/law.h"
#include "predict/op.h"
#include "predict/stack.h"

struct left_out;

#define CALIBRATION_PULL 2.0
enum { CALIBRATION_LEAST = 3 }; /* rows */

struct calibration {
    char device[DEVICE_TEXT_MAX]; /* whose times are corrected, by name */
    size_t n_rows;
    double log_factor[STACK_N][OP_N_KINDS];
};

/* What a measured row says: log (predicted / measured) without correction. */
struct calibration_row {
    size_t stack;
    enum op_kind kind;
    double log_ratio;
};

/* Of at least one row; the device's name is left alone. */
void calibration_fit(struct calibration *c, const struct calibration_row rows[],
                     size_t n);

/* What calibration would do: the mean of |predicted / measured - 1| of each
 * left-out device (NAN where it has no rows) over the rows that remain when k
 * of each stack and kind, or half where there are fewer than 2 k, are taken
 * to calibrate it; mean of CALIBRATION_DRAWS draws.  k = 0: without. */
enum { CALIBRATION_DRAWS = 5 };
void calibration_try(const struct left_out *x, size_t k, double error[]);

/* Multiplies the term of an operation. */
void calibration_apply(const struct calibration *c, size_t stack,
                       enum op_kind kind, struct law_term *term);

/* Of a model file: list `calibrations`, which may be absent.  The array is
 * the caller's. */
void calibration_save(const struct calibration c[], size_t n, FILE *out);
bool calibration_load(struct calibration **c, size_t *n, struct cfg *cfg,
                      const struct cfg_node *model, struct err *e);

#endif
