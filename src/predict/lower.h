/* SPDX-License-Identifier: MIT
 *
 * From a network's layers to the timed operations that predictors know.
 */
#ifndef LOWER_H
#define LOWER_H

#include <stddef.h>

#include "network/network.h"
#include "network/work.h"
#include "predict/op.h"

enum lower_part { PART_FORWARD, PART_BACKWARD, PART_UPDATE, PART_N };
extern const char *const lower_part_names[PART_N];

struct lowered {
    struct op op;
    double count; /* not always whole: passes over memory, see lower.c */
    enum lower_part part;
};

enum { LOWER_MAX = 6 };

/* The operations of one layer, at most LOWER_MAX; returns their number. */
size_t lower_layer(const struct network *n, size_t layer, size_t batch,
                   enum phase phase, enum optimizer optimizer,
                   struct lowered out[LOWER_MAX]);

#endif
