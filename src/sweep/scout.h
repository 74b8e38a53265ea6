/* SPDX-License-Identifier: MIT
 *
 * A first look at a plan: some of its points, spread over all of it, and
 * their front.  What one of them dominates is on no front of all points, so
 * that it can be let go when it comes by, before its neighbours came that
 * would show it.
 */
#ifndef SCOUT_H
#define SCOUT_H

#include <stddef.h>

#include "analyse/pareto_archive.h"
#include "sweep/plan.h"

/* So many that they cost little of what all points do. */
size_t scout_number(const struct plan *p);

/* The front of n points of those that may be looked at, fewer than they are,
 * freed by the caller. Each thread has one of the rooms. */
struct pareto_archive *scout_front(const struct plan *p, size_t n,
                                   struct batch *const rooms[], size_t n_rooms);

#endif
