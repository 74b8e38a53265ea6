/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison_odds.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

/* Mean over a phase's workloads of memory's part of their times. */
static double memory_share(const struct comparison *c, size_t device,
                           enum phase phase) {
    double sum = 0;

    for (size_t w = 0; w < c->n_workloads; w++) {
        struct law_parts parts;
        double time_ms;

        if (c->workloads[w].phase != phase)
            continue;
        time_ms = law_time_ms(&c->plan.laws[device * c->n_workloads + w],
                              &c->plan.structures[device].device, &parts);
        sum += parts.memory_ms / time_ms;
    }
    return sum / (double)comparison_count(c, phase);
}

struct comparison_odds comparison_odds(const struct comparison *c, size_t a,
                                       size_t b, enum phase phase) {
    double unknown = (double)NAN, deviation, wide;
    struct comparison_odds x = {
        comparison_mean(c, METRIC_TIME_ID, b, phase) /
            comparison_mean(c, METRIC_TIME_ID, a, phase),
        unknown, unknown, unknown};

    if (!kin_is_known(&c->plan.kin))
        return x;
    deviation = kin_deviation(
        &c->plan.kin, false, kin_likeness(&c->devices[a], &c->devices[b]),
        memory_share(c, a, phase), memory_share(c, b, phase));
    wide = exp(gsl_cdf_ugaussian_Pinv(0.95) * deviation);
    x.low = x.ratio / wide;
    x.high = x.ratio * wide;
    x.probability = kin_odds(log(x.ratio), deviation);
    return x;
}
