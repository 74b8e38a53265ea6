/* SPDX-License-Identifier: MIT
 *
 * Networks evaluated for many pairs of an operation and a device at once.
 *
 * A panel is PANEL pairs side by side, one a lane of the vector units, and a
 * layer is the product of its weights with a panel.  The first layer is linear
 * in its inputs, so what it makes of the inputs that belong to the operation
 * (its half) is computed once an operation, and likewise for the device; a
 * panel starts from the sum of both, to which few inputs that belong to the
 * pair are added.
 *
 * Every sum is one chain of fused multiply-adds in the order of the inputs,
 * whatever the vector unit: a pair's numbers do not depend on its lane, on its
 * neighbours, on the processor or on how pairs were cut into batches.  (BLAS
 * promises none of this.)  A processor without that instruction computes the
 * same, slowly.
 */
#ifndef PANEL_H
#define PANEL_H

#include <stdbool.h>
#include <stddef.h>

enum { PANEL = 24, PANEL_MAX_LAYERS = 8 };

/* SiLU: x / (1 + exp (-x)) */
enum panel_activation { PANEL_RELU, PANEL_SILU };

/* A network as it lies elsewhere; all borrowed. */
struct panel_net {
    size_t n_layers;
    const size_t *sizes; /* n_layers + 1: inputs, hidden ..., outputs */
    /* Of each layer: weights (output, input) row-major; biases or NULL. */
    const double *weights[PANEL_MAX_LAYERS], *biases[PANEL_MAX_LAYERS];
    enum panel_activation activation; /* of all layers but the last */
};

/* What a panel's first layer starts from, for hidden unit h and lane l:
 * one[h] + lanes[h x PANEL + l], and the product with n_own inputs, own[i x
 * PANEL + l], which are the network's inputs from `first_own` on. */
struct panel_start {
    const double *one, *lanes;
    size_t first_own, n_own;
    const double *own;
};

/* Room for a panel to be run in, on a multiple of 64 bytes; the caller frees
 * it. */
double *panel_room(const struct panel_net *m);
/* Outputs of a panel's pairs, out[output x PANEL + l]. */
void panel_run(const struct panel_net *m, const struct panel_start *start,
               double room[], double out[]);

/* Outputs (n x outputs) from n rows of inputs. */
void panel_rows(const struct panel_net *m, const double inputs[], size_t n,
                double out[]);

/* Panels that n rows take. */
size_t panel_count(size_t n);

/* What the first layer makes of n rows of inputs, with its biases or without,
 * as panels: out[((i / PANEL) x hidden + h) x PANEL + i % PANEL]. */
void panel_halves(const struct panel_net *m, const double inputs[], size_t n,
                  bool with_biases, double out[]);

/* All pairs of n_a and n_b rows, of which a and b are the halves. */
struct panel_pairs {
    const struct panel_net *net;
    const double *a, *b;
    size_t n_a, n_b;
    /* Inputs from `first_own` on that belong to the pair: `own` sets n_own
     * numbers, `stride` apart. */
    size_t first_own, n_own;
    void (*own)(const void *data, size_t a, size_t b, size_t stride,
                double out[]);
    const void *data;
};

/* out[(output x n_a + a) x n_b + b] */
void panel_pairs(const struct panel_pairs *p, double out[]);

/* Of n numbers, a multiple of PANEL: out = exp (x), and
 * sum += log (1 / (1 + exp (-x))).  Within 2 units of the last place of the
 * larger of 1 and the result; exp of what lies outside -708 to 708 is that of
 * the nearer end. */
void panel_exp(const double x[], size_t n, double out[]);
void panel_add_log_logistic(const double x[], size_t n, double sum[]);

#endif
