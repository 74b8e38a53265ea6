/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "device/device.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PRESENCE_MAY, PRESENCE_MUST };
#define MAY PRESENCE_MAY
#define MUST PRESENCE_MUST
#define NONE DEVICE_ROLE_NONE
#define CLOSED DEVICE_ROLE_CLOSED
#define SHAPE DEVICE_ROLE_SHAPE

const struct device_field device_fields[] = {
#define X(key, unit, low, high, presence, role, help)                          \
    {#key, unit,                                                               \
     help, low,                                                                \
     high, presence == MUST,                                                   \
     role, offsetof(struct device, key)},
    DEVICE_NUMBERS(X)
#undef X
};
const size_t device_n_fields = sizeof device_fields / sizeof device_fields[0];

const struct device_memory device_memories[] = {
    {"DDR3", 1.0, 2.2, 32},     {"GDDR5", 3.0, 9.1, 32},
    {"GDDR5X", 9.0, 12.1, 32},  {"GDDR6", 9.0, 20.2, 32},
    {"GDDR6X", 18.0, 24.1, 32}, {"GDDR7", 18.0, 36.1, 32},
    {"HBM", 0.9, 1.1, 1024},    {"HBM2", 1.2, 2.5, 1024},
    {"HBM2e", 2.4, 3.7, 1024},  {"HBM3", 4.0, 6.6, 1024},
    {"HBM3e", 5.0, 9.9, 1024},
};
const size_t device_n_memories =
    sizeof device_memories / sizeof device_memories[0];

static const char *field_key(const void *list, size_t i) {
    return ((const struct device_field *)list)[i].key;
}

static const char *memory_type(const void *list, size_t i) {
    return ((const struct device_memory *)list)[i].type;
}

size_t device_field_index(const char *key) {
    size_t i = 0;

    while (i < device_n_fields && strcmp(key, device_fields[i].key) != 0)
        i++;
    return i;
}

bool device_field_is_whole(size_t field) {
    static const char *const others[] = {"compute_capability",
                                         "host_link_efficiency"};
    const struct device_field *f = &device_fields[field];

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(f->key, others[i]) == 0)
            return false;
    return f->unit[0] == '\0';
}

bool device_field_find(const char *key, size_t *out, struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    const char *nearest;
    size_t i = device_field_index(key);

    if (i < device_n_fields) {
        *out = i;
        return true;
    }
    nearest = text_nearest(key, device_fields, device_n_fields, field_key);
    text_shown(key, shown);
    if (nearest == NULL)
        return err_set(e, ERR_INPUT, "no numeric device field is named \"%s\"",
                       shown);
    return err_set(e, ERR_INPUT,
                   "no numeric device field is named \"%s\"; did you mean "
                   "\"%s\"?",
                   shown, nearest);
}

double device_get(const struct device *d, size_t field) {
    double value;

    memcpy(&value, (const char *)d + device_fields[field].offset, sizeof value);
    return value;
}

void device_set(struct device *d, size_t field, double value) {
    memcpy((char *)d + device_fields[field].offset, &value, sizeof value);
}

static bool fail_memory_type(const struct device *d, struct err *e) {
    const char *nearest = text_nearest(d->memory_type, device_memories,
                                       device_n_memories, memory_type);
    char shown[TEXT_SHOWN_MAX];
    struct text known = {0};

    for (size_t i = 0; i < device_n_memories; i++)
        text_add(&known, "%s%s", i > 0 ? ", " : "", device_memories[i].type);
    if (nearest != NULL)
        text_add(&known, "; did you mean \"%s\"?", nearest);
    err_set(e, ERR_INPUT, "memory_type \"%s\" is none of %s",
            text_shown(d->memory_type, shown), known.text);
    free(known.text);
    return false;
}

/* NULL when the type is unknown. */
static const struct device_memory *memory_of(const struct device *d) {
    for (size_t i = 0; i < device_n_memories; i++)
        if (strcmp(d->memory_type, device_memories[i].type) == 0)
            return &device_memories[i];
    return NULL;
}

static bool check_bandwidth(const struct device *d, struct err *e) {
    const struct device_memory *memory = memory_of(d);
    double rate = device_pin_rate_gbps(d);

    if (memory == NULL)
        return fail_memory_type(d, e);
    if (isnan(rate))
        return true;
    if (rate < memory->pin_low_gbps || rate > memory->pin_high_gbps)
        return err_set(e, ERR_INPUT,
                       "memory_bandwidth_gbs = %g over memory_bus_bits = %g "
                       "asks for %.4g Gbit/s a pin, but %s gives %g to %g",
                       d->memory_bandwidth_gbs, d->memory_bus_bits, rate,
                       memory->type, memory->pin_low_gbps,
                       memory->pin_high_gbps);
    return true;
}

bool device_check(const struct device *d, struct err *e) {
    double peak = 2e-6 * device_cores(d) * d->boost_clock_mhz;

    if (d->base_clock_mhz > d->boost_clock_mhz)
        return err_set(e, ERR_INPUT,
                       "base_clock_mhz = %g is above boost_clock_mhz = %g",
                       d->base_clock_mhz, d->boost_clock_mhz);
    /* Boards do run above their rated boost, but not far: twice is a slip. */
    if (d->sustained_clock_mhz > 2 * d->boost_clock_mhz)
        return err_set(e, ERR_INPUT,
                       "sustained_clock_mhz = %g is more than twice "
                       "boost_clock_mhz = %g",
                       d->sustained_clock_mhz, d->boost_clock_mhz);
    if (d->die_sm_count < d->sm_count)
        return err_set(e, ERR_INPUT, "die_sm_count = %g is below sm_count = %g",
                       d->die_sm_count, d->sm_count);
    if (fabs(d->fp32_tflops - peak) > 0.03 * peak)
        return err_set(e, ERR_INPUT,
                       "fp32_tflops = %g, but sm_count = %g, cores_per_sm = "
                       "%g and boost_clock_mhz = %g give %.4g",
                       d->fp32_tflops, d->sm_count, d->cores_per_sm,
                       d->boost_clock_mhz, peak);
    return check_bandwidth(d, e);
}

double device_cores(const struct device *d) {
    return d->sm_count * d->cores_per_sm;
}

double device_clock_mhz(const struct device *d) {
    return isnan(d->sustained_clock_mhz) ? d->boost_clock_mhz
                                         : d->sustained_clock_mhz;
}

double device_peak_fp32_gflops(const struct device *d) {
    return 2e-3 * device_cores(d) * d->boost_clock_mhz;
}

double device_sustained_fp32_gflops(const struct device *d) {
    return 2e-3 * device_cores(d) * device_clock_mhz(d);
}

double device_balance_flop_per_byte(const struct device *d) {
    return device_sustained_fp32_gflops(d) / d->memory_bandwidth_gbs;
}

double device_pin_rate_gbps(const struct device *d) {
    return 8 * d->memory_bandwidth_gbs / d->memory_bus_bits;
}

double device_die_sm_count(const struct device *d) {
    return isnan(d->die_sm_count) ? d->sm_count : d->die_sm_count;
}

double device_memory_part_gib(const struct device *d) {
    const struct device_memory *memory = memory_of(d);

    return memory != NULL
               ? d->memory_capacity_gib * memory->part_bits / d->memory_bus_bits
               : (double)NAN;
}

bool device_memory_is_real(const struct device *d) {
    static const double parts[] = {0.125, 0.25, 0.5, 1, 1.5, 2, 3, 4};
    static const double stacks[] = {1, 2, 4, 8, 12, 16, 24, 32, 36, 48};
    const struct device_memory *memory = memory_of(d);
    double gib = device_memory_part_gib(d);

    if (isnan(gib))
        return true;
    if (memory->part_bits > 32) {
        for (size_t i = 0; i < sizeof stacks / sizeof *stacks; i++)
            if (fabs(gib - stacks[i]) < 1e-6 * gib)
                return true;
        return false;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (fabs(gib - parts[i]) < 1e-6 * gib ||
            fabs(gib - 2 * parts[i]) < 1e-6 * gib)
            return true;
    return false;
}

double device_tiles_in_wave(const struct device *d) {
    return d->sm_count * fmax(1, floor(d->cores_per_sm / 64));
}

const struct device_quantity device_quantities[] = {
    {"cores", "", "FP32 lanes", device_cores},
    {"clock_mhz", "MHz", "clock that predictions use", device_clock_mhz},
    {"peak_fp32_gflops", "GFLOP/s", "2 x cores x boost clock",
     device_peak_fp32_gflops},
    {"sustained_fp32_gflops", "GFLOP/s", "2 x cores x clock_mhz",
     device_sustained_fp32_gflops},
    {"balance_flop_per_byte", "FLOP/B",
     "operations a byte at which compute and memory take equally long",
     device_balance_flop_per_byte},
    {"pin_rate_gbps", "Gbit/s", "data rate of one pin of the memory",
     device_pin_rate_gbps},
    {"memory_part_gib", "GiB", "memory of 32 bits of the bus or of a stack",
     device_memory_part_gib},
    {"tiles_in_wave", "", "128x64 output tiles that run at once",
     device_tiles_in_wave},
};
const size_t device_n_quantities =
    sizeof device_quantities / sizeof device_quantities[0];
