/* SPDX-License-Identifier: MIT
 *
 * Rows made ready for the efficiency predictor to learn from.
 */
#ifndef EFFICIENCY_SET_H
#define EFFICIENCY_SET_H

#include <stddef.h>

#include "predict/efficiency.h"
#include "predict/efficiency_loss.h"

struct efficiency_set {
    size_t n;
    double *x_f, *x_g; /* n rows, not standardised until asked for */
    double *x_t;       /* as x_g, of the typical device; NULL until asked for */
    struct efficiency_target *targets;
    size_t *device; /* of each row, an index of the measurements' devices */
};

void efficiency_set_new(struct efficiency_set *set,
                        const struct measurements *m, const size_t rows[],
                        size_t n, const double null_ms[STACK_N]);
void efficiency_set_free(struct efficiency_set *set);

/* Finds means and deviations of the inputs for `p`. */
void efficiency_set_scaling(const struct efficiency_set *set,
                            struct efficiency *p);
/* Standardises the inputs as `p` has it. */
void efficiency_set_standardise(struct efficiency_set *set,
                                const struct efficiency *p);
/* Adds x_t, standardised: `rows` are those of the set. */
void efficiency_set_typical(struct efficiency_set *set,
                            const struct efficiency *p,
                            const struct measurements *m, const size_t rows[]);

#endif
