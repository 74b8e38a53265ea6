/* SPDX-License-Identifier: MIT
 *
 * Errors on devices that a predictor never saw: it is trained anew without
 * each device and its twins, in every source, and asked about their rows.
 * From these errors come the intervals (conformal.h).
 */
#ifndef LEFT_OUT_H
#define LEFT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "predict/measurement.h"
#include "predict/predictor.h"

enum {
    LEFT_OUT_ROWS = 500,  /* most of one device, stack, kind and phase */
    LEFT_OUT_MEMBERS = 2, /* most members of an ensemble in a fold */
};

struct left_out_error {
    unsigned short device, stack, kind, phase;
    double log_ratio; /* log (predicted / measured) */
};

struct left_out {
    size_t n, n_devices;
    struct left_out_error *errors; /* owned; by device, then as in the table */
    size_t *twins; /* of each device the first of its twins; owned */
};

/* Told of each fold: the predictor and which devices it did not see.  Called
 * from several threads, one a fold. */
struct left_out_watch {
    bool (*fold)(void *data, size_t fold, const struct predictor *p,
                 const bool unseen[], struct err *e);
    void *data;
};

/* One fold for every group of twins that has rows and is not excluded; folds
 * run in parallel.  Options are those of the whole model, but for the members.
 * `watch` may be NULL.  {0} on failure.  The same bits for any number of
 * threads. */
bool left_out_new(struct left_out *x, const struct predictor_kind *kind,
                  const struct measurements *m, const bool excluded[],
                  const struct train_options *options,
                  const struct left_out_watch *watch, struct err *e);
/* The same rows from times that were predicted already, one a row, NAN where
 * there is none; `group` has the number of each device's fold. */
void left_out_of_times(struct left_out *x, const struct measurements *m,
                       const double ms[], const unsigned short group[]);
void left_out_free(struct left_out *x);

#endif
