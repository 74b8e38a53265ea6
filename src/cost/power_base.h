/* SPDX-License-Identifier: MIT
 *
 * What the fit of power takes from the boards before it fits anything.
 */
#ifndef POWER_BASE_H
#define POWER_BASE_H

#include <stdbool.h>
#include <stddef.h>

#include "cost/cost_fit.h"

/* Whether device i is of use and may be seen. */
bool power_base_sees(const struct cost_seen *seen, const struct catalogue *c,
                     size_t i);

/* A row for each architecture and node that was built, with the highest boost
 * clock of the architecture. */
void power_base_architectures(struct cost_model *m, const struct catalogue *c,
                              const struct cost_seen *seen);

/* Reference clocks of the nodes.  A new architecture clocks as those of its
 * family of nodes do, in the mean; a node without any as the others tell. */
void power_base_clocks(struct cost_model *m);

/* The median of base over boost clock. */
double power_base_ratio(const struct catalogue *c,
                        const struct cost_seen *seen);

#endif
