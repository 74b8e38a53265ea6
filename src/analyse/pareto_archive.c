/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/pareto_archive.h"

#include "analyse/corner_tree.h"
#include "analyse/parallel.h"
#include "analyse/pareto.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Each tree is more than twice as large as the next. */
enum { TREES = 64 };

struct pareto_archive {
    size_t d, n_trees;
    struct corner_tree *tree[TREES]; /* from the oldest */
};

/* Rows with what they are called. */
struct rows {
    size_t n, d;
    double *x;
    uint64_t *index;
};

static struct rows rows_new(size_t n, size_t d) {
    return (struct rows){n, d, mem_alloc(n * d, sizeof(double)),
                         mem_alloc(n, sizeof(uint64_t))};
}

static void rows_free(struct rows *r) {
    free(r->x);
    free(r->index);
}

static void rows_keep(struct rows *r, const bool keep[]) {
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++) {
        if (!keep[i])
            continue;
        memmove(r->x + n * r->d, r->x + i * r->d, r->d * sizeof *r->x);
        r->index[n++] = r->index[i];
    }
    r->n = n;
}

static struct rows rows_of(const struct corner_tree *t) {
    struct rows r = rows_new(t->n, t->d);

    for (size_t i = 0; i < t->n; i++)
        corner_tree_row(t, i, r.x + i * t->d);
    memcpy(r.index, t->index, t->n * sizeof *r.index);
    return r;
}

struct pareto_archive *pareto_archive_new(size_t d) {
    struct pareto_archive *a = mem_alloc(1, sizeof *a);

    assert(d >= 1 && d <= PARETO_MAX_OBJECTIVES);
    a->d = d;
    return a;
}

void pareto_archive_free(struct pareto_archive *a) {
    if (a == NULL)
        return;
    for (size_t i = 0; i < a->n_trees; i++)
        corner_tree_free(a->tree[i]);
    free(a);
}

/* Of an equal point only the lower index is kept.  No two rows equal the same
 * point, so threads do not meet there. */
static bool outlives(struct corner_tree *t, const double row[],
                     uint64_t index) {
    size_t place = 0;
    enum corner_answer answer = corner_tree_ask(t, row, &place);

    if (answer == CORNER_EQUAL && index < t->index[place])
        t->index[place] = index;
    return answer == CORNER_FREE;
}

static void drop_dominated(struct rows *r, struct corner_tree *const tree[],
                           size_t n_trees) {
    bool *keep = mem_alloc(r->n, sizeof *keep);

#pragma omp parallel for schedule(dynamic, 64)                                 \
    num_threads((int)parallel_parts(r->n * 16))
    for (size_t i = 0; i < r->n; i++) {
        keep[i] = true;
        for (size_t k = 0; k < n_trees && keep[i]; k++)
            keep[i] = outlives(tree[k], r->x + i * r->d, r->index[i]);
    }
    rows_keep(r, keep);
    free(keep);
}

/* The last two trees become one.  No point of the older one dominates one of
 * the newer: that was asked when it came. */
static void join(struct pareto_archive *a) {
    struct corner_tree *newer = a->tree[--a->n_trees];
    struct corner_tree **older = &a->tree[a->n_trees - 1];
    struct rows r = rows_of(*older), all, more = rows_of(newer);

    drop_dominated(&r, &newer, 1);
    all = rows_new(r.n + more.n, a->d);
    memcpy(all.x, r.x, r.n * a->d * sizeof *all.x);
    memcpy(all.index, r.index, r.n * sizeof *all.index);
    memcpy(all.x + r.n * a->d, more.x, more.n * a->d * sizeof *all.x);
    memcpy(all.index + r.n, more.index, more.n * sizeof *all.index);
    corner_tree_free(*older);
    corner_tree_free(newer);
    *older = corner_tree_new(all.x, all.index, all.n, a->d);
    rows_free(&r);
    rows_free(&more);
    rows_free(&all);
}

/* Adds rows none of which dominates or equals another. */
static void add_front(struct pareto_archive *a, struct rows *r) {
    drop_dominated(r, a->tree, a->n_trees);
    if (r->n == 0)
        return;
    assert(a->n_trees < TREES);
    a->tree[a->n_trees++] = corner_tree_new(r->x, r->index, r->n, a->d);
    while (a->n_trees > 1 &&
           a->tree[a->n_trees - 2]->n <= 2 * a->tree[a->n_trees - 1]->n)
        join(a);
}

void pareto_archive_add(struct pareto_archive *a, const double x[],
                        const uint64_t index[], size_t n) {
    bool *on = mem_alloc(n, sizeof *on);
    struct rows r = rows_new(pareto_front(x, n, a->d, on), a->d);
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (!on[i])
            continue;
        memcpy(r.x + kept * a->d, x + i * a->d, a->d * sizeof *x);
        r.index[kept++] = index[i];
    }
    free(on);
    add_front(a, &r);
    rows_free(&r);
}

void pareto_archive_merge(struct pareto_archive *a,
                          const struct pareto_archive *other) {
    assert(a->d == other->d && a != other);
    for (size_t i = 0; i < other->n_trees; i++) {
        struct rows r = rows_of(other->tree[i]);

        add_front(a, &r);
        rows_free(&r);
    }
}

bool pareto_archive_dominates(const struct pareto_archive *a,
                              const double corner[], double *by) {
    size_t place;

    for (size_t i = 0; i < a->n_trees; i++) {
        const struct corner_tree *t = a->tree[i];

        if (corner_tree_ask(t, corner, &place) != CORNER_DOMINATED)
            continue;
        if (by != NULL)
            corner_tree_row(t, place, by);
        return true;
    }
    return false;
}

size_t pareto_archive_held(const struct pareto_archive *a) {
    size_t n = 0;

    for (size_t i = 0; i < a->n_trees; i++)
        n += a->tree[i]->n;
    return n;
}

struct named {
    uint64_t index;
    size_t place;
};

static int compare_named(const void *a, const void *b) {
    const struct named *p = a, *q = b;

    return p->index < q->index ? -1 : p->index > q->index;
}

size_t pareto_archive_front(struct pareto_archive *a, double **x,
                            uint64_t **index) {
    struct corner_tree *t;
    struct named *named;
    size_t n;

    while (a->n_trees > 1)
        join(a);
    t = a->n_trees > 0 ? a->tree[0] : NULL;
    n = t != NULL ? t->n : 0;
    named = mem_alloc(n, sizeof *named);
    for (size_t i = 0; i < n; i++)
        named[i] = (struct named){t->index[i], i};
    qsort(named, n, sizeof *named, compare_named);
    if (x != NULL) {
        *x = mem_alloc(n * a->d, sizeof **x);
        for (size_t i = 0; i < n; i++)
            corner_tree_row(t, named[i].place, *x + i * a->d);
    }
    if (index != NULL) {
        *index = mem_alloc(n, sizeof **index);
        for (size_t i = 0; i < n; i++)
            (*index)[i] = named[i].index;
    }
    free(named);
    return n;
}
