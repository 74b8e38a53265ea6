/* SPDX-License-Identifier: MIT
 *
 * The figures of a comparison, in DIR/plots:
 *
 *   speedup-PHASE  bars: speedup over the reference, the geometric mean first
 *   time-PHASE     dots: time of a batch, the reference among the devices
 *   profile        parallel coordinates: the means, energy, power, area, cost
 *                  and memory, all as times better than the reference
 *
 *   roofline-WORKLOAD, layers-WORKLOAD  of up to four workloads: what layers
 *                  attain under the roofs of devices, and their times stacked
 *
 * What one figure cannot hold goes into NAME-2, NAME-3 and so on.
 */
#ifndef COMPARE_FIGURES_H
#define COMPARE_FIGURES_H

#include "compare/comparison.h"
#include "compare/comparison_measured.h"
#include "draw/figure.h"

/* Draws all as PNG, SVG and PDF.  `measured` may be NULL; `model` is named in
 * the captions. */
bool compare_figures_draw(const struct comparison *c,
                          const struct comparison_measured measured[],
                          const struct predictor *predictor, const char *model,
                          const char *dir, struct err *e);

#endif
