/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/power.h"

#include <math.h>

double power_relative_voltage(const struct cost_params *p, double clock_ratio) {
    return fmax(p->voltage_floor, 1 + p->voltage_slope * (clock_ratio - 1));
}

double power_board_w(const struct cost_params *p, const struct device *d,
                     double area_mm2) {
    double clock_mhz = d->boost_clock_mhz;
    double voltage =
        power_relative_voltage(p, clock_mhz / p->reference_clock_mhz);

    return p->core_w_per_mhz * device_cores(d) * clock_mhz * voltage * voltage *
               p->cap +
           p->fixed_w + p->area_w_per_mm2 * area_mm2 +
           p->memory_w_per_gbs * d->memory_bandwidth_gbs;
}
