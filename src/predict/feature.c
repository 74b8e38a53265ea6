/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/feature.h"

#include "predict/stack.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What the expressions below may use. */
struct context {
    const struct op *op;
    const struct feature_structure *device;
    size_t stack;
    double m, n, k; /* the product the operation amounts to */
    double flop, bytes;
};

static double lg(double x) {
    return log2(x > 1e-30 ? x : 1e-30);
}

/* Filled part of the last tile of `tile` rows: 1 when it fits. */
static double fill(double x, double tile) {
    return x / (tile * ceil(x / tile));
}

static double divides(double x, double by) {
    return fmod(x, by) == 0;
}

/* Output tiles of tm x tn. */
static double tiles(const struct context *c, double tm, double tn) {
    bool element_wise = c->n == 1 && c->op->kind != OP_DENSE;
    double groups = c->op->kind == OP_CONV2D ? c->op->groups : 1;

    return element_wise ? ceil(c->m / (tm * tn))
                        : groups * ceil(c->m / tm) * ceil(c->n / tn);
}

/* Filled part of the last wave of tiles over the multiprocessors. */
static double wave(const struct context *c, double tm, double tn) {
    return fill(tiles(c, tm, tn), c->device->sm_count);
}

/* The same, where waves are few enough for it to matter. */
static double log_waves(const struct context *c, double tm, double tn) {
    return lg(ceil(tiles(c, tm, tn) / c->device->sm_count));
}

static bool conv(const struct context *c) {
    return c->op->kind == OP_CONV2D;
}

/* 3x3 at stride 1, where libraries use Winograd's algorithm. */
static bool winograd(const struct context *c) {
    return conv(c) && c->op->kernel_h == 3 && c->op->kernel_w == 3 &&
           c->op->stride_h == 1 && c->op->stride_w == 1 && c->op->groups == 1;
}

/* name, expression over the context c.
 * SHARED: of f and g.  SHAPE, STACK: of f alone.  FILL, STRUCTURE: of g alone,
 * of which STRUCTURE says nothing of the operation. */
/* clang-format off */
#define SHARED_FEATURES(X) \
    X(log2_kernel_area, lg(c->op->kernel_h * c->op->kernel_w)) \
    X(winograd, winograd(c)) \
    X(log2_k, lg(c->k)) \
    X(log2_flop, lg(c->flop)) \
    X(log2_bytes, lg(c->bytes)) \
    X(log2_intensity, lg(c->flop / c->bytes)) \
    X(is_conv2d, c->op->kind == OP_CONV2D) \
    X(is_dense, c->op->kind == OP_DENSE) \
    X(is_maxpool2d, c->op->kind == OP_MAXPOOL2D) \
    X(is_avgpool2d, c->op->kind == OP_AVGPOOL2D) \
    X(is_batchnorm, c->op->kind == OP_BATCHNORM) \
    X(is_softmax, c->op->kind == OP_SOFTMAX) \
    X(is_unary, c->op->kind == OP_UNARY) \
    X(is_binary, c->op->kind == OP_BINARY) \
    X(is_backward_data, c->op->phase == OP_BACKWARD_DATA) \
    X(is_backward_weights, c->op->phase == OP_BACKWARD_WEIGHTS) \
    X(is_step, c->op->phase == OP_STEP)

#define SHAPE_FEATURES(X) \
    X(log2_batch, lg(c->op->batch)) \
    X(log2_in_ch, lg(c->op->in_ch)) \
    X(log2_out_ch, lg(c->op->out_ch)) \
    X(log2_in_area, lg(c->op->in_h * c->op->in_w)) \
    X(log2_out_area, lg(c->op->out_h * c->op->out_w)) \
    X(log2_kernel_aspect, lg(c->op->kernel_h / c->op->kernel_w)) \
    X(log2_stride, lg(c->op->stride_h)) \
    X(log2_groups, lg(c->op->groups)) \
    X(depth_wise, conv(c) && c->op->groups == c->op->in_ch && c->op->groups > 1) \
    X(padded, c->op->pad_h + c->op->pad_w > 0) \
    X(one_by_one, conv(c) && c->op->kernel_h * c->op->kernel_w == 1) \
    X(bias, c->op->bias) \
    X(relu, c->op->activation == OP_RELU) \
    X(curved, c->op->activation == OP_CURVED) \
    X(transpose_a, c->op->transpose_a) \
    X(transpose_b, c->op->transpose_b) \
    X(log2_m, lg(c->m)) \
    X(log2_n, lg(c->n)) \
    X(log2_min_mn, lg(fmin(c->m, c->n))) \
    X(fill_m_32, fill(c->m, 32)) \
    X(fill_m_128, fill(c->m, 128)) \
    X(fill_n_32, fill(c->n, 32)) \
    X(fill_n_64, fill(c->n, 64)) \
    X(fill_n_128, fill(c->n, 128)) \
    X(fill_k_8, fill(c->k, 8)) \
    X(in_ch_by_4, divides(c->op->in_ch, 4)) \
    X(in_ch_by_32, divides(c->op->in_ch, 32)) \
    X(out_ch_by_4, divides(c->op->out_ch, 4)) \
    X(out_ch_by_32, divides(c->op->out_ch, 32))

#define STACK_FEATURES(X) \
    X(stack_0, c->stack == 0) \
    X(stack_1, c->stack == 1) \
    X(stack_2, c->stack == 2) \
    X(stack_3, c->stack == 3) \
    X(stack_4, c->stack == 4) \
    X(update_sgd, c->op->update == OP_UPDATE_SGD) \
    X(update_momentum, c->op->update == OP_UPDATE_MOMENTUM) \
    X(update_adagrad, c->op->update == OP_UPDATE_ADAGRAD) \
    X(update_rmsprop, c->op->update == OP_UPDATE_RMSPROP) \
    X(update_adadelta, c->op->update == OP_UPDATE_ADADELTA) \
    X(update_adam, c->op->update == OP_UPDATE_ADAM)

#define FILL_FEATURES(X) \
    X(log2_tiles_per_sm_128x64, lg(tiles(c, 128, 64) / c->device->sm_count)) \
    X(log2_tiles_per_sm_64x32, lg(tiles(c, 64, 32) / c->device->sm_count)) \
    X(wave_128x64, wave(c, 128, 64)) \
    X(wave_64x32, wave(c, 64, 32)) \
    X(log2_waves_128x64, log_waves(c, 128, 64)) \
    X(log2_outputs_per_sm, lg(c->m * c->n / c->device->sm_count))

#define STRUCTURE_FEATURES(X) \
    X(log2_cores_per_sm, c->device->log2_cores_per_sm) \
    X(before_maxwell, c->device->before_maxwell) \
    X(since_volta, c->device->since_volta)
/* clang-format on */

#define COUNT(name, expression) +1
enum {
    N_SHARED = 0 SHARED_FEATURES(COUNT),
    N_SHAPE = 0 SHAPE_FEATURES(COUNT),
    N_STACK = 0 STACK_FEATURES(COUNT),
    N_FILL = 0 FILL_FEATURES(COUNT),
    N_STRUCTURE = 0 STRUCTURE_FEATURES(COUNT)
};
_Static_assert(STACK_N == 5, "one stack_* feature for each stack");

#define NAME(name, expression) #name,
static const char *const layer_names[] = {
    SHARED_FEATURES(NAME) SHAPE_FEATURES(NAME) STACK_FEATURES(NAME)};
static const char *const device_names[] = {
    SHARED_FEATURES(NAME) FILL_FEATURES(NAME) STRUCTURE_FEATURES(NAME)};

size_t feature_n_layer(void) {
    return N_SHARED + N_SHAPE + N_STACK;
}

size_t feature_n_device(void) {
    return N_SHARED + N_FILL + N_STRUCTURE;
}

size_t feature_first_fill(void) {
    return N_SHARED;
}

size_t feature_n_fill(void) {
    return N_FILL;
}

const char *feature_layer_name(size_t i) {
    return layer_names[i];
}

const char *feature_device_name(size_t i) {
    return device_names[i];
}

struct feature_structure feature_structure_of(const struct device *d) {
    return (struct feature_structure){
        .sm_count = d->sm_count,
        .log2_cores_per_sm = lg(d->cores_per_sm),
        .before_maxwell = d->compute_capability < 5,
        .since_volta = d->compute_capability >= 7,
    };
}

static struct context context_of(const struct op *op, size_t stack,
                                 const struct feature_structure *d) {
    /* Work and traffic of the operation itself, whatever the stack adds. */
    static const struct stack plain = {"", "", "", false, false, false, ""};
    struct context c = {.op = op, .stack = stack, .device = d};
    struct op_load load;

    op_product(op, &c.m, &c.n, &c.k);
    op_load(op, &plain, &load);
    c.flop = load.flop;
    c.bytes = load.bytes;
    return c;
}

#define FILL_IN(name, expression) *out++ = expression;

void feature_layer(const struct op *op, size_t stack, double out[]) {
    struct context context = context_of(op, stack, NULL), *c = &context;

    SHARED_FEATURES(FILL_IN)
    SHAPE_FEATURES(FILL_IN)
    STACK_FEATURES(FILL_IN)
}

void feature_device(const struct op *op, const struct feature_structure *d,
                    double out[]) {
    struct context context = context_of(op, 0, d), *c = &context;

    SHARED_FEATURES(FILL_IN)
    FILL_FEATURES(FILL_IN)
    STRUCTURE_FEATURES(FILL_IN)
}

void feature_fill(const struct op *op, double sm_count, double out[]) {
    const struct feature_structure structure = {.sm_count = sm_count};
    struct context context = context_of(op, 0, &structure), *c = &context;

    FILL_FEATURES(FILL_IN)
}

void feature_of_structure(const struct feature_structure *d, double out[]) {
    const struct context context = {.device = d}, *c = &context;

    STRUCTURE_FEATURES(FILL_IN)
}

size_t feature_device_facts(size_t out[]) {
    static const char *const facts[] = {"sm_count", "cores_per_sm",
                                        "compute_capability"};
    size_t n = sizeof facts / sizeof *facts;

    for (size_t i = 0; i < n; i++)
        out[i] = device_field_index(facts[i]);
    return n;
}
