/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/doubt.h"

#include "base/mem.h"
#include "predict/stack.h"

#include <gsl/gsl_statistics_double.h>
#include <stdint.h>
#include <stdlib.h>

struct entry {
    uint64_t hash;
    const struct measurement *row;
};

static int by_stack_and_hash(const void *a, const void *b) {
    const struct entry *x = a, *y = b;

    if (x->row->stack != y->row->stack)
        return x->row->stack < y->row->stack ? -1 : 1;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool is_stronger(const struct device *a, const struct device *b) {
    return device_peak_fp32_gflops(a) >=
               DOUBT_STRONGER * device_peak_fp32_gflops(b) &&
           a->memory_bandwidth_gbs >= DOUBT_STRONGER * b->memory_bandwidth_gbs;
}

/* Ratios of times of one pair of devices. */
struct ratios {
    double *x; /* owned */
    size_t n, capacity;
};

static void add(struct ratios *r, double ratio) {
    r->x = mem_grow(r->x, &r->capacity, r->n + 1, sizeof *r->x);
    r->x[r->n++] = ratio;
}

/* All pairs of rows of one operation: of[strong * n_devices + weak]. */
static void add_run(struct ratios of[], const struct measurements *m,
                    const struct entry run[], size_t n) {
    double least_ms =
        stacks[run[0].row->stack].session ? DOUBT_SESSION_MS : DOUBT_KERNEL_MS;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct measurement *a = run[i].row, *b = run[j].row;

            if (b->time_ms > least_ms &&
                is_stronger(&m->devices[a->device], &m->devices[b->device]) &&
                op_equal(&a->op, &b->op))
                add(&of[a->device * m->n_devices + b->device],
                    a->time_ms / b->time_ms);
        }
}

/* Judges the pairs of one stack and empties their lists. */
static void judge(struct ratios of[], size_t n_devices, bool out[]) {
    for (size_t i = 0; i < n_devices * n_devices; i++) {
        if (of[i].n >= DOUBT_LEAST && gsl_stats_median(of[i].x, 1, of[i].n) > 1)
            out[i / n_devices] = true;
        of[i].n = 0;
    }
}

bool *doubt_find(const struct measurements *m, const size_t rows[], size_t n) {
    size_t n_pairs = m->n_devices * m->n_devices, first = 0;
    bool *out = mem_alloc(STACK_N * m->n_devices, sizeof *out);
    struct entry *entries = mem_alloc(n, sizeof *entries);
    struct ratios *of = mem_alloc(n_pairs, sizeof *of);

    for (size_t i = 0; i < n; i++) {
        const struct measurement *row = &m->rows[rows[i]];

        entries[i] = (struct entry){op_hash(&row->op, 0), row};
    }
    qsort(entries, n, sizeof *entries, by_stack_and_hash);
    for (size_t i = 1; i <= n; i++) {
        const struct measurement *row = entries[first].row;
        bool ends = i == n || entries[i].row->stack != row->stack;

        if (!ends && entries[i].hash == entries[first].hash)
            continue;
        add_run(of, m, entries + first, i - first);
        if (ends)
            judge(of, m->n_devices, out + row->stack * m->n_devices);
        first = i;
    }
    for (size_t i = 0; i < n_pairs; i++)
        free(of[i].x);
    free(of);
    free(entries);
    return out;
}

size_t doubt_drop(const struct measurements *m, size_t rows[], size_t n) {
    bool *doubt = doubt_find(m, rows, n);
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        const struct measurement *row = &m->rows[rows[i]];

        if (!doubt[row->stack * m->n_devices + row->device])
            rows[kept++] = rows[i];
    }
    free(doubt);
    return kept;
}
