/* SPDX-License-Identifier: MIT
 *
 * What a process node gives, also between and beyond those that are listed.
 */
#ifndef COST_NODE_H
#define COST_NODE_H

#include <stdbool.h>

#include "cost/cost_tables.h"

/* The values at a process; *listed tells whether the model lists it.  Between
 * two nodes the logarithms of size and value go straight.  Beyond the last
 * one, logic, energy and wafers follow the line through all nodes' logarithms
 * from the end; the rest stays. */
struct cost_node cost_node_at(const struct cost_model *m, double process_nm,
                              bool *listed);

#endif
