/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/block.h"

#include "base/mem.h"
#include "sweep/point.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void block_init(struct block *b, const struct plan *p) {
    struct err ignored;

    *b = (struct block){.p = p};
    batch_new(&b->batch, p, &ignored);
    b->room = mem_alloc_lines((p->sweep->n_objectives + 2) * STRIP_ROOM,
                              sizeof *b->room);
}

void block_free(struct block *b) {
    batch_free(&b->batch);
    free(b->room);
    *b = (struct block){0};
}

size_t block_length(const struct plan *p, size_t first, size_t end) {
    size_t line, parts, part, at, n;

    if (p->strip_axis >= p->sweep->n_axes)
        return end - first < BLOCK_MOST ? end - first : BLOCK_MOST;
    line = p->sweep->axes[p->sweep->n_axes - 1].n;
    if (line <= BLOCK_MOST) {
        /* Whole lines, as many as there is room for, from the run's begin. */
        part = BLOCK_MOST / line * line;
        at = first % p->strip_period;
        n = p->strip_period - at;
    } else {
        parts = (line + BLOCK_MOST - 1) / BLOCK_MOST;
        part = (line + parts - 1) / parts;
        at = first % line;
        n = line - at;
    }
    if (n > part - at % part)
        n = part - at % part;
    return n < end - first ? n : end - first;
}

/* Lane i becomes what the point's columns are. */
static void put_point(struct block *b, double *reason, double *const x[],
                      size_t i) {
    const struct plan *p = b->p;

    point_evaluate(p, b->first + i, &b->batch, i);
    reason[i] = batch_value(&b->batch, plan_metric(p, METRIC_REASON_ID), i);
    for (size_t k = 0; k < p->sweep->n_objectives; k++)
        x[k][i] = batch_value(&b->batch, p->objective_column[k], i);
}

/* Room for all lanes, as the special ones may not be written into the
 * strip's. */
static void rows_of(const struct block *b, double *x[]) {
    for (size_t k = 0; k < b->p->sweep->n_objectives; k++)
        x[k] = b->room + (k + 1) * STRIP_ROOM;
}

/* Point by point. */
static void set_points(struct block *b) {
    double *x[PARETO_MAX_OBJECTIVES];

    rows_of(b, x);
    for (size_t i = 0; i < b->n; i++)
        put_point(b, b->room, x, i);
    b->is_uniform = false;
    b->reason = b->room;
    for (size_t k = 0; k < b->p->sweep->n_objectives; k++)
        b->x[k] = x[k];
}

static void set_special(struct block *b) {
    const struct strip *s = b->batch.strip;
    double *x[PARETO_MAX_OBJECTIVES];

    rows_of(b, x);
    for (size_t i = 0; i < b->n; i++)
        b->room[i] = b->reason[b->is_uniform ? 0 : i];
    for (size_t k = 0; k < b->p->sweep->n_objectives; k++) {
        memcpy(x[k], b->x[k], b->n * sizeof **x);
        b->x[k] = x[k];
    }
    b->is_uniform = false;
    b->reason = b->room;
    for (size_t i = 0; i < s->n_special; i++)
        put_point(b, b->room, x, s->special_lane[i]);
}

static void set_strip(struct block *b) {
    struct strip *s = b->batch.strip;

    strip_block(s, b->first, b->n);
    b->is_uniform = strip_verdict(s, &b->batch, 0, false);
    b->reason = s->reason;
    for (size_t k = 0; k < b->p->sweep->n_objectives; k++)
        b->x[k] = strip_column(s, b->p->objective_column[k])->x;
    if (s->n_special > 0)
        set_special(b);
}

/* Whether the block is of a strip; a run is made ready once. */
static bool find_run(struct block *b) {
    struct strip *s = b->batch.strip;

    if (s == NULL)
        return false;
    if (b->first < b->run_first || b->first >= b->run_end) {
        b->run_is_strip = strip_run(s, &b->batch, b->first);
        b->run_first = s->run_first;
        b->run_end = s->run_end;
    }
    return b->run_is_strip;
}

void block_set(struct block *b, size_t first, size_t n) {
    assert(n > 0 && n <= BLOCK_MOST);
    b->first = first;
    b->n = n;
    if (find_run(b))
        set_strip(b);
    else
        set_points(b);
}

const double *block_column(struct block *b, size_t column) {
    const double *points = b->batch.values + column * PLAN_BATCH, *x;
    struct strip *s = b->batch.strip;
    double *mixed;

    if (!b->run_is_strip)
        return points;
    x = strip_column(s, column)->x;
    if (s->n_special == 0)
        return x;
    mixed = b->room + (b->p->sweep->n_objectives + 1) * STRIP_ROOM;
    memcpy(mixed, x, b->n * sizeof *x);
    for (size_t i = 0; i < s->n_special; i++)
        mixed[s->special_lane[i]] = points[s->special_lane[i]];
    return mixed;
}
