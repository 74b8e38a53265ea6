/* SPDX-License-Identifier: MIT
 *
 * Descriptions, regressions and the shape of fronts.
 */
#include "config.h"

#include "analyse/front_shape.h"
#include "analyse/regression.h"
#include "analyse/stats.h"

#include "base/rng.h"

#include "tap.h"

/* Known answers are from Python's statistics module. */
static const double sample[] = {3.1, 2.7, 9.4, 5.5, 4.2, 8.8, 2.9, 7.3};
static const double other[] = {1.2, 0.4, 3.9, 2.2, 2.4, 3.1, 0.4, 2.6};

static void test_describe(void) {
    struct stats s;

    stats_describe(sample, 8, &s);
    near(s.mean, 5.4875, 1e-14, "mean");
    near(s.sd, 2.709474118717505, 1e-13, "standard deviation");
    near(s.median, 4.85, 1e-14, "median");
    near(s.q25, 3.05, 1e-14, "lower quartile");
    near(s.q95, 9.19, 1e-14, "95 % quantile");
    near(s.mad_sd, 3.039334547936484, 1e-13,
         "scaled median absolute deviation");
    near(s.most, 9.4, 0, "most");
    stats_describe(sample, 1, &s);
    ok(isnan(s.sd) && s.median == 3.1, "one number has no deviation");
    stats_describe(sample, 0, &s);
    ok(s.n == 0 && isnan(s.median), "no number, no median");
}

static void test_correlation(void) {
    double flat[8] = {2, 2, 2, 2, 2, 2, 2, 2};

    near(stats_pearson(sample, other, 8), 0.9264875996656287, 1e-12, "Pearson");
    near(stats_spearman(sample, other, 8), 0.9700772721497398, 1e-12,
         "Spearman, with equal values");
    ok(isnan(stats_pearson(sample, flat, 8)), "no correlation with a constant");
    ok(isnan(stats_spearman(flat, sample, 8)), "nor of ranks");
}

static void test_histogram(void) {
    size_t counts[3];
    double low, high;

    stats_histogram(sample, 8, counts, 3, &low, &high);
    ok(low == 2.7 && high == 9.4, "from the least to the most");
    ok(counts[0] == 4 && counts[1] == 1 && counts[2] == 3,
       "the counts, the most in the last bin");
}

/* A power law is found exactly; with noise, within its own interval. */
static void test_regression(void) {
    enum { N = 60 };
    double x[N * 2], y[N];
    struct regression r;
    struct rng random;
    struct err e;

    rng_init(&random, 3, 1);
    for (size_t i = 0; i < N; i++) {
        x[2 * i] = 200 + 900 * rng_uniform(&random);
        x[2 * i + 1] = 14 + floor(40 * rng_uniform(&random));
        y[i] = 0.37 * pow(x[2 * i], 0.61) * pow(x[2 * i + 1], -1.3);
    }
    ok(regression_fit(&r, x, y, N, 2, &e), "a power law");
    near(r.exponent[0].value, 0.61, 1e-10, "first exponent");
    near(r.exponent[1].value, -1.3, 1e-10, "second exponent");
    near(r.scale, 0.37, 1e-9, "its scale");
    near(r.r2, 1, 1e-12, "all is explained");
    for (size_t i = 0; i < N; i++)
        y[i] *= exp(0.2 * rng_normal(&random));
    ok(regression_fit(&r, x, y, N, 2, &e) && r.exponent[0].low < 0.61 &&
           r.exponent[0].high > 0.61 && r.exponent[1].low < -1.3 &&
           r.exponent[1].high > -1.3,
       "with noise the intervals hold the exponents");
    ok(fabs(r.residual - 0.2) < 0.05, "and the noise is told (%.3f)",
       r.residual);
    ok(!regression_fit(&r, x, y, 3, 2, &e), "too few rows");
    has_str(e.text, "needs 4 rows or more, found 3", "said so");
    for (size_t i = 0; i < N; i++)
        x[2 * i + 1] = 3 * pow(x[2 * i], 2);
    ok(!regression_fit(&r, x, y, N, 2, &e),
       "columns that depend on each other");
    has_str(e.text, "depend on each other", "said so");
}

static void test_slope(void) {
    static const double cost[] = {110, 150, 190, 260, 300};
    static const double gain[] = {0.5, 0.9, 1.0, 1.45, 1.7};
    struct front_slope s = front_slope(cost, gain, 5);

    near(s.value, 0.006009060955518946, 1e-12, "slope");
    near(s.low, 0.00493126313993168, 1e-6, "lower end of its interval");
    near(s.high, 0.0070868587711062124, 1e-6, "upper end");
    ok(isnan(front_slope(cost, gain, 2).value), "two points say nothing");
}

static void test_knee(void) {
    static const double x[] = {1, 900, 2, 300, 3, 250, 8, 100};
    static const double outwards[] = {0, 40, 8, 30, 11, 25, 16, 10, 20, 0};
    static const double three[] = {10, 100, 9,   20,  120, 7.5,
                                   60, 160, 4.6, 110, 200, 3};

    is_int((long long)front_knee(x, 4, 2), 1,
           "the knee, whatever the units of the objectives");
    /* Shares 0, 0.6 x 0.25, 0.45 x 0.375, 0.2 x 0.75 and 0. */
    is_int((long long)front_knee(outwards, 5, 2), 2,
           "of a front that bends outwards no end, but its middle");
    /* The small end is the best of two objectives of three: 1 x 1 x 0; the
     * others are 0.9 x 0.8 x 0.25, 0.5 x 0.4 x 0.73 and 0. */
    is_int((long long)front_knee(three, 4, 3), 1, "nor of three objectives");
    is_int((long long)front_knee(outwards + 2, 1, 2), 0, "one row is its own");
}

static void test_medoids(void) {
    static const double x[] = {0,   10,  0.1, 9.9, 0.2, 9.8, 5,  5,
                               5.1, 4.9, 9.8, 0.2, 9.9, 0.1, 10, 0};
    size_t chosen[9], of[8], k = front_medoids(x, 8, 2, 3, chosen, of);

    is_int((long long)k, 3, "three designs");
    ok(chosen[0] == 1 && (chosen[1] == 3 || chosen[1] == 4) && chosen[2] == 6,
       "the middles of three groups");
    ok(of[0] == 0 && of[2] == 0 && of[3] == 1 && of[4] == 1 && of[5] == 2 &&
           of[7] == 2,
       "and who belongs to whom");
    is_int((long long)front_medoids(x, 8, 2, 9, chosen, of), 8,
           "no more than there are");
}

int main(void) {
    test_describe();
    test_correlation();
    test_histogram();
    test_regression();
    test_slope();
    test_knee();
    test_medoids();
    return done();
}
