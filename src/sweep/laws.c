/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/laws.h"

#include "base/mem.h"
#include "predict/composition.h"
#include "predict/panel.h"

#include <stdlib.h>

/* The workload at a place on the batch axis.  The network is borrowed. */
static struct workload at_batch(const struct sweep *s, size_t workload,
                                size_t batch) {
    struct workload w = s->workloads[workload];
    size_t axis = sweep_axis(s, "batch");

    if (axis < s->n_axes)
        w.batch = (size_t)s->axes[axis].values[batch];
    return w;
}

static void fill_reference(struct plan *p, const struct composition *c,
                           const struct workload *w, size_t at) {
    struct footprint need;
    struct law law;

    composition_law(c, &p->sweep->reference, &law);
    p->reference_ms[at] = law_time_ms(&law, &p->sweep->reference, NULL);
    law_free(&law);
    network_footprint(&w->network, w->batch, w->phase, w->optimizer, 4, &need);
    p->memory_need_gib[at] = need.total_gib;
}

/* Structures asked about at a time: a piece of so many parts, if not more. */
enum { MOST_ASKED = 8 * PANEL, PARTS = 16 };

/* Laws of n structures of one batch under one workload. */
static void ask(struct plan *p, const struct composition *c, size_t workload,
                const size_t structures[], size_t n) {
    const struct device *devices[MOST_ASKED] = {NULL};
    struct law laws[MOST_ASKED];

    for (size_t i = 0; i < n; i++)
        devices[i] = &p->structures[structures[i]].device;
    composition_laws(c, devices, n, laws);
    for (size_t i = 0; i < n; i++)
        p->laws[structures[i] * p->sweep->n_workloads + workload] = laws[i];
}

/* Structures in order of their batch, in which they are asked about; starts
 * (n_batches + 1) are set to where each batch begins. */
static size_t *by_batch(const struct plan *p, size_t starts[]) {
    size_t n = p->n_structures + p->n_marks, at = 0;
    size_t *order = mem_alloc(n, sizeof *order);

    for (size_t b = 0; b < p->n_batches; b++) {
        starts[b] = at;
        for (size_t i = 0; i < n; i++)
            if (p->structures[i].batch == b)
                order[at++] = i;
    }
    starts[p->n_batches] = at;
    return order;
}

static void ask_all(struct plan *p, const struct composition c[]) {
    size_t n_workloads = p->sweep->n_workloads;
    /* Few structures are cut so that all threads have some. */
    size_t piece = panel_count(p->n_structures / PARTS) * PANEL;
    size_t *starts = mem_alloc(p->n_batches + 1, sizeof *starts);
    size_t *order = by_batch(p, starts);

    piece = piece < PANEL ? PANEL : piece > MOST_ASKED ? MOST_ASKED : piece;
#pragma omp parallel
#pragma omp single
    for (size_t b = 0; b < p->n_batches; b++)
        for (size_t i = starts[b]; i < starts[b + 1]; i += piece)
            for (size_t w = 0; w < n_workloads; w++) {
                size_t left = starts[b + 1] - i;

#pragma omp task
                ask(p, &c[b * n_workloads + w], w, order + i,
                    left < piece ? left : piece);
            }
    free(starts);
    free(order);
}

bool laws_fill(struct plan *p, const struct predictor *predictor,
               struct err *e) {
    const struct sweep *s = p->sweep;
    size_t n = p->n_batches * s->n_workloads, made = 0;
    struct composition *c = mem_alloc(n, sizeof *c);
    bool good = true;

    for (; good && made < n; made += good) {
        struct workload w =
            at_batch(s, made % s->n_workloads, made / s->n_workloads);

        good = composition_init(&c[made], predictor, &w, e);
        if (good)
            fill_reference(p, &c[made], &w, made);
    }
    if (good)
        ask_all(p, c);
    for (size_t i = 0; i < made; i++)
        composition_free(&c[i]);
    free(c);
    return good;
}
