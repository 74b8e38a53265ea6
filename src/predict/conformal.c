/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/conformal.h"

#include "base/mem.h"
#include "predict/conformal_rule.h"
#include "predict/left_out.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

const double conformal_levels[CONFORMAL_N_LEVELS] = {0.8, 0.9};
const char *const conformal_rule_names[CONFORMAL_N_RULES] = {"device", "split",
                                                             "four-fifths"};

/* Whole networks differ between frameworks on one device: 14 % mean deviation
 * from the median of frameworks, taken as a normal logarithm.  Its quantiles
 * at the levels, for no layer knows of it. */
static const double software_spread[CONFORMAL_N_LEVELS] = {0.225, 0.289};

/* Whole networks: a network's error is taken as its device's median error
 * over all rows of the class, and the spread of software beside it. */
static void fit_networks(struct conformal *c,
                         const struct conformal_summaries *s) {
    double *medians = mem_alloc(s->x->n_devices, sizeof *medians);

    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++) {
        const struct conformal_summary *of = s->of[i][CONFORMAL_POOLED];
        size_t n = s->n[i][CONFORMAL_POOLED];

        for (size_t j = 0; j < n; j++)
            medians[j] = fabs(of[j].median);
        gsl_sort(medians, 1, n);
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
            c->network[i][l] =
                hypot(conformal_upper(medians, n, conformal_levels[l]),
                      software_spread[l]);
    }
    free(medians);
}

/* Ratios of two devices' times: the difference of the devices' median errors
 * of the same class and kind, over all pairs that are no twins. */
static void fit_ratio(struct conformal *c,
                      const struct conformal_summaries *s) {
    size_t most = CONFORMAL_N_CLASSES * CONFORMAL_N_KINDS * s->x->n_devices *
                  s->x->n_devices;
    double *differences = mem_alloc(most, sizeof *differences);
    size_t n = 0;

    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++)
        for (size_t k = 0; k < OP_N_KINDS; k++) {
            const struct conformal_summary *cells = s->of[i][k];

            for (size_t a = 0; a < s->n[i][k]; a++)
                for (size_t b = 0; b < a; b++)
                    if (s->x->twins[cells[a].device] !=
                        s->x->twins[cells[b].device])
                        differences[n++] =
                            fabs(cells[a].median - cells[b].median);
        }
    gsl_sort(differences, 1, n);
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
        double devices = (double)c->n_devices;
        double q = fmin(1, conformal_levels[l] * (devices + 1) / devices);

        c->ratio[l] =
            n > 0 ? gsl_stats_quantile_from_sorted_data(differences, 1, n, q)
                  : (double)NAN;
    }
    free(differences);
}

/* One device against the intervals that the others make. */
static void hold(struct conformal_held *out, const struct left_out *x,
                 size_t first, size_t last, const struct conformal *others) {
    size_t n = last - first;
    double *widths = mem_alloc(n, sizeof *widths);

    out->device = x->errors[first].device;
    out->n = n;
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
            double held = 0;

            for (size_t j = 0; j < n; j++) {
                const struct left_out_error *e = &x->errors[first + j];
                double w = conformal_width(others, conformal_class(e->stack),
                                           e->kind, r, l);

                widths[j] = isnan(w) ? 0 : w;
                held += fabs(e->log_ratio) <= w;
            }
            out->share[r][l] = held / (double)n;
            out->mean_width[r][l] = gsl_stats_mean(widths, 1, n);
            gsl_sort(widths, 1, n);
            out->width[r][l] = gsl_stats_median_from_sorted_data(widths, 1, n);
        }
    free(widths);
}

static struct conformal_held *hold_all(const struct conformal_summaries *s,
                                       size_t *n) {
    const struct left_out *x = s->x;
    struct conformal_held *out = mem_alloc(x->n_devices, sizeof *out);
    struct conformal *others = mem_alloc(1, sizeof *others);

    *n = 0;
    for (size_t i = 0, last; i < x->n; i = last) {
        last = conformal_end(x, i);
        conformal_rule_fit(others, s, (ptrdiff_t)x->errors[i].device);
        hold(&out[(*n)++], x, i, last, others);
    }
    free(others);
    return out;
}

struct conformal_held *conformal_jackknife(const struct left_out *x,
                                           size_t *n) {
    struct conformal_summaries s;
    struct conformal_held *out;

    conformal_summarise(&s, x);
    out = hold_all(&s, n);
    conformal_summaries_free(&s);
    return out;
}

static void fit_coverage(struct conformal *c,
                         const struct conformal_summaries *s) {
    size_t n;
    struct conformal_held *held = hold_all(s, &n);

    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
            struct conformal_coverage *out = &c->coverage[r][l];

            out->n_devices = n;
            out->least = out->most = held[0].share[r][l];
            for (size_t i = 0; i < n; i++) {
                out->mean += held[i].share[r][l] / (double)n;
                out->least = fmin(out->least, held[i].share[r][l]);
                out->most = fmax(out->most, held[i].share[r][l]);
                out->width += held[i].mean_width[r][l] / (double)n;
            }
            /* Sums of shares may end a hair above 1. */
            out->mean = fmin(out->mean, out->most);
        }
    free(held);
}

void conformal_fit(struct conformal *c, const struct left_out *x) {
    struct conformal_summaries s;

    *c = (struct conformal){0};
    if (x->n == 0)
        return;
    conformal_summarise(&s, x);
    for (size_t i = 0; i < x->n; i++)
        c->n_devices +=
            i == 0 || x->errors[i].device != x->errors[i - 1].device;
    conformal_rule_fit(c, &s, CONFORMAL_NO_DEVICE);
    fit_networks(c, &s);
    fit_ratio(c, &s);
    kin_fit(&c->kin, x);
    fit_coverage(c, &s);
    conformal_summaries_free(&s);
}

size_t conformal_rule(const struct conformal *c) {
    return isnan(c->factor[CONFORMAL_FOUR_FIFTHS][CONFORMAL_90])
               ? CONFORMAL_DEVICE
               : CONFORMAL_FOUR_FIFTHS;
}

double conformal_layer(const struct conformal *c, size_t stack,
                       enum op_kind kind) {
    return c->n_devices == 0 ? (double)NAN
                             : conformal_width(c, conformal_class(stack), kind,
                                               conformal_rule(c), CONFORMAL_90);
}

double conformal_network(const struct conformal *c, bool session) {
    /* Networks were timed without the host's part of a session. */
    double kernels = c->network[CONFORMAL_KERNELS][CONFORMAL_90];
    double sessions = c->network[CONFORMAL_SESSIONS][CONFORMAL_90];

    return c->n_devices == 0 ? (double)NAN
           : session         ? fmax(kernels, sessions)
           : isnan(kernels)  ? sessions
                             : kernels;
}

double conformal_speedup(const struct conformal *c) {
    return c->n_devices > 0 ? c->ratio[CONFORMAL_90] : (double)NAN;
}

struct kin conformal_kin(const struct conformal *c) {
    struct kin k = c->kin;

    if (!kin_is_known(&k))
        kin_of_ratio(&k, conformal_speedup(c));
    return k;
}
