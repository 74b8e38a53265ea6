/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/area.h"

#include <math.h>

static double known_or(double value, double otherwise) {
    return isnan(value) ? otherwise : value;
}

double area_sm_mm2(const struct cost_params *p, const struct device *d) {
    double sram_kib =
        known_or(d->registers_per_sm_kib, p->registers_kib) +
        known_or(d->shared_memory_per_sm_kib, p->shared_memory_kib) +
        p->l1_extra_kib;

    return p->sm_mm2 + p->core_mm2 * d->cores_per_sm +
           p->tensor_core_mm2 * known_or(d->tensor_cores_per_sm, 0) +
           p->sram_mm2_per_kib * sram_kib;
}

double area_die_mm2(const struct cost_params *p, const struct device *d) {
    double l2_kib = known_or(d->l2_cache_kib, p->l2_kib_per_sm * d->sm_count);
    double bus_bits = known_or(d->memory_bus_bits,
                               p->bus_bits_per_gbs * d->memory_bandwidth_gbs);

    return area_sm_mm2(p, d) * device_die_sm_count(d) +
           p->l2_mm2_per_mib * l2_kib / 1024 + p->bus_mm2_per_bit * bus_bits +
           p->fixed_mm2;
}
