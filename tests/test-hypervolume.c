/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/hypervolume.h"

#include "base/mem.h"
#include "base/rng.h"

#include "tap.h"
#include "threads.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 7 };

/* The sum over all subsets of the boxes that they share, signs in turn. */
static double inclusion_exclusion(const double x[], size_t n, size_t d,
                                  const double r[]) {
    double volume = 0;

    for (size_t set = 1; set < (size_t)1 << n; set++) {
        double box = -1;

        for (size_t i = 0; i < n; i++)
            box = set >> i & 1 ? -box : box;
        for (size_t k = 0; k < d; k++) {
            double worst = -HUGE_VAL;

            for (size_t i = 0; i < n; i++)
                if (set >> i & 1)
                    worst = fmax(worst, x[i * d + k]);
            box *= fmax(r[k] - worst, 0);
        }
        volume += box;
    }
    return volume;
}

static void fill(struct rng *r, double x[], size_t n, int levels) {
    for (size_t i = 0; i < n; i++)
        x[i] = levels > 0 ? floor(rng_uniform(r) * levels) - 2.25
                          : 3.1 * rng_uniform(r);
}

static void test_small(void) {
    static const int levels[] = {0, 3, 6};
    double reference[MOST];

    for (size_t d = 1; d <= MOST; d++) {
        size_t wrong = 0, beyond = 0;
        struct rng r;

        rng_init(&r, 7, d);
        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
            for (size_t n = 0; n <= 9; n++) {
                double x[9 * MOST], want, got;

                for (size_t j = 0; j < d; j++)
                    reference[j] = 2.3 + 0.31 * (double)j;
                fill(&r, x, n * d, levels[k]);
                for (size_t i = 0; i < n * d; i++)
                    beyond += x[i] >= reference[i % d];
                want = inclusion_exclusion(x, n, d, reference);
                got = hypervolume(x, n, d, reference);
                wrong += !(fabs(got - want) <= 1e-11 * fmax(want, 1));
            }
        }
        ok(wrong == 0 && beyond > 0, "inclusion and exclusion, d = %zu", d);
    }
}

/* Points of a grid: unit cubes are counted. */
static void test_cells(void) {
    for (size_t d = 2; d <= 5; d++) {
        enum { N = 300, SIDE = 9 };
        static const double reference[] = {SIDE, SIDE, SIDE, SIDE, SIDE};
        size_t cells = 1, covered = 0;
        double x[N * 5];
        struct rng r;

        rng_init(&r, 11, d);
        for (size_t i = 0; i < N * d; i++)
            x[i] = 4 + floor(rng_uniform(&r) * rng_uniform(&r) * 6);
        for (size_t i = 0; i < N; i++)
            x[i * d + i % d] = floor(rng_uniform(&r) * 4);
        for (size_t k = 0; k < d; k++)
            cells *= SIDE;
        for (size_t c = 0; c < cells; c++) {
            bool in = false;

            for (size_t i = 0; i < N && !in; i++) {
                size_t rest = c;

                in = true;
                for (size_t k = 0; k < d; k++, rest /= SIDE)
                    in = in && x[i * d + k] <= (double)(rest % SIDE);
            }
            covered += in;
        }
        near(hypervolume(x, N, d, reference), (double)covered, 0,
             "counted cubes");
    }
}

/* Rows of whole numbers whose sum is `side`: a unit cube is covered unless
 * its least corner sums to less, so side^d - C(side - 1 + d, d) are. */
static void test_simplex(void) {
    static const size_t side[] = {0, 0, 400, 120, 30, 14, 9};

    for (size_t d = 2; d <= 6; d++) {
        double reference[6], x[6] = {0}, *rows = NULL, want = 1, less = 1;
        size_t n = 0, room = 0, h = side[d];

        for (size_t k = 0; k < d; k++) {
            reference[k] = (double)h;
            want *= (double)h;
            less *= (double)(h + k) / (double)(k + 1);
        }
        for (;;) {
            double sum = 0;
            size_t k = 0;

            for (size_t j = 1; j < d; j++)
                sum += x[j];
            x[0] = (double)h - sum;
            if (x[0] >= 0) {
                rows = mem_grow(rows, &room, (n + 1) * d, sizeof *rows);
                memcpy(rows + n++ * d, x, d * sizeof *x);
            }
            for (k = 1; k < d && ++x[k] > (double)h; k++)
                x[k] = 0;
            if (k == d)
                break;
        }
        near(hypervolume(rows, n, d, reference), want - less, 1e-13,
             "a simplex of whole numbers");
        printf("# d = %zu, %zu rows, %.0f\n", d, n, want - less);
        free(rows);
    }
}

/* Neither the order of rows nor that of objectives matters, and a larger set
 * is not smaller. */
static void test_properties(void) {
    for (size_t d = 3; d <= 6; d++) {
        enum { N = 240 };
        static const double reference[] = {1.1, 1.1, 1.1, 1.1, 1.1, 1.1};
        double x[N * 6], y[N * 6], all, half;
        struct rng r;

        rng_init(&r, 3, d);
        for (size_t i = 0; i < N; i++) {
            double sum = 0;

            for (size_t k = 0; k < d; k++) {
                x[i * d + k] = rng_normal(&r);
                sum += x[i * d + k] * x[i * d + k];
            }
            for (size_t k = 0; k < d; k++)
                x[i * d + k] = 1 - fabs(x[i * d + k]) / sqrt(sum);
        }
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < d; k++)
                y[i * d + k] = x[(i * 77 + 5) % N * d + (k + 2) % d];
        all = hypervolume(x, N, d, reference);
        half = hypervolume(x, N / 2, d, reference);
        ok(half < all && all < pow(1.1, (double)d), "more points, more volume");
        near(hypervolume(y, N, d, reference), all, 1e-12, "in another order");
        memcpy(y, x, N * d * sizeof *x);
        for (size_t k = 0; k < d; k++)
            y[k] = 1.0999;
        near(hypervolume(y, N, d, reference),
             hypervolume(x + d, N - 1, d, reference), 1e-12,
             "a dominated row adds nothing");
    }
}

/* The same bits, not only about the same. */
static void test_threads(void) {
    enum { N = 300 };
    double x[N * 6], one, many;
    struct rng r;

    for (size_t d = 4; d <= 6; d++) {
        static const double reference[] = {3.7, 3.7, 3.7, 3.7, 3.7, 3.7};

        rng_init(&r, 19, d);
        fill(&r, x, N * d, 0);
        for (size_t i = 0; i < N; i++)
            x[i * d + i % d] *= 0.01;
        threads_set(1);
        one = hypervolume(x, N, d, reference);
        threads_set(3);
        many = hypervolume(x, N, d, reference);
        ok(one > 0 && one == many, "one thread and three, d = %zu", d);
    }
}

int main(void) {
    test_threads();
    test_small();
    test_cells();
    test_simplex();
    test_properties();
    return done();
}
