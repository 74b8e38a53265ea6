/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/pareto_archive.h"

#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/rng.h"

#include "tap.h"

#include <math.h>
#include <stdlib.h>

/* `levels` small makes ties and repeated rows; 0 puts all on a sphere. */
static double *cloud(size_t n, size_t d, int levels, uint64_t seed) {
    double *x = mem_alloc(n * d, sizeof *x);
    struct rng r;

    rng_init(&r, seed, d);
    for (size_t i = 0; i < n; i++) {
        double sum = 0;

        for (size_t k = 0; k < d; k++) {
            double v = levels > 0 ? floor(rng_uniform(&r) * levels) - 1.5
                                  : fabs(rng_normal(&r));

            x[i * d + k] = v;
            sum += v * v;
        }
        for (size_t k = 0; k < d && levels == 0; k++)
            x[i * d + k] = 41.3 - x[i * d + k] / sqrt(sum);
    }
    return x;
}

/* What pareto_front () says of all rows, by ascending row. */
static size_t wanted(const double x[], size_t n, size_t d, uint64_t index[]) {
    bool *on = mem_alloc(n, sizeof *on);
    size_t count = 0;

    pareto_front(x, n, d, on);
    for (size_t i = 0; i < n; i++)
        if (on[i])
            index[count++] = i;
    free(on);
    return count;
}

/* Rows begin .. end - 1, called by their numbers. */
static void add_rows(struct pareto_archive *a, const double x[], size_t d,
                     size_t begin, size_t end) {
    uint64_t *index = mem_alloc(end - begin, sizeof *index);

    for (size_t i = begin; i < end; i++)
        index[i - begin] = i;
    pareto_archive_add(a, x + begin * d, index, end - begin);
    free(index);
}

static bool same_front(struct pareto_archive *a, const double x[], size_t n,
                       size_t d) {
    uint64_t *want = mem_alloc(n, sizeof *want), *got;
    double *y;
    size_t n_want = wanted(x, n, d, want);
    size_t n_got = pareto_archive_front(a, &y, &got);
    bool same = n_got == n_want;

    for (size_t i = 0; i < n_got && same; i++)
        same = got[i] == want[i] &&
               memcmp(y + i * d, x + got[i] * d, d * sizeof *x) == 0;
    same = same && pareto_archive_held(a) == n_got;
    free(want);
    free(got);
    free(y);
    return same;
}

/* Batches of all sizes, first to last and last to first. */
static void test_batches(void) {
    static const int levels[] = {0, 2, 5, 30, 1000};

    for (size_t d = 1; d <= 8; d++) {
        size_t wrong = 0;

        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
            for (size_t step = 1; step < 2000; step = step * 5 + 2) {
                enum { N = 1500 };
                double *x = cloud(N, d, levels[k], step + d);
                struct pareto_archive *a = pareto_archive_new(d);
                struct pareto_archive *b = pareto_archive_new(d);
                size_t last = (N - 1) / step * step;

                for (size_t i = 0; i <= last; i += step) {
                    size_t j = last - i;

                    add_rows(a, x, d, i, i + step < N ? i + step : N);
                    add_rows(b, x, d, j, j + step < N ? j + step : N);
                }
                wrong += !same_front(a, x, N, d);
                wrong += !same_front(b, x, N, d);
                pareto_archive_free(a);
                pareto_archive_free(b);
                free(x);
            }
        }
        ok(wrong == 0, "batches in both orders, d = %zu", d);
    }
}

/* Parts of a set, kept apart and merged in another order. */
static void test_merge(void) {
    for (size_t d = 2; d <= 5; d++) {
        enum { N = 3000, PARTS = 4 };
        double *x = cloud(N, d, d % 2 == 0 ? 0 : 25, d);
        struct pareto_archive *part[PARTS], *all = pareto_archive_new(d);

        for (size_t p = 0; p < PARTS; p++) {
            part[p] = pareto_archive_new(d);
            for (size_t i = p * 97; i < N; i += PARTS * 97)
                add_rows(part[p], x, d, i, i + 97 < N ? i + 97 : N);
        }
        for (size_t p = PARTS; p-- > 0;)
            pareto_archive_merge(all, part[p]);
        ok(same_front(all, x, N, d), "merged parts, d = %zu", d);
        for (size_t p = 0; p < PARTS; p++)
            pareto_archive_free(part[p]);
        pareto_archive_free(all);
        free(x);
    }
}

/* Against all points that were ever added: dominated by one of them is
 * dominated by one of the front. */
static void test_corner(void) {
    for (size_t d = 1; d <= 6; d++) {
        enum { N = 700, ASKED = 500 };
        double *x = cloud(N, d, d > 3 ? 0 : 40, d + 31);
        double *q = cloud(ASKED, d, d > 3 ? 0 : 40, d + 77);
        struct pareto_archive *a = pareto_archive_new(d);
        size_t wrong = 0, yes = 0, same = 0;

        for (size_t i = 0; i < N; i += 50)
            add_rows(a, x, d, i, i + 50);
        for (size_t i = 0; i < ASKED; i++) {
            bool want = false;

            if (i % 5 == 0)
                memcpy(q + i * d, x + i * d, d * sizeof *q);
            for (size_t k = 0; k < d && i % 5 == 1; k++)
                q[i * d + k] += 0.17;
            for (size_t j = 0; j < N; j++) {
                bool worse = false, better = false;

                for (size_t k = 0; k < d; k++) {
                    worse |= x[j * d + k] > q[i * d + k];
                    better |= x[j * d + k] < q[i * d + k];
                }
                want |= !worse && better;
                same += !worse && !better;
            }
            yes += want;
            wrong += want != pareto_archive_dominates(a, q + i * d, NULL);
        }
        ok(wrong == 0 && yes > 0 && yes < ASKED && same > 0,
           "corners, d = %zu: %zu dominated, %zu equal", d, yes, same);
        pareto_archive_free(a);
        free(x);
        free(q);
    }
}

/* One point that dominates all others: what is held shrinks. */
static void test_held(void) {
    enum { N = 2000, D = 3 };
    double *x = cloud(N, D, 0, 5);
    struct pareto_archive *a = pareto_archive_new(D);
    double best[D] = {-3.1, -2.2, -7.9};
    uint64_t index = 90001, *got;

    is_int((long long)pareto_archive_front(a, NULL, NULL), 0, "none at first");
    add_rows(a, x, D, 0, N);
    is_int((long long)pareto_archive_held(a), N, "all are held");
    ok(!pareto_archive_dominates(a, best, NULL), "the best is free");
    pareto_archive_add(a, best, &index, 1);
    is_int((long long)pareto_archive_front(a, NULL, &got), 1, "one is left");
    is_int((long long)got[0], 90001, "the best one");
    is_int((long long)pareto_archive_held(a), 1, "and no other is held");
    pareto_archive_free(a);
    pareto_archive_free(NULL);
    free(got);
    free(x);
}

int main(void) {
    test_batches();
    test_merge();
    test_corner();
    test_held();
    return done();
}
