/* SPDX-License-Identifier: MIT
 *
 * The fit of the area model: densities of the nodes from transistor counts,
 * the terms from full NVIDIA dies, a factor for each architecture.
 */
#include "config.h"

#include "cost/cost_fit.h"

#include "base/mem.h"
#include "cost/area.h"
#include "cost/cost_node.h"
#include "cost/cost_prior.h"
#include "cost/cost_tables.h"
#include "cost/least.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

enum { N_TERMS = 9 };
static const char *const terms[N_TERMS] = {
    "sm_mm2",        "core_mm2",         "tensor_fma_mm2",
    "fp64_lane_mm2", "sram_mm2_per_kib", "l2_mm2_per_mib",
    "gddr_mm2",      "hbm_mm2",          "fixed_mm2"};
/* Relative error that the form itself has, about. */
static const double noise = 0.06;

static double *term(struct cost_area *a, size_t i) {
    double *all[N_TERMS] = {
        &a->sm_mm2,        &a->core_mm2,         &a->tensor_fma_mm2,
        &a->fp64_lane_mm2, &a->sram_mm2_per_kib, &a->l2_mm2_per_mib,
        &a->gddr_mm2,      &a->hbm_mm2,          &a->fixed_mm2};

    return all[i];
}

static bool sees(const struct cost_seen *seen, size_t chip) {
    return seen->chips == NULL || seen->chips[chip];
}

/* The median density of a pool's dies, 1e6 transistors a mm2; NAN for none. */
static double pool_density(const struct cost_model *m,
                           const struct catalogue *c,
                           const struct cost_seen *seen, double pool_nm) {
    double *x = mem_alloc(c->n_chips, sizeof *x), out = (double)NAN;
    size_t n = 0;

    for (size_t k = 0; k < c->n_chips; k++) {
        const struct device *d = &c->chips[k].full;

        for (size_t i = 0; i < m->n_nodes; i++)
            if (sees(seen, k) && !isnan(d->transistors_millions) &&
                fabs(m->nodes[i].process_nm - d->process_nm) < 1e-9 &&
                fabs(m->nodes[i].pool_nm - pool_nm) < 1e-9)
                x[n++] = d->transistors_millions / d->die_area_mm2;
    }
    if (n > 0) {
        gsl_sort(x, 1, n);
        out = gsl_stats_median_from_sorted_data(x, 1, n);
    }
    free(x);
    return out;
}

/* Nodes without a die take what lies between or beyond the others. */
static bool set_densities(struct cost_model *m, const struct catalogue *c,
                          const struct cost_seen *seen, struct err *e) {
    struct cost_model known = {.nodes =
                                   mem_alloc(m->n_nodes, sizeof *known.nodes)};
    double base = pool_density(m, c, seen, m->nodes[0].pool_nm);
    bool ignored;

    for (size_t i = 0; i < m->n_nodes; i++) {
        double density = pool_density(m, c, seen, m->nodes[i].pool_nm);

        m->nodes[i].logic_scale = 1 / density;
        if (!isnan(density))
            known.nodes[known.n_nodes++] = m->nodes[i];
    }
    for (size_t i = 0; i < m->n_nodes && known.n_nodes > 0; i++)
        if (isnan(m->nodes[i].logic_scale))
            m->nodes[i].logic_scale =
                cost_node_at(&known, m->nodes[i].process_nm, &ignored)
                    .logic_scale;
    free(known.nodes);
    if (known.n_nodes < 2)
        return err_set(e, ERR_INPUT,
                       "dies of %zu nodes state transistors; the "
                       "fit of areas asks for 2",
                       known.n_nodes);
    if (isnan(base))
        base = 1 / m->nodes[0].logic_scale;
    for (size_t i = 0; i < m->n_nodes; i++)
        m->nodes[i].logic_scale *= base;
    return true;
}

struct data {
    size_t n;
    const double (*x)[N_TERMS]; /* mm2 of each term's unit coefficient */
    const double *area_mm2;
    const struct cost_normal *prior;
    double tightness;
};

static void at(const void *data, const double u[], double r[], double s[]) {
    const struct data *x = data;

    for (size_t i = 0; i < x->n; i++) {
        double sum = 0;

        for (size_t j = 0; j < N_TERMS; j++)
            sum += exp(u[j]) * x->x[i][j];
        if (r != NULL)
            r[i] = log(sum / x->area_mm2[i]) / noise;
        for (size_t j = 0; s != NULL && j < N_TERMS; j++)
            s[i * N_TERMS + j] = exp(u[j]) * x->x[i][j] / sum / noise;
    }
    for (size_t j = 0; j < N_TERMS; j++) {
        double weight = x->tightness / x->prior[j].spread;

        if (r != NULL)
            r[x->n + j] = (u[j] - x->prior[j].center) * weight;
        if (s != NULL)
            s[(x->n + j) * N_TERMS + j] = weight;
    }
}

/* The terms of every chip, through the model itself. */
static void fill_terms(const struct cost_model *m, const struct catalogue *c,
                       double x[][N_TERMS]) {
    struct cost_model unit = *m;

    unit.n_area_factors = 0;
    for (size_t j = 0; j < N_TERMS; j++) {
        unit.area = (struct cost_area){0};
        *term(&unit.area, j) = 1;
        for (size_t k = 0; k < c->n_chips; k++) {
            struct cost_params p = cost_resolve(&unit, &c->chips[k].full);

            x[k][j] = area_die_mm2(&p, &c->chips[k].full);
        }
    }
}

static bool solve(const struct catalogue *c, const double x[][N_TERMS],
                  const bool use[], const struct cost_normal prior[],
                  double tightness, double u[], struct err *e) {
    double(*rows)[N_TERMS] = mem_alloc(c->n_chips, sizeof *rows);
    double *area = mem_alloc(c->n_chips, sizeof *area);
    struct data data = {.x = (const double(*)[N_TERMS])rows,
                        .area_mm2 = area,
                        .prior = prior,
                        .tightness = tightness};
    bool good;

    for (size_t k = 0; k < c->n_chips; k++)
        if (use[k]) {
            memcpy(rows[data.n], x[k], sizeof rows[0]);
            area[data.n++] = c->chips[k].full.die_area_mm2;
        }
    good = least_solve(&(struct least){.n_residuals = data.n + N_TERMS,
                                       .n_parameters = N_TERMS,
                                       .data = &data,
                                       .at = at},
                       u, e);
    free(rows);
    free(area);
    return good;
}

static double log_ratio(const struct catalogue *c, const double x[][N_TERMS],
                        const double u[], size_t k) {
    double sum = 0;

    for (size_t j = 0; j < N_TERMS; j++)
        sum += exp(u[j]) * x[k][j];
    return log(c->chips[k].full.die_area_mm2 / sum);
}

/* The tightness of the priors whose fits tell left-out dies best, among those
 * that the fit may see. */
static bool choose(const struct catalogue *c, const double x[][N_TERMS],
                   bool use[], const struct cost_normal prior[], double start[],
                   double *tightness, struct err *e) {
    static const double all[] = {0.35, 0.7, 1.4};
    double least = HUGE_VAL;

    for (size_t t = 0; t < sizeof all / sizeof *all; t++) {
        double error = 0;

        for (size_t k = 0; k < c->n_chips; k++) {
            double u[N_TERMS];

            if (!use[k])
                continue;
            memcpy(u, start, sizeof u);
            use[k] = false;
            if (!solve(c, x, use, prior, all[t], u, e))
                return false;
            use[k] = true;
            error += fabs(expm1(-log_ratio(c, x, u, k)));
        }
        if (error < least) {
            least = error;
            *tightness = all[t];
        }
    }
    return true;
}

/* The mean of the log ratios of the chips whose architecture starts so,
 * shrunk toward `toward' as one more chip would. */
static double shrunk(const struct catalogue *c, const double x[][N_TERMS],
                     const double u[], const struct cost_seen *seen,
                     const char *prefix, double toward, double chips,
                     size_t *n) {
    double sum = chips * toward;

    *n = 0;
    for (size_t k = 0; k < c->n_chips; k++) {
        const char *name = c->chips[k].full.architecture;

        if (!c->chips[k].has_area || !sees(seen, k) ||
            strncmp(name, prefix, strlen(prefix)) != 0)
            continue;
        sum += log_ratio(c, x, u, k);
        ++*n;
    }
    return *n > 0 || chips > 0 ? sum / ((double)*n + chips) : 0;
}

static void add_factor(struct cost_model *m, const char *prefix, size_t length,
                       double value) {
    struct cost_factor *f = &m->area_factors[m->n_area_factors++];

    memcpy(f->prefix, prefix, length);
    f->prefix[length] = '\0';
    f->factor = exp(value);
}

/* NVIDIA's architectures are what the terms were fitted on, so theirs are
 * shrunk toward none; those of others toward their family, which is the first
 * word of the name. */
static void set_factors(struct cost_model *m, const struct catalogue *c,
                        const double x[][N_TERMS], const double u[],
                        const struct cost_seen *seen) {
    m->area_factors = mem_alloc(2 * c->n_chips, sizeof *m->area_factors);
    m->n_area_factors = 0;
    for (size_t k = 0; k < c->n_chips; k++) {
        const struct device *d = &c->chips[k].full;
        size_t n, family = strcspn(d->architecture, " ");
        char word[DEVICE_TEXT_MAX] = "";
        bool ours = strcmp(d->vendor, "NVIDIA") == 0;
        double toward = 0;
        bool known = false, known_family = false;

        memcpy(word, d->architecture, family);
        for (size_t i = 0; i < m->n_area_factors; i++) {
            known = known ||
                    strcmp(m->area_factors[i].prefix, d->architecture) == 0;
            known_family =
                known_family || strcmp(m->area_factors[i].prefix, word) == 0;
        }
        if (known || !c->chips[k].has_area || !sees(seen, k) ||
            strlen(d->architecture) >= COST_TEXT_MAX)
            continue;
        if (!ours) {
            toward = shrunk(c, x, u, seen, word, 0, 0, &n);
            if (!known_family)
                add_factor(m, word, family, toward);
        }
        toward = shrunk(c, x, u, seen, d->architecture, toward, 2, &n);
        add_factor(m, d->architecture, strlen(d->architecture), toward);
    }
}

bool area_fit(struct cost_model *m, const struct catalogue *c,
              const struct cost_seen *seen, struct err *e) {
    double(*x)[N_TERMS] = mem_alloc(c->n_chips, sizeof *x);
    bool *use = mem_alloc(c->n_chips, sizeof *use);
    struct cost_normal prior[N_TERMS];
    double u[N_TERMS], tightness = 1;
    bool good = set_densities(m, c, seen, e);

    for (size_t j = 0; good && j < N_TERMS; j++) {
        good = cost_prior(m, terms[j], &prior[j], e);
        u[j] = prior[j].center;
    }
    for (size_t k = 0; k < c->n_chips; k++)
        use[k] = sees(seen, k) && c->chips[k].has_area &&
                 strcmp(c->chips[k].full.vendor, "NVIDIA") == 0;
    if (good) {
        fill_terms(m, c, x);
        good =
            choose(c, (const double(*)[N_TERMS])x, use, prior, u, &tightness,
                   e) &&
            solve(c, (const double(*)[N_TERMS])x, use, prior, tightness, u, e);
    }
    if (good) {
        for (size_t j = 0; j < N_TERMS; j++)
            *term(&m->area, j) = exp(u[j]);
        free(m->area_factors);
        set_factors(m, c, (const double(*)[N_TERMS])x, u, seen);
    }
    free(x);
    free(use);
    return good;
}
