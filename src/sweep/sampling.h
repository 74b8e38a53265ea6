/* SPDX-License-Identifier: MIT
 *
 * Sampled sweeps: sampling = { design = "sobol"; points = 2000; seed = 1; }
 * in a sweep file.
 */
#ifndef SAMPLING_H
#define SAMPLING_H

#include <stdbool.h>

#include "base/cfg.h"
#include "base/err.h"
#include "sweep/sweep.h"

/* Reads the group of a sweep file, which may be absent. */
bool sampling_load(struct sampling *s, struct cfg *cfg,
                   const struct cfg_node *top, struct err *e);

/* Values of the axes at each point, row-major; listed[axis] says that it takes
 * the values it lists only.  The caller frees it; NULL on failure. */
double *sampling_values(const struct sweep *s, const bool listed[],
                        struct err *e);

#endif
