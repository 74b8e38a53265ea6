/* SPDX-License-Identifier: MIT
 *
 * How wrong predictions are of one device against another: the same operation
 * under the same software stack on two devices.
 */
#ifndef VALIDATE_PAIRS_H
#define VALIDATE_PAIRS_H

#include <stddef.h>

#include "predict/validate.h"

/* Ratios above this are those that a choice between devices hangs on. */
#define VALIDATE_CLEAR_RATIO 1.6

/* Pairs of devices in a stack, or in all (STACK_N). */
struct validate_order {
    size_t n, right;             /* all pairs */
    size_t n_clear, right_clear; /* measured ratio above the clear one */
};

/* Error of the ratio of a device's time to that of the reference device. */
struct validate_ratio {
    size_t device, stack; /* STACK_N: all stacks */
    struct score score;
};

struct validate_pairs {
    struct validate_order order[STACK_N + 1];
    struct validate_ratio *ratios; /* owned */
    size_t n_ratios, ratios_capacity;
};

/* From the predicted times of all rows.  Order: both measured above 0.05 ms;
 * at most 1500 shapes for each two devices, stack, kind and phase, in the
 * order of their hashes.  Repeats of a shape on a device are averaged.
 * Without a reference (n_devices) no ratios. */
void validate_pairs_new(struct validate_pairs *out,
                        const struct measurements *m, const double ms[],
                        size_t reference);
void validate_pairs_free(struct validate_pairs *p);

/* Told of a pair of devices: time a / time b. */
typedef void validate_pair_visit(void *data, size_t a, size_t b,
                                 double measured, double predicted);
/* All pairs whose order is judged. */
void validate_pairs_each(const struct measurements *m, const double ms[],
                         validate_pair_visit *visit, void *data);

#endif
