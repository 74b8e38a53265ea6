/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/query.h"

#include "base/mem.h"
#include "predict/predictor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void query_init(struct query *q, const struct predictor *p,
                const struct op ops[], const size_t stack[], size_t n,
                bool general) {
    *q = (struct query){
        .predictor = p, .ops = ops, .stack = stack, .n = n, .general = general};
    q->loads = mem_alloc(n, sizeof *q->loads);
    for (size_t i = 0; i < n; i++)
        op_load(&ops[i], &stacks[stack[i]], &q->loads[i]);
    if (p->kind->prepare != NULL)
        q->prepared = p->kind->prepare(q);
}

void query_free(struct query *q) {
    if (q->prepared != NULL)
        q->predictor->kind->release(q->prepared);
    free(q->loads);
    *q = (struct query){0};
}

/* The phases of a session's time, as terms that add up to it: host set-up is
 * the null operation, the copy of the result goes over the link at the rate
 * that copies reach, execution is the rest.  No public table has the phases
 * apart. */
static struct law_term phases_of(const struct query *q, size_t i,
                                 double time_ms, const struct device *d) {
    const double least_share = 0.02; /* of execution */
    double host_ms = isnan(d->host_overhead_ms)
                         ? predictor_null_ms(q->predictor, q->stack[i], d)
                         : d->host_overhead_ms;
    double copy_ms = 1e-6 * q->loads[i].copy_bytes /
                     (STACK_LINK_EFFICIENCY * d->host_link_gbs);
    double factor = fmin(1, (1 - least_share) * time_ms / (host_ms + copy_ms));

    return (struct law_term){
        .overhead_ms = time_ms - factor * (host_ms + copy_ms),
        .host = factor,
        .link_ms_gbs = factor * copy_ms * d->host_link_gbs,
        .copy_ms_gbs =
            factor * copy_ms * d->host_link_gbs * STACK_LINK_EFFICIENCY,
    };
}

static void terms_of_times(const struct query *q,
                           const struct device *const devices[], size_t n,
                           struct law_term out[]) {
    const struct predictor_kind *kind = q->predictor->kind;
    double *time_ms = mem_alloc(n * q->n, sizeof *time_ms);

    kind->times(q, devices, n, time_ms);
    for (size_t i = 0; i < n * q->n; i++)
        if (kind->phases_apart && stacks[q->stack[i % q->n]].session)
            out[i] = phases_of(q, i % q->n, time_ms[i], devices[i / q->n]);
        else
            out[i] = (struct law_term){.overhead_ms = time_ms[i]};
    free(time_ms);
}

/* What was measured of this very device has the last word. */
static void correct(const struct query *q, const struct device *d,
                    struct law_term out[]) {
    const struct predictor *p = q->predictor;

    for (size_t i = 0; i < p->n_calibrations; i++)
        if (strcmp(p->calibrations[i].device, d->like) == 0)
            for (size_t j = 0; j < q->n; j++)
                calibration_apply(&p->calibrations[i], q->stack[j],
                                  q->ops[j].kind, &out[j]);
}

void query_terms(const struct query *q, const struct device *const devices[],
                 size_t n, struct law_term out[]) {
    if (q->predictor->kind->times != NULL)
        terms_of_times(q, devices, n, out);
    else
        q->predictor->kind->terms(q, devices, n, out);
    for (size_t i = 0; i < n; i++)
        correct(q, devices[i], out + i * q->n);
}
