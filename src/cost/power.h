/* SPDX-License-Identifier: MIT
 *
 * Board power of a device (W), fitted on the power limits of boards:
 *   P = exp (k) [e N f (V/Vref)^2 (r/r0)^g + P0 + w A + 0.008 m BW]
 * with N cores, f the boost clock, r the base over the boost clock, A the die
 * area, BW the bandwidth in GB/s, e in pJ a core and clock and m in pJ/bit.
 * A power limit is a cap: boards that are held far below what the chip could
 * take (T4, L4, P4) say so by a low base clock only.  The coefficients are
 * data: models/costs.cfg.
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
 * that: max (floor, 1 + slope (x - 1)). */
double power_relative_voltage(const struct cost_params *p, double clock_ratio);

#endif
