/* SPDX-License-Identifier: MIT
 *
 * What was measured of the devices and workloads of a comparison.
 *
 * A row of a table counts for a real device of that name, the same network
 * and the same batch.  Inference is the phase `forward`; training is a step
 * with its update or without (forward_backward_update, forward_backward): few
 * sources time the update, and it takes a few percent.  Harnesses differ in
 * what they time, so a ratio of two devices is of the same source, framework
 * and phase only.
 */
#ifndef COMPARISON_MEASURED_H
#define COMPARISON_MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include "compare/comparison.h"
#include "predict/network_times.h"

struct comparison_measured {
    size_t n; /* rows; 0: nothing else is known */
    double median_ms, least_ms, most_ms;
    /* Over the harnesses that timed the reference too. */
    size_t n_harnesses;
    double speedup; /* median */
};

/* One for each workload of each device, [device * n_workloads + workload];
 * the caller frees it. */
struct comparison_measured *
comparison_measured_new(const struct comparison *c,
                        const struct network_times *t);

#endif
