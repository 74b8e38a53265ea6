/* SPDX-License-Identifier: MIT
 *
 * AdamW (Loshchilov and Hutter, 2019) and the one-cycle rate (Smith, 2018).
 */
#ifndef ADAMW_H
#define ADAMW_H

#include <stddef.h>

struct adamw {
    size_t n, step;
    double *first, *second; /* owned: moments of the gradient */
};

void adamw_init(struct adamw *a, size_t n);
void adamw_free(struct adamw *a);
/* One step over n parameters with weight decay, beta 0.9 and 0.999. */
void adamw_step(struct adamw *a, double parameters[], const double gradient[],
                double rate, double decay);

/* Rate at step i of n: cosine up to `peak` over the first three tenths, then
 * cosine down to a ten-thousandth of it. */
double adamw_one_cycle(size_t i, size_t n, double peak);

#endif
