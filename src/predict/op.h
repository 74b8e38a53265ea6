/* SPDX-License-Identifier: MIT
 *
 * A timed operation: what a measurement row holds and what a network's layer
 * is lowered to.  Sizes are in elements, kept as doubles because they only
 * ever feed arithmetic.
 */
#ifndef OP_H
#define OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* key, NAME, help */
/* clang-format off */
#define OP_KINDS(X) \
    X(conv2d, CONV2D, "convolution") \
    X(dense, DENSE, "matrix product: fully connected layer, gemm or gemv") \
    X(maxpool2d, MAXPOOL2D, "max pooling") \
    X(avgpool2d, AVGPOOL2D, "average pooling") \
    X(batchnorm, BATCHNORM, "batch normalisation, inference form") \
    X(softmax, SOFTMAX, "softmax over rows") \
    X(unary, UNARY, "element-wise with one input, such as relu") \
    X(binary, BINARY, "element-wise with two inputs, such as add")

#define OP_PHASES(X) \
    X(forward, FORWARD) \
    X(backward_data, BACKWARD_DATA) \
    X(backward_weights, BACKWARD_WEIGHTS) \
    X(forward_backward_update, STEP)

/* key, NAME, words read or written a parameter in an update */
#define OP_UPDATES(X) \
    X(none, NONE, 0) \
    X(sgd, SGD, 3) \
    X(momentum, MOMENTUM, 5) \
    X(adagrad, ADAGRAD, 5) \
    X(rmsprop, RMSPROP, 5) \
    X(adadelta, ADADELTA, 7) \
    X(adam, ADAM, 7)
/* clang-format on */

enum op_kind {
#define X(key, NAME, help) OP_##NAME,
    OP_KINDS(X)
#undef X
        OP_N_KINDS
};

enum op_phase {
#define X(key, NAME) OP_##NAME,
    OP_PHASES(X)
#undef X
        OP_N_PHASES
};

enum op_update {
#define X(key, NAME, words) OP_UPDATE_##NAME,
    OP_UPDATES(X)
#undef X
        OP_N_UPDATES
};

enum op_activation { OP_LINEAR, OP_RELU, OP_CURVED };

extern const char *const op_kind_names[OP_N_KINDS];
extern const char *const op_phase_names[OP_N_PHASES];
extern const char *const op_update_names[OP_N_UPDATES];

struct op {
    enum op_kind kind;
    enum op_phase phase;
    enum op_update update;
    enum op_activation activation; /* in the same timed call */
    bool bias, transpose_a, transpose_b;
    /* Convolution and pooling; element-wise operations fill batch, in_ch,
     * in_h, in_w so that their product is the number of elements. */
    double batch, in_ch, in_h, in_w, out_ch, out_h, out_w;
    double kernel_h, kernel_w, stride_h, stride_w;
    double pad_h, pad_w; /* a side; "same" may end in .5: one more below */
    double groups;
    /* Dense: C[m,n] = A[m,k] B[k,n].  Softmax: m rows of n. */
    double m, n, k;
};

/* What an operation asks of a device. */
struct op_load {
    double flop;       /* zeros of a padding are not counted */
    double bytes;      /* each tensor once, as the software stack moves them */
    double copy_bytes; /* over the host link */
};

struct stack;

void op_load(const struct op *op, const struct stack *stack,
             struct op_load *out);

/* The matrix product that the operation amounts to: rows, columns, depth.
 * Element-wise operations and pooling: elements, 1, taps. */
void op_product(const struct op *op, double *m, double *n, double *k);

/* Hash of everything in the operation; the same shape on two devices has the
 * same hash. */
uint64_t op_hash(const struct op *op, uint64_t seed);

bool op_equal(const struct op *a, const struct op *b);

#endif
