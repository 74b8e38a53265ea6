/* SPDX-License-Identifier: MIT
 *
 * All that `gpuscape validate` computes before it makes tables: what is
 * judged, the predictors trained fold by fold, their predicted times.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "predict/measurement.h"
#include "predict/network_times.h"
#include "predict/predictor.h"
#include "predict/validate.h"

/* What a device was to a predictor. */
enum trial_role { TRIAL_LEFT_OUT, TRIAL_SEEN, TRIAL_TWIN_SEEN, TRIAL_NO_ROWS };
extern const char *const trial_role_names[];

/* One predictor's times. */
struct trial_times {
    const char *predictor;
    struct validate_times rows; /* each row, left out */
    double *seen_ms;            /* rows of sums, by a predictor of all rows */
    double *network_ms, *network_seen_ms; /* of struct network_times */
};

struct trial {
    struct measurements m;
    struct network_times networks;
    const char *network_stack;
    size_t n_kinds;
    const struct predictor_kind *kinds[PREDICTOR_N_KINDS];
    struct predictor model;   /* if it has a state, it is judged as it is */
    struct device *catalogue; /* with it: all devices, to know its twins */
    size_t n_catalogue;
    struct train_options options;
    enum validate_way way;
    bool rows_only; /* no networks, nor what saw all rows */
    bool *judged;   /* of each device of m */
    struct validate_split split;
    double *null_ms[STACK_N];
    struct trial_times times[PREDICTOR_N_KINDS];
};

/* Trains and predicts; the rest of `t` is given but split, null_ms, times. */
bool trial_run(struct trial *t, struct err *e);
/* Forgets what trial_run () made. */
void trial_clear(struct trial *t);
void trial_free(struct trial *t);

/* What a device was to what predicted its rows, and its networks. */
enum trial_role trial_role(const struct trial *t, size_t device);
enum trial_role trial_network_role(const struct trial *t, size_t row);

#endif
