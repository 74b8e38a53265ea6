/* SPDX-License-Identifier: MIT
 *
 * Conventions.
 *
 * Convolution and dense: two operations a multiply-add; the bias is where the
 * sum begins, so it costs nothing.  Backward is one product of the forward's
 * size for the weights and one for the data; a layer that reads the network's
 * input needs none for the data.  Update: two operations a parameter (plain
 * SGD; that momentum and Adam do more is their optimizer's memory traffic).
 *
 * All else: operations on each value as the formula is written, see `rates`.
 * These layers are bound by memory; their counts only have to be of the right
 * size.  In inference batch norm is one multiply-add with factors that are
 * known before, and dropout is not run; the forward of training computes mean
 * and variance, draws and applies the mask.
 */
#include "config.h"

#include "network/work.h"

#include "network/activation.h"
#include "network/shape.h"

const char *const phase_names[PHASE_N] = {"inference", "training"};
const char *const optimizer_names[OPTIMIZER_N] = {"sgd", "momentum", "adam"};

static const double bytes_per_gib = 1024.0 * 1024.0 * 1024.0;
static const double flop_per_mac = 2;
static const double update_flop_per_parameter = 2;

/* What the driver and the libraries take on any device before the first layer
 * runs: some 200 to 500 MiB are seen. */
static const double context_bytes = 256.0 * 1024.0 * 1024.0;
/* Convolutions in the Winograd or FFT domain hold transformed copies of input
 * and output; frameworks pick a leaner algorithm where that gets too much. */
static const double workspace_limit_bytes = 512.0 * 1024.0 * 1024.0;

/* Operations on one value of the output. */
struct rate {
    double inference, training, backward;
};

/* Pooling, add and lrn have counts of their own on top. */
static const struct rate rates[LAYER_N_KINDS] = {
    [LAYER_AVGPOOL2D] = {1, 1, 1},    /* division */
    [LAYER_GLOBALPOOL2D] = {1, 1, 1}, /* division */
    /* Mean 1, variance 3, scale and shift 2; backward: normalised value 2, two
     * sums 3, combination 4. */
    [LAYER_BATCHNORM] = {2, 6, 9},
    [LAYER_LRN] = {4, 4, 5}, /* scale, shift, power, division */
    [LAYER_RELU] = {1, 1, 1},
    [LAYER_RELU6] = {2, 2, 2},
    [LAYER_SIGMOID] = {4, 4, 3}, /* 1 / (1 + exp (-x)); dy y (1 - y) */
    [LAYER_TANH] = {5, 5, 3},    /* 1 - 2 / (exp (2x) + 1); dy (1 - y y) */
    [LAYER_DROPOUT] = {0, 2, 1}, /* compare, scale */
    [LAYER_SOFTMAX] = {5, 5, 4}, /* max, difference, exp, sum, division */
};

/* Pairs of an output and a tap of its window that fall on the map: summed over
 * taps, how many of the outputs 0 .. out - 1 see a value there. */
static double taps(size_t in, size_t out, size_t kernel, size_t stride,
                   size_t pad) {
    double sum = 0;

    for (size_t k = 0; k < kernel; k++) {
        /* 0 <= o * stride + k - pad < in */
        size_t first = k < pad ? (pad - k + stride - 1) / stride : 0;
        size_t end = in + pad > k ? (in + pad - k + stride - 1) / stride : 0;

        if (end > out)
            end = out;
        if (end > first)
            sum += (double)(end - first);
    }
    return sum;
}

/* Of one image and channel: positions of the window times its taps, without
 * those on the padding. */
static double window_taps(const struct layer *l) {
    return taps(l->in.height, l->out.height, l->kernel_h, l->stride_h,
                l->pad_top) *
           taps(l->in.width, l->out.width, l->kernel_w, l->stride_w,
                l->pad_left);
}

static double parameters(const struct layer *l) {
    double in = (double)l->in.channels, out = (double)l->out.channels;
    double bias = l->bias ? out : 0;

    switch (l->kind) {
    case LAYER_CONV2D:
        return out * (in / (double)l->groups) * (double)l->kernel_h *
                   (double)l->kernel_w +
               bias;
    case LAYER_DENSE:
        return out * in + bias;
    case LAYER_BATCHNORM:
        return 2 * out;
    default:
        return 0;
    }
}

/* Forward multiply-adds of one image; *useful without those on padding. */
static double macs(const struct layer *l, double *useful) {
    double pairs = (double)l->in.channels * (double)l->out.channels;
    double all;

    switch (l->kind) {
    case LAYER_CONV2D:
        pairs /= (double)l->groups;
        *useful = pairs * window_taps(l);
        all = (double)l->kernel_h * (double)l->kernel_w;
        return pairs * all * (double)l->out.height * (double)l->out.width;
    case LAYER_DENSE:
        *useful = pairs;
        return pairs;
    default:
        *useful = 0;
        return 0;
    }
}

/* Forward operations of one image, of the layers that are no product. */
static double other_forward(const struct layer *l, enum phase phase) {
    const struct rate *rate = &rates[l->kind];
    double per_value =
        phase == PHASE_TRAINING ? rate->training : rate->inference;
    double flop = per_value * shape_values(l->out);

    switch (l->kind) {
    case LAYER_MAXPOOL2D:
    case LAYER_AVGPOOL2D:
        return flop + (double)l->in.channels * window_taps(l);
    case LAYER_GLOBALPOOL2D:
        return flop + shape_values(l->in);
    case LAYER_ADD:
        return flop + (double)(l->n_inputs - 1) * shape_values(l->out);
    case LAYER_LRN:
        return flop + (double)l->window * shape_values(l->out);
    default:
        return flop;
    }
}

static double other_backward(const struct layer *l) {
    double flop = rates[l->kind].backward * shape_values(l->out);

    switch (l->kind) {
    case LAYER_MAXPOOL2D:
        return flop + shape_values(l->out);
    case LAYER_AVGPOOL2D:
        return flop + (double)l->in.channels * window_taps(l);
    case LAYER_LRN:
        return flop + (double)l->window * shape_values(l->out);
    default:
        return flop;
    }
}

static bool reads_network_input(const struct layer *l) {
    for (size_t i = 0; i < l->n_inputs; i++)
        if (l->inputs[i] == LAYER_NETWORK_INPUT)
            return true;
    return false;
}

/* Values of all inputs of one image. */
static double input_values(const struct network *n, const struct layer *l) {
    double values = 0;

    for (size_t i = 0; i < l->n_inputs; i++)
        values += shape_values(l->inputs[i] == LAYER_NETWORK_INPUT
                                   ? n->input
                                   : n->layers[l->inputs[i]].out);
    return values;
}

void layer_work(const struct network *n, size_t layer, size_t batch,
                enum phase phase, double bytes_per_value,
                struct layer_work *out) {
    const struct layer *l = &n->layers[layer];
    double images = (double)batch;
    bool moves = l->kind != LAYER_FLATTEN &&
                 (l->kind != LAYER_DROPOUT || phase == PHASE_TRAINING);
    double useful, backward;

    *out = (struct layer_work){0};
    out->macs = images * macs(l, &useful);
    out->parameters = parameters(l);
    useful *= images * flop_per_mac;
    out->forward_flop = useful + images * other_forward(l, phase);
    out->flop = out->forward_flop;
    if (phase == PHASE_TRAINING) {
        backward = useful * (reads_network_input(l) ? 1 : 2);
        out->flop += backward + images * other_backward(l) +
                     update_flop_per_parameter * out->parameters;
    }
    if (moves) {
        out->read_bytes =
            (images * input_values(n, l) + out->parameters) * bytes_per_value;
        out->written_bytes = images * shape_values(l->out) * bytes_per_value;
    }
    out->activation_bytes =
        phase == PHASE_TRAINING
            ? activation_kept(n, layer, batch, bytes_per_value)
            : out->written_bytes;
}

void network_work(const struct network *n, size_t batch, enum phase phase,
                  double bytes_per_value, struct layer_work *out) {
    *out = (struct layer_work){0};
    for (size_t i = 0; i < n->n_layers; i++) {
        struct layer_work w;

        layer_work(n, i, batch, phase, bytes_per_value, &w);
        out->macs += w.macs;
        out->forward_flop += w.forward_flop;
        out->flop += w.flop;
        out->parameters += w.parameters;
        out->read_bytes += w.read_bytes;
        out->written_bytes += w.written_bytes;
        out->activation_bytes += w.activation_bytes;
    }
}

/* Input and output of the largest convolution with a kernel above 1x1 (which
 * is a plain product), up to the limit. */
static double convolution_workspace(const struct network *n, double images,
                                    double bytes_per_value) {
    double most = 0;

    for (size_t i = 0; i < n->n_layers; i++) {
        const struct layer *l = &n->layers[i];
        double bytes = images * bytes_per_value *
                       (shape_values(l->in) + shape_values(l->out));

        if (l->kind == LAYER_CONV2D && l->kernel_h * l->kernel_w > 1 &&
            bytes > most)
            most = bytes;
    }
    return most < workspace_limit_bytes ? most : workspace_limit_bytes;
}

void network_footprint(const struct network *n, size_t batch, enum phase phase,
                       enum optimizer optimizer, double bytes_per_value,
                       struct footprint *out) {
    static const double state_words[OPTIMIZER_N] = {0, 1, 2};
    double images = (double)batch;
    struct layer_work sum;

    network_work(n, batch, phase, bytes_per_value, &sum);
    *out = (struct footprint){0};
    out->weights_gib = sum.parameters * bytes_per_value / bytes_per_gib;
    if (phase == PHASE_TRAINING) {
        out->gradients_gib = out->weights_gib;
        out->optimizer_gib = state_words[optimizer] * out->weights_gib;
        out->activations_gib =
            (shape_values(n->input) * images * bytes_per_value +
             sum.activation_bytes +
             activation_gradients(n, batch, bytes_per_value)) /
            bytes_per_gib;
    } else {
        out->activations_gib =
            activation_live(n, batch, bytes_per_value) / bytes_per_gib;
    }
    out->workspace_gib =
        (context_bytes + convolution_workspace(n, images, bytes_per_value)) /
        bytes_per_gib;
    out->total_gib = out->weights_gib + out->gradients_gib +
                     out->optimizer_gib + out->activations_gib +
                     out->workspace_gib;
}
