/* SPDX-License-Identifier: MIT
 *
 * Random numbers: known answers, and moments that a fair source must have.
 */
#include "config.h"

#include "base/rng.h"
#include "tap.h"

#include <math.h>

/* From the reference C code of prng.di.unimi.it. */
static void test_known(void) {
    static const uint64_t split[] = {6457827717110365317u, 3203168211198807973u,
                                     9817491932198370423u,
                                     4593380528125082431u};
    static const uint64_t xoshiro[] = {
        11520u, 0u, 1509978240u, 1215971899390074240u, 1216172134540287360u};
    struct rng r;

    rng_init(&r, 1234567, 0);
    for (int i = 0; i < 4; i++)
        ok(r.s[i] == split[i], "splitmix64 %d", i);
    r = (struct rng){{1, 2, 3, 4}};
    for (int i = 0; i < 5; i++)
        ok(rng_next(&r) == xoshiro[i], "xoshiro256** %d", i);
}

static void test_streams(void) {
    struct rng a, b, c, d;

    rng_init(&a, 42, 7);
    rng_init(&b, 42, 7);
    rng_init(&c, 42, 8);
    rng_init(&d, 43, 7);
    ok(rng_next(&a) == rng_next(&b), "the same stream");
    ok(rng_next(&a) != rng_next(&c), "another stream");
    ok(rng_next(&b) != rng_next(&d), "another seed");
}

/* Bounds are six standard errors; the seed is fixed. */
static void test_moments(void) {
    enum { N = 200000 };
    double sum = 0, low = 1, high = 0, mean = 0, square = 0, fourth = 0;
    struct rng r;

    rng_init(&r, 2018, 3);
    for (int i = 0; i < N; i++) {
        double u = rng_uniform(&r), z = rng_normal(&r);

        low = u < low ? u : low;
        high = u > high ? u : high;
        sum += u / N;
        mean += z / N;
        square += z * z / N;
        fourth += z * z * z * z / N;
    }
    ok(low >= 0 && low < 1e-4 && high < 1 && high > 1 - 1e-4, "[0, 1)");
    ok(fabs(sum - 0.5) < 6 * sqrt(1 / 12.0 / N), "uniform: mean %g", sum);
    ok(fabs(mean) < 6 / sqrt(N), "normal: mean %g", mean);
    ok(fabs(square - 1) < 6 * sqrt(2.0 / N), "normal: variance %g", square);
    ok(fabs(fourth - 3) < 6 * sqrt(96.0 / N), "normal: kurtosis %g", fourth);
}

static void test_permute(void) {
    enum { N = 5, ROUNDS = 50000 };
    size_t count[N][N] = {{0}}, wrong = 0, index[N];
    double chi = 0;
    struct rng r;

    rng_init(&r, 5, 11);
    for (int round = 0; round < ROUNDS; round++) {
        unsigned seen = 0;

        rng_permute(&r, index, N);
        for (size_t i = 0; i < N; i++) {
            seen |= 1u << index[i];
            count[i][index[i]]++;
        }
        wrong += seen != (1u << N) - 1;
    }
    is_int((long long)wrong, 0, "permutations");
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double want = (double)ROUNDS / N;

            chi += ((double)count[i][j] - want) * ((double)count[i][j] - want) /
                   want;
        }
    /* 16 degrees of freedom: 45 is beyond the 99.98 % point. */
    ok(chi < 45, "each place equally often: chi-square %g", chi);
    rng_permute(&r, index, 0);
    rng_permute(&r, index, 1);
    is_int((long long)index[0], 0, "of one");
}

int main(void) {
    test_known();
    test_streams();
    test_moments();
    test_permute();
    return done();
}
