/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/least.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>

enum { MAX_STEPS = 200 };

static int residuals(const gsl_vector *x, void *params, gsl_vector *f) {
    const struct least *l = params;

    l->at(l->data, x->data, f->data, NULL);
    for (size_t i = 0; i < f->size; i++)
        if (!isfinite(f->data[i]))
            return GSL_EDOM;
    return GSL_SUCCESS;
}

static int slopes(const gsl_vector *x, void *params, gsl_matrix *j) {
    const struct least *l = params;

    gsl_matrix_set_zero(j);
    l->at(l->data, x->data, NULL, j->data);
    return GSL_SUCCESS;
}

/* Steps until five together gain next to nothing.  The sums of squares here
 * have kinks (a voltage has a floor), about which tests of gradients and steps
 * may never be content. */
static int improve(gsl_multifit_nlinear_workspace *w) {
    double before = HUGE_VAL;

    for (size_t step = 0; step < MAX_STEPS; step++) {
        int status = gsl_multifit_nlinear_iterate(w);

        /* No more progress from a good point is as good as an end. */
        if (status == GSL_ENOPROG)
            return GSL_SUCCESS;
        if (status != GSL_SUCCESS)
            return status;
        if (step % 5 == 4) {
            double now = gsl_blas_dnrm2(gsl_multifit_nlinear_residual(w));

            if (now > before * (1 - 1e-7))
                return GSL_SUCCESS;
            before = now;
        }
    }
    return GSL_EMAXITER;
}

bool least_solve(const struct least *l, double parameters[], struct err *e) {
    gsl_multifit_nlinear_parameters how =
        gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_fdf fdf = {.f = residuals,
                                    .df = slopes,
                                    .n = l->n_residuals,
                                    .p = l->n_parameters};
    gsl_vector_view start = gsl_vector_view_array(parameters, l->n_parameters);
    gsl_multifit_nlinear_workspace *w;
    struct least copy = *l;
    int status;

    fdf.params = &copy;
    how.solver = gsl_multifit_nlinear_solver_cholesky;
    w = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, fdf.n,
                                   fdf.p);
    if (w == NULL)
        return err_set(e, ERR_NUMERIC, "no memory for a fit of %zu parameters",
                       fdf.p);
    status = gsl_multifit_nlinear_init(&start.vector, &fdf, w);
    if (status == GSL_SUCCESS)
        status = improve(w);
    if (status == GSL_SUCCESS)
        memcpy(parameters, gsl_multifit_nlinear_position(w)->data,
               fdf.p * sizeof *parameters);
    gsl_multifit_nlinear_free(w);
    return status == GSL_SUCCESS ||
           err_set(e, ERR_NUMERIC,
                   "a fit of %zu parameters to %zu residuals "
                   "failed: %s",
                   l->n_parameters, l->n_residuals, gsl_strerror(status));
}
