/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/roofline.h"

#include "base/mem.h"
#include "predict/fit_table.h"
#include "predict/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_multimin.h>

/* Logs of the overhead (ms) and of the three efficiencies; where nothing was
 * fitted, 10 us and the peaks. */
static const struct fit_form form = {
    {"log_overhead_ms", "log_compute", "log_memory", "log_link"},
    {-9.2, -7, -7, -7},
    {4.6, 1.4, 0.1, 0},
    {-4.6, 0, 0, 0}};

struct row {
    double compute_ms, memory_ms, link_ms, host, log_time;
};

struct rows {
    const struct row *rows;
    size_t n;
};

static double clamp(double x, double low, double high) {
    return x < low ? low : x > high ? high : x;
}

/* Mean |log ratio|; outside the bounds the parameters stop having an effect
 * and a slope leads back. */
static double misfit(const gsl_vector *x, void *data) {
    const struct rows *rows = data;
    double p[FIT_N], sum = 0, outside = 0;

    for (size_t i = 0; i < FIT_N; i++) {
        double v = gsl_vector_get(x, i);

        p[i] = clamp(v, form.least[i], form.most[i]);
        outside += fabs(v - p[i]);
        p[i] = exp(p[i]);
    }
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *r = &rows->rows[i];
        double time =
            r->host * p[FIT_OVERHEAD] +
            fmax(r->compute_ms / p[FIT_COMPUTE], r->memory_ms / p[FIT_MEMORY]) +
            r->link_ms / p[FIT_LINK];

        sum += fabs(log(time) - r->log_time);
    }
    return sum / (double)rows->n + outside;
}

static bool fit_rows(struct fit *fit, struct rows *rows, struct err *e) {
    static const double start[FIT_N] = {-3, -0.7, -0.4, -0.4};
    gsl_multimin_function f = {misfit, FIT_N, rows};
    gsl_vector *x = gsl_vector_alloc(FIT_N);
    gsl_vector *step = gsl_vector_alloc(FIT_N);
    gsl_multimin_fminimizer *search = gsl_multimin_fminimizer_alloc(
        gsl_multimin_fminimizer_nmsimplex2, FIT_N);
    int status = x == NULL || step == NULL || search == NULL;

    if (status == 0) {
        for (size_t i = 0; i < FIT_N; i++)
            gsl_vector_set(x, i, start[i]);
        gsl_vector_set_all(step, 0.7);
        status = gsl_multimin_fminimizer_set(search, &f, x, step);
        for (size_t i = 0; status == 0 && i < 300; i++) {
            status = gsl_multimin_fminimizer_iterate(search);
            if (gsl_multimin_fminimizer_size(search) < 1e-3)
                break;
        }
        for (size_t i = 0; i < FIT_N; i++)
            fit->of[i] = clamp(gsl_vector_get(search->x, i), form.least[i],
                               form.most[i]);
        fit->fitted = true;
    }
    gsl_multimin_fminimizer_free(search);
    gsl_vector_free(x);
    gsl_vector_free(step);
    /* A simplex that can shrink no more has arrived. */
    if (status != 0 && status != GSL_ENOPROG)
        return err_set(e, ERR_NUMERIC, "the fit of the roofline failed");
    return true;
}

static void *train(const struct measurements *m, const size_t rows[], size_t n,
                   const double null_ms[STACK_N],
                   const struct train_options *options, struct err *e) {
    struct fit_table *p = fit_table_new(&form);
    struct row *buffer = mem_alloc(n, sizeof *buffer);
    double *host = predictor_host_factors(m, null_ms);
    bool good = true;
    size_t done = 0;

    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES && good; h++) {
                struct rows group = {buffer, 0};

                for (size_t i = 0; i < n; i++) {
                    const struct measurement *r = &m->rows[rows[i]];
                    const struct device *d = &m->devices[r->device];
                    struct op_load load;

                    if (r->stack != s || r->op.kind != k || r->op.phase != h)
                        continue;
                    op_load(&r->op, &stacks[s], &load);
                    buffer[group.n++] = (struct row){
                        1e-6 * load.flop / device_sustained_fp32_gflops(d),
                        1e-6 * load.bytes / d->memory_bandwidth_gbs,
                        1e-6 * load.copy_bytes / d->host_link_gbs,
                        host[s * m->n_devices + r->device], log(r->time_ms)};
                }
                if (group.n > 0)
                    good = fit_rows(&p->fits[s][k][h], &group, e);
                done += group.n;
                if (group.n > 0 && options->progress != NULL)
                    options->progress(options->progress_data,
                                      (double)done / (double)n);
            }
    free(buffer);
    free(host);
    if (!good) {
        free(p);
        return NULL;
    }
    return p;
}

static void save(const void *state, FILE *out) {
    fit_table_save(state, &form, out);
}

static void *load(struct cfg *cfg, const struct cfg_node *group,
                  struct err *e) {
    return fit_table_load(&form, cfg, group, e);
}

static void terms(const struct query *q, const struct device *const devices[],
                  size_t n, struct law_term out[]) {
    const struct fit_table *p = q->predictor->state;

    for (size_t i = 0; i < q->n; i++) {
        const size_t s = q->stack[i];
        const struct fit *fit = &p->fits[s][q->ops[i].kind][q->ops[i].phase];
        const struct op_load *load = &q->loads[i];
        double overhead = exp(fit->of[FIT_OVERHEAD]);
        double per_compute = exp(fit->of[FIT_COMPUTE]);
        const struct law_term all = {
            .overhead_ms = stacks[s].session ? 0 : overhead,
            .host = stacks[s].session ? overhead / q->predictor->null_ms[s] : 0,
            .memory_ms_gbs = 1e-6 * load->bytes / exp(fit->of[FIT_MEMORY]),
            .link_ms_gbs = 1e-6 * load->copy_bytes / exp(fit->of[FIT_LINK]),
            .copy_ms_gbs = 1e-6 * load->copy_bytes,
        };

        for (size_t j = 0; j < n; j++) {
            out[j * q->n + i] = all;
            out[j * q->n + i].compute_ms_mhz =
                1e-3 * load->flop /
                (2 * device_cores(devices[j]) * per_compute);
        }
    }
}

static size_t facts(size_t out[]) {
    out[0] = device_field_index("sm_count");
    out[1] = device_field_index("cores_per_sm");
    return 2;
}

const struct predictor_kind predictor_roofline = {
    .name = "roofline",
    .help = "the longer of compute and memory time at fitted efficiencies",
    .overlap = true,
    .train = train,
    .save = save,
    .load = load,
    .free = free,
    .terms = terms,
    .facts = facts,
    .epochs = 1,
    .rows_per_group = 1500,
};
