/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison_measured.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two descriptions of the same network, wherever they came from. */
static bool is_same_network(const struct network *a, const struct network *b) {
    struct layer_work p, q;

    if (strcmp(a->name, b->name) != 0)
        return false;
    network_work(a, 1, PHASE_INFERENCE, sizeof(float), &p);
    network_work(b, 1, PHASE_INFERENCE, sizeof(float), &q);
    return p.macs == q.macs && p.parameters == q.parameters;
}

/* Whether row i is of the workload on the device, in the phase as timed. */
static bool is_of(const struct network_times *t, size_t i,
                  const struct device *d, const struct workload *w,
                  enum network_phase phase) {
    const struct network_time *r = &t->rows[i];

    return r->phase == phase && r->batch == w->batch &&
           strcmp(d->status, "real") == 0 &&
           strcmp(t->devices[r->device].name, d->name) == 0 &&
           is_same_network(&t->models[r->model], &w->network);
}

static int compare_numbers(const void *a, const void *b) {
    const double *p = a, *q = b;

    return *p < *q ? -1 : *p > *q;
}

/* Sorts x. */
static double median(double x[], size_t n) {
    qsort(x, n, sizeof *x, compare_numbers);
    return n == 0 ? (double)NAN : (x[(n - 1) / 2] + x[n / 2]) / 2;
}

static size_t find_rows(const struct network_times *t, const struct device *d,
                        const struct workload *w, enum network_phase phase,
                        size_t rows[]) {
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        if (is_of(t, i, d, w, phase))
            rows[n++] = i;
    return n;
}

static bool is_same_harness(const struct network_time *a,
                            const struct network_time *b) {
    return a->phase == b->phase && strcmp(a->source, b->source) == 0 &&
           strcmp(a->framework, b->framework) == 0;
}

/* Median time of the rows of one harness; NAN without any. */
static double harness_ms(const struct network_times *t, const size_t rows[],
                         size_t n, const struct network_time *like,
                         double room[]) {
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        if (is_same_harness(&t->rows[rows[i]], like))
            room[found++] = t->rows[rows[i]].time_ms;
    return median(room, found);
}

/* Adds the ratios of the harnesses that timed both devices in a phase. */
static size_t add_ratios(const struct network_times *t,
                         const struct comparison *c, size_t device,
                         const struct workload *w, enum network_phase phase,
                         size_t rows[], double room[], double ratios[]) {
    size_t n = find_rows(t, &c->devices[device], w, phase, rows), added = 0;
    size_t n_reference = find_rows(t, &c->devices[0], w, phase, rows + t->n);

    for (size_t i = 0; i < n; i++) {
        const struct network_time *r = &t->rows[rows[i]];
        bool first = true;
        double reference_ms;

        for (size_t j = 0; j < i; j++)
            first = first && !is_same_harness(&t->rows[rows[j]], r);
        if (!first)
            continue;
        reference_ms = harness_ms(t, rows + t->n, n_reference, r, room);
        if (!isnan(reference_ms))
            ratios[added++] = reference_ms / harness_ms(t, rows, n, r, room);
    }
    return added;
}

/* Phases as timed that count for a workload. */
static size_t phases_of(enum phase phase, enum network_phase out[2]) {
    out[0] = phase == PHASE_TRAINING ? NETWORK_STEP : NETWORK_FORWARD;
    out[1] = NETWORK_FORWARD_BACKWARD;
    return phase == PHASE_TRAINING ? 2 : 1;
}

/* `rows`, `room` and `ratios` have room for 2 t->n each. */
static struct comparison_measured
measured_of(const struct network_times *t, const struct comparison *c,
            size_t device, const struct workload *w, size_t rows[],
            double room[], double ratios[]) {
    struct comparison_measured m = {
        .median_ms = (double)NAN,
        .least_ms = (double)NAN,
        .most_ms = (double)NAN,
        .speedup = (double)NAN,
    };
    enum network_phase phases[2];
    size_t n_phases = phases_of(w->phase, phases);

    for (size_t i = 0; i < n_phases; i++) {
        size_t n = find_rows(t, &c->devices[device], w, phases[i], rows);

        for (size_t k = 0; k < n; k++)
            room[m.n++] = t->rows[rows[k]].time_ms;
    }
    if (m.n == 0)
        return m;
    m.median_ms = median(room, m.n);
    m.least_ms = room[0];
    m.most_ms = room[m.n - 1];
    for (size_t i = 0; i < n_phases; i++)
        m.n_harnesses += add_ratios(t, c, device, w, phases[i], rows, room,
                                    ratios + m.n_harnesses);
    m.speedup = median(ratios, m.n_harnesses);
    return m;
}

struct comparison_measured *
comparison_measured_new(const struct comparison *c,
                        const struct network_times *t) {
    struct comparison_measured *out =
        mem_alloc(c->n_devices * c->n_workloads, sizeof *out);
    size_t *rows = mem_alloc(2 * t->n, sizeof *rows);
    double *room = mem_alloc(2 * t->n, sizeof *room);
    double *ratios = mem_alloc(2 * t->n, sizeof *ratios);

    for (size_t i = 0; i < c->n_devices * c->n_workloads; i++)
        out[i] =
            measured_of(t, c, i / c->n_workloads,
                        &c->workloads[i % c->n_workloads], rows, room, ratios);
    free(rows);
    free(room);
    free(ratios);
    return out;
}
