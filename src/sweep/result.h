/* SPDX-License-Identifier: MIT
 *
 * The output directory of a sweep: points.csv, front.csv, front-doubt.csv
 * (how sure the front is), marks.csv (the reference and the marked devices by
 * the same model), summary.txt, summary.json, manifest.json and sweep.cfg as
 * run.  All appear together when the run is complete; until then what was
 * there before stays.
 */
#ifndef RESULT_H
#define RESULT_H

#include "base/err.h"
#include "predict/predictor.h"
#include "sweep/outputs.h"
#include "sweep/plan.h"
#include "sweep/run.h"

/* What else there is to say about a run into a folder. */
struct result_task {
    struct share share;  /* 1 of 1: all points */
    bool resume;         /* go on where a checkpoint is, else begin */
    double checkpoint_s; /* least time from one checkpoint to the next */
    /* Told back: */
    bool dropped;    /* a checkpoint was there and is gone */
    bool can_resume; /* after a failure: a checkpoint is there */
    double resumed;  /* share of the work that was done before */
};

/* How often a run leaves a checkpoint, unless told otherwise. */
#define RESULT_CHECKPOINT_S 2

/* Runs the plan and writes everything into folder `dir`; a share of it, which
 * is not all, becomes a shard: points.csv, front.csv, sweep.cfg and a journal
 * for merge_run ().  `task` may be NULL. */
bool result_run(struct run *r, const struct plan *p,
                const struct predictor *predictor,
                const struct run_options *options, struct result_task *task,
                const char *dir, struct err *e);

/* Writes all but the rows of a run. */
bool result_write(const struct run *r, const struct plan *p,
                  const struct predictor *predictor, const struct outputs *o,
                  struct err *e);

#endif
