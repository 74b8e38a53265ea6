/* SPDX-License-Identifier: MIT
 *
 * The deviations of kin.h from errors of left-out devices.
 */
#include "config.h"

#include "predict/kin.h"

#include "base/mem.h"
#include "predict/conformal.h"
#include "predict/left_out.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* Median error of one device in one stack, kind and phase. */
struct cell {
    unsigned short stack, kind, phase;
    size_t device;
    double median;
};

static bool is_one(const struct left_out_error *a,
                   const struct left_out_error *b) {
    return a->stack == b->stack && a->kind == b->kind && a->phase == b->phase;
}

/* The cells of a device's errors x[0] ... x[n - 1], behind those that are
 * there; `done` and `values` are room for n. */
static void add_cells(struct cell cells[], size_t *n_cells,
                      const struct left_out_error x[], size_t n, bool done[],
                      double values[]) {
    for (size_t i = 0; i < n; i++)
        done[i] = false;
    for (size_t i = 0; i < n; i++) {
        size_t count = 0;

        if (done[i])
            continue;
        for (size_t j = i; j < n; j++)
            if (is_one(&x[i], &x[j])) {
                done[j] = true;
                values[count++] = x[j].log_ratio;
            }
        if (count < CONFORMAL_LEAST_ROWS)
            continue;
        gsl_sort(values, 1, count);
        cells[(*n_cells)++] =
            (struct cell){x[i].stack, x[i].kind, x[i].phase, x[i].device,
                          gsl_stats_median_from_sorted_data(values, 1, count)};
    }
}

static struct cell *find_cells(const struct left_out *x, size_t *n) {
    struct cell *cells = mem_alloc(x->n / CONFORMAL_LEAST_ROWS, sizeof *cells);
    bool *done = mem_alloc(x->n, sizeof *done);
    double *values = mem_alloc(x->n, sizeof *values);

    *n = 0;
    for (size_t i = 0, last; i < x->n; i = last) {
        last = i;
        while (last < x->n && x->errors[last].device == x->errors[i].device)
            last++;
        add_cells(cells, n, x->errors + i, last - i, done, values);
    }
    free(done);
    free(values);
    return cells;
}

static struct kin_pair *pairs_of(const struct left_out *x,
                                 const struct cell cells[], size_t n_cells,
                                 size_t *n) {
    struct kin_pair *pairs = NULL;
    size_t capacity = 0;

    *n = 0;
    for (size_t i = 0; i < n_cells; i++)
        for (size_t j = 0; j < i; j++) {
            const struct cell *a = &cells[j], *b = &cells[i];

            if (a->device == b->device || a->stack != b->stack ||
                a->kind != b->kind || a->phase != b->phase)
                continue;
            pairs = mem_grow(pairs, &capacity, *n + 1, sizeof *pairs);
            pairs[(*n)++] =
                (struct kin_pair){a->device, b->device,
                                  x->twins[a->device] == x->twins[b->device],
                                  a->median - b->median};
        }
    return pairs;
}

struct kin_pair *kin_pairs(const struct left_out *x, size_t *n) {
    size_t n_cells;
    struct cell *cells = find_cells(x, &n_cells);
    struct kin_pair *pairs = pairs_of(x, cells, n_cells, n);

    free(cells);
    return pairs;
}

/* Mean square error of pairs that are twins, or are not. */
static double mean_square(const struct kin_pair pairs[], size_t n, bool twins,
                          size_t *count) {
    double sum = 0;

    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (pairs[i].twins == twins) {
            sum += pairs[i].error * pairs[i].error;
            ++*count;
        }
    return *count > 0 ? sum / (double)*count : 0;
}

/* Convolutions and products are bound by arithmetic, by and large, and all
 * else by memory. */
static bool is_arithmetic(const struct cell *c) {
    return c->kind == OP_CONV2D || c->kind == OP_DENSE;
}

/* Mean error of a device's kinds of one sort under a stack; NAN of none. */
static double mean_of(const struct cell cells[], size_t n, size_t device,
                      size_t stack, bool arithmetic) {
    double sum = 0;
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (cells[i].device == device && cells[i].stack == stack &&
            is_arithmetic(&cells[i]) == arithmetic) {
            sum += cells[i].median;
            count++;
        }
    return count > 0 ? sum / (double)count : (double)NAN;
}

static double balance(const struct cell cells[], size_t n, size_t n_devices,
                      size_t *count) {
    double sum = 0;

    *count = 0;
    for (size_t d = 0; d < n_devices; d++)
        for (size_t s = 0; s < STACK_N; s++) {
            double difference =
                mean_of(cells, n, d, s, true) - mean_of(cells, n, d, s, false);

            if (isnan(difference))
                continue;
            sum += difference * difference;
            ++*count;
        }
    return *count > 0 ? sqrt(sum / (double)*count) : 0;
}

void kin_fit(struct kin *k, const struct left_out *x) {
    size_t n_cells, n;
    struct cell *cells = find_cells(x, &n_cells);
    struct kin_pair *pairs = pairs_of(x, cells, n_cells, &n);
    double apart, alike;

    *k = (struct kin){0};
    apart = mean_square(pairs, n, false, &k->n_pairs);
    alike = mean_square(pairs, n, true, &k->n_twins);
    k->board = sqrt(alike);
    k->structure = sqrt(fmax(apart - alike, 0));
    k->balance = balance(cells, n_cells, x->n_devices, &k->n_balances);
    free(cells);
    free(pairs);
}
