/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "network/activation.h"

#include "base/mem.h"
#include "network/shape.h"

#include <stdlib.h>

static const double dropout_mask_bytes = 1;
static const double maxpool_index_bytes = 8;

static bool backward_reads_output(enum layer_kind kind) {
    return kind == LAYER_RELU || kind == LAYER_RELU6 || kind == LAYER_SIGMOID ||
           kind == LAYER_TANH || kind == LAYER_SOFTMAX || kind == LAYER_LRN;
}

static bool backward_reads_input(enum layer_kind kind) {
    return kind == LAYER_CONV2D || kind == LAYER_DENSE ||
           kind == LAYER_BATCHNORM || kind == LAYER_MAXPOOL2D ||
           kind == LAYER_LRN;
}

/* Whether the layer can write over its first input. */
static bool in_place(enum layer_kind kind) {
    return kind == LAYER_RELU || kind == LAYER_RELU6 || kind == LAYER_ADD ||
           kind == LAYER_DROPOUT || kind == LAYER_FLATTEN;
}

static bool reads(const struct layer *l, int tensor) {
    for (size_t i = 0; i < l->n_inputs; i++)
        if (l->inputs[i] == tensor)
            return true;
    return false;
}

/* Whether backward of a layer behind the tensor reads it, also by way of a
 * flatten, which is the same tensor under another shape. */
static bool needed_behind(const struct network *n, int tensor) {
    for (size_t j = (size_t)(tensor + 1); j < n->n_layers; j++) {
        const struct layer *l = &n->layers[j];

        if (reads(l, tensor) &&
            (backward_reads_input(l->kind) ||
             (l->kind == LAYER_FLATTEN && needed_behind(n, (int)j))))
            return true;
    }
    return false;
}

double activation_kept(const struct network *n, size_t layer, size_t batch,
                       double bytes_per_value) {
    const struct layer *l = &n->layers[layer];
    double values = shape_values(l->out) * (double)batch;
    bool last = layer + 1 == n->n_layers;
    double bytes = 0;

    if (l->kind == LAYER_FLATTEN)
        return 0;
    if (last || backward_reads_output(l->kind) || needed_behind(n, (int)layer))
        bytes += values * bytes_per_value;
    if (l->kind == LAYER_DROPOUT)
        bytes += values * dropout_mask_bytes;
    if (l->kind == LAYER_MAXPOOL2D)
        bytes += values * maxpool_index_bytes;
    return bytes;
}

double activation_gradients(const struct network *n, size_t batch,
                            double bytes_per_value) {
    double most = 0;

    for (size_t i = 0; i < n->n_layers; i++) {
        const struct layer *l = &n->layers[i];
        double values = shape_values(l->out);

        for (size_t k = 0; k < l->n_inputs && !in_place(l->kind); k++)
            if (l->inputs[k] != LAYER_NETWORK_INPUT)
                values += shape_values(n->layers[l->inputs[k]].out);
        if (values > most)
            most = values;
    }
    return most * (double)batch * bytes_per_value;
}

/* Index of the last layer that reads a tensor, itself when nobody does. */
static size_t last_reader(const struct network *n, int tensor) {
    size_t last = tensor < 0 ? 0 : (size_t)tensor;

    for (size_t j = last; j < n->n_layers; j++)
        if (reads(&n->layers[j], tensor))
            last = j;
    return last;
}

/* Slot 0 of the arrays is the network's input, slot i + 1 layer i.  Buffer of
 * a slot: the slot whose memory it uses; until: the last layer that needs the
 * buffer.  Memory is taken over only by the buffer's last reader. */
double activation_live(const struct network *n, size_t batch,
                       double bytes_per_value) {
    size_t slots = n->n_layers + 1;
    size_t *buffer = mem_alloc(slots, sizeof *buffer);
    size_t *until = mem_alloc(slots, sizeof *until);
    double *freed = mem_alloc(slots, sizeof *freed);
    double live = shape_values(n->input), most = live;

    until[0] = last_reader(n, LAYER_NETWORK_INPUT);
    for (size_t i = 0; i < n->n_layers; i++) {
        const struct layer *l = &n->layers[i];
        size_t from = buffer[l->inputs[0] + 1];

        buffer[i + 1] = i + 1;
        if (in_place(l->kind) && until[from] == i)
            buffer[i + 1] = from;
        until[buffer[i + 1]] = last_reader(n, (int)i);
    }
    freed[until[0]] += live;
    for (size_t i = 0; i < n->n_layers; i++) {
        if (buffer[i + 1] == i + 1) {
            double values = shape_values(n->layers[i].out);

            live += values;
            freed[until[i + 1]] += values;
        }
        if (live > most)
            most = live;
        live -= freed[i];
    }
    free(buffer);
    free(until);
    free(freed);
    return most * (double)batch * bytes_per_value;
}
