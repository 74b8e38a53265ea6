/* SPDX-License-Identifier: MIT
 *
 * A GPU, real or hypothetical: plain values, copied by assignment.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "device/device_fields.h"

enum { DEVICE_TEXT_MAX = 160 };

struct device {
#define X(key, presence, help) char key[DEVICE_TEXT_MAX];
    DEVICE_TEXTS(X)
#undef X
#define X(key, unit, low, high, presence, role, help) double key;
    DEVICE_NUMBERS(X)
#undef X
};

enum {
#define X(...) +1
    DEVICE_N_FIELDS = 0 DEVICE_NUMBERS(X) /* numeric fields */
#undef X
};

enum device_role { DEVICE_ROLE_NONE, DEVICE_ROLE_CLOSED, DEVICE_ROLE_SHAPE };

/* One numeric field, as data. */
struct device_field {
    const char *key, *unit, *help;
    double low, high;
    bool required;
    enum device_role role;
    size_t offset; /* of the double in struct device */
};

extern const struct device_field device_fields[];
extern const size_t device_n_fields;

/* Index in device_fields, or device_n_fields. */
size_t device_field_index(const char *key);
/* Index of a field that must be there; the message names the nearest. */
bool device_field_find(const char *key, size_t *out, struct err *e);
/* Whether the field counts something, so that it takes whole numbers only. */
bool device_field_is_whole(size_t field);
double device_get(const struct device *d, size_t field);
void device_set(struct device *d, size_t field, double value);

/* Reads a device by name or path, with its chain of `base`s (at most eight);
 * checks presence, ranges and contradictions.
 *
 * A device with a base inherits what it does not state, but
 *   - `name` and `status` must be stated anew; `year`, `source` and what is
 *     known only of the device as sold do not pass on: see device_forget ();
 *   - the memory bus passes on, so that a new bandwidth is held against it. */
bool device_load(struct device *out, const char *name, struct err *e);

/* Makes stated facts of `base` unknown in `d`, a changed copy of it, where
 * they no longer hold:
 *   - fp32_tflops, fp16_tflops and tensor_fp16_tflops when the architecture,
 *     sm_count, cores_per_sm, tensor_cores_per_sm or boost_clock_mhz differs;
 *   - base_clock_mhz when boost_clock_mhz differs; sustained_clock_mhz keeps
 *     its share of it;
 *   - compute_capability when the architecture differs, and which measured
 *     device it is like when that or cores_per_sm does;
 *   - die_sm_count when the architecture, sm_count or cores_per_sm differs;
 *   - die_area_mm2, transistors_millions, board_power_w and launch_price_usd
 *     when anything differs that is built or paid for: any of the above, the
 *     process, the memory (type, bus, bandwidth, capacity), L2 cache, shared
 *     memory or registers;
 *   - year and source when anything of all this differs.
 * A fact that differs from the base's was stated for `d` and stays.  For
 * design points as for files. */
void device_forget(struct device *d, const struct device *base);

/* The sustained clock as the base's share of the boost clock: a board's habit,
 * so that a faster boost clock is a faster clock. */
void device_share_sustained(struct device *d, const struct device *base);

/* Refuses what cannot be: base clock above boost, more multiprocessors at
 * work than there are on the die, a stated FP32 peak that is
 * not 2 x cores x boost clock (within 3 %), a bandwidth that no known data
 * rate of its memory type gives over its bus.  The message names both facts
 * and their numbers.  For design points as for files; a design point made
 * from a stated device goes through device_forget () first. */
bool device_check(const struct device *d, struct err *e);

/* What one pin of a memory type can do, Gbit/s: the rates of products, with
 * room for rounding and for what has been announced. */
struct device_memory {
    const char *type;
    double pin_low_gbps, pin_high_gbps;
    double part_bits;
};
extern const struct device_memory device_memories[];
extern const size_t device_n_memories;

/* What follows from the fields.  Clocks in MHz, rates in 1e9 a second. */
double device_cores(const struct device *d);
/* Sustained clock, the boost clock where none is stated. */
double device_clock_mhz(const struct device *d);
/* 2 x cores x clock, one fused multiply-add a core and clock: at the boost
 * clock, as it is quoted, and at device_clock_mhz (), as predictions take it.
 */
double device_peak_fp32_gflops(const struct device *d);
double device_sustained_fp32_gflops(const struct device *d);
/* FLOP a byte at which compute and memory take equally long. */
double device_balance_flop_per_byte(const struct device *d);
/* Data rate of one pin, Gbit/s; NAN without a bus width. */
double device_pin_rate_gbps(const struct device *d);
/* Multiprocessors on the die. */
double device_die_sm_count(const struct device *d);
/* Memory of one part: of 32 bits of the bus, or of a stack of 1024 bits, GiB;
 * NAN without a bus width. */
double device_memory_part_gib(const struct device *d);
/* Whether memory parts of that size are made, one or (without stacks) two on
 * the same bits; true where the bus is unknown.  Not a contradiction: boards
 * with parts of two sizes have been sold. */
bool device_memory_is_real(const struct device *d);
/* 128x64 output tiles that run at once when each multiprocessor holds one
 * per 64 cores, at least one. */
double device_tiles_in_wave(const struct device *d);

/* Derived quantities as a table, for `show`: name, unit, help, function. */
struct device_quantity {
    const char *name, *unit, *help;
    double (*value)(const struct device *d);
};
extern const struct device_quantity device_quantities[];
extern const size_t device_n_quantities;

/* The device as a device file without a base; false when a write failed. */
bool device_write(const struct device *d, FILE *out);

#endif
