/* SPDX-License-Identifier: MIT
 *
 * Quantiles against sorting; order and sharing out do not matter.
 */
#include "config.h"

#include "analyse/quantile.h"

#include "base/mem.h"

#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 20011 };

static int rising(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Values over nine decades, of both signs. */
static void fill(double x[], size_t n) {
    unsigned state = 12345;

    for (size_t i = 0; i < n; i++) {
        state = state * 1103515245U + 12345U;
        x[i] = pow(10, (double)(state >> 8 & 0xffff) / 7281.0 - 4.5) *
               ((state >> 28 & 3) == 0 ? -1 : 1);
    }
}

static double sorted_at(const double x[], size_t n, double share) {
    double place = share * (double)(n - 1);
    size_t i = (size_t)place;

    return i + 1 < n ? x[i] + (x[i + 1] - x[i]) * (place - (double)i) : x[i];
}

static bool same(const struct quantiles *a, const struct quantiles *b) {
    size_t i = 0, j = 0, m = 0, n = 0;

    for (;; i++, j++) {
        bool more = quantiles_next(a, &i, &m);

        if (more != quantiles_next(b, &j, &n))
            return false;
        if (!more)
            return a->n == b->n && a->least == b->least && a->most == b->most;
        if (i != j || m != n)
            return false;
    }
}

int main(void) {
    static const double shares[] = {0, 0.03, 0.25, 0.5, 0.75, 0.981, 1};
    double *x = mem_alloc(N, sizeof *x);
    struct quantiles q, a, b;
    size_t cell, count;

    quantiles_init(&q);
    quantiles_init(&a);
    quantiles_init(&b);
    ok(isnan(quantiles_at(&q, 0.5)), "none of nothing");
    fill(x, N);
    quantiles_add(&q, x, N);
    for (size_t i = N; i-- > 0;)
        quantiles_add(i % 3 == 0 ? &a : &b, &x[i], 1);
    quantiles_merge(&a, &b);
    ok(same(&a, &q), "the same in another order, in two parts");
    quantiles_free(&b);
    b.least = q.least;
    b.most = q.most;
    for (cell = 0; quantiles_next(&q, &cell, &count); cell++)
        quantiles_put(&b, cell, count);
    ok(same(&b, &q), "stored and read back");
    quantiles_add(&b, x, 1);
    ok(!same(&b, &q), "one more is not the same");
    qsort(x, N, sizeof *x, rising);
    ok(q.least == x[0] && q.most == x[N - 1] && q.n == N, "the ends");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        ok(fabs(quantiles_at(&q, shares[i]) / sorted_at(x, N, shares[i]) - 1) <
               1e-3,
           "share %g", shares[i]);
    quantiles_free(&a);
    quantiles_free(&b);
    quantiles_add(&a, x + 7, 1);
    ok(quantiles_at(&a, 0.25) == x[7], "one value is its own quantile");
    quantiles_free(&a);
    quantiles_free(&q);
    free(x);
    return done();
}
