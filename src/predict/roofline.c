/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/roofline.h"

#include "base/mem.h"
#include "predict/model_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_multimin.h>

enum { OVERHEAD, COMPUTE, MEMORY, LINK, N_FITTED };

/* Logs of overhead (ms) and of the three efficiencies. */
struct fit {
    bool fitted;
    double log_of[N_FITTED];
};

struct roofline {
    struct fit fits[STACK_N][OP_N_KINDS][OP_N_PHASES];
};

/* What is taken where nothing was fitted: 10 us and the peaks. */
static const struct fit plain = {false, {-4.6, 0, 0, 0}};

static const double log_least[N_FITTED] = {-9.2, -7, -7, -7};
static const double log_most[N_FITTED] = {4.6, 1.4, 0.1, 0};

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
    double p[N_FITTED], sum = 0, outside = 0;

    for (size_t i = 0; i < N_FITTED; i++) {
        double v = gsl_vector_get(x, i);

        p[i] = clamp(v, log_least[i], log_most[i]);
        outside += fabs(v - p[i]);
        p[i] = exp(p[i]);
    }
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *r = &rows->rows[i];
        double time =
            r->host * p[OVERHEAD] +
            fmax(r->compute_ms / p[COMPUTE], r->memory_ms / p[MEMORY]) +
            r->link_ms / p[LINK];

        sum += fabs(log(time) - r->log_time);
    }
    return sum / (double)rows->n + outside;
}

static bool fit_rows(struct fit *fit, struct rows *rows, struct err *e) {
    static const double start[N_FITTED] = {-3, -0.7, -0.4, -0.4};
    gsl_multimin_function f = {misfit, N_FITTED, rows};
    gsl_vector *x = gsl_vector_alloc(N_FITTED);
    gsl_vector *step = gsl_vector_alloc(N_FITTED);
    gsl_multimin_fminimizer *search = gsl_multimin_fminimizer_alloc(
        gsl_multimin_fminimizer_nmsimplex2, N_FITTED);
    int status = x == NULL || step == NULL || search == NULL;

    if (status == 0) {
        for (size_t i = 0; i < N_FITTED; i++)
            gsl_vector_set(x, i, start[i]);
        gsl_vector_set_all(step, 0.7);
        status = gsl_multimin_fminimizer_set(search, &f, x, step);
        for (size_t i = 0; status == 0 && i < 300; i++) {
            status = gsl_multimin_fminimizer_iterate(search);
            if (gsl_multimin_fminimizer_size(search) < 1e-3)
                break;
        }
        for (size_t i = 0; i < N_FITTED; i++)
            fit->log_of[i] =
                clamp(gsl_vector_get(search->x, i), log_least[i], log_most[i]);
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
    struct roofline *p = mem_alloc(1, sizeof *p);
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
                        1e-6 * load.flop / device_peak_fp32_gflops(d),
                        1e-6 * load.bytes / d->memory_bandwidth_gbs,
                        1e-6 * load.copy_bytes / d->host_link_gbs,
                        host[s * m->n_devices + r->device], log(r->time_ms)};
                }
                p->fits[s][k][h] = plain;
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

static const char *const keys[N_FITTED] = {"log_overhead_ms", "log_compute",
                                           "log_memory", "log_link"};

static void save(const void *state, FILE *out) {
    const struct roofline *p = state;
    bool first = true;

    fprintf(out, "    fits = (");
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++) {
                const struct fit *fit = &p->fits[s][k][h];

                if (!fit->fitted)
                    continue;
                fprintf(out, "%s\n      { ", first ? "" : ",");
                model_put_cell(out, &(struct model_cell){s, k, h});
                first = false;
                for (size_t i = 0; i < N_FITTED; i++)
                    fprintf(out, " %s = %.17e;", keys[i], fit->log_of[i]);
                fprintf(out, " }");
            }
    fprintf(out, ");\n");
}

static bool load_fit(struct roofline *p, struct cfg *cfg,
                     const struct cfg_node *group, struct err *e) {
    struct model_cell c;
    struct fit *fit;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of a fit");
    if (!model_get_cell(cfg, group, &c, e))
        return false;
    fit = &p->fits[c.stack][c.kind][c.phase];
    fit->fitted = true;
    for (size_t i = 0; i < N_FITTED; i++)
        if (!cfg_number(cfg, group, keys[i], log_least[i], log_most[i],
                        &fit->log_of[i], e))
            return false;
    return cfg_done(cfg, group, e);
}

static void *load(struct cfg *cfg, const struct cfg_node *group,
                  struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "fits", e);
    struct roofline *p;

    if (list == NULL)
        return NULL;
    p = mem_alloc(1, sizeof *p);
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++)
                p->fits[s][k][h] = plain;
    for (size_t i = 0; i < cfg_count(list); i++)
        if (!load_fit(p, cfg, cfg_at(list, i), e)) {
            free(p);
            return NULL;
        }
    return p;
}

static void terms(const void *state, const double null_ms[STACK_N],
                  const struct op ops[], const size_t stack[], size_t n,
                  const struct device *d, struct law_term out[]) {
    const struct roofline *p = state;

    for (size_t i = 0; i < n; i++) {
        const struct stack *s = &stacks[stack[i]];
        const struct fit *fit = &p->fits[stack[i]][ops[i].kind][ops[i].phase];
        double overhead = exp(fit->log_of[OVERHEAD]);
        struct op_load load;

        op_load(&ops[i], s, &load);
        out[i] = (struct law_term){
            .overhead_ms = s->session ? 0 : overhead,
            .host = s->session ? overhead / null_ms[stack[i]] : 0,
            .compute_ms_mhz = 1e-3 * load.flop /
                              (2 * device_cores(d) * exp(fit->log_of[COMPUTE])),
            .memory_ms_gbs = 1e-6 * load.bytes / exp(fit->log_of[MEMORY]),
            .link_ms_gbs = 1e-6 * load.copy_bytes / exp(fit->log_of[LINK]),
        };
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
