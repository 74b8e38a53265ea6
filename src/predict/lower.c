/* SPDX-License-Identifier: MIT
 *
 * Layers without measurements of their own are taken as the measured
 * operation that moves their bytes: what passes over memory is counted in
 * passes of that operation (a unary one reads and writes, a binary one reads
 * twice and writes).
 */
#include "config.h"

#include "predict/lower.h"

const char *const lower_part_names[PART_N] = {"forward", "backward", "update"};

/* Words moved a parameter in an update (read and written), over the three of
 * a binary operation. */
static const double update_passes[OPTIMIZER_N] = {[OPTIMIZER_SGD] = 1,
                                                  [OPTIMIZER_MOMENTUM] =
                                                      5.0 / 3,
                                                  [OPTIMIZER_ADAM] = 7.0 / 3};

/* Statistics are a third pass beside the two of the inference form; backward
 * reads input and gradient twice and writes once. */
static const double norm_training = 1.5, norm_backward = 2.5;

struct sink {
    struct lowered *out;
    size_t n;
};

static void put(struct sink *s, const struct op *op, double count,
                enum lower_part part) {
    s->out[s->n++] = (struct lowered){*op, count, part};
}

static struct op plain(enum op_kind kind) {
    return (struct op){.kind = kind,
                       .batch = 1,
                       .in_ch = 1,
                       .in_h = 1,
                       .in_w = 1,
                       .out_ch = 1,
                       .out_h = 1,
                       .out_w = 1,
                       .kernel_h = 1,
                       .kernel_w = 1,
                       .stride_h = 1,
                       .stride_w = 1,
                       .groups = 1,
                       .m = 1,
                       .n = 1,
                       .k = 1};
}

static void put_elements(struct sink *s, enum op_kind kind, size_t batch,
                         struct shape shape, double count,
                         enum lower_part part) {
    struct op op = plain(kind);

    op.batch = (double)batch;
    op.in_ch = op.out_ch = (double)shape.channels;
    op.in_h = op.out_h = (double)shape.height;
    op.in_w = op.out_w = (double)shape.width;
    put(s, &op, count, part);
}

/* A convolution or pooling window over the layer's maps. */
static struct op window(const struct layer *l, enum op_kind kind,
                        size_t batch) {
    struct op op = plain(kind);

    op.batch = (double)batch;
    op.in_ch = (double)l->in.channels;
    op.in_h = (double)l->in.height;
    op.in_w = (double)l->in.width;
    op.out_ch = (double)l->out.channels;
    op.out_h = (double)l->out.height;
    op.out_w = (double)l->out.width;
    op.kernel_h = (double)l->kernel_h;
    op.kernel_w = (double)l->kernel_w;
    op.stride_h = (double)l->stride_h;
    op.stride_w = (double)l->stride_w;
    op.pad_h = 0.5 * (double)(l->pad_top + l->pad_bottom);
    op.pad_w = 0.5 * (double)(l->pad_left + l->pad_right);
    op.groups = (double)l->groups;
    return op;
}

static bool reads_network_input(const struct layer *l) {
    return l->n_inputs == 1 && l->inputs[0] == LAYER_NETWORK_INPUT;
}

static void put_update(struct sink *s, double parameters,
                       enum optimizer optimizer) {
    struct op op = plain(OP_BINARY);

    op.in_ch = op.out_ch = parameters;
    put(s, &op, update_passes[optimizer], PART_UPDATE);
}

static void put_conv2d(struct sink *s, const struct layer *l, size_t batch,
                       bool training) {
    struct op op = window(l, OP_CONV2D, batch);

    put(s, &op, 1, PART_FORWARD);
    if (!training)
        return;
    op.phase = OP_BACKWARD_WEIGHTS;
    put(s, &op, 1, PART_BACKWARD);
    op.phase = OP_BACKWARD_DATA;
    if (!reads_network_input(l))
        put(s, &op, 1, PART_BACKWARD);
}

static void put_product(struct sink *s, double m, double n, double k,
                        enum lower_part part) {
    struct op op = plain(OP_DENSE);

    op.batch = op.m = m;
    op.out_ch = op.n = n;
    op.in_ch = op.k = k;
    put(s, &op, 1, part);
}

static void put_dense(struct sink *s, const struct layer *l, size_t batch,
                      bool training) {
    double m = (double)batch, n = (double)l->out.channels;
    double k = (double)(l->in.channels * l->in.height * l->in.width);

    put_product(s, m, n, k, PART_FORWARD);
    if (!training)
        return;
    put_product(s, k, n, m, PART_BACKWARD);
    if (!reads_network_input(l))
        put_product(s, m, k, n, PART_BACKWARD);
}

static void put_pool(struct sink *s, const struct layer *l, size_t batch,
                     bool training) {
    bool max = l->kind == LAYER_MAXPOOL2D;
    struct op op = window(l, max ? OP_MAXPOOL2D : OP_AVGPOOL2D, batch);

    if (l->kind == LAYER_GLOBALPOOL2D) {
        op.kernel_h = op.in_h;
        op.kernel_w = op.in_w;
        op.pad_h = op.pad_w = 0;
    }
    put(s, &op, 1, PART_FORWARD);
    /* The gradient of a maximum reads where the maximum was. */
    if (training)
        put_elements(s, max ? OP_BINARY : OP_UNARY, batch, l->in, 1,
                     PART_BACKWARD);
}

static void put_softmax(struct sink *s, const struct layer *l, size_t batch,
                        bool training) {
    struct op op = plain(OP_SOFTMAX);

    op.m = op.batch = (double)(batch * l->in.height * l->in.width);
    op.n = op.in_ch = op.out_ch = (double)l->in.channels;
    put(s, &op, 1, PART_FORWARD);
    if (training)
        put(s, &op, 1, PART_BACKWARD);
}

/* Frameworks normalise batches by element-wise kernels of their own, as fast
 * as the memory; cuDNN's, which are what was measured as batchnorm, take twice
 * that at many sizes.  Normalisation across channels is cuDNN's. */
static void put_norm(struct sink *s, const struct layer *l, size_t batch,
                     bool training) {
    enum op_kind kind = l->kind == LAYER_LRN ? OP_BATCHNORM : OP_UNARY;

    put_elements(s, kind, batch, l->in, training ? norm_training : 1,
                 PART_FORWARD);
    if (training)
        put_elements(s, kind, batch, l->in, norm_backward, PART_BACKWARD);
}

size_t lower_layer(const struct network *n, size_t layer, size_t batch,
                   enum phase phase, enum optimizer optimizer,
                   struct lowered out[LOWER_MAX]) {
    const struct layer *l = &n->layers[layer];
    bool training = phase == PHASE_TRAINING;
    struct sink sink = {out, 0}, *s = &sink;
    struct layer_work work;

    switch (l->kind) {
    case LAYER_CONV2D:
        put_conv2d(s, l, batch, training);
        break;
    case LAYER_DENSE:
        put_dense(s, l, batch, training);
        break;
    case LAYER_MAXPOOL2D:
    case LAYER_AVGPOOL2D:
    case LAYER_GLOBALPOOL2D:
        put_pool(s, l, batch, training);
        break;
    case LAYER_BATCHNORM:
    case LAYER_LRN:
        put_norm(s, l, batch, training);
        break;
    case LAYER_RELU:
    case LAYER_RELU6:
    case LAYER_SIGMOID:
    case LAYER_TANH:
        put_elements(s, OP_UNARY, batch, l->in, 1, PART_FORWARD);
        if (training)
            put_elements(s, OP_BINARY, batch, l->in, 1, PART_BACKWARD);
        break;
    case LAYER_ADD:
        put_elements(s, OP_BINARY, batch, l->out, (double)(l->n_inputs - 1),
                     PART_FORWARD);
        /* Where paths join forward, gradients are summed at their fork. */
        if (training)
            put_elements(s, OP_BINARY, batch, l->out, (double)(l->n_inputs - 1),
                         PART_BACKWARD);
        break;
    case LAYER_CONCAT:
        put_elements(s, OP_UNARY, batch, l->out, 1, PART_FORWARD);
        if (training)
            put_elements(s, OP_UNARY, batch, l->out, 1, PART_BACKWARD);
        break;
    case LAYER_DROPOUT:
        if (training) {
            put_elements(s, OP_UNARY, batch, l->in, 1, PART_FORWARD);
            put_elements(s, OP_BINARY, batch, l->in, 1, PART_BACKWARD);
        }
        break;
    case LAYER_SOFTMAX:
        put_softmax(s, l, batch, training);
        break;
    case LAYER_FLATTEN:
    case LAYER_N_KINDS:
    default:
        break;
    }
    layer_work(n, layer, batch, phase, 4, &work);
    if (training && work.parameters > 0)
        put_update(s, work.parameters, optimizer);
    return s->n;
}
