/* SPDX-License-Identifier: MIT
 *
 * Fronts of sets that are large enough to be thinned, divided and shared
 * among threads, against the definition.
 */
#include "config.h"

#include "analyse/pareto.h"

#include "base/mem.h"
#include "base/rng.h"

#include "tap.h"
#include "threads.h"

#include <math.h>
#include <stdlib.h>

struct shape {
    const char *name;
    void (*row)(struct rng *r, double x[], size_t d);
};

static void uniform(struct rng *r, double x[], size_t d) {
    for (size_t k = 0; k < d; k++)
        x[k] = rng_uniform(r);
}

/* All on the front. */
static void sphere(struct rng *r, double x[], size_t d) {
    double sum = 0;

    for (size_t k = 0; k < d; k++) {
        x[k] = fabs(rng_normal(r));
        sum += x[k] * x[k];
    }
    for (size_t k = 0; k < d; k++)
        x[k] = -x[k] / sqrt(sum);
}

/* Half the rows near three others, in units that differ by 1e18. */
static void clustered(struct rng *r, double x[], size_t d) {
    double at = floor(rng_uniform(r) * 4);

    for (size_t k = 0; k < d; k++)
        x[k] = (rng_uniform(r) * (at > 0 ? 1e-6 : 1) + sin(at * (double)k)) *
               pow(10, 6 * (double)(k % 4) - 9);
}

static void coarse(struct rng *r, double x[], size_t d) {
    for (size_t k = 0; k < d; k++)
        x[k] = floor(rng_uniform(r) * 4) - 1.5;
}

/* Zeros of both signs, and neighbours in the last bit. */
static void fine(struct rng *r, double x[], size_t d) {
    static const double values[] = {
        0.0, -0.0, 0x1p-1074, -0x1p-1074, 0x1.0000000000001p0, 1.0};

    for (size_t k = 0; k < d; k++)
        x[k] = values[rng_next(r) % 6];
}

/* One objective is constant, one is the opposite of another. */
static void degenerate(struct rng *r, double x[], size_t d) {
    uniform(r, x, d);
    x[0] = 3.3e9;
    if (d > 2)
        x[d - 1] = -x[1];
}

/* Powers of two from the least to the greatest. */
static void wide(struct rng *r, double x[], size_t d) {
    for (size_t k = 0; k < d; k++)
        x[k] = ldexp(rng_next(r) % 2 == 0 ? 1.7 : -1.7,
                     (int)(rng_next(r) % 2040) - 1020);
}

static const struct shape shapes[] = {
    {"uniform", uniform}, {"sphere", sphere}, {"clustered", clustered},
    {"coarse", coarse},   {"fine", fine},     {"degenerate", degenerate},
    {"wide", wide},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static double *cloud(const struct shape *s, size_t n, size_t d) {
    double *x = mem_alloc(n * d, sizeof *x);
    struct rng r;

    rng_init(&r, n, d);
    for (size_t i = 0; i < n; i++)
        s->row(&r, x + i * d, d);
    return x;
}

/* The row is no worse than another, in all. */
static bool covers(const double a[], const double b[], size_t d) {
    size_t worse = 0;

    for (size_t k = 0; k < d; k++)
        worse += a[k] > b[k];
    return worse == 0;
}

/* Of equal rows the first.  Rows that cover others are moved to the head of
 * the list of rows that are asked first. */
static size_t count_wrong(const double x[], size_t n, size_t d,
                          const bool on[]) {
    size_t wrong = 0, *first = mem_alloc(n, sizeof *first);

    for (size_t i = 0; i < n; i++)
        first[i] = i;
    for (size_t i = 0; i < n; i++) {
        bool want = true;

        for (size_t k = 0; k < n && want; k++) {
            size_t j = first[k];

            if (!covers(x + j * d, x + i * d, d) ||
                (j >= i && covers(x + i * d, x + j * d, d)))
                continue;
            want = false;
            first[k] = first[k / 2];
            first[k / 2] = j;
        }
        wrong += want != on[i];
    }
    free(first);
    return wrong;
}

static void test_shapes(void) {
    static const size_t sizes[] = {161, 4097, 5000};

    for (size_t s = 0; s < SHAPES; s++) {
        size_t wrong = 0, miscounted = 0;

        for (size_t d = 1; d <= 8; d++) {
            for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
                size_t n = sizes[k] / (d > 4 && k == 2 ? 2 : 1), seen = 0;
                double *x = cloud(&shapes[s], n, d);
                bool *on = mem_alloc(n, sizeof *on);
                size_t count = pareto_front(x, n, d, on);

                for (size_t i = 0; i < n; i++)
                    seen += on[i];
                miscounted += seen != count;
                wrong += count_wrong(x, n, d, on);
                free(x);
                free(on);
            }
        }
        ok(wrong == 0 && miscounted == 0, "%s, 1 to 8 objectives",
           shapes[s].name);
    }
}

static void test_threads(void) {
    enum { N = 140001 };

    for (size_t s = 0; s < SHAPES; s++) {
        size_t differ = 0;

        for (size_t d = 2; d <= 5; d++) {
            double *x = cloud(&shapes[s], N, d);
            bool *one = mem_alloc(N, sizeof *one);
            bool *many = mem_alloc(N, sizeof *many);
            size_t count;

            threads_set(1);
            count = pareto_front(x, N, d, one);
            for (int t = 2; t <= 3; t++) {
                threads_set(t);
                differ += pareto_front(x, N, d, many) != count;
                differ += memcmp(one, many, N * sizeof *one) != 0;
            }
            free(x);
            free(one);
            free(many);
        }
        ok(differ == 0, "%s, one thread and many", shapes[s].name);
    }
}

/* Fronts of more than half a million rows, in far less than n^2 time. */
static void test_all_on_front(void) {
    enum { N = 400000 };

    for (size_t d = 2; d <= 4; d++) {
        double *x = cloud(&shapes[1], N, d);
        bool *on = mem_alloc(N, sizeof *on);

        is_int((long long)pareto_front(x, N, d, on), N, "all are on it");
        free(x);
        free(on);
    }
}

int main(void) {
    test_shapes();
    test_threads();
    test_all_on_front();
    return done();
}
