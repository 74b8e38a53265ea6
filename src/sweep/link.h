/* SPDX-License-Identifier: MIT
 *
 * Reading of the links of a sweep file, which tie a field of the device (or a
 * parameter, a number of its own) to others:
 *   { field = "memory_bandwidth_gbs"; value = "memory_bus_bits * rate / 8"; }
 *   { parameter = "rate"; along = "memory_type"; values = [8, 11]; }
 *   { field = "boost_clock_mhz"; solve = "power_w"; equals = "reference";
 *     from = 300; to = 3000; }
 */
#ifndef LINK_H
#define LINK_H

#include "base/cfg.h"
#include "base/err.h"
#include "sweep/sweep.h"

/* The key `links` of the group, which may be absent.  The axes must be there.
 * Expressions, metrics and what depends on what are checked by plan_new (). */
bool links_load(struct sweep *s, struct cfg *cfg, const struct cfg_node *top,
                struct err *e);
void link_free(struct link *l);

#endif
