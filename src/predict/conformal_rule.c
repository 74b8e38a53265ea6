/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/conformal_rule.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

size_t conformal_class(size_t stack) {
    return stacks[stack].session ? CONFORMAL_SESSIONS : CONFORMAL_KERNELS;
}

size_t conformal_end(const struct left_out *x, size_t first) {
    size_t last = first;

    while (last < x->n && x->errors[last].device == x->errors[first].device)
        last++;
    return last;
}

void conformal_summarise(struct conformal_summaries *s,
                         const struct left_out *x) {
    double *values = mem_alloc(x->n, sizeof *values);

    s->x = x;
    for (size_t c = 0; c < CONFORMAL_N_CLASSES; c++)
        for (size_t k = 0; k < CONFORMAL_N_KINDS; k++) {
            s->of[c][k] = mem_alloc(x->n_devices, sizeof **s->of[c]);
            s->n[c][k] = 0;
            for (size_t i = 0, last; i < x->n; i = last) {
                struct conformal_summary one = {x->errors[i].device, 0, 0, 0};

                last = conformal_end(x, i);
                for (size_t j = i; j < last; j++) {
                    const struct left_out_error *e = &x->errors[j];

                    if (conformal_class(e->stack) != c ||
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

void conformal_summaries_free(struct conformal_summaries *s) {
    for (size_t c = 0; c < CONFORMAL_N_CLASSES; c++)
        for (size_t k = 0; k < CONFORMAL_N_KINDS; k++)
            free(s->of[c][k]);
}

static bool is_skipped(const struct left_out *x, size_t device,
                       ptrdiff_t skip) {
    return skip != CONFORMAL_NO_DEVICE && x->twins[device] == x->twins[skip];
}

static void fit_scales(struct conformal *c, const struct conformal_summaries *s,
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

double conformal_upper(const double x[], size_t n, double q) {
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
    return n == 0 ? (double)NAN : high;
}

/* The devices' own quantiles at q, and of these the upper one at `of`. */
static double upper_of_devices(const struct sizes s[], size_t n, double q,
                               double of) {
    double *quantiles = mem_alloc(n, sizeof *quantiles), x;

    for (size_t i = 0; i < n; i++)
        quantiles[i] =
            gsl_stats_quantile_from_sorted_data(s[i].x, 1, s[i].n, q);
    gsl_sort(quantiles, 1, n);
    x = conformal_upper(quantiles, n, of);
    free(quantiles);
    return x;
}

static double factor(const struct sizes s[], size_t n, size_t rule, double q) {
    return rule == CONFORMAL_DEVICE  ? upper_of_devices(s, n, q, q)
           : rule == CONFORMAL_SPLIT ? weighed(s, n, q)
                                     : upper_of_devices(s, n, q, 0.8);
}

/* In the scales that the rule has. */
static double rule_scale(const struct conformal *c, size_t class, size_t kind,
                         size_t rule) {
    double scale = scale_of(c, class, kind);

    return rule == CONFORMAL_FOUR_FIFTHS
               ? sqrt(scale * scale_of(c, class, CONFORMAL_POOLED))
               : scale;
}

/* The sizes of all devices but `skip` and its twins, in the rule's scales. */
static size_t sort_sizes(const struct conformal *c, const struct left_out *x,
                         ptrdiff_t skip, size_t rule, double block[],
                         struct sizes sizes[]) {
    size_t n = 0;

    for (size_t i = 0, last; i < x->n; i = last) {
        last = conformal_end(x, i);
        if (is_skipped(x, x->errors[i].device, skip))
            continue;
        for (size_t j = i; j < last; j++)
            block[j] = fabs(x->errors[j].log_ratio) /
                       rule_scale(c, conformal_class(x->errors[j].stack),
                                  x->errors[j].kind, rule);
        gsl_sort(block + i, 1, last - i);
        sizes[n++] = (struct sizes){block + i, last - i};
    }
    return n;
}

void conformal_rule_fit(struct conformal *c,
                        const struct conformal_summaries *s, ptrdiff_t skip) {
    const struct left_out *x = s->x;
    double *block = mem_alloc(x->n, sizeof *block);
    struct sizes *sizes = mem_alloc(x->n_devices, sizeof *sizes);

    fit_scales(c, s, skip);
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++) {
        size_t n = sort_sizes(c, x, skip, r, block, sizes);

        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
            c->factor[r][l] = factor(sizes, n, r, conformal_levels[l]);
    }
    free(block);
    free(sizes);
}

double conformal_width(const struct conformal *c, size_t class, size_t kind,
                       size_t rule, size_t level) {
    return rule_scale(c, class, kind, rule) * c->factor[rule][level];
}
