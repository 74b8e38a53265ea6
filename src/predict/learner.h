/* SPDX-License-Identifier: MIT
 *
 * A network while it learns: its tape, its optimiser and a batch of rows.
 */
#ifndef LEARNER_H
#define LEARNER_H

#include <stddef.h>

#include "predict/adamw.h"
#include "predict/mlp.h"

struct learner {
    struct mlp *mlp; /* borrowed */
    struct mlp_tape tape;
    struct adamw adamw;
    /* Inputs, outputs, the loss's gradient over the outputs, of a batch. */
    double *x, *y, *dy;
    double *gradient; /* over the parameters */
};

/* Room for batches of up to `rows` rows. */
void learner_init(struct learner *l, struct mlp *mlp, size_t rows);
void learner_free(struct learner *l);

/* Outputs y of the rows order[0] ... order[n - 1] of the matrix `x`. */
void learner_forward(struct learner *l, const double x[], const size_t order[],
                     size_t n);
/* A step down the gradient that `dy` makes over the parameters. */
void learner_step(struct learner *l, size_t n, double rate, double decay);

#endif
