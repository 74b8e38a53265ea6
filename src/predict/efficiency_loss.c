/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency_loss.h"

#include "predict/efficiency.h"

#include <math.h>

/* Width of the rounding of |log ratio| at 0. */
#define SMOOTH 0.02

double efficiency_loss(const double f[], const double g[], size_t n,
                       const struct efficiency_target *const targets[],
                       double df[], double dg[]) {
    double loss = 0;

    for (size_t i = 0; i < n; i++) {
        const double *z = f + i * F_N;
        const struct efficiency_target *t = targets[i];
        double s_c = efficiency_logistic(z[F_COMPUTE] + g[i * G_N + G_COMPUTE]);
        double s_m = efficiency_logistic(z[F_MEMORY] + g[i * G_N + G_MEMORY]);
        double s_l = efficiency_logistic(z[F_LINK]);
        double overhead = t->host * exp(z[F_OVERHEAD]);
        double compute = t->compute_ms / (EFFICIENCY_COMPUTE_MAX * s_c);
        double memory = t->memory_ms / (EFFICIENCY_MEMORY_MAX * s_m);
        double link = t->link_ms / (EFFICIENCY_LINK_MAX * s_l);
        double time = overhead + compute + memory + link;
        double r = log(time) - t->log_time;
        double size = sqrt(r * r + SMOOTH * SMOOTH);
        double slope = r / size / (double)n / time;

        loss += size - SMOOTH;
        df[i * F_N + F_OVERHEAD] = slope * overhead;
        df[i * F_N + F_COMPUTE] = -slope * compute * (1 - s_c);
        df[i * F_N + F_MEMORY] = -slope * memory * (1 - s_m);
        df[i * F_N + F_LINK] = -slope * link * (1 - s_l);
        dg[i * G_N + G_COMPUTE] = df[i * F_N + F_COMPUTE];
        dg[i * G_N + G_MEMORY] = df[i * F_N + F_MEMORY];
    }
    return loss / (double)n;
}
