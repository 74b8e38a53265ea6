/* SPDX-License-Identifier: MIT
 *
 * What the networks of the efficiency predictor see.
 *
 * Layer features describe the operation and its software stack, never the
 * device.  Device features describe how the operation fills the device's
 * multiprocessors; they hold neither clock nor bandwidth nor the number of
 * multiprocessors alone, so that a predicted time depends on those through
 * physics only, and no feature is a name tag of a device.  Few shape features
 * go with them: what is learned of a device is to be simple enough to hold
 * for the next one (models/README.md has the trials).
 */
#ifndef FEATURE_H
#define FEATURE_H

#include <stddef.h>

#include "device/device.h"
#include "predict/op.h"

/* What g may know of a device.  Of a typical device, flags are shares. */
struct feature_structure {
    double sm_count, log2_cores_per_sm, before_maxwell, since_volta;
};

struct feature_structure feature_structure_of(const struct device *d);

/* Numbers of features: of the layer with its stack (for f), and of the layer
 * with the device, without the stack (for g). */
size_t feature_n_layer(void);
size_t feature_n_device(void);

const char *feature_layer_name(size_t i);
const char *feature_device_name(size_t i);

/* `out` has feature_n_layer () elements; `stack` is an index of stacks[]. */
void feature_layer(const struct op *op, size_t stack, double out[]);
/* `out` has feature_n_device () elements. */
void feature_device(const struct op *op, const struct feature_structure *d,
                    double out[]);

/* Device features come in three parts: what the operation says, from
 * feature_first_fill () on feature_n_fill () of how it fills so many
 * multiprocessors, and then what the device says alone. */
size_t feature_first_fill(void);
size_t feature_n_fill(void);
/* The second part, `out` has feature_n_fill () elements, and the third. */
void feature_fill(const struct op *op, double sm_count, double out[]);
void feature_of_structure(const struct feature_structure *d, double out[]);

/* The device facts that feature_structure_of () reads, as indices of
 * device_fields; returns their number.  `out` has room for device_n_fields. */
size_t feature_device_facts(size_t out[]);

#endif
