/* SPDX-License-Identifier: MIT
 *
 * Board power of a device at its boost clock (W), fitted on board power
 * limits of 247 GPUs:
 *   P = exp (k) [e N f (V/Vref)^2 + P0 + w A + 0.008 m BW]
 * with N cores, f the boost clock, A the die area, BW the bandwidth in GB/s
 * and m in pJ/bit.  The coefficients are data: models/costs.cfg.
 */
#ifndef POWER_H
#define POWER_H

#include "cost/cost_model.h"
#include "device/device.h"

/* `area_mm2` is the area of the die, modelled or as built.  NAN when the
 * memory type is unknown to the model. */
double power_board_w(const struct cost_params *p, const struct device *d,
                     double area_mm2);

/* Voltage relative to the one at the reference clock, for a clock relative to
 * that: the fitted curve max (0.90, 1 + 1.05 (x - 1)). */
double power_relative_voltage(const struct cost_params *p, double clock_ratio);

#endif
