/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/pareto.h"

#include "base/mem.h"

#include "tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* xorshift64*: the tests of a room need no other room. */
static uint64_t draw(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1du;
}

static bool dominates(const double a[], const double b[], size_t d) {
    bool better = false;

    for (size_t k = 0; k < d; k++) {
        if (a[k] > b[k])
            return false;
        better = better || a[k] < b[k];
    }
    return better;
}

/* The definition of pareto.h, word for word. */
static bool brute_force(const double x[], size_t n, size_t d, size_t i) {
    for (size_t j = 0; j < n; j++) {
        if (dominates(x + j * d, x + i * d, d))
            return false;
        if (j < i && memcmp(x + j * d, x + i * d, d * sizeof *x) == 0)
            return false;
    }
    return true;
}

/* `levels` small makes many ties and repeated rows. */
static double *cloud(size_t n, size_t d, uint64_t levels, uint64_t seed) {
    double *x = mem_alloc(n * d, sizeof *x);
    uint64_t state = seed * 2654435761u + 88172645463325252u;

    for (size_t i = 0; i < n * d; i++)
        x[i] = (double)(draw(&state) >> 20) / 17592186044416.0;
    if (levels > 0)
        for (size_t i = 0; i < n * d; i++)
            x[i] = (double)(uint64_t)(x[i] * (double)levels) - 2.0;
    return x;
}

static void test_brute_force(void) {
    static const uint64_t levels[] = {0, 2, 3, 7, 40};

    for (size_t d = 1; d <= 10; d++) {
        size_t wrong = 0, miscounted = 0;

        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
            for (size_t n = 0; n < 180; n += n < 8 ? 1 : 43) {
                double *x = cloud(n, d, levels[k], n * 7 + d);
                bool *on = mem_alloc(n, sizeof *on);
                size_t count = pareto_front(x, n, d, on), seen = 0;

                for (size_t i = 0; i < n; i++) {
                    seen += on[i];
                    wrong += on[i] != brute_force(x, n, d, i);
                }
                miscounted += seen != count;
                free(x);
                free(on);
            }
        }
        ok(wrong == 0 && miscounted == 0,
           "%zu objectives agree with brute force", d);
    }
}

static void test_known(void) {
    static const double x[] = {14.2,  250.1, 11.9, 297.3, 14.2,  250.1, 15.0,
                               250.1, 31.7,  83.4, 11.9,  301.0, 40.0,  83.4};
    static const bool want[] = {true, true, false, false, true, false, false};
    bool on[7];

    is_int((long long)pareto_front(x, 7, 2, on), 3, "front of seven rows");
    for (size_t i = 0; i < 7; i++)
        ok(on[i] == want[i], "row %zu", i);
}

/* The front of a front is itself; the vectors on it ignore the order. */
static void test_properties(void) {
    for (size_t d = 2; d <= 5; d++) {
        enum { N = 400 };
        double *x = cloud(N, d, 9, d), *y = mem_alloc(N * d, sizeof *y);
        bool on[N], again[N];
        size_t count = pareto_front(x, N, d, on), n = 0, missing = 0;

        for (size_t i = 0; i < N; i++)
            if (on[i])
                memcpy(y + n++ * d, x + i * d, d * sizeof *x);
        is_int((long long)pareto_front(y, n, d, again), (long long)n,
               "a front is its own front");
        for (size_t i = 0; i < N; i++)
            memcpy(y + i * d, x + (i * 173 + 11) % N * d, d * sizeof *x);
        is_int((long long)pareto_front(y, N, d, again), (long long)count,
               "as many in another order");
        for (size_t i = 0; i < N; i++) {
            bool found = !again[i];

            for (size_t j = 0; j < N && !found; j++)
                found =
                    on[j] && memcmp(y + i * d, x + j * d, d * sizeof *x) == 0;
            missing += !found;
        }
        ok(missing == 0, "the same vectors in another order, d = %zu", d);
        free(x);
        free(y);
    }
}

static void test_rank(void) {
    for (size_t d = 1; d <= 4; d++) {
        enum { N = 150, MAX = 4 };
        double *x = cloud(N, d, 6, d + 3);
        size_t rank[N], want[N], wrong = 0;

        pareto_rank(x, N, d, MAX, rank);
        for (size_t i = 0; i < N; i++)
            want[i] = 0;
        for (size_t r = 1; r <= MAX; r++) {
            for (size_t i = 0; i < N; i++) {
                bool dominated = false;

                for (size_t j = 0; j < N; j++)
                    dominated |= (want[j] == 0 || want[j] == r) &&
                                 dominates(x + j * d, x + i * d, d);
                if (want[i] == 0 && !dominated)
                    want[i] = r;
            }
        }
        for (size_t i = 0; i < N; i++)
            wrong += rank[i] != (want[i] == 0 ? MAX + 1 : want[i]);
        ok(wrong == 0, "ranks, d = %zu", d);
        free(x);
    }
}

/* All on the front, which makes a quadratic method take minutes. */
static void test_large(void) {
    enum { N = 400000 };
    double *x = mem_alloc(N * 3, sizeof *x);
    bool *on = mem_alloc(N, sizeof *on);
    clock_t start = clock();

    for (size_t i = 0; i < N; i++) {
        double t = (double)(i * 7919 % N) / N;

        x[i * 2] = t;
        x[i * 2 + 1] = 1 / (t + 0.013);
    }
    is_int((long long)pareto_front(x, N, 2, on), N, "d = 2, all on the front");
    for (size_t i = 0; i < N; i++) {
        double t = (double)(i * 7919 % N) / N;

        x[i * 3] = 3.7;
        x[i * 3 + 1] = t;
        x[i * 3 + 2] = -t;
    }
    is_int((long long)pareto_front(x, N, 3, on), N, "d = 3, all on the front");
    ok(clock() - start < 60 * CLOCKS_PER_SEC, "in n log n time");
    free(x);
    free(on);
}

int main(void) {
    test_known();
    test_brute_force();
    test_properties();
    test_rank();
    test_large();
    return done();
}
