/* SPDX-License-Identifier: MIT
 *
 * Die area of a device (mm2) from its parts, fitted on 34 NVIDIA dies of 28
 * to 5 nm:
 *   A = s_L SM (0.3333 + 0.07213 cores + 0.003432 tFMA + 0.05713 fp64)
 *     + s_S (0.02235 SM KiB + 4.327 L2_MiB)
 *     + 10.0 bus/32 [GDDR] or 17.26 bus/1024 [HBM] + 30.0
 * The coefficients are data: models/costs.cfg.
 *
 * The fit took what is on the die; a device states what is enabled.  The
 * area is therefore that of a die without spare parts.
 */
#ifndef AREA_H
#define AREA_H

#include "cost/cost_model.h"
#include "device/device.h"

/* NAN when the memory type is unknown to the model. */
double area_die_mm2(const struct cost_params *p, const struct device *d);

#endif
