/* SPDX-License-Identifier: MIT
 *
 * Errors of the cost models on what was left out of their fits.
 */
#ifndef COST_TRIAL_H
#define COST_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cost/catalogue.h"
#include "cost/cost_model.h"

enum cost_quantity {
    QUANTITY_AREA,     /* full dies of NVIDIA */
    QUANTITY_AREA_AMD, /* full dies of others */
    QUANTITY_POWER,    /* boards, with their real die area */
    QUANTITY_PRICE,    /* gaming boards, with real die area and power */
    QUANTITY_N
};
extern const char *const cost_quantity_names[QUANTITY_N];

/* One die or board that was left out. */
struct cost_trial_row {
    enum cost_quantity quantity;
    enum cost_left_out left_out;
    const struct device *device; /* borrowed from the catalogue */
    enum cost_segment segment;
    double modelled, real;
};

struct cost_trial {
    struct cost_trial_row *rows;
    size_t n, capacity;
};

/* Leaves out everything in turn and fits anew each time.  What is left out of
 * an area fit is left out of its densities too.  Threads share the folds; the
 * rows do not depend on their number. */
bool cost_trial_run(struct cost_trial *t, const struct cost_model *facts,
                    const struct catalogue *c, struct err *e);
void cost_trial_free(struct cost_trial *t);

/* Errors of some rows. */
struct cost_score {
    size_t n;
    double mean, median, worst, bias, within_90;
    const struct device *worst_device;
};
/* Rows for which `keep` says so (NULL: all).  The factor within_90 is the
 * conformal quantile of |log (real / modelled)|: the ceil (0.9 (n + 1))-th
 * smallest, the largest when there are too few. */
struct cost_score cost_trial_score(
    const struct cost_trial *t, enum cost_quantity quantity,
    enum cost_left_out left_out,
    bool (*keep)(const struct cost_trial_row *row, const void *data),
    const void *data);

/* Puts the errors into a model, for its bands. */
void cost_trial_put(const struct cost_trial *t, struct cost_model *m);

/* Fits everything on everything. */
struct cost_model *cost_fit_all(const struct cost_model *facts,
                                const struct catalogue *c, struct err *e);

#endif
