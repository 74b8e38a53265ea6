/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/validate_sums.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

bool validate_in_sum(const struct measurement *row) {
    return row->of_network > 0 && stacks[row->stack].session;
}

static struct validate_sum *find(struct validate_sums *s,
                                 const struct measurement *r) {
    struct validate_sum new = {.device = r->device,
                               .stack = r->stack,
                               .network = r->of_network - 1u,
                               .batch = r->op.batch};

    for (size_t i = s->n; i-- > 0;)
        if (s->sums[i].device == new.device && s->sums[i].stack == new.stack &&
            s->sums[i].network == new.network &&
            !(s->sums[i].batch < new.batch || s->sums[i].batch > new.batch))
            return &s->sums[i];
    s->sums = mem_grow(s->sums, &s->capacity, s->n + 1, sizeof *s->sums);
    s->sums[s->n] = new;
    return &s->sums[s->n++];
}

static int by_names(const void *a, const void *b) {
    const struct validate_sum *x = a, *y = b;

    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    if (x->stack != y->stack)
        return x->stack < y->stack ? -1 : 1;
    if (x->network != y->network)
        return x->network < y->network ? -1 : 1;
    return x->batch < y->batch ? -1 : x->batch > y->batch;
}

void validate_sums_new(struct validate_sums *out, const struct measurements *m,
                       const double seen_ms[],
                       const struct validate_times *times) {
    *out = (struct validate_sums){0};
    for (size_t i = 0; i < m->n; i++)
        if (validate_in_sum(&m->rows[i])) {
            struct validate_sum *s = find(out, &m->rows[i]);

            s->n_layers++;
            s->measured_ms += m->rows[i].time_ms;
            s->seen_ms += seen_ms != NULL ? seen_ms[i] : (double)NAN;
            s->plain_ms += times->plain_ms[i];
            s->given_ms += times->given_ms[i];
        }
    if (out->n > 0)
        qsort(out->sums, out->n, sizeof *out->sums, by_names);
}

void validate_sums_free(struct validate_sums *s) {
    free(s->sums);
    *s = (struct validate_sums){0};
}
