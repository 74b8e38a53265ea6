/* SPDX-License-Identifier: MIT
 *
 * How far a device is from those that a predictor was trained on.
 *
 *   inside   every quantity is within the range of the training devices
 *   edge     some are beyond it, none by more than a quarter of its end
 *   outside  one is further, or unknown, or the vendor is another
 *
 * A label is a word of warning, not a part of any prediction.
 */
#ifndef LABEL_H
#define LABEL_H

#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "device/device.h"

/* key, value of a device d */
#define LABEL_QUANTITIES(X)                                                    \
    X(sm_count, d->sm_count)                                                   \
    X(cores_per_sm, d->cores_per_sm)                                           \
    X(compute_capability, d->compute_capability)                               \
    X(clock_mhz, device_clock_mhz(d))                                          \
    X(memory_bandwidth_gbs, d->memory_bandwidth_gbs)                           \
    X(peak_fp32_gflops, device_sustained_fp32_gflops(d))                       \
    X(balance_flop_per_byte, device_balance_flop_per_byte(d))

enum {
#define X(key, value) +1
    LABEL_N_QUANTITIES = 0 LABEL_QUANTITIES(X)
#undef X
};

enum label { LABEL_INSIDE, LABEL_EDGE, LABEL_OUTSIDE, LABEL_N };
extern const char *const label_names[LABEL_N];

/* Causes are bits: one a quantity, then the vendor. */
enum { LABEL_N_CAUSES = LABEL_N_QUANTITIES + 1 };

/* How far beyond the end of a range is still the edge, as a factor. */
#define LABEL_EDGE_FACTOR 1.25

struct label_ranges {
    double low[LABEL_N_QUANTITIES], high[LABEL_N_QUANTITIES];
};

struct label_verdict {
    enum label label;
    unsigned causes; /* those that make the label what it is */
};

/* Ranges that hold no device yet. */
void label_ranges_init(struct label_ranges *r);
void label_ranges_add(struct label_ranges *r, const struct device *d);

struct label_verdict label_of(const struct label_ranges *r,
                              const struct device *d);

/* The causes' names with blanks between them; the caller frees it. */
char *label_causes_text(unsigned causes);

/* Of a model file: group `ranges`. */
void label_ranges_save(const struct label_ranges *r, FILE *out);
bool label_ranges_load(struct label_ranges *r, struct cfg *cfg,
                       const struct cfg_node *model, struct err *e);

#endif
