/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/learner.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void learner_init(struct learner *l, struct mlp *mlp, size_t rows) {
    size_t n_in = mlp->sizes[0], n_out = mlp->sizes[mlp->n_layers];

    *l = (struct learner){.mlp = mlp};
    mlp_tape_init(&l->tape, mlp, rows);
    adamw_init(&l->adamw, mlp->n_parameters);
    l->x = mem_alloc(rows * n_in, sizeof *l->x);
    l->y = mem_alloc(rows * n_out, sizeof *l->y);
    l->dy = mem_alloc(rows * n_out, sizeof *l->dy);
    l->gradient = mem_alloc(mlp->n_parameters, sizeof *l->gradient);
}

void learner_free(struct learner *l) {
    mlp_tape_free(&l->tape);
    adamw_free(&l->adamw);
    free(l->x);
    free(l->y);
    free(l->dy);
    free(l->gradient);
}

void learner_forward(struct learner *l, const double x[], const size_t order[],
                     size_t n) {
    size_t width = l->mlp->sizes[0];

    for (size_t i = 0; i < n; i++)
        memcpy(l->x + i * width, x + order[i] * width, width * sizeof *x);
    mlp_forward(l->mlp, l->x, n, &l->tape, l->y);
}

void learner_step(struct learner *l, size_t n, double rate, double decay) {
    mlp_backward(l->mlp, l->dy, n, &l->tape, l->gradient);
    adamw_step(&l->adamw, l->mlp->parameters, l->gradient, rate, decay);
}
