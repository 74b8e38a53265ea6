/* SPDX-License-Identifier: MIT
 *
 * What `sweep` and `merge` share: a sweep with all that it needs, and what is
 * done with a folder of results.
 */
#ifndef SWEEP_JOB_H
#define SWEEP_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cost/cost_model.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/sweep.h"

/* {0} is allowed to be freed. */
struct sweep_job {
    struct sweep sweep;
    struct predictor predictor;
    struct cost_model *costs;
    struct plan plan;
};

/* Reads the sweep and all that it names.  `name` takes the place of the
 * file's; NULL: it stays. */
bool sweep_job_load(struct sweep_job *j, const char *file, const char *name,
                    const char *const overrides[], size_t n, struct err *e);
void sweep_job_free(struct sweep_job *j);

/* Draws the sweep's plots; without gnuplot a note. */
bool sweep_job_draw(const struct sweep_job *j, const char *dir, struct err *e);
/* The short form of summary.txt: it is the answer, so it goes to standard
 * output. */
bool sweep_job_print(const char *dir, struct err *e);

#endif
