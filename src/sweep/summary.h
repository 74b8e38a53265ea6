/* SPDX-License-Identifier: MIT
 *
 * What a run found, in words (summary.txt) and for programs (summary.json,
 * manifest.json).
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <stdio.h>

#include "base/err.h"
#include "predict/predictor.h"
#include "sweep/findings.h"
#include "sweep/plan.h"
#include "sweep/run.h"

bool summary_text(const struct plan *p, const struct run *r,
                  const struct findings *f, const struct predictor *predictor,
                  FILE *out, struct err *e);
bool summary_json(const struct plan *p, const struct run *r,
                  const struct findings *f, const struct predictor *predictor,
                  FILE *out, struct err *e);
/* Version, seed, checksums of every file that was read, counts by reason. */
bool summary_manifest(const struct plan *p, const struct run *r,
                      const struct predictor *predictor, FILE *out,
                      struct err *e);

#endif
