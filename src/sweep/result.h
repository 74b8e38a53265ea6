/* SPDX-License-Identifier: MIT
 *
 * The output directory of a sweep: points.csv, front.csv, marks.csv
 * (the reference and the marked devices by the same model), summary.txt,
 * summary.json, manifest.json and sweep.cfg as run.  All appear together when
 * the run is complete; until then what was there before stays.
 */
#ifndef RESULT_H
#define RESULT_H

#include "base/err.h"
#include "base/table.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/run.h"

/* Runs the plan and writes everything into folder `dir`. */
bool result_run(struct run *r, const struct plan *p,
                const struct predictor *predictor,
                const struct run_options *options, const char *dir,
                struct err *e);

/* At most `most` points of the front, spread evenly along its first
 * objective, both ends included: axes, objectives, what explains them.  The
 * caller frees the table. */
struct table *result_front_table(const struct plan *p, const struct run *r,
                                 size_t most);

#endif
