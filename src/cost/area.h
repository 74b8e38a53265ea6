/* SPDX-License-Identifier: MIT
 *
 * Die area of a device (mm2) from its parts, fitted on full NVIDIA dies of 28
 * to 5 nm, with a factor for each architecture:
 *   A = factor (s_L SM (sm + core cores + tensor FMA + fp64 lanes)
 *       + s_S (kib SM KiB + mib L2_MiB) + interface bus + fixed)
 * with s_L the density of 28 nm over that of the node and s_S its bit cell
 * over that of 28 nm.  The coefficients are data: models/costs.cfg.
 *
 * The fit took what is on the die.  A device states what is enabled, and with
 * die_sm_count how many multiprocessors there are: without it the area is
 * that of a die without spare parts.
 */
#ifndef AREA_H
#define AREA_H

#include "cost/cost_model.h"
#include "device/device.h"

/* NAN when the memory type is unknown to the model. */
double area_die_mm2(const struct cost_params *p, const struct device *d);

/* One multiprocessor of it. */
double area_sm_mm2(const struct cost_params *p, const struct device *d);

#endif
