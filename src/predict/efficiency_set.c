/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency_set.h"

#include "base/mem.h"
#include "predict/feature.h"

#include <math.h>
#include <stdlib.h>

static void fill_row(struct efficiency_set *set, size_t i,
                     const struct measurement *row, const struct device *d,
                     double host) {
    struct feature_structure structure = feature_structure_of(d);
    struct op_load load;

    feature_layer(&row->op, row->stack, set->x_f + i * feature_n_layer());
    feature_device(&row->op, &structure, set->x_g + i * feature_n_device());
    op_load(&row->op, &stacks[row->stack], &load);
    set->device[i] = row->device;
    set->targets[i] = (struct efficiency_target){
        .host = host,
        .compute_ms = 1e-6 * load.flop / device_sustained_fp32_gflops(d),
        .memory_ms = 1e-6 * load.bytes / d->memory_bandwidth_gbs,
        .link_ms = 1e-6 * load.copy_bytes / d->host_link_gbs,
        .log_time = log(row->time_ms),
    };
}

void efficiency_set_new(struct efficiency_set *set,
                        const struct measurements *m, const size_t rows[],
                        size_t n, const double null_ms[STACK_N]) {
    double *host = predictor_host_factors(m, null_ms);

    *set = (struct efficiency_set){.n = n};
    set->x_f = mem_alloc(n * feature_n_layer(), sizeof *set->x_f);
    set->x_g = mem_alloc(n * feature_n_device(), sizeof *set->x_g);
    set->targets = mem_alloc(n, sizeof *set->targets);
    set->device = mem_alloc(n, sizeof *set->device);
    for (size_t i = 0; i < n; i++) {
        const struct measurement *row = &m->rows[rows[i]];

        fill_row(set, i, row, &m->devices[row->device],
                 host[row->stack * m->n_devices + row->device]);
    }
    free(host);
}

void efficiency_set_free(struct efficiency_set *set) {
    free(set->x_f);
    free(set->x_g);
    free(set->x_t);
    free(set->targets);
    free(set->device);
    *set = (struct efficiency_set){0};
}

/* Mean and inverse deviation of each column; a constant column gets 0. */
static void scaling(const double x[], size_t n, size_t columns, double mean[],
                    double scale[]) {
    for (size_t j = 0; j < columns; j++) {
        double sum = 0, squares = 0, deviation;

        for (size_t i = 0; i < n; i++)
            sum += x[i * columns + j];
        mean[j] = sum / (double)n;
        for (size_t i = 0; i < n; i++) {
            double off = x[i * columns + j] - mean[j];

            squares += off * off;
        }
        deviation = sqrt(squares / (double)n);
        scale[j] = deviation > 1e-9 ? 1 / deviation : 0;
    }
}

void efficiency_set_scaling(const struct efficiency_set *set,
                            struct efficiency *p) {
    scaling(set->x_f, set->n, feature_n_layer(), p->f_mean, p->f_scale);
    scaling(set->x_g, set->n, feature_n_device(), p->g_mean, p->g_scale);
}

void efficiency_set_standardise(struct efficiency_set *set,
                                const struct efficiency *p) {
    size_t n_f = feature_n_layer(), n_g = feature_n_device();

    for (size_t i = 0; i < set->n; i++) {
        efficiency_standardise(set->x_f + i * n_f, n_f, p->f_mean, p->f_scale);
        efficiency_standardise(set->x_g + i * n_g, n_g, p->g_mean, p->g_scale);
    }
}

void efficiency_set_typical(struct efficiency_set *set,
                            const struct efficiency *p,
                            const struct measurements *m, const size_t rows[]) {
    size_t n_g = feature_n_device();

    set->x_t = mem_alloc(set->n * n_g, sizeof *set->x_t);
    for (size_t i = 0; i < set->n; i++) {
        double *x = set->x_t + i * n_g;

        feature_device(&m->rows[rows[i]].op, &p->typical, x);
        efficiency_standardise(x, n_g, p->g_mean, p->g_scale);
    }
}
