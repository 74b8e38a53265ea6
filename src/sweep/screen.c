/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/screen.h"

#include "base/mem.h"
#include "base/simd.h"

#include <stdlib.h>
#include <string.h>

/* Rivals that are worth less are tried now and then only. */
static const double worth_it = 0.25;
enum { PROBE_LEAST = 8, PROBE_MOST = 512 };

void screen_init(struct screen *s, const struct plan *p) {
    *s = (struct screen){.probe_every = PROBE_LEAST};
    block_init(&s->block, p);
    s->lost = mem_alloc(BLOCK_MOST, sizeof *s->lost);
    /* Point by point they would cost more than a search. */
    if (p->strip_axis >= p->sweep->n_axes)
        return;
    for (size_t a = 0; a < p->sweep->n_axes; a++) {
        size_t n = p->sweep->axes[a].n;

        if (n < 2)
            continue;
        s->rivals[s->n_rivals++] = (struct rival){a, 0, 0};
        s->rivals[s->n_rivals++] = (struct rival){a, n - 1, 0};
    }
}

void screen_free(struct screen *s) {
    block_free(&s->block);
    free(s->lost);
    *s = (struct screen){0};
}

/* One objective of n lanes held against others: bit 0 of beaten[] goes where
 * y is worse than x, bit 1 comes where it is better. */
SIMD_CLONES static void hold(size_t n, const double y[], const double x[],
                             int64_t beaten[]) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        int64_t left = y[i] > x[i] ? beaten[i] & ~INT64_C(1) : beaten[i];

        beaten[i] = y[i] < x[i] ? left | 2 : left;
    }
}

/* beaten[i] of lanes from .. end - 1 becomes 3 where lane i + shift of `y` is
 * feasible and dominates lane i of `x`. */
static void hold_block(const struct block *y, ptrdiff_t shift,
                       const struct block *x, size_t from, size_t end,
                       int64_t beaten[]) {
    const struct sweep *w = x->p->sweep;
    size_t n = end - from, at = (size_t)((ptrdiff_t)from + shift);

    for (size_t i = 0; i < n; i++)
        beaten[from + i] = y->is_uniform || y->reason[at + i] == 0;
    for (size_t k = 0; k < w->n_objectives; k++) {
        const double *own = x->x[k] + from, *other = y->x[k] + at;

        if (w->objectives[k].maximise)
            hold(n, own, other, beaten + from);
        else
            hold(n, other, own, beaten + from);
    }
}

static size_t drop_beaten(const int64_t beaten[], size_t lane[], size_t n) {
    size_t left = 0;

    for (size_t i = 0; i < n; i++) {
        lane[left] = lane[i];
        left += beaten[lane[i]] != 3;
    }
    return left;
}

/* Dominated by the lane before or behind. */
static size_t drop_neighbours(struct screen *s, const struct block *b,
                              size_t lane[], size_t n) {
    size_t from = lane[0], end = lane[n - 1] + 1;

    if (from == 0)
        from = 1;
    if (from < end) {
        s->lost[lane[0]] = 0;
        hold_block(b, -1, b, from, end, s->lost);
        n = drop_beaten(s->lost, lane, n);
    }
    if (n == 0)
        return 0;
    from = lane[0];
    end = lane[n - 1] + 1;
    if (end == b->n)
        end--;
    if (from < end) {
        s->lost[lane[n - 1]] = 0;
        hold_block(b, 1, b, from, end, s->lost);
        n = drop_beaten(s->lost, lane, n);
    }
    return n;
}

/* Where the rivals of a block begin, or the block's own begin if there are
 * none: they are its own lanes, or differ from lane to lane. */
static size_t rivals_first(const struct block *b, const struct rival *r) {
    size_t stride = b->p->stride[r->axis], n = b->p->sweep->axes[r->axis].n;
    size_t at = b->first / stride, first;

    if (at != (b->first + b->n - 1) / stride)
        return b->first;
    first = b->first + r->value * stride - at % n * stride;
    return first >= b->p->look_first && first + b->n <= b->p->look_end
               ? first
               : b->first;
}

/* Rivals of lanes are the same lanes of their block. */
static size_t drop_rivals(struct screen *s, const struct block *b,
                          struct rival *r, size_t lane[], size_t n) {
    size_t from = lane[0], end = lane[n - 1] + 1, left = n;

    block_set(&s->block, rivals_first(b, r) + from, end - from);
    if (!s->block.is_uniform || s->block.reason[0] == 0) {
        hold_block(&s->block, -(ptrdiff_t)from, b, from, end, s->lost);
        left = drop_beaten(s->lost, lane, n);
    }
    r->worth = (r->worth + (double)(n - left) / (double)n) / 2;
    return left;
}

/* Tries every rival, so that their worth is known. */
static size_t probe(struct screen *s, const struct block *b, size_t lane[],
                    size_t n) {
    bool good = false;

    for (size_t i = 0; i < s->n_rivals && n > 0; i++) {
        struct rival *r = &s->rivals[i];

        if (rivals_first(b, r) == b->first)
            continue;
        n = drop_rivals(s, b, r, lane, n);
        good = good || r->worth >= worth_it;
    }
    s->probe_every = good                          ? PROBE_LEAST
                     : s->probe_every < PROBE_MOST ? 2 * s->probe_every
                                                   : PROBE_MOST;
    s->probe_at = s->blocks + s->probe_every;
    return n;
}

size_t screen_lanes(struct screen *s, const struct block *b, size_t lane[],
                    size_t n) {
    struct rival *best = NULL;

    n = drop_neighbours(s, b, lane, n);
    if (n == 0)
        return 0;
    if (s->blocks++ == s->probe_at)
        return probe(s, b, lane, n);
    for (size_t i = 0; i < s->n_rivals; i++) {
        struct rival *r = &s->rivals[i];

        if (r->worth >= worth_it && (best == NULL || r->worth > best->worth) &&
            rivals_first(b, r) != b->first)
            best = r;
    }
    return best != NULL ? drop_rivals(s, b, best, lane, n) : n;
}
