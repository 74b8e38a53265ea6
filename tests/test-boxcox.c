/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/boxcox.h"

#include "base/rng.h"
#include "tap.h"

enum { N = 4000 };

/* Numbers whose transform by `lambda` is normal. */
static void fill(double x[], double lambda, uint64_t seed) {
    struct rng rng;

    rng_init(&rng, seed, 0);
    for (size_t i = 0; i < N; i++) {
        double z = 9.5 + 1.3 * rng_normal(&rng);

        x[i] =
            fabs(lambda) < 1e-12 ? exp(z / 3) : pow(1 + lambda * z, 1 / lambda);
    }
}

int main(void) {
    static const double lambdas[] = {0.3571, 1.0, 0.5, 0};
    /* The likelihood is flat where the numbers are narrow about their mean. */
    static const double tolerance[] = {0.08, 0.3, 0.12, 0.05};
    static const double same[] = {3.7, 3.7, 3.7};
    static double x[N];

    near(boxcox(9, 0.5), 4, 1e-15, "(sqrt 9 - 1) / 0.5");
    near(boxcox(137.25, 0.3571), (pow(137.25, 0.3571) - 1) / 0.3571, 1e-13,
         "by the definition");
    near(boxcox(137.25, 0), log(137.25), 1e-15, "the logarithm at 0");
    near(boxcox(137.25, 1e-9), log(137.25), 1e-7, "and near it");
    near(boxcox(41, 1), 40, 1e-14, "1 only shifts");
    for (size_t i = 0; i < sizeof lambdas / sizeof *lambdas; i++) {
        fill(x, lambdas[i], 31 + i);
        ok(fabs(boxcox_lambda(x, N) - lambdas[i]) < tolerance[i],
           "lambda %.4f is found from %d numbers (%.4f)", lambdas[i], N,
           boxcox_lambda(x, N));
    }
    near(boxcox_lambda(same, 3), 1, 0, "a constant column is left as it is");
    return done();
}
