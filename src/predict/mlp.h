/* SPDX-License-Identifier: MIT
 *
 * A multi-layer perceptron: affine layers with SiLU, x / (1 + exp (-x)),
 * between them and none after the last.  One block of parameters; for each
 * layer the weights (output, input) row-major, then the biases.
 */
#ifndef MLP_H
#define MLP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rng.h"
#include "predict/panel.h"

enum { MLP_MAX_LAYERS = 8 };

struct mlp {
    size_t n_layers;                  /* affine layers */
    size_t sizes[MLP_MAX_LAYERS + 1]; /* input, hidden ..., output */
    size_t n_parameters;
    double *parameters; /* owned */
};

/* Parameters are zero. */
void mlp_init(struct mlp *m, const size_t sizes[], size_t n_layers);
void mlp_free(struct mlp *m);

/* He's initialisation with biases zero; the last layer a tenth of it, so that
 * training starts from the bias of the last layer. */
void mlp_randomise(struct mlp *m, struct rng *rng);

double *mlp_weights(const struct mlp *m, size_t layer);
double *mlp_biases(const struct mlp *m, size_t layer);

/* For predictions; borrows from m. */
struct panel_net mlp_panels(const struct mlp *m);

/* Room for what a pass over up to `rows` rows leaves for the pass back. */
struct mlp_tape {
    size_t rows;
    double *inputs[MLP_MAX_LAYERS]; /* of layer i: rows x sizes[i] */
    double *sums[MLP_MAX_LAYERS];   /* before SiLU: rows x sizes[i + 1] */
    double *slopes[MLP_MAX_LAYERS]; /* of SiLU at the sums */
    double *deltas[2];              /* rows x widest */
    double *block;                  /* owned; all of the above */
};

void mlp_tape_init(struct mlp_tape *t, const struct mlp *m, size_t rows);
void mlp_tape_free(struct mlp_tape *t);

/* y (n x outputs) from x (n x inputs), n <= tape->rows. */
void mlp_forward(const struct mlp *m, const double x[], size_t n,
                 struct mlp_tape *t, double y[]);
/* Gradient of a loss over the parameters, from that over the outputs of the
 * last mlp_forward (), set (not added) in `gradient`. */
void mlp_backward(const struct mlp *m, const double dy[], size_t n,
                  struct mlp_tape *t, double gradient[]);

#endif
