/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/op.h"

#include "predict/stack.h"

#include <math.h>
#include <string.h>

enum { BYTES = 4 }; /* of an fp32 value */

const char *const op_kind_names[OP_N_KINDS] = {
#define X(key, NAME, help) #key,
    OP_KINDS(X)
#undef X
};
const char *const op_phase_names[OP_N_PHASES] = {
#define X(key, NAME) #key,
    OP_PHASES(X)
#undef X
};
const char *const op_update_names[OP_N_UPDATES] = {
#define X(key, NAME, words) #key,
    OP_UPDATES(X)
#undef X
};
static const double update_words[OP_N_UPDATES] = {
#define X(key, NAME, words) words,
    OP_UPDATES(X)
#undef X
};

/* Taps of a window that meet the input, summed over all output positions of
 * one dimension. */
static double taps_inside(double in, double out, double kernel, double stride,
                          double pad) {
    double taps = 0, before = floor(pad);

    for (double o = 0; o < out; o++) {
        double first = o * stride - before, last = first + kernel;

        first = first < 0 ? 0 : first;
        last = last > in ? in : last;
        taps += last > first ? last - first : 0;
    }
    return taps;
}

static double taps(const struct op *op) {
    return taps_inside(op->in_h, op->out_h, op->kernel_h, op->stride_h,
                       op->pad_h) *
           taps_inside(op->in_w, op->out_w, op->kernel_w, op->stride_w,
                       op->pad_w);
}

/* Elements of input, output and weights of a convolution or product. */
static void tensors(const struct op *op, double *in, double *out,
                    double *weights) {
    if (op->kind == OP_CONV2D) {
        *in = op->batch * op->in_ch * op->in_h * op->in_w;
        *out = op->batch * op->out_ch * op->out_h * op->out_w;
        *weights =
            op->out_ch * (op->in_ch / op->groups) * op->kernel_h * op->kernel_w;
    } else {
        *in = op->m * op->k;
        *out = op->m * op->n;
        *weights = op->k * op->n;
    }
}

static void product_load(const struct op *op, const struct stack *stack,
                         struct op_load *load) {
    double in, out, weights, moved;
    /* A layout change reads and writes each element of input and output;
     * bias and activation are passes of their own over the output. */
    double layout = stack->transposes && op->kind == OP_CONV2D ? 2 : 0;
    double passes =
        stack->session ? 2 * (op->bias + (op->activation != OP_LINEAR)) : 0;

    tensors(op, &in, &out, &weights);
    load->flop = op->kind == OP_CONV2D ? 2 * op->batch * op->out_ch *
                                             (op->in_ch / op->groups) * taps(op)
                                       : 2 * op->m * op->n * op->k;
    moved = in + out + weights + layout * (in + out) + passes * out;
    load->copy_bytes = 0;
    if (op->phase == OP_STEP) {
        /* Forward, gradients of data and of weights; the squared-error loss
         * reads and writes the output; input, target and parameters are all
         * updated (that is how these steps were measured). */
        load->flop *= 3;
        moved = 3 * (in + out + weights) + 2 * layout * (in + out) +
                (2 * passes + 5) * out +
                update_words[op->update] * (in + out + weights);
    }
    load->bytes = BYTES * moved;
    if (stack->fetch)
        load->copy_bytes = BYTES * out;
}

static double elements(const struct op *op) {
    return op->batch * op->in_ch * op->in_h * op->in_w;
}

void op_load(const struct op *op, const struct stack *stack,
             struct op_load *out) {
    double in = elements(op), written;

    *out = (struct op_load){0};
    switch (op->kind) {
    case OP_CONV2D:
    case OP_DENSE:
        product_load(op, stack, out);
        return;
    case OP_MAXPOOL2D:
    case OP_AVGPOOL2D:
        written = op->batch * op->out_ch * op->out_h * op->out_w;
        out->flop = op->batch * op->out_ch * taps(op);
        break;
    case OP_BATCHNORM:
        written = in;
        out->flop = 4 * in;
        break;
    case OP_SOFTMAX:
        in = op->m * op->n;
        written = in;
        out->flop = 5 * in;
        break;
    case OP_BINARY:
        written = in;
        out->flop = in;
        in *= 2;
        break;
    case OP_UNARY:
    case OP_N_KINDS:
    default:
        written = in;
        out->flop = in;
    }
    out->bytes = BYTES * (in + written);
    out->copy_bytes = stack->fetch ? BYTES * written : 0;
}

void op_product(const struct op *op, double *m, double *n, double *k) {
    double area = op->kernel_h * op->kernel_w;

    switch (op->kind) {
    case OP_CONV2D:
        *m = op->batch * op->out_h * op->out_w;
        *n = op->out_ch / op->groups;
        *k = op->in_ch / op->groups * area;
        if (op->phase == OP_BACKWARD_DATA) {
            *m = op->batch * op->in_h * op->in_w;
            *n = op->in_ch / op->groups;
            *k = op->out_ch / op->groups * area;
        } else if (op->phase == OP_BACKWARD_WEIGHTS) {
            *k = *m;
            *m = op->in_ch / op->groups * area;
        }
        break;
    case OP_DENSE:
        *m = op->m;
        *n = op->n;
        *k = op->k;
        break;
    case OP_MAXPOOL2D:
    case OP_AVGPOOL2D:
        *m = op->batch * op->out_ch * op->out_h * op->out_w;
        *n = 1;
        *k = area;
        break;
    case OP_SOFTMAX:
        *m = op->m;
        *n = op->n;
        *k = 1;
        break;
    case OP_BATCHNORM:
    case OP_UNARY:
    case OP_BINARY:
    case OP_N_KINDS:
    default:
        *m = elements(op);
        *n = 1;
        *k = 1;
    }
}

static uint64_t mix(uint64_t h, double x) {
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    h = (h ^ bits) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

uint64_t op_hash(const struct op *op, uint64_t seed) {
    const double parts[] = {
        (double)op->kind,
        (double)op->phase,
        (double)op->update,
        (double)op->activation,
        (double)op->bias,
        (double)op->transpose_a,
        (double)op->transpose_b,
        op->batch,
        op->in_ch,
        op->in_h,
        op->in_w,
        op->out_ch,
        op->out_h,
        op->out_w,
        op->kernel_h,
        op->kernel_w,
        op->stride_h,
        op->stride_w,
        op->pad_h,
        op->pad_w,
        op->groups,
        op->m,
        op->n,
        op->k,
    };
    uint64_t h = seed * 0xbf58476d1ce4e5b9u + 0x94d049bb133111ebu;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = mix(h, parts[i]);
    return h ^ (h >> 32);
}

bool op_equal(const struct op *a, const struct op *b) {
    return a->kind == b->kind && a->phase == b->phase &&
           a->update == b->update && a->activation == b->activation &&
           a->bias == b->bias && a->transpose_a == b->transpose_a &&
           a->transpose_b == b->transpose_b &&
           memcmp(&a->batch, &b->batch,
                  sizeof *a - offsetof(struct op, batch)) == 0;
}
