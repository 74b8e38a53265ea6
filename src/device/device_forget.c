/* SPDX-License-Identifier: MIT
 *
 * Which stated facts of a device hold for a changed copy of it.
 */
#include "config.h"

#include "device/device.h"

#include <math.h>
#include <string.h>

/* Why a stated fact stops to hold; DIFFERS is any of them. */
enum { ARCHITECTURE = 1, CLOCK = 2, LANES = 4, TENSOR = 8, OTHER = 16 };
enum {
    PEAK = ARCHITECTURE | CLOCK | LANES,
    DIFFERS = ARCHITECTURE | CLOCK | LANES | TENSOR | OTHER
};

#define FIELD(key) offsetof(struct device, key)

static const struct {
    size_t offset;
    unsigned cause;
} causes[] = {
    {FIELD(boost_clock_mhz), CLOCK},
    {FIELD(sm_count), LANES},
    {FIELD(cores_per_sm), LANES},
    {FIELD(tensor_cores_per_sm), TENSOR},
    {FIELD(process_nm), OTHER},
    {FIELD(memory_bus_bits), OTHER},
    {FIELD(memory_bandwidth_gbs), OTHER},
    {FIELD(memory_capacity_gib), OTHER},
    {FIELD(l2_cache_kib), OTHER},
    {FIELD(shared_memory_per_sm_kib), OTHER},
    {FIELD(registers_per_sm_kib), OTHER},
};

static const struct {
    size_t offset;
    unsigned cause;
} facts[] = {
    {FIELD(fp32_tflops), PEAK},
    {FIELD(fp16_tflops), PEAK},
    {FIELD(tensor_fp16_tflops), PEAK | TENSOR},
    {FIELD(base_clock_mhz), CLOCK},
    {FIELD(compute_capability), ARCHITECTURE},
    {FIELD(die_sm_count), ARCHITECTURE | LANES},
    {FIELD(die_area_mm2), DIFFERS},
    {FIELD(transistors_millions), DIFFERS},
    {FIELD(board_power_w), DIFFERS},
    {FIELD(launch_price_usd), DIFFERS},
    {FIELD(year), DIFFERS},
};

static double at(const struct device *d, size_t offset) {
    double value;

    memcpy(&value, (const char *)d + offset, sizeof value);
    return value;
}

static void put(struct device *d, size_t offset, double value) {
    memcpy((char *)d + offset, &value, sizeof value);
}

/* Equal, or both unknown. */
static bool same(double a, double b) {
    return !(a < b || a > b) && isnan(a) == isnan(b);
}

static unsigned differences(const struct device *d, const struct device *base) {
    unsigned found = 0;

    if (strcmp(d->architecture, base->architecture) != 0)
        found |= ARCHITECTURE;
    if (strcmp(d->memory_type, base->memory_type) != 0)
        found |= OTHER;
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (!same(at(d, causes[i].offset), at(base, causes[i].offset)))
            found |= causes[i].cause;
    return found;
}

void device_share_sustained(struct device *d, const struct device *base) {
    d->sustained_clock_mhz = base->sustained_clock_mhz *
                             (d->boost_clock_mhz / base->boost_clock_mhz);
}

void device_forget(struct device *d, const struct device *base) {
    unsigned found = differences(d, base);

    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if ((found & facts[i].cause) != 0 &&
            same(at(d, facts[i].offset), at(base, facts[i].offset)))
            put(d, facts[i].offset, (double)NAN);
    if (same(d->sustained_clock_mhz, base->sustained_clock_mhz) &&
        !same(d->boost_clock_mhz, base->boost_clock_mhz))
        device_share_sustained(d, base);
    if (((found & ARCHITECTURE) != 0 ||
         !same(d->cores_per_sm, base->cores_per_sm)) &&
        strcmp(d->like, base->like) == 0)
        d->like[0] = '\0';
    if (found != 0 && strcmp(d->source, base->source) == 0)
        d->source[0] = '\0';
}
