/* SPDX-License-Identifier: MIT
 *
 * What the published predictors have in common: one network for each software
 * stack and type of layer, which sees the sizes of the layer and, where several
 * devices were measured, their bandwidth, cores and clock.  A recipe says how
 * they differ.
 *
 * Columns that are constant in a network's training rows are not shown to it;
 * a network that was trained on one device is therefore the per-device model
 * of the papers.  Columns that the papers do not have (groups, transposition)
 * are constant in the data of the papers.
 */
#ifndef LAYER_NET_H
#define LAYER_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "predict/dense_net.h"
#include "predict/predictor.h"

/* key, what it is for an operation o on a device d */
/* clang-format off */
#define LAYER_NET_OP_COLUMNS(X) \
    X(batch, layer_net_is_product (o) ? o->m : o->batch) \
    X(side_squared, layer_net_is_product (o) ? 1 : o->in_h * o->in_w) \
    X(kernel_squared, o->kind == OP_CONV2D ? o->kernel_h * o->kernel_w : 1) \
    X(pool_side, layer_net_is_pool (o) ? sqrt (o->kernel_h * o->kernel_w) : 1) \
    X(in_channels, o->kind == OP_DENSE ? o->k : layer_net_is_product (o) ? o->n : o->in_ch) \
    X(out_channels, o->kind == OP_DENSE ? o->n : o->kind == OP_CONV2D ? o->out_ch : 1) \
    X(padding, o->pad_h + o->pad_w > 0) \
    X(stride, sqrt (o->stride_h * o->stride_w)) \
    X(groups, o->groups) \
    X(bias, o->bias) \
    X(transpose_a, o->transpose_a) \
    X(transpose_b, o->transpose_b) \
    X(relu, o->activation == OP_RELU) \
    X(curved, o->activation == OP_CURVED) \
    X(sgd, o->update == OP_UPDATE_SGD) \
    X(momentum, o->update == OP_UPDATE_MOMENTUM) \
    X(adagrad, o->update == OP_UPDATE_ADAGRAD) \
    X(rmsprop, o->update == OP_UPDATE_RMSPROP) \
    X(adadelta, o->update == OP_UPDATE_ADADELTA) \
    X(adam, o->update == OP_UPDATE_ADAM)

#define LAYER_NET_DEVICE_COLUMNS(X) \
    X(bandwidth_gbs, d->memory_bandwidth_gbs) \
    X(cores, device_cores (d)) \
    X(clock_mhz, device_clock_mhz (d))
/* clang-format on */
#define LAYER_NET_COLUMNS(X) LAYER_NET_OP_COLUMNS(X) LAYER_NET_DEVICE_COLUMNS(X)

enum {
#define X(key, value) LAYER_NET_##key,
    LAYER_NET_COLUMNS(X)
#undef X
        LAYER_NET_N_COLUMNS
};
enum { LAYER_NET_FIRST_OF_DEVICE = LAYER_NET_bandwidth_gbs };
extern const char *const layer_net_column_names[LAYER_NET_N_COLUMNS];

enum { RECIPE_MAX_HIDDEN = 6 };

struct recipe {
    bool boxcox;        /* of side and kernel, squared */
    bool phases_as_one; /* forward and training step in one network */
    /* The loss of a row is |ln (1 + y') - ln (1 + y)| / ln (1 + y), else the
     * square of that difference. */
    bool relative_loss;
    /* What a network predicts, per ms: of the convolutions of sessions, which
     * take long, and of all others, whose loss would be flat. */
    double long_per_ms, per_ms;
    double decay; /* of the hidden layers' weights, in the loss */
    /* Hidden layers for rows of one device and of several; 0 ends. */
    size_t one[RECIPE_MAX_HIDDEN + 1], several[RECIPE_MAX_HIDDEN + 1];
    /* The rate is halved every so many of the recipe's epochs; fewer or more
     * epochs keep the shape of the schedule. */
    size_t epochs, halving;
};

struct layer_net {
    double per_ms;    /* what it predicts, per ms */
    size_t n_columns; /* 0: not trained */
    size_t column[LAYER_NET_N_COLUMNS];
    /* Of each column: lambda of Box and Cox (1: none), mean and inverse
     * deviation. */
    double lambda[LAYER_NET_N_COLUMNS], mean[LAYER_NET_N_COLUMNS],
        scale[LAYER_NET_N_COLUMNS];
    struct dense_net net;
};

struct layer_nets {
    const struct recipe *recipe;
    struct layer_net nets[STACK_N][OP_N_KINDS][OP_N_PHASES];
};

bool layer_net_is_product(const struct op *o);
bool layer_net_is_pool(const struct op *o);

/* Columns of an operation, and of a device; both leave the others alone. */
void layer_net_op_columns(const struct op *o, double out[LAYER_NET_N_COLUMNS]);
void layer_net_device_columns(const struct device *d,
                              double out[LAYER_NET_N_COLUMNS]);
/* A network's inputs from all columns. */
void layer_net_inputs(const struct layer_net *x, const double columns[],
                      double out[]);
/* The phase whose network an operation belongs to. */
enum op_phase layer_net_phase(const struct recipe *r, enum op_phase phase);

/* Loss of a row and its slope in the prediction. */
double layer_net_loss(const struct recipe *r, double predicted, double target,
                      double *slope);

void *layer_nets_train(const struct recipe *recipe,
                       const struct measurements *m, const size_t rows[],
                       size_t n, const struct train_options *options,
                       struct err *e);

/* Members of struct predictor_kind. */
void *layer_nets_prepare(const struct query *q);
void layer_nets_release(void *prepared);
void layer_nets_times(const struct query *q,
                      const struct device *const devices[], size_t n,
                      double time_ms[]);
size_t layer_nets_facts(size_t out[]);
void layer_nets_save(const void *state, FILE *out);
void *layer_nets_load(const struct recipe *recipe, struct cfg *cfg,
                      const struct cfg_node *group, struct err *e);
void layer_nets_free(void *state);

#endif
