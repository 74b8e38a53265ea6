/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/cost_node.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>

enum { NODES_MAX = 64 };

static double at(const struct cost_node *n, size_t offset) {
    double value;

    memcpy(&value, (const char *)n + offset, sizeof value);
    return value;
}

static void put(struct cost_node *n, size_t offset, double value) {
    memcpy((char *)n + offset, &value, sizeof value);
}

/* Straight between two nodes in the logarithms of size and value. */
static double between(double nm, const struct cost_node *a,
                      const struct cost_node *b, size_t offset) {
    double t = log(nm / a->process_nm) / log(b->process_nm / a->process_nm);

    return at(a, offset) * pow(at(b, offset) / at(a, offset), t);
}

/* Slope of the logarithms over all nodes. */
static double slope(const struct cost_model *m, size_t offset) {
    double x[NODES_MAX], y[NODES_MAX], c0, c1, v00, v01, v11, sum;
    size_t n = m->n_nodes < NODES_MAX ? m->n_nodes : NODES_MAX;

    for (size_t i = 0; i < n; i++) {
        x[i] = log(m->nodes[i].process_nm);
        y[i] = log(at(&m->nodes[i], offset));
    }
    if (n < 3 || gsl_fit_linear(x, 1, y, 1, n, &c0, &c1, &v00, &v01, &v11,
                                &sum) != GSL_SUCCESS)
        return 0;
    return c1;
}

struct cost_node cost_node_at(const struct cost_model *m, double process_nm,
                              bool *listed) {
    static const size_t trends[] = {offsetof(struct cost_node, logic_scale),
                                    offsetof(struct cost_node, core_pj),
                                    offsetof(struct cost_node, wafer_usd)};
    static const size_t values[] = {
        offsetof(struct cost_node, logic_scale),
        offsetof(struct cost_node, core_pj),
        offsetof(struct cost_node, wafer_usd),
        offsetof(struct cost_node, sram_scale),
        offsetof(struct cost_node, defects_per_cm2),
        offsetof(struct cost_node, reference_clock_mhz)};
    const struct cost_node *n = m->nodes;
    struct cost_node out;
    size_t i = 0;

    while (i < m->n_nodes && n[i].process_nm > process_nm)
        i++;
    *listed = i < m->n_nodes && !(n[i].process_nm < process_nm);
    if (*listed)
        return n[i];
    out = n[i == m->n_nodes ? i - 1 : i];
    if (i == 0 || i == m->n_nodes) {
        for (size_t j = 0; j < sizeof trends / sizeof *trends; j++)
            put(&out, trends[j],
                at(&out, trends[j]) *
                    pow(process_nm / out.process_nm, slope(m, trends[j])));
    } else {
        for (size_t j = 0; j < sizeof values / sizeof *values; j++)
            put(&out, values[j],
                between(process_nm, &n[i - 1], &n[i], values[j]));
    }
    out.process_nm = process_nm;
    return out;
}
