/* SPDX-License-Identifier: MIT
 *
 * How wrong a predictor is on devices it never saw.
 */
#ifndef VALIDATE_H
#define VALIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "predict/measurement.h"
#include "predict/predictor.h"

/* Errors in percent of the measured time. */
struct score {
    size_t n;
    double mape, median, p90, worst; /* of |predicted / measured - 1| */
    double bias;                     /* median of predicted / measured - 1 */
};

/* One device, stack, kind and phase. */
struct validate_cell {
    size_t device, stack;
    enum op_kind kind;
    enum op_phase phase;
    struct score score;
};

struct validate_cells {
    struct validate_cell *cells; /* owned */
    size_t n, capacity;
};

/* Score of n values of predicted / measured - 1, which are put in order. */
void score_of(double errors[], size_t n, struct score *out);

/* Adds a cell for every stack, kind and phase in which the device has rows
 * and the predictor saw others. */
void validate_device(const struct predictor *p, const struct measurements *m,
                     size_t device, struct validate_cells *out);

/* Trains without the device and its twins (measurement_twins), in every
 * source, and scores it. */
bool validate_left_out(const struct predictor_kind *kind,
                       const struct measurements *m, size_t device,
                       const struct train_options *options,
                       struct validate_cells *out, struct err *e);

void validate_cells_free(struct validate_cells *cells);

#endif
