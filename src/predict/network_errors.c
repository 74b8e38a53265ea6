/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/network_errors.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_DEVICES = 5 };

void network_errors_init(struct network_errors *x,
                         const struct network_times *t,
                         const struct measurements *m) {
    *x = (struct network_errors){t, m, mem_alloc(t->n, sizeof *x->log_ratio)};
    for (size_t i = 0; i < t->n; i++)
        x->log_ratio[i] = (double)NAN;
}

void network_errors_free(struct network_errors *x) {
    free(x->log_ratio);
    *x = (struct network_errors){0};
}

static void predict(struct network_errors *x, const struct predictor *p,
                    size_t row) {
    x->log_ratio[row] = log(network_time_ms(p, x->times, row, STACK_KERNELS) /
                            x->times->rows[row].time_ms);
}

bool network_errors_fold(void *data, size_t fold, const struct predictor *p,
                         const bool unseen[], struct err *e) {
    struct network_errors *x = data;

    (void)fold;
    (void)e;
    for (size_t i = 0; i < x->times->n; i++) {
        const struct device *d = &x->times->devices[x->times->rows[i].device];
        bool is_unseen = false;

        for (size_t j = 0; j < x->measured->n_devices; j++)
            is_unseen =
                is_unseen ||
                (unseen[j] && measurement_twins(&x->measured->devices[j], d));
        if (is_unseen)
            predict(x, p, i);
    }
    return true;
}

void network_errors_rest(struct network_errors *x, const struct predictor *p) {
    for (size_t i = 0; i < x->times->n; i++) {
        const struct device *d = &x->times->devices[x->times->rows[i].device];
        bool is_measured = false;

        for (size_t j = 0; j < x->measured->n_devices; j++)
            is_measured =
                is_measured || measurement_twins(&x->measured->devices[j], d);
        if (!is_measured)
            predict(x, p, i);
    }
}

/* A size with the weight of its device's rows. */
struct weighed {
    double size, weight;
    size_t device; /* the first of its twins */
    bool used;
};

static int by_size(const void *a, const void *b) {
    const struct weighed *x = a, *y = b;

    return x->size < y->size ? -1 : x->size > y->size;
}

/* Gives each device the same weight in all, over the elements used; returns
 * the number of devices. */
static size_t weigh(struct weighed x[], size_t n, size_t n_devices) {
    size_t *counts = mem_alloc(n_devices, sizeof *counts), used = 0;

    for (size_t i = 0; i < n; i++)
        counts[x[i].device] += x[i].used;
    for (size_t i = 0; i < n; i++)
        x[i].weight = x[i].used ? 1 / (double)counts[x[i].device] : 0;
    for (size_t d = 0; d < n_devices; d++)
        used += counts[d] > 0;
    free(counts);
    return used;
}

/* Quantile of sorted sizes, devices weighed alike. */
static double quantile(const struct weighed x[], size_t n, size_t n_devices,
                       double q) {
    double sum = 0, last = (double)NAN;

    q = q * (double)n_devices - 1e-9;
    for (size_t i = 0; i < n; i++) {
        if (!x[i].used)
            continue;
        last = x[i].size;
        sum += x[i].weight;
        if (sum >= q)
            break;
    }
    return last;
}

static size_t first_twin(const struct network_times *t, size_t device) {
    size_t i = 0;

    while (!measurement_twins(&t->devices[i], &t->devices[device]))
        i++;
    return i;
}

/* Each device against the interval that the others make. */
static void cover(struct conformal_coverage *out, struct weighed x[], size_t n,
                  size_t n_devices, double q) {
    *out = (struct conformal_coverage){0};
    for (size_t d = 0; d < n_devices; d++) {
        double width, held = 0, count = 0;
        size_t others;

        for (size_t i = 0; i < n; i++) {
            x[i].used = x[i].device != d;
            count += !x[i].used;
        }
        if (count == 0)
            continue;
        others = weigh(x, n, n_devices);
        width = quantile(x, n, others, q);
        for (size_t i = 0; i < n; i++)
            held += !x[i].used && x[i].size <= width;
        if (out->n_devices++ == 0)
            out->least = out->most = held / count;
        out->mean += held / count;
        out->least = fmin(out->least, held / count);
        out->most = fmax(out->most, held / count);
        out->width += width;
    }
    out->mean /= (double)out->n_devices;
    out->width /= (double)out->n_devices;
}

/* Pairs of rows of two devices, by the first of them. */
static struct weighed *pairs(const struct network_errors *x, size_t *n) {
    const struct network_times *t = x->times;
    struct weighed *out = NULL;
    size_t capacity = 0;

    *n = 0;
    for (size_t i = 0; i < t->n; i++)
        for (size_t j = 0; j < t->n; j++) {
            const struct network_time *a = &t->rows[i], *b = &t->rows[j];
            double difference = fabs(x->log_ratio[i] - x->log_ratio[j]);

            if (isnan(difference) || !network_rows_alike(a, b) ||
                first_twin(t, a->device) == first_twin(t, b->device))
                continue;
            out = mem_grow(out, &capacity, *n + 1, sizeof *out);
            out[(*n)++] =
                (struct weighed){difference, 0, first_twin(t, a->device), true};
        }
    return out;
}

/* Width at a level.  With so few devices the correction for their number,
 * q (n + 1) / n, would take nearly the largest error; the least level from q
 * to that is taken at which the mean coverage of a further device is q. */
static double fit(struct conformal_coverage *coverage, struct weighed x[],
                  size_t n, size_t n_devices, double level) {
    enum { STEPS = 20 };
    double width = (double)NAN;

    for (size_t step = 0; step <= STEPS; step++) {
        size_t devices;
        double q;

        for (size_t i = 0; i < n; i++)
            x[i].used = true;
        devices = weigh(x, n, n_devices);
        q = fmin(1, level * (1 + (double)step / STEPS / (double)devices));
        width = quantile(x, n, devices, q);
        cover(coverage, x, n, n_devices, q);
        if (coverage->mean >= level)
            break;
    }
    return width;
}

void network_errors_fit(const struct network_errors *x, struct conformal *c) {
    const struct network_times *t = x->times;
    struct weighed *errors = mem_alloc(t->n, sizeof *errors), *ratios;
    size_t n = 0, n_ratios, n_devices;

    for (size_t i = 0; i < t->n; i++)
        if (!isnan(x->log_ratio[i]))
            errors[n++] =
                (struct weighed){fabs(x->log_ratio[i]), 0,
                                 first_twin(t, t->rows[i].device), true};
    qsort(errors, n, sizeof *errors, by_size);
    n_devices = weigh(errors, n, t->n_devices);
    if (n_devices >= LEAST_DEVICES) {
        c->n_network_devices = n_devices;
        c->n_network_rows = n;
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
            c->network[CONFORMAL_KERNELS][l] =
                fit(&c->network_coverage[l], errors, n, t->n_devices,
                    conformal_levels[l]);
    }
    ratios = pairs(x, &n_ratios);
    if (n_ratios > 0)
        qsort(ratios, n_ratios, sizeof *ratios, by_size);
    n_devices = weigh(ratios, n_ratios, t->n_devices);
    for (size_t l = 0; n_devices >= LEAST_DEVICES && l < CONFORMAL_N_LEVELS;
         l++) {
        struct conformal_coverage ignored;

        c->ratio[l] =
            fit(&ignored, ratios, n_ratios, t->n_devices, conformal_levels[l]);
    }
    free(errors);
    free(ratios);
}
