/* SPDX-License-Identifier: MIT
 *
 * The largest batch that fits: a run's memory as a function of the batch,
 *   fixed + per_image batch + min (scratch_per_image batch, scratch_most)
 */
#ifndef CAPACITY_H
#define CAPACITY_H

#include "network/workload.h"

/* GiB. */
struct footprint_line {
    double fixed, per_image, scratch_per_image, scratch_most;
};

/* Of a workload's network, phase and optimizer at any batch; see
 * network_footprint (). */
struct footprint_line footprint_line_of(const struct workload *w,
                                        double bytes_per_value);

double footprint_gib(const struct footprint_line *f, double batch);

/* 0 when not even one image fits. */
double footprint_max_batch(const struct footprint_line *f, double capacity_gib);

#endif
