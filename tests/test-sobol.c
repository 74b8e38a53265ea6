/* SPDX-License-Identifier: MIT
 *
 * Sensitivity on functions whose indices are known: Ishigami, Sobol's g, a
 * linear one.
 */
#include "config.h"

#include "analyse/morris.h"
#include "analyse/sobol.h"

#include "base/mem.h"

#include "tap.h"
#include "threads.h"

#include <stdlib.h>

enum { MAX_D = 8, REPLICATES = 500 };

static const double pi = 3.14159265358979323846;

typedef double function(const double u[], size_t d);

static double ishigami(const double u[], size_t d) {
    double x[3];

    for (size_t j = 0; j < d; j++)
        x[j] = pi * (2 * u[j] - 1);
    return sin(x[0]) + 7 * pow(sin(x[1]), 2) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static const double g_of[MAX_D] = {0, 0.5, 3, 9, 99, 99};

static double sobol_g(const double u[], size_t d) {
    double y = 1;

    for (size_t j = 0; j < d; j++)
        y *= (fabs(4 * u[j] - 2) + g_of[j]) / (1 + g_of[j]);
    return y;
}

static const double slope_of[MAX_D] = {3.5, -1.25, 0, 0.4};

static double linear(const double u[], size_t d) {
    double y = 17.5;

    for (size_t j = 0; j < d; j++)
        y += slope_of[j] * u[j];
    return y;
}

static double *values(function *f, const double u[], size_t rows, size_t d) {
    double *y = mem_alloc(rows, sizeof *y);

    for (size_t i = 0; i < rows; i++)
        y[i] = f(u + i * d, d);
    return y;
}

static bool analyse(function *f, size_t n, size_t d, uint64_t seed,
                    struct sobol_index out[], struct err *e) {
    double *u = mem_alloc(sobol_rows(n, d) * d, sizeof *u), *y;
    bool good = sobol_design(n, d, seed, u, e);

    y = values(f, u, sobol_rows(n, d), d);
    good = good && sobol_indices(y, n, d, seed, REPLICATES, out, e);
    free(u);
    free(y);
    return good;
}

/* How many of the ends of 2 d intervals hold the known values; `far` is the
 * largest difference. */
static size_t held(const struct sobol_index s[], const double first[],
                   const double total[], size_t d, double *far) {
    size_t n = 0;

    *far = 0;
    for (size_t j = 0; j < d; j++) {
        n += s[j].first_low - 1e-9 <= first[j] &&
             first[j] <= s[j].first_high + 1e-9;
        n += s[j].total_low - 1e-9 <= total[j] &&
             total[j] <= s[j].total_high + 1e-9;
        *far = fmax(*far, fabs(s[j].first - first[j]));
        *far = fmax(*far, fabs(s[j].total - total[j]));
    }
    return n;
}

/* V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225. */
static void test_ishigami(void) {
    double v1 = pow(1 + 0.1 * pow(pi, 4) / 5, 2) / 2, v2 = 49 / 8.0;
    double v13 = 8 * 0.01 * pow(pi, 8) / 225, v = v1 + v2 + v13, far;
    double first[3] = {v1 / v, v2 / v, 0};
    double total[3] = {(v1 + v13) / v, v2 / v, v13 / v};
    struct sobol_index s[3];
    struct err e;
    size_t n = 0, all = 0;

    near(first[0], 0.3139, 2e-4, "the published first order of Ishigami's x1");
    near(total[2], 0.2437, 2e-4, "the published total of Ishigami's x3");
    ok(analyse(ishigami, 1024, 3, 1, s, &e), "Ishigami");
    is_int((long long)held(s, first, total, 3, &far), 6,
           "the intervals of 1024 points hold the known indices");
    ok(far < 0.03, "and the indices are near them (%.4f)", far);
    ok(s[0].total_high - s[0].total_low < 0.2, "the intervals are short (%.3f)",
       s[0].total_high - s[0].total_low);
    for (uint64_t seed = 2; seed < 22; seed++, all += 6)
        if (analyse(ishigami, 512, 3, seed, s, &e))
            n += held(s, first, total, 3, &far);
    ok(n >= all * 9 / 10, "intervals of 90 %% hold %zu of %zu over 20 seeds", n,
       all);
}

/* V_j = 1 / (3 (1 + a_j)^2), V = prod (1 + V_j) - 1. */
static void test_g(void) {
    double vj[6], product = 1, first[6], total[6], far;
    struct sobol_index s[6];
    struct err e;

    for (size_t j = 0; j < 6; j++) {
        vj[j] = 1 / (3 * pow(1 + g_of[j], 2));
        product *= 1 + vj[j];
    }
    for (size_t j = 0; j < 6; j++) {
        first[j] = vj[j] / (product - 1);
        total[j] = vj[j] * product / (1 + vj[j]) / (product - 1);
    }
    ok(analyse(sobol_g, 2048, 6, 3, s, &e), "Sobol's g");
    ok(held(s, first, total, 6, &far) >= 11,
       "the intervals hold 11 or more of 12 known indices");
    ok(far < 0.03, "and the indices are near them (%.4f)", far);
}

static void test_linear(void) {
    double sum = 0, far, known[4];
    struct sobol_index s[4];
    struct err e;

    for (size_t j = 0; j < 4; j++)
        sum += pow(slope_of[j], 2);
    for (size_t j = 0; j < 4; j++)
        known[j] = pow(slope_of[j], 2) / sum;
    ok(analyse(linear, 512, 4, 9, s, &e), "a linear function");
    is_int((long long)held(s, known, known, 4, &far), 8,
           "first order and total are the squared slopes' shares");
    ok(far < 0.02, "closely (%.4f)", far);
    ok(s[2].total == 0, "what has no effect has a total of exactly 0");
}

static double constant(const double u[], size_t d) {
    return 2.75 + 0 * u[d - 1];
}

static void test_refusals(void) {
    struct sobol_index s[2];
    struct err e;

    ok(!analyse(constant, 64, 2, 1, s, &e), "a constant is refused");
    has_str(e.text, "the response is 2.75 everywhere", "and named");
}

static void test_same_bytes(void) {
    struct sobol_index one[3], two[3], other[3];
    struct err e;

    threads_set(1);
    analyse(ishigami, 256, 3, 5, one, &e);
    threads_set(3);
    analyse(ishigami, 256, 3, 5, two, &e);
    ok(memcmp(one, two, sizeof one) == 0, "the same for any threads");
    analyse(ishigami, 256, 3, 6, other, &e);
    ok(memcmp(one, other, sizeof one) != 0, "another seed, other numbers");
}

static void test_morris_linear(void) {
    enum { R = 12, D = 4 };
    double u[R * (D + 1) * D], *y;
    struct morris_effect m[D];
    size_t off = 0, moved = 0;

    morris_design(R, D, 6, 77, u);
    for (size_t i = 0; i < R * (D + 1) * D; i++)
        off += fabs(u[i] * 5 - floor(u[i] * 5 + 0.5)) > 1e-12 || u[i] < 0 ||
               u[i] > 1;
    is_int((long long)off, 0, "every number is on the grid");
    for (size_t t = 0; t < R; t++)
        for (size_t k = 0; k < D; k++)
            for (size_t j = 0; j < D; j++)
                moved += u[(t * (D + 1) + k) * D + j] !=
                         u[(t * (D + 1) + k + 1) * D + j];
    is_int((long long)moved, R * D, "each step moves one input");
    y = values(linear, u, morris_rows(R, D), D);
    morris_effects(u, y, R, D, 77, REPLICATES, m);
    for (size_t j = 0; j < D; j++) {
        ok(fabs(m[j].mu - slope_of[j]) < 1e-12, "mu is slope %zu", j + 1);
        ok(fabs(m[j].mu_star - fabs(slope_of[j])) < 1e-12, "mu* its size");
        ok(m[j].sigma < 1e-12, "without spread");
    }
    free(y);
}

/* All elementary effects of Ishigami's function on the grid, by counting. */
static void test_morris_ishigami(void) {
    enum { R = 400, D = 3, LEVELS = 8 };
    double *u = mem_alloc(R * (D + 1) * D, sizeof *u), *y;
    struct morris_effect m[D];
    size_t inside = 0;
    double far = 0;

    morris_design(R, D, LEVELS, 4, u);
    y = values(ishigami, u, morris_rows(R, D), D);
    morris_effects(u, y, R, D, 4, REPLICATES, m);
    for (size_t j = 0; j < D; j++) {
        double sum = 0;
        size_t n = 0;

        for (size_t at = 0; at < LEVELS * LEVELS * LEVELS; at++) {
            size_t level[D] = {at % LEVELS, at / LEVELS % LEVELS,
                               at / LEVELS / LEVELS};
            double from[D], to[D];

            if (level[j] >= LEVELS / 2)
                continue;
            for (size_t k = 0; k < D; k++)
                from[k] = to[k] = (double)level[k] / (LEVELS - 1);
            to[j] = (double)(level[j] + LEVELS / 2) / (LEVELS - 1);
            sum +=
                fabs(ishigami(to, D) - ishigami(from, D)) / (to[j] - from[j]);
            n++;
        }
        inside += m[j].mu_star_low <= sum / (double)n &&
                  sum / (double)n <= m[j].mu_star_high;
        far = fmax(far, fabs(m[j].mu_star / (sum / (double)n) - 1));
    }
    ok(inside >= 2,
       "the intervals of mu* hold the mean of all effects in %zu "
       "of 3",
       inside);
    ok(far < 0.1, "mu* is near it (%.3f)", far);
    ok(m[0].sigma > 1 && m[2].sigma > 1, "an interaction shows in sigma");
    free(u);
    free(y);
}

int main(void) {
    test_ishigami();
    test_g();
    test_linear();
    test_refusals();
    test_same_bytes();
    test_morris_linear();
    test_morris_ishigami();
    return done();
}
