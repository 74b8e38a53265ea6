/* SPDX-License-Identifier: MIT
 *
 * Evaluation of a batch of design points: strips where there are any.
 */
#include "config.h"

#include "sweep/plan.h"

#include "sweep/strip.h"

#include <string.h>

static double *column_at(const struct plan *p, struct batch *b,
                         enum metric_id metric, size_t at) {
    return b->values + plan_metric(p, metric) * PLAN_BATCH + at;
}

/* The block's columns, to place `at` of the batch on. */
static void put_block(const struct plan *p, struct batch *b, size_t at) {
    struct strip *s = b->strip;
    double *reason = column_at(p, b, METRIC_REASON_ID, at);
    double *feasible = column_at(p, b, METRIC_FEASIBLE_ID, at);
    bool is_uniform;

    for (size_t j = 0; j < b->n_constraints; j++)
        memset(b->violated + j * PLAN_BATCH + at, 0,
               s->n * sizeof *b->violated);
    is_uniform = strip_verdict(s, b, at, true);
    for (size_t j = 0; j < p->n_columns; j++) {
        const struct column *c = &p->columns[j];

        if (c->kind == COLUMN_METRIC &&
            (c->metric == METRIC_REASON_ID || c->metric == METRIC_FEASIBLE_ID))
            continue;
        memcpy(b->values + j * PLAN_BATCH + at, strip_column(s, j)->x,
               s->n * sizeof *b->values);
    }
    for (size_t i = 0; i < s->n; i++) {
        reason[i] = s->reason[is_uniform ? 0 : i];
        feasible[i] = reason[i] == 0;
    }
    for (size_t k = 0; k < s->n_special; k++)
        point_evaluate(p, s->first + s->special_lane[k], b,
                       at + s->special_lane[k]);
}

void plan_evaluate(const struct plan *p, size_t first, size_t n,
                   struct batch *b) {
    size_t end = first + n;

    b->first = first;
    b->n = n;
    for (size_t at = first; at < end;) {
        size_t stop = at + 1;

        if (b->strip == NULL || n < 8) {
            point_evaluate(p, at, b, at - first);
        } else if (!strip_run(b->strip, b, at)) {
            stop = b->strip->run_end < end ? b->strip->run_end : end;
            for (; at < stop; at++)
                point_evaluate(p, at, b, at - first);
        } else {
            stop = b->strip->run_end < end ? b->strip->run_end : end;
            for (size_t many; at < stop; at += many) {
                many = stop - at < STRIP_LANES ? stop - at : STRIP_LANES;
                strip_block(b->strip, at, many);
                put_block(p, b, at - first);
            }
        }
        at = stop;
    }
}
