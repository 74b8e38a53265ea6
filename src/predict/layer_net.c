/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/layer_net.h"

#include "base/mem.h"
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

void layer_net_columns(const struct op *o, const struct device *d,
                       double out[LAYER_NET_N_COLUMNS]) {
#define X(key, value) out[LAYER_NET_##key] = value;
    LAYER_NET_COLUMNS(X)
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

static const struct layer_net *net_of(const struct layer_nets *p,
                                      const struct op *op, size_t stack) {
    return &p->nets[stack][op->kind][layer_net_phase(p->recipe, op->phase)];
}

/* For what no network saw: 10 us and the device's peaks. */
static double plain_time_ms(const struct op *op, size_t stack,
                            const struct device *d) {
    struct op_load load;

    op_load(op, &stacks[stack], &load);
    return 0.01 + 1e-6 * load.flop / device_sustained_fp32_gflops(d) +
           1e-6 * load.bytes / d->memory_bandwidth_gbs +
           1e-6 * load.copy_bytes / d->host_link_gbs;
}

/* Operations of one network at a time. */
static void run_times(const struct layer_net *x, const struct op ops[],
                      size_t n, const struct device *d, double time_ms[]) {
    /* A closed output says 0; a time is positive. */
    const double least_ms = 1e-4;
    double *inputs = mem_alloc(n * x->n_columns, sizeof *inputs);
    struct dense_net_tape tape;

    for (size_t i = 0; i < n; i++) {
        double columns[LAYER_NET_N_COLUMNS];

        layer_net_columns(&ops[i], d, columns);
        layer_net_inputs(x, columns, inputs + i * x->n_columns);
    }
    dense_net_tape_init(&tape, &x->net, n);
    dense_net_forward(&x->net, inputs, n, NULL, &tape, time_ms);
    for (size_t i = 0; i < n; i++)
        time_ms[i] = fmax(time_ms[i] / x->per_ms, least_ms);
    dense_net_tape_free(&tape);
    free(inputs);
}

void layer_nets_times(const void *state, const struct op ops[],
                      const size_t stack[], size_t n, const struct device *d,
                      double time_ms[]) {
    enum { AT_ONCE = 1024 };
    const struct layer_nets *p = state;
    size_t count;

    for (size_t i = 0; i < n; i += count) {
        const struct layer_net *x = net_of(p, &ops[i], stack[i]);

        count = 1;
        if (x->n_columns == 0) {
            time_ms[i] = plain_time_ms(&ops[i], stack[i], d);
            continue;
        }
        while (i + count < n && count < AT_ONCE &&
               net_of(p, &ops[i + count], stack[i + count]) == x)
            count++;
        run_times(x, ops + i, count, d, time_ms + i);
    }
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
