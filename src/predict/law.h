/* SPDX-License-Identifier: MIT
 *
 * The closed form of a predicted time.  For a fixed structure of the device
 * (multiprocessors, cores in each, generation) the time of a list of
 * operations depends on the clock, the memory bandwidth, the host link and
 * the host's null-operation time through a few numbers only:
 *
 *   T = sum of count x (overhead + host x null-operation time
 *         + compute / clock (+) memory / bandwidth + link / host link)
 *
 * and on the efficiency of the link, where a device states it in place of what
 * was learned.
 *
 * (+) is the sum, or the larger of the two where the predictor overlaps them.
 * With sums the terms collapse into one, exactly.
 */
#ifndef LAW_H
#define LAW_H

#include <stdbool.h>
#include <stddef.h>

#include "device/device.h"

struct law_term {
    double overhead_ms;
    double host;           /* ms per ms of a null operation on the host */
    double compute_ms_mhz; /* over the clock in MHz */
    double memory_ms_gbs;  /* over the bandwidth in GB/s */
    double link_ms_gbs;    /* over the host link in GB/s */
    /* The same copies at the link's full rate: over link x its efficiency, for
     * a device that states one. */
    double copy_ms_gbs;
};

struct law {
    bool overlap;
    double host_default_ms; /* null-operation time where a device has none */
    size_t n, capacity;
    struct law_term *terms; /* owned */
};

/* Where the time goes; the parts add up to it. */
struct law_parts {
    double overhead_ms, compute_ms, memory_ms, link_ms;
};

enum law_bound { BOUND_COMPUTE, BOUND_MEMORY, BOUND_OVERHEAD, BOUND_LINK };
enum { BOUND_N = 4 };
extern const char *const law_bound_names[BOUND_N];

/* Adds `count` times the term. */
void law_add(struct law *law, const struct law_term *term, double count);
void law_free(struct law *law);

/* Predicted time of a device with the law's structure; `parts` may be NULL. */
double law_time_ms(const struct law *law, const struct device *d,
                   struct law_parts *parts);
/* The part that takes longest. */
enum law_bound law_bound(const struct law_parts *parts);

#endif
