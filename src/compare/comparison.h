/* SPDX-License-Identifier: MIT
 *
 * Devices held against a reference: the same workloads on each of them by
 * the same model, as a sweep over devices computes them, and the geometric
 * means over the networks of a phase, as benchmarks state them.
 */
#ifndef COMPARISON_H
#define COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cost/cost_model.h"
#include "device/device.h"
#include "network/workload.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/sweep.h"

/* Names as on a command line; all borrowed. */
struct comparison_request {
    const char *reference; /* a device */
    const char *const *devices;
    const char *const *networks;
    const size_t *batches;
    const enum phase *phases;
    size_t n_devices, n_networks, n_batches, n_phases;
    const char *stack;
    enum optimizer optimizer; /* of training */
};

/* Device 0 is the reference.  Workloads are counted by phase, then batch,
 * then network. */
struct comparison {
    size_t n_devices, n_workloads;
    const struct device *devices;     /* borrowed from `sweep` */
    const struct workload *workloads; /* likewise */
    bool has_phase[PHASE_N];
    bool *seen; /* of each device: its layers trained the model; owned */
    struct sweep sweep; /* what `plan` stands on */
    struct plan plan;
    struct batch values;
};

/* Asks the predictor for everything.  It must not be moved afterwards: parts
 * point to one another.  After a failure there is nothing to free. */
bool comparison_new(struct comparison *c, const struct comparison_request *r,
                    const struct predictor *predictor,
                    const struct cost_model *costs, struct err *e);
void comparison_free(struct comparison *c);

/* Index of the metric in metrics[], or METRIC_N. */
size_t comparison_metric(const char *key);

/* A metric of a workload on a device, or of a device itself; NAN where it has
 * no value.  The reference's speedup over itself is 1 without doubt: its
 * interval has no width. */
double comparison_value(const struct comparison *c, size_t metric,
                        size_t device, size_t workload);
/* The metric as text; "" where it has no value.  Borrowed or in `number`. */
const char *comparison_text(const struct comparison *c, size_t metric,
                            size_t device, size_t workload, char number[32]);
bool comparison_fits(const struct comparison *c, size_t device,
                     size_t workload);

/* Geometric mean over the workloads of a phase, of a metric that is a number
 * above zero.  Errors of one device move together, so the interval of a mean
 * is the mean interval and no narrower. */
double comparison_mean(const struct comparison *c, size_t metric, size_t device,
                       enum phase phase);
/* How many workloads a phase has, and how many of them fit in a device. */
size_t comparison_count(const struct comparison *c, enum phase phase);
size_t comparison_fitting(const struct comparison *c, size_t device,
                          enum phase phase);

#endif
