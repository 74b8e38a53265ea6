/* SPDX-License-Identifier: MIT
 *
 * How long a run would take, from parts of it.
 */
#ifndef FORECAST_H
#define FORECAST_H

#include "sweep/plan.h"

/* Seconds of both passes with the threads there are, without what is drawn:
 * from pieces of the first pass, evenly spread over the points, and from the
 * rows of a batch of those.  It takes a tenth of a second, or as long as one
 * piece does.  How many rows a front will have is not known, so where only the
 * front is kept none are counted. */
double forecast_run_s(const struct plan *p);

#endif
