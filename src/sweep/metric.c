/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/metric.h"

const struct metric metrics[METRIC_N] = {
#define X(NAME, key, unit, label, kind, scope, better, help)                   \
    {#key, unit, label, help, METRIC_##kind, METRIC_##scope, better},
    METRICS(X)
#undef X
};
