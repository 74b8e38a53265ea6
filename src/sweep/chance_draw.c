/* SPDX-License-Identifier: MIT
 *
 * Errors drawn for many designs at once; see chance.h.
 */
#include "config.h"

#include "sweep/chance_private.h"

#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The structures as cells: architecture x cores x multiprocessors, each of its
 * distinct values, rising.  `keep` is the correlation with the cell before. */
struct lattice {
    size_t n_architectures, n_cores, n_sms;
    double *cores, *sms, *keep_cores, *keep_sms;
    size_t *cell; /* of each design */
};

static int by_value(const void *a, const void *b) {
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The distinct ones of n values, rising, and what each has of the one before.
 * Both arrays are the caller's. */
static double *distinct(double x[], size_t *n, double **keep) {
    size_t kept = 0;

    qsort(x, *n, sizeof *x, by_value);
    for (size_t i = 0; i < *n; i++)
        if (i == 0 || x[i] != x[kept - 1])
            x[kept++] = x[i];
    *n = kept;
    *keep = mem_alloc(kept, sizeof **keep);
    for (size_t i = 1; i < kept; i++)
        (*keep)[i] = exp(-log(x[i] / x[i - 1]) / KIN_REACH);
    return x;
}

static size_t place(const double x[], size_t n, double value) {
    const double *at = bsearch(&value, x, n, sizeof *x, by_value);

    return (size_t)(at - x);
}

static void lattice_new(struct lattice *l, const struct field *f) {
    const char **names = mem_alloc(f->n, sizeof *names);

    *l = (struct lattice){.n_cores = f->n, .n_sms = f->n};
    l->cores = mem_alloc(f->n, sizeof *l->cores);
    l->sms = mem_alloc(f->n, sizeof *l->sms);
    l->cell = mem_alloc(f->n, sizeof *l->cell);
    for (size_t i = 0; i < f->n; i++) {
        l->cores[i] = f->device[i].cores_per_sm;
        l->sms[i] = f->device[i].sm_count;
    }
    l->cores = distinct(l->cores, &l->n_cores, &l->keep_cores);
    l->sms = distinct(l->sms, &l->n_sms, &l->keep_sms);
    for (size_t i = 0; i < f->n; i++) {
        const struct device *d = &f->device[i];
        size_t a = 0;

        while (a < l->n_architectures && strcmp(names[a], d->architecture) != 0)
            a++;
        if (a == l->n_architectures)
            names[l->n_architectures++] = d->architecture;
        l->cell[i] =
            (a * l->n_cores + place(l->cores, l->n_cores, d->cores_per_sm)) *
                l->n_sms +
            place(l->sms, l->n_sms, d->sm_count);
    }
    free(names);
}

static void lattice_free(struct lattice *l) {
    free(l->cores);
    free(l->sms);
    free(l->keep_cores);
    free(l->keep_sms);
    free(l->cell);
}

static size_t lattice_cells(const struct lattice *l) {
    return l->n_architectures * l->n_cores * l->n_sms;
}

/* Turns independent deviates into ones of which neighbours have something in
 * common, along one side of the lattice. */
static void correlate(double y[], size_t n, size_t stride,
                      const double keep[]) {
    for (size_t i = 1; i < n; i++)
        y[i * stride] = keep[i] * y[(i - 1) * stride] +
                        sqrt(1 - keep[i] * keep[i]) * y[i * stride];
}

/* Standard normal deviates of all cells. */
static void draw_cells(const struct lattice *l, struct rng *r, double y[]) {
    for (size_t i = 0; i < lattice_cells(l); i++)
        y[i] = rng_normal(r);
    for (size_t i = 0; i < l->n_architectures * l->n_cores; i++)
        correlate(y + i * l->n_sms, l->n_sms, 1, l->keep_sms);
    for (size_t a = 0; a < l->n_architectures; a++)
        for (size_t i = 0; i < l->n_sms; i++)
            correlate(y + a * l->n_cores * l->n_sms + i, l->n_cores, l->n_sms,
                      l->keep_cores);
}

/* Logarithm of what memory's factor does to a time, or to their mean. */
static double memory_error(const struct field *f, size_t i, size_t workload,
                           double factor) {
    const double *share = f->share + i * f->n_workloads;
    double sum = 0;

    if (workload < f->n_workloads)
        return log(1 - share[workload] + share[workload] * factor);
    for (size_t w = 0; w < f->n_workloads; w++)
        sum += log(1 - share[w] + share[w] * factor);
    return sum / (double)f->n_workloads;
}

/* The objectives of all designs in one draw; `y` is room for the cells. */
static void draw(const struct field *f, const struct lattice *l, size_t stream,
                 double y[], double x[]) {
    const double size = f->kin->structure * sqrt(0.5);
    double factor;
    struct rng r;

    rng_init(&r, CHANCE_SEED, stream);
    draw_cells(l, &r, y);
    factor = exp(f->kin->balance * rng_normal(&r));
    for (size_t i = 0; i < f->n; i++)
        for (size_t j = 0; j < f->d; j++) {
            double value = f->x[i * f->d + j];

            if (f->power[j] != 0)
                value *= exp(f->power[j] *
                             (size * y[l->cell[i]] +
                              memory_error(f, i, f->workload[j], factor)));
            x[i * f->d + j] = value;
        }
}

void field_draw(const struct field *f, double on_front[]) {
    size_t *count = mem_alloc(f->n_front, sizeof *count);
    struct lattice l;

    lattice_new(&l, f);
#pragma omp parallel
    {
        double *y = mem_alloc(lattice_cells(&l), sizeof *y);
        double *x = mem_alloc(f->n * f->d, sizeof *x);
        size_t *mine = mem_alloc(f->n_front, sizeof *mine);
        bool *on = mem_alloc(f->n, sizeof *on);

#pragma omp for schedule(dynamic, 8)
        for (size_t k = 0; k < CHANCE_DRAWS; k++) {
            draw(f, &l, k, y, x);
            pareto_front(x, f->n, f->d, on);
            for (size_t i = 0; i < f->n_front; i++)
                mine[i] += on[i];
        }
#pragma omp critical(field_draw)
        for (size_t i = 0; i < f->n_front; i++)
            count[i] += mine[i];
        free(y);
        free(x);
        free(mine);
        free(on);
    }
    for (size_t i = 0; i < f->n_front; i++)
        on_front[i] = (double)count[i] / CHANCE_DRAWS;
    lattice_free(&l);
    free(count);
}
