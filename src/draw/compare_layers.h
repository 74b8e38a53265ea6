/* SPDX-License-Identifier: MIT
 *
 * The figures of a comparison that show layers (compare_figures.c), of each
 * workload: roofline-WORKLOAD and layers-WORKLOAD.
 */
#ifndef COMPARE_LAYERS_H
#define COMPARE_LAYERS_H

#include "draw/compare_part.h"
#include "predict/predictor.h"

/* More workloads than this get no figures of layers: nobody would look at so
 * many. */
enum { COMPARE_LAYERS_MAX = 4 };

bool compare_layers_draw(struct compare_part *p,
                         const struct predictor *predictor, struct err *e);

#endif
