/* SPDX-License-Identifier: MIT
 *
 * A neural network as a graph of layers in an order in which every layer
 * comes after its inputs.  Shapes are of one image, channels x height x width;
 * a dense layer's features are channels of a 1x1 map.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* kind, help */
/* clang-format off */
#define LAYER_KINDS(X) \
    X(conv2d, CONV2D, "convolution: out_channels, kernel, stride, pad, groups, bias") \
    X(dense, DENSE, "fully connected: out_features, bias") \
    X(maxpool2d, MAXPOOL2D, "max pooling: kernel, stride, pad, ceil") \
    X(avgpool2d, AVGPOOL2D, "average pooling: kernel, stride, pad, ceil") \
    X(globalpool2d, GLOBALPOOL2D, "average over the whole map") \
    X(batchnorm, BATCHNORM, "batch normalisation with scale and shift") \
    X(lrn, LRN, "local response normalisation across channels: size") \
    X(relu, RELU, "max (x, 0)") \
    X(relu6, RELU6, "min (max (x, 0), 6)") \
    X(sigmoid, SIGMOID, "logistic function") \
    X(tanh, TANH, "hyperbolic tangent") \
    X(add, ADD, "sum of two or more inputs") \
    X(concat, CONCAT, "inputs joined along channels") \
    X(flatten, FLATTEN, "map to a vector; no work") \
    X(dropout, DROPOUT, "active in training only") \
    X(softmax, SOFTMAX, "over channels")
/* clang-format on */

enum layer_kind {
#define X(key, NAME, help) LAYER_##NAME,
    LAYER_KINDS(X)
#undef X
        LAYER_N_KINDS
};

extern const char *const layer_kind_names[LAYER_N_KINDS];
extern const char *const layer_kind_helps[LAYER_N_KINDS];

struct shape {
    size_t channels, height, width;
};

enum {
    LAYER_NAME_MAX = 64,
    LAYER_INPUTS_MAX = 16,
    NETWORK_LAYERS_MAX = 4096,
    LAYER_NETWORK_INPUT = -1 /* in `inputs`: the network's own input */
};

struct layer {
    char name[LAYER_NAME_MAX];
    enum layer_kind kind;
    size_t n_inputs;
    int inputs[LAYER_INPUTS_MAX]; /* indices of earlier layers, or -1 */
    size_t kernel_h, kernel_w, stride_h, stride_w;
    size_t pad_top, pad_bottom, pad_left, pad_right; /* "same" resolved */
    size_t groups;
    size_t window; /* lrn: how many channels one value sees */
    bool bias, ceil;
    struct shape in; /* of the first input; of the joined one for concat */
    struct shape out;
};

struct network {
    char name[LAYER_NAME_MAX]; /* the file's name, without .cfg */
    char title[160], source[200];
    struct shape input;
    size_t n_layers;
    struct layer *layers; /* owned */
};

/* Reads a network by name or path, checks it and infers all shapes.  On
 * failure `out` is empty and needs no freeing. */
bool network_load(struct network *out, const char *name, struct err *e);
void network_free(struct network *n);

#endif
