/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/layer_net.h"

#include "predict/boxcox.h"

#include <math.h>
#include <stdlib.h>

const char *const layer_net_column_names[LAYER_NET_N_COLUMNS] = {
#define X(key, value) #key,
    LAYER_NET_COLUMNS(X)
#undef X
};

bool layer_net_is_product(const struct op *o) {
    return o->kind == OP_DENSE || o->kind == OP_SOFTMAX;
}

bool layer_net_is_pool(const struct op *o) {
    return o->kind == OP_MAXPOOL2D || o->kind == OP_AVGPOOL2D;
}

void layer_net_op_columns(const struct op *o, double out[LAYER_NET_N_COLUMNS]) {
#define X(key, value) out[LAYER_NET_##key] = value;
    LAYER_NET_OP_COLUMNS(X)
#undef X
}

void layer_net_device_columns(const struct device *d,
                              double out[LAYER_NET_N_COLUMNS]) {
#define X(key, value) out[LAYER_NET_##key] = value;
    LAYER_NET_DEVICE_COLUMNS(X)
#undef X
}

void layer_net_inputs(const struct layer_net *x, const double columns[],
                      double out[]) {
    for (size_t i = 0; i < x->n_columns; i++) {
        double v = columns[x->column[i]], lambda = x->lambda[i];

        if (lambda < 1 || lambda > 1)
            v = boxcox(v, lambda);
        out[i] = (v - x->mean[i]) * x->scale[i];
    }
}

enum op_phase layer_net_phase(const struct recipe *r, enum op_phase phase) {
    return r->phases_as_one && phase == OP_STEP ? OP_FORWARD : phase;
}

double layer_net_loss(const struct recipe *r, double predicted, double target,
                      double *slope) {
    double off = log1p(predicted) - log1p(target);
    double weight = 1 / log1p(target);

    if (!r->relative_loss) {
        *slope = 2 * off / (1 + predicted);
        return off * off;
    }
    *slope = (off > 0 ? weight : -weight) / (1 + predicted);
    return fabs(off) * weight;
}

size_t layer_nets_facts(size_t out[]) {
    static const char *const facts[] = {"memory_bandwidth_gbs", "sm_count",
                                        "cores_per_sm", "boost_clock_mhz",
                                        "sustained_clock_mhz"};
    size_t n = sizeof facts / sizeof *facts;

    for (size_t i = 0; i < n; i++)
        out[i] = device_field_index(facts[i]);
    return n;
}

void layer_nets_free(void *state) {
    struct layer_nets *p = state;

    if (p == NULL)
        return;
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++)
                dense_net_free(&p->nets[s][k][h].net);
    free(p);
}
