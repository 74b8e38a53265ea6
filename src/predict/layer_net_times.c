/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/layer_net.h"

#include "base/mem.h"
#include "predict/panel.h"
#include "predict/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Operations of one network. */
struct group {
    const struct layer_net *net;
    struct panel_net panels;
    bool sees_devices;
    size_t n, *ops; /* indices of the query's; owned */
    double *halves; /* owned */
};

struct groups {
    size_t n;
    struct group group[STACK_N * OP_N_KINDS * OP_N_PHASES];
};

static const struct layer_net *net_of(const struct layer_nets *p,
                                      const struct op *op, size_t stack) {
    return &p->nets[stack][op->kind][layer_net_phase(p->recipe, op->phase)];
}

/* Inputs from all columns of which the operation's, or the device's, alone
 * count. */
static void half_inputs(const struct layer_net *x, const double columns[],
                        bool of_device, double out[]) {
    layer_net_inputs(x, columns, out);
    for (size_t i = 0; i < x->n_columns; i++)
        if ((x->column[i] >= LAYER_NET_FIRST_OF_DEVICE) != of_device)
            out[i] = 0;
}

static double *op_halves(const struct group *g, const struct op ops[]) {
    const struct layer_net *x = g->net;
    double *inputs = mem_alloc(g->n * x->n_columns, sizeof *inputs);
    double *halves = mem_alloc_lines(
        panel_count(g->n) * PANEL * x->net.sizes[1], sizeof *halves);

    for (size_t i = 0; i < g->n; i++) {
        double columns[LAYER_NET_N_COLUMNS] = {0};

        layer_net_op_columns(&ops[g->ops[i]], columns);
        half_inputs(x, columns, false, inputs + i * x->n_columns);
    }
    panel_halves(&g->panels, inputs, g->n, true, halves);
    free(inputs);
    return halves;
}

static double *device_halves(const struct group *g,
                             const struct device *const devices[], size_t n) {
    const struct layer_net *x = g->net;
    double *inputs = mem_alloc(n * x->n_columns, sizeof *inputs);
    double *halves = mem_alloc_lines(panel_count(n) * PANEL * x->net.sizes[1],
                                     sizeof *halves);

    for (size_t i = 0; i < n; i++) {
        double columns[LAYER_NET_N_COLUMNS] = {0};

        layer_net_device_columns(devices[i], columns);
        half_inputs(x, columns, true, inputs + i * x->n_columns);
    }
    panel_halves(&g->panels, inputs, n, false, halves);
    free(inputs);
    return halves;
}

/* The group of a network, a new one if it has none yet. */
static struct group *group_of(struct groups *p, const struct layer_net *x,
                              size_t most_ops) {
    struct group *g = p->group;

    while (g < p->group + p->n && g->net != x)
        g++;
    if (g < p->group + p->n)
        return g;
    *g = (struct group){.net = x, .panels = dense_net_panels(&x->net)};
    g->ops = mem_alloc(most_ops, sizeof *g->ops);
    for (size_t i = 0; i < x->n_columns; i++)
        g->sees_devices =
            g->sees_devices || x->column[i] >= LAYER_NET_FIRST_OF_DEVICE;
    p->n++;
    return g;
}

void *layer_nets_prepare(const struct query *q) {
    struct groups *p = mem_alloc(1, sizeof *p);

    for (size_t i = 0; i < q->n; i++) {
        struct group *g = group_of(
            p, net_of(q->predictor->state, &q->ops[i], q->stack[i]), q->n);

        g->ops[g->n++] = i;
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->group[i].net->n_columns > 0)
            p->group[i].halves = op_halves(&p->group[i], q->ops);
    return p;
}

void layer_nets_release(void *prepared) {
    struct groups *p = prepared;

    for (size_t i = 0; i < p->n; i++) {
        free(p->group[i].ops);
        free(p->group[i].halves);
    }
    free(p);
}

/* For what no network saw: 10 us and the device's peaks. */
static double plain_time_ms(const struct op_load *load,
                            const struct device *d) {
    return 0.01 + 1e-6 * load->flop / device_sustained_fp32_gflops(d) +
           1e-6 * load->bytes / d->memory_bandwidth_gbs +
           1e-6 * load->copy_bytes / d->host_link_gbs;
}

static void group_times(const struct group *g, const struct query *q,
                        const struct device *const devices[], size_t n,
                        double time_ms[]) {
    /* A closed output says 0; a time is positive. */
    const double least_ms = 1e-4;
    size_t n_seen = g->sees_devices ? n : 1;
    double *halves = device_halves(g, devices, n_seen);
    double *y = mem_alloc(g->n * n_seen, sizeof *y);
    const struct panel_pairs pairs = {.net = &g->panels,
                                      .a = g->halves,
                                      .n_a = g->n,
                                      .b = halves,
                                      .n_b = n_seen};

    panel_pairs(&pairs, y);
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < g->n; i++)
            time_ms[j * q->n + g->ops[i]] =
                fmax(y[i * n_seen + (g->sees_devices ? j : 0)] / g->net->per_ms,
                     least_ms);
    free(halves);
    free(y);
}

void layer_nets_times(const struct query *q,
                      const struct device *const devices[], size_t n,
                      double time_ms[]) {
    const struct groups *p = q->prepared;

    for (size_t k = 0; k < p->n; k++) {
        const struct group *g = &p->group[k];

        if (g->net->n_columns > 0) {
            group_times(g, q, devices, n, time_ms);
            continue;
        }
        for (size_t j = 0; j < n; j++)
            for (size_t i = 0; i < g->n; i++)
                time_ms[j * q->n + g->ops[i]] =
                    plain_time_ms(&q->loads[g->ops[i]], devices[j]);
    }
}
