/* SPDX-License-Identifier: MIT
 *
 * Which tensors between layers stay in memory.
 *
 * Training, as PyTorch does it: a layer's output is kept when backward reads
 * it, either the layer's own (relu, sigmoid, tanh, softmax, lrn know their
 * gradient from their output) or that of a layer behind it (convolution,
 * dense, batch norm, max pooling and lrn read their input).  From that
 * follows the usual picture: relu and add work in place, so of convolution,
 * batch norm and relu two maps are kept; flatten is a view; concat copies.
 * The last output is kept for the loss.  Besides, dropout keeps a mask of one
 * byte and max pooling an index of eight bytes for each value of its output.
 *
 * Inference: a tensor lives from the layer that writes it to the last that
 * reads it; relu, relu6, add, dropout and flatten take over the memory of
 * their first input when nobody else needs it any more.
 */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stddef.h>

#include "network/network.h"

/* Bytes that a layer leaves behind for backward. */
double activation_kept(const struct network *n, size_t layer, size_t batch,
                       double bytes_per_value);

/* Bytes of the largest set of gradients that are alive at once: those of one
 * layer's output and inputs. */
double activation_gradients(const struct network *n, size_t batch,
                            double bytes_per_value);

/* Bytes of the largest set of tensors that are alive at once in inference. */
double activation_live(const struct network *n, size_t batch,
                       double bytes_per_value);

#endif
