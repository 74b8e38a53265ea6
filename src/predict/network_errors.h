/* SPDX-License-Identifier: MIT
 *
 * Errors of whole networks on devices that the predictor never saw, for the
 * intervals of networks and of speedups.
 */
#ifndef NETWORK_ERRORS_H
#define NETWORK_ERRORS_H

#include <stdbool.h>
#include <stddef.h>

#include "predict/conformal.h"
#include "predict/measurement.h"
#include "predict/network_times.h"
#include "predict/predictor.h"

struct network_errors {
    const struct network_times *times;   /* borrowed */
    const struct measurements *measured; /* borrowed: of layers */
    double *log_ratio; /* of each row; NAN until it is predicted; owned */
};

void network_errors_init(struct network_errors *x,
                         const struct network_times *t,
                         const struct measurements *m);
void network_errors_free(struct network_errors *x);

/* A left_out_watch: predicts the rows of the fold's devices and their twins;
 * `data` is a struct network_errors. */
bool network_errors_fold(void *data, size_t fold, const struct predictor *p,
                         const bool unseen[], struct err *e);

/* Predicts the rows of devices that have no measured layers, nor have their
 * twins: any model left them out. */
void network_errors_rest(struct network_errors *x, const struct predictor *p);

/* Intervals of networks and ratios from these rows in place of those from
 * layers; they stay where the rows are of fewer than five devices. */
void network_errors_fit(const struct network_errors *x, struct conformal *c);

#endif
