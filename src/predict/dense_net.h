/* SPDX-License-Identifier: MIT
 *
 * The network of the published predictors (Justus et al., 2018; Wang et al.,
 * 2020): dense layers with ReLU, dropout after the last hidden one, and one
 * output with ReLU and without a bias.  One block of parameters; for each
 * layer the weights (output, input) row-major, then, but for the output, the
 * biases.
 */
#ifndef DENSE_NET_H
#define DENSE_NET_H

#include <stddef.h>

#include "base/rng.h"
#include "predict/panel.h"

enum { DENSE_NET_MAX_LAYERS = 8 };

struct dense_net {
    size_t n_layers;                        /* with the output */
    size_t sizes[DENSE_NET_MAX_LAYERS + 1]; /* input, hidden ..., 1 */
    size_t n_parameters;
    double *parameters; /* owned */
};

/* Parameters are zero. */
void dense_net_init(struct dense_net *m, size_t n_inputs, const size_t hidden[],
                    size_t n_hidden);
void dense_net_free(struct dense_net *m);
/* Glorot's uniform initialisation, biases zero. */
void dense_net_randomise(struct dense_net *m, struct rng *rng);

double *dense_net_weights(const struct dense_net *m, size_t layer);

/* For predictions, but for the ReLU of the output; borrows from m. */
struct panel_net dense_net_panels(const struct dense_net *m);

/* Room for a pass over up to `rows` rows. */
struct dense_net_tape {
    double *inputs[DENSE_NET_MAX_LAYERS]; /* of layer i: rows x sizes[i] */
    double *deltas[2];                    /* rows x widest */
    double *sums;                         /* of the output, before its ReLU */
    double *block;                        /* owned; all of the above */
};

void dense_net_tape_init(struct dense_net_tape *t, const struct dense_net *m,
                         size_t rows);
void dense_net_tape_free(struct dense_net_tape *t);

/* y (n) from x (n x inputs).  `dropout` is NULL or holds what each value of
 * the last hidden layer (n x its width) is multiplied with. */
void dense_net_forward(const struct dense_net *m, const double x[], size_t n,
                       const double dropout[], struct dense_net_tape *t,
                       double y[]);
/* Gradient of a loss over the parameters, from that over the outputs of the
 * last dense_net_forward (), set (not added) in `gradient`. */
void dense_net_backward(const struct dense_net *m, const double dy[], size_t n,
                        const double dropout[], struct dense_net_tape *t,
                        double gradient[]);

/* n numbers that are 0 with the given probability and else what keeps their
 * mean at 1. */
void dense_net_dropout(double out[], size_t n, double share, struct rng *rng);

/* Adds the gradient of weight / 2 x the squares of the hidden layers'
 * weights. */
void dense_net_decay(const struct dense_net *m, double weight,
                     double gradient[]);

#endif
