/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/adamw.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

void adamw_init(struct adamw *a, size_t n) {
    *a = (struct adamw){.n = n};
    a->first = mem_alloc(n, sizeof *a->first);
    a->second = mem_alloc(n, sizeof *a->second);
}

void adamw_free(struct adamw *a) {
    free(a->first);
    free(a->second);
    *a = (struct adamw){0};
}

void adamw_step(struct adamw *a, double parameters[], const double gradient[],
                double rate, double decay) {
    const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    double t = (double)++a->step;
    double bias1 = 1 - pow(beta1, t), bias2 = 1 - pow(beta2, t);

    for (size_t i = 0; i < a->n; i++) {
        double g = gradient[i];

        a->first[i] = beta1 * a->first[i] + (1 - beta1) * g;
        a->second[i] = beta2 * a->second[i] + (1 - beta2) * g * g;
        parameters[i] -= rate * (a->first[i] / bias1 /
                                     (sqrt(a->second[i] / bias2) + epsilon) +
                                 decay * parameters[i]);
    }
}

double adamw_one_cycle(size_t i, size_t n, double peak) {
    const double pi = 3.14159265358979323846, up = 0.3, floor = 1e-4;
    double x = ((double)i + 0.5) / (double)n;
    double high = x < up ? 0.5 * (1 - cos(pi * x / up))
                         : 0.5 * (1 + cos(pi * (x - up) / (1 - up)));

    return peak * (floor + (1 - floor) * high);
}
