/* SPDX-License-Identifier: MIT
 *
 * The GPUs that the cost models are fitted on and held against, and the chips
 * that they are made of.
 */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cost/cost_model.h"
#include "device/device.h"

/* Boards with one die.  `full` is the die with all its parts: as many
 * multiprocessors, memory bus and L2 as any board has or as the facts say,
 * the rest as on the board that has most. */
struct catalogue_chip {
    struct device full;
    bool has_area; /* the area and what the area model asks for are known */
};

struct catalogue {
    struct device *devices;
    size_t *chip; /* of each device */
    size_t n_devices;
    struct catalogue_chip *chips;
    size_t n_chips;
};

/* From a table with the columns of gpu-specs.csv. */
bool catalogue_read(struct catalogue *c, const char *path,
                    const struct cost_model *facts, struct err *e);
/* From the device files of real GPUs. */
bool catalogue_list(struct catalogue *c, const struct cost_model *facts,
                    struct err *e);
void catalogue_free(struct catalogue *c);

#endif
