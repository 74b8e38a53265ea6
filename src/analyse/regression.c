/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/regression.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>

/* Room of one fit, as GSL wants it. */
struct room {
    gsl_matrix *x, *covariance;
    gsl_vector *y, *c;
    gsl_multifit_linear_workspace *work;
};

static void room_free(struct room *r) {
    gsl_matrix_free(r->x);
    gsl_matrix_free(r->covariance);
    gsl_vector_free(r->y);
    gsl_vector_free(r->c);
    gsl_multifit_linear_free(r->work);
}

static bool room_new(struct room *r, size_t n, size_t columns, struct err *e) {
    r->x = gsl_matrix_alloc(n, columns);
    r->covariance = gsl_matrix_alloc(columns, columns);
    r->y = gsl_vector_alloc(n);
    r->c = gsl_vector_alloc(columns);
    r->work = gsl_multifit_linear_alloc(n, columns);
    if (r->x != NULL && r->covariance != NULL && r->y != NULL && r->c != NULL &&
        r->work != NULL)
        return true;
    room_free(r);
    return err_set(e, ERR_NUMERIC,
                   "a regression of %zu rows needs too much "
                   "memory",
                   n);
}

/* The first column is 1, the others are less their means, so that the rank
 * does not hang on the units. */
static void fill(struct room *r, const double x[], const double y[], size_t n,
                 size_t d, double mean[]) {
    for (size_t j = 0; j < d; j++) {
        mean[j] = 0;
        for (size_t i = 0; i < n; i++)
            mean[j] += log(x[i * d + j]) / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        gsl_vector_set(r->y, i, log(y[i]));
        gsl_matrix_set(r->x, i, 0, 1);
        for (size_t j = 0; j < d; j++)
            gsl_matrix_set(r->x, i, j + 1, log(x[i * d + j]) - mean[j]);
    }
}

static void read_terms(struct regression *out, const struct room *r,
                       const double mean[], double rss) {
    double freedom = (double)(out->n - out->d - 1);
    double t = gsl_cdf_tdist_Pinv(0.95, freedom);
    double log_scale = gsl_vector_get(r->c, 0), tss, y_mean = 0;

    for (size_t i = 0; i < out->n; i++)
        y_mean += gsl_vector_get(r->y, i) / (double)out->n;
    tss = 0;
    for (size_t i = 0; i < out->n; i++)
        tss += pow(gsl_vector_get(r->y, i) - y_mean, 2);
    for (size_t j = 0; j < out->d; j++) {
        double value = gsl_vector_get(r->c, j + 1);
        double half =
            t * sqrt(fmax(gsl_matrix_get(r->covariance, j + 1, j + 1), 0));

        out->exponent[j] =
            (struct regression_term){value, value - half, value + half};
        log_scale -= value * mean[j];
    }
    out->scale = exp(log_scale);
    out->r2 = tss > 0 ? 1 - rss / tss : (double)NAN;
    out->residual = sqrt(rss / freedom);
}

bool regression_fit(struct regression *out, const double x[], const double y[],
                    size_t n, size_t d, struct err *e) {
    double mean[REGRESSION_MAX] = {0}, rss = 0;
    struct room r;
    size_t rank = 0;
    int code;

    *out = (struct regression){.n = n, .d = d};
    if (d > REGRESSION_MAX)
        return err_set(e, ERR_INPUT,
                       "a regression on %zu columns, expected at most %d", d,
                       REGRESSION_MAX);
    if (n < d + 2)
        return err_set(e, ERR_INPUT,
                       "a regression on %zu columns needs %zu rows or more, "
                       "found %zu",
                       d, d + 2, n);
    if (!room_new(&r, n, d + 1, e))
        return false;
    fill(&r, x, y, n, d, mean);
    code = gsl_multifit_linear_tsvd(r.x, r.y, 1e-9, r.c, r.covariance, &rss,
                                    &rank, r.work);
    if (code == 0 && rank == d + 1)
        read_terms(out, &r, mean, rss);
    room_free(&r);
    if (code != 0 || rank < d + 1)
        return err_set(e, ERR_NUMERIC,
                       "the %zu columns of a regression depend on each other "
                       "or do not vary",
                       d);
    return true;
}
