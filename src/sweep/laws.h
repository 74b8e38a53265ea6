/* SPDX-License-Identifier: MIT
 *
 * The laws of a plan's structures: the predictor is asked about many at a
 * time.
 */
#ifndef LAWS_H
#define LAWS_H

#include <stdbool.h>

#include "base/err.h"
#include "predict/predictor.h"
#include "sweep/plan.h"

/* Fills p->laws, in parallel, and what else follows from its workloads:
 * reference_ms and memory_need_gib.  Structures are there.  Fails where the
 * predictor has no measurements for an operation. */
bool laws_fill(struct plan *p, const struct predictor *predictor,
               struct err *e);

#endif
