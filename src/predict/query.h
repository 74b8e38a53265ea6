/* SPDX-License-Identifier: MIT
 *
 * Operations of which a predictor is asked the times, on many devices at a
 * time.  What follows from the operations alone is computed once, when the
 * query is made.  The answer for a device does not depend on which others it
 * is asked about with, to the last bit.
 */
#ifndef QUERY_H
#define QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "device/device.h"
#include "predict/law.h"
#include "predict/op.h"

struct predictor;

struct query {
    const struct predictor *predictor; /* borrowed, as ops and stack */
    const struct op *ops;
    const size_t *stack; /* of each, an index of stacks[] */
    size_t n;
    /* Without what was learned of single devices; calibrations count. */
    bool general;
    struct op_load *loads; /* of each operation; owned */
    void *prepared;        /* what the predictor's kind made of it; owned */
};

/* `p`, `ops` and `stack` must outlive the query.  One query serves any number
 * of threads. */
void query_init(struct query *q, const struct predictor *p,
                const struct op ops[], const size_t stack[], size_t n,
                bool general);
void query_free(struct query *q);

/* Terms of every operation on n devices, out[device x q->n + operation].  Of a
 * kind that has no closed form they hold for this very device only: all of the
 * time is overhead, but for what `phases_apart` tells from it. */
void query_terms(const struct query *q, const struct device *const devices[],
                 size_t n, struct law_term out[]);

#endif
