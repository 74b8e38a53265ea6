/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/scaled.h"

#include "base/mem.h"
#include "predict/fit_table.h"
#include "predict/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = SCALED_N_FITTED };
_Static_assert(N == (int)FIT_N, "one unknown for each number of a fit");

/* Overhead in ms; the others times of the device's peak rates.  Where nothing
 * was fitted, 10 us and the peaks. */
static const struct fit_form form = {
    {"overhead_ms", "compute", "memory", "link"},
    {0, 0, 0, 0},
    {1e12, 1e12, 1e12, 1e12},
    {0.01, 1, 1, 1}};

/* Solves the n x n symmetric system by Cholesky's method; false when it has
 * no full rank, as far as doubles tell. */
static bool solve_system(double g[N][N], double x[N], size_t n) {
    for (size_t i = 0; i < n; i++) {
        double diagonal = g[i][i];

        for (size_t j = 0; j <= i; j++) {
            double sum = g[i][j];

            for (size_t k = 0; k < j; k++)
                sum -= g[i][k] * g[j][k];
            if (j < i)
                g[i][j] = sum / g[j][j];
            else if (sum > 1e-12 * diagonal)
                g[i][i] = sqrt(sum);
            else
                return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= g[i][k] * x[k];
        x[i] /= g[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= g[k][i] * x[k];
        x[i] /= g[i][i];
    }
    return true;
}

/* The unknowns of the set (bit i for unknown i) by the normal equations, the
 * others 0; false when one is negative or there is no rank.  *gain is how much
 * less the sum of squares is than with all 0. */
static bool solve_set(double g[N][N], const double ab[N], unsigned set,
                      double x[N], double *gain) {
    double part[N][N], y[N];
    size_t at[N], n = 0;

    for (size_t i = 0; i < N; i++)
        if (set >> i & 1)
            at[n++] = i;
    for (size_t i = 0; i < n; i++) {
        y[i] = ab[at[i]];
        for (size_t j = 0; j < n; j++)
            part[i][j] = g[at[i]][at[j]];
    }
    if (!solve_system(part, y, n))
        return false;
    memset(x, 0, N * sizeof *x);
    *gain = 0;
    for (size_t i = 0; i < n; i++) {
        if (y[i] < 0)
            return false;
        x[at[i]] = y[i];
        *gain += y[i] * ab[at[i]];
    }
    return true;
}

/* Four unknowns have fifteen sets of positive ones: the best is found by
 * trying all. */
bool scaled_solve(const double a[], const double b[], size_t rows,
                  double x[N]) {
    double g[N][N] = {{0}}, ab[N] = {0}, unit[N], best = -1;

    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < N; i++) {
            ab[i] += a[r * N + i] * b[r];
            for (size_t j = 0; j < N; j++)
                g[i][j] += a[r * N + i] * a[r * N + j];
        }
    /* Columns of length 1, for the rank to be told. */
    for (size_t i = 0; i < N; i++)
        unit[i] = g[i][i] > 0 ? 1 / sqrt(g[i][i]) : 0;
    for (size_t i = 0; i < N; i++) {
        ab[i] *= unit[i];
        for (size_t j = 0; j < N; j++)
            g[i][j] *= unit[i] * unit[j];
    }
    for (unsigned set = 1; set < 1u << N; set++) {
        double trial[N], gain;

        if (!solve_set(g, ab, set, trial, &gain) || gain <= best)
            continue;
        best = gain;
        for (size_t i = 0; i < N; i++)
            x[i] = unit[i] * trial[i];
    }
    return best >= 0;
}

/* One row of the system: everything over the measured time. */
static void fill_row(const struct measurement *r, const struct device *d,
                     double host, double out[N]) {
    struct op_load load;

    op_load(&r->op, &stacks[r->stack], &load);
    out[FIT_OVERHEAD] = host / r->time_ms;
    out[FIT_COMPUTE] =
        1e-6 * load.flop / device_sustained_fp32_gflops(d) / r->time_ms;
    out[FIT_MEMORY] = 1e-6 * load.bytes / d->memory_bandwidth_gbs / r->time_ms;
    out[FIT_LINK] = 1e-6 * load.copy_bytes / d->host_link_gbs / r->time_ms;
}

static void *train(const struct measurements *m, const size_t rows[], size_t n,
                   const double null_ms[STACK_N],
                   const struct train_options *options, struct err *e) {
    struct fit_table *p = fit_table_new(&form);
    double *a = mem_alloc(n * N, sizeof *a), *b = mem_alloc(n, sizeof *b);
    double *host = predictor_host_factors(m, null_ms);
    bool good = true;

    for (size_t i = 0; i < n; i++)
        b[i] = 1;
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++) {
                struct fit *fit = &p->fits[s][k][h];
                size_t count = 0;

                for (size_t i = 0; i < n; i++) {
                    const struct measurement *r = &m->rows[rows[i]];

                    if (r->stack == s && r->op.kind == k && r->op.phase == h)
                        fill_row(r, &m->devices[r->device],
                                 host[s * m->n_devices + r->device],
                                 a + N * count++);
                }
                fit->fitted = count > 0;
                if (count > 0 && !scaled_solve(a, b, count, fit->of))
                    good = false;
            }
    free(host);
    free(a);
    free(b);
    if (options->progress != NULL)
        options->progress(options->progress_data, 1);
    if (!good) {
        free(p);
        err_set(e, ERR_NUMERIC, "the linear fit failed");
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
    /* A fit may find no overhead, and an operation may do nothing else. */
    const double least_ms = 1e-4;
    const struct fit_table *p = q->predictor->state;

    for (size_t i = 0; i < q->n; i++) {
        const size_t s = q->stack[i];
        const double *of = p->fits[s][q->ops[i].kind][q->ops[i].phase].of;
        const struct op_load *load = &q->loads[i];
        double overhead = fmax(of[FIT_OVERHEAD], least_ms);
        const struct law_term all = {
            .overhead_ms = stacks[s].session ? 0 : overhead,
            .host = stacks[s].session ? overhead / q->predictor->null_ms[s] : 0,
            .memory_ms_gbs = 1e-6 * load->bytes * of[FIT_MEMORY],
            .link_ms_gbs = 1e-6 * load->copy_bytes * of[FIT_LINK],
            .copy_ms_gbs = 1e-6 * load->copy_bytes,
        };

        for (size_t j = 0; j < n; j++) {
            out[j * q->n + i] = all;
            out[j * q->n + i].compute_ms_mhz = 1e-3 * load->flop *
                                               of[FIT_COMPUTE] /
                                               (2 * device_cores(devices[j]));
        }
    }
}

static size_t facts(size_t out[]) {
    out[0] = device_field_index("sm_count");
    out[1] = device_field_index("cores_per_sm");
    return 2;
}

const struct predictor_kind predictor_scaled = {
    .name = "scaled",
    .help = "linear in work over peak rate, bytes over bandwidth and copies "
            "over the link",
    .train = train,
    .save = save,
    .load = load,
    .free = free,
    .terms = terms,
    .facts = facts,
    .epochs = 1,
    .rows_per_group = 1500,
};
