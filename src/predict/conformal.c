/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/conformal.h"

#include "base/mem.h"
#include "predict/left_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

const double conformal_levels[CONFORMAL_N_LEVELS] = {0.8, 0.9};
const char *const conformal_rule_names[CONFORMAL_N_RULES] = {"device", "split"};

/* Whole networks differ between frameworks on one device: 14 % mean deviation
 * from the median of frameworks, taken as a normal logarithm.  Its quantiles
 * at the levels, for no layer knows of it. */
static const double software_spread[CONFORMAL_N_LEVELS] = {0.225, 0.289};

enum { NO_DEVICE = -1 };

static size_t class_of(size_t stack) {
    return stacks[stack].session ? CONFORMAL_SESSIONS : CONFORMAL_KERNELS;
}

/* Errors of one device in one cell. */
struct summary {
    size_t device, n;
    double size;   /* mean |log ratio| */
    double median; /* of log ratio */
};

/* Devices with rows enough, by cell. */
struct summaries {
    const struct left_out *x;
    struct summary *of[CONFORMAL_N_CLASSES][CONFORMAL_N_KINDS];
    size_t n[CONFORMAL_N_CLASSES][CONFORMAL_N_KINDS];
};

/* One past the last error of the device whose errors begin at `first`. */
static size_t end_of(const struct left_out *x, size_t first) {
    size_t last = first;

    while (last < x->n && x->errors[last].device == x->errors[first].device)
        last++;
    return last;
}

static void summarise(struct summaries *s, const struct left_out *x) {
    double *values = mem_alloc(x->n, sizeof *values);

    s->x = x;
    for (size_t c = 0; c < CONFORMAL_N_CLASSES; c++)
        for (size_t k = 0; k < CONFORMAL_N_KINDS; k++) {
            s->of[c][k] = mem_alloc(x->n_devices, sizeof **s->of[c]);
            s->n[c][k] = 0;
            for (size_t i = 0, last; i < x->n; i = last) {
                struct summary one = {x->errors[i].device, 0, 0, 0};

                last = end_of(x, i);
                for (size_t j = i; j < last; j++) {
                    const struct left_out_error *e = &x->errors[j];

                    if (class_of(e->stack) != c ||
                        (k != CONFORMAL_POOLED && e->kind != k))
                        continue;
                    values[one.n++] = e->log_ratio;
                    one.size += fabs(e->log_ratio);
                }
                if (one.n < CONFORMAL_LEAST_ROWS)
                    continue;
                one.size /= (double)one.n;
                gsl_sort(values, 1, one.n);
                one.median =
                    gsl_stats_median_from_sorted_data(values, 1, one.n);
                s->of[c][k][s->n[c][k]++] = one;
            }
        }
    free(values);
}

static void summaries_free(struct summaries *s) {
    for (size_t c = 0; c < CONFORMAL_N_CLASSES; c++)
        for (size_t k = 0; k < CONFORMAL_N_KINDS; k++)
            free(s->of[c][k]);
}

static bool is_skipped(const struct left_out *x, size_t device,
                       ptrdiff_t skip) {
    return skip != NO_DEVICE && x->twins[device] == x->twins[skip];
}

static void fit_scales(struct conformal *c, const struct summaries *s,
                       ptrdiff_t skip) {
    double *sizes = mem_alloc(s->x->n_devices, sizeof *sizes);

    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++)
        for (size_t k = 0; k < CONFORMAL_N_KINDS; k++) {
            struct conformal_cell *cell = &c->cells[i][k];

            *cell = (struct conformal_cell){0};
            for (size_t j = 0; j < s->n[i][k]; j++)
                if (!is_skipped(s->x, s->of[i][k][j].device, skip))
                    sizes[cell->n_devices++] = s->of[i][k][j].size;
            gsl_sort(sizes, 1, cell->n_devices);
            if (cell->n_devices > 0)
                cell->scale = gsl_stats_median_from_sorted_data(
                    sizes, 1, cell->n_devices);
        }
    free(sizes);
}

/* The scale of a cell, or of the nearest one that is known. */
static double scale_of(const struct conformal *c, size_t class, size_t kind) {
    const struct conformal_cell *cell = &c->cells[class][kind];

    if (cell->n_devices == 0)
        cell = &c->cells[class][CONFORMAL_POOLED];
    if (cell->n_devices == 0)
        cell = &c->cells[!class][CONFORMAL_POOLED];
    return cell->n_devices > 0 ? cell->scale : (double)NAN;
}

/* The value of rank ceil ((n + 1) q) of n sorted ones, or the largest. */
static double upper(const double x[], size_t n, double q) {
    double rank = ceil((double)(n + 1) * q - 1e-9);

    return n == 0 ? (double)NAN
                  : x[rank > (double)n ? n - 1 : (size_t)rank - 1];
}

/* Sorted sizes of one device. */
struct sizes {
    const double *x;
    size_t n;
};

static size_t count_up_to(const struct sizes *s, double limit) {
    size_t below = 0, above = s->n;

    while (below < above) {
        size_t at = (below + above) / 2;

        if (s->x[at] <= limit)
            below = at + 1;
        else
            above = at;
    }
    return below;
}

/* Quantile of the sizes of n devices weighed alike, corrected for n.  The
 * share below a limit rises with it: halve where the answer lies. */
static double weighed(const struct sizes s[], size_t n, double q) {
    double low = 0, high = 0;

    q = fmin(1, q * (double)(n + 1) / (double)n);
    for (size_t i = 0; i < n; i++)
        high = fmax(high, s[i].x[s[i].n - 1]);
    for (size_t step = 0; step < 50; step++) {
        double middle = (low + high) / 2, share = 0;

        for (size_t i = 0; i < n; i++)
            share += (double)count_up_to(&s[i], middle) / (double)s[i].n;
        if (share >= q * (double)n)
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* Scales and factors from all devices but `skip` and its twins. */
static void fit(struct conformal *c, const struct summaries *s,
                ptrdiff_t skip) {
    const struct left_out *x = s->x;
    double *block = mem_alloc(x->n, sizeof *block);
    double *quantiles = mem_alloc(x->n_devices, sizeof *quantiles);
    struct sizes *sizes = mem_alloc(x->n_devices, sizeof *sizes);
    size_t n = 0;

    fit_scales(c, s, skip);
    for (size_t i = 0, last; i < x->n; i = last) {
        last = end_of(x, i);
        if (is_skipped(x, x->errors[i].device, skip))
            continue;
        for (size_t j = i; j < last; j++)
            block[j] =
                fabs(x->errors[j].log_ratio) /
                scale_of(c, class_of(x->errors[j].stack), x->errors[j].kind);
        gsl_sort(block + i, 1, last - i);
        sizes[n++] = (struct sizes){block + i, last - i};
    }
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
        double q = conformal_levels[l];

        for (size_t i = 0; i < n; i++)
            quantiles[i] = gsl_stats_quantile_from_sorted_data(sizes[i].x, 1,
                                                               sizes[i].n, q);
        gsl_sort(quantiles, 1, n);
        c->factor[CONFORMAL_DEVICE][l] = upper(quantiles, n, q);
        c->factor[CONFORMAL_SPLIT][l] =
            n > 0 ? weighed(sizes, n, q) : (double)NAN;
    }
    free(block);
    free(quantiles);
    free(sizes);
}

static double width_of(const struct conformal *c, size_t class, size_t kind,
                       size_t rule, size_t level) {
    return scale_of(c, class, kind) * c->factor[rule][level];
}

/* Whole networks: a network's error is taken as its device's median error
 * over all rows of the class, and the spread of software beside it. */
static void fit_networks(struct conformal *c, const struct summaries *s) {
    double *medians = mem_alloc(s->x->n_devices, sizeof *medians);

    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++) {
        const struct summary *of = s->of[i][CONFORMAL_POOLED];
        size_t n = s->n[i][CONFORMAL_POOLED];

        for (size_t j = 0; j < n; j++)
            medians[j] = fabs(of[j].median);
        gsl_sort(medians, 1, n);
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
            c->network[i][l] = hypot(upper(medians, n, conformal_levels[l]),
                                     software_spread[l]);
    }
    free(medians);
}

/* Ratios of two devices' times: the difference of the devices' median errors
 * of the same class and kind, over all pairs that are no twins. */
static void fit_ratio(struct conformal *c, const struct summaries *s) {
    size_t most = CONFORMAL_N_CLASSES * CONFORMAL_N_KINDS * s->x->n_devices *
                  s->x->n_devices;
    double *differences = mem_alloc(most, sizeof *differences);
    size_t n = 0;

    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++)
        for (size_t k = 0; k < OP_N_KINDS; k++) {
            const struct summary *cells = s->of[i][k];

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

/* Each device against the intervals that the others make. */
static void fit_coverage(struct conformal *c, const struct summaries *s) {
    const struct left_out *x = s->x;
    struct conformal *others = mem_alloc(1, sizeof *others);

    for (size_t i = 0, last; i < x->n; i = last) {
        last = end_of(x, i);
        fit(others, s, (ptrdiff_t)x->errors[i].device);
        for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
            for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
                struct conformal_coverage *out = &c->coverage[r][l];
                double held = 0, width = 0, n = (double)(last - i);

                for (size_t j = i; j < last; j++) {
                    const struct left_out_error *e = &x->errors[j];
                    double w =
                        width_of(others, class_of(e->stack), e->kind, r, l);

                    held += fabs(e->log_ratio) <= w;
                    width += isnan(w) ? 0 : w;
                }
                if (out->n_devices++ == 0)
                    out->least = out->most = held / n;
                out->mean += held / n;
                out->least = fmin(out->least, held / n);
                out->most = fmax(out->most, held / n);
                out->width += width / n;
            }
    }
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
            struct conformal_coverage *out = &c->coverage[r][l];

            out->mean /= (double)out->n_devices;
            out->width /= (double)out->n_devices;
        }
    free(others);
}

void conformal_fit(struct conformal *c, const struct left_out *x) {
    struct summaries s;

    *c = (struct conformal){0};
    if (x->n == 0)
        return;
    summarise(&s, x);
    for (size_t i = 0; i < x->n; i++)
        c->n_devices +=
            i == 0 || x->errors[i].device != x->errors[i - 1].device;
    fit(c, &s, NO_DEVICE);
    fit_networks(c, &s);
    fit_ratio(c, &s);
    fit_coverage(c, &s);
    summaries_free(&s);
}

double conformal_layer(const struct conformal *c, size_t stack,
                       enum op_kind kind) {
    return width_of(c, class_of(stack), kind, CONFORMAL_DEVICE, CONFORMAL_90);
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
