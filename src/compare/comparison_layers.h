/* SPDX-License-Identifier: MIT
 *
 * Where the time of each compared workload goes: a row for each device and
 * layer that takes time, with what it computes and moves.
 */
#ifndef COMPARISON_LAYERS_H
#define COMPARISON_LAYERS_H

#include "compare/comparison.h"
#include "predict/predictor.h"

/* Columns network, batch, phase, device, layer, kind, forward_ms, backward_ms,
 * update_ms, time_ms, share_pct, bound, gflop, mbyte, flop_per_byte,
 * gflop_per_s.  Work and traffic are those that the predictor counts: each
 * tensor once, all parts of the phase.  Of the workload alone, or of all for
 * n_workloads.  The caller frees it; NULL on failure. */
struct table *comparison_layers(const struct comparison *c,
                                const struct predictor *predictor,
                                size_t workload, struct err *e);

#endif
