/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/sieve.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIFT = 64, LEAST_SIFT = 4096 };

void sieve_init(struct sieve *s, size_t d) {
    *s = (struct sieve){.d = d, .sift_at = LEAST_SIFT};
    if (d != 2)
        s->archive = pareto_archive_new(d);
    s->guard = mem_alloc(d, sizeof *s->guard);
    for (size_t k = 0; k < d; k++)
        s->guard[k] = HUGE_VAL;
}

void sieve_free(struct sieve *s) {
    free(s->index);
    free(s->x);
    free(s->steps);
    pareto_archive_free(s->archive);
    free(s->guard);
    *s = (struct sieve){0};
}

static bool dominates(const double a[], const double b[], size_t d) {
    bool better = false;

    for (size_t k = 0; k < d; k++) {
        if (a[k] > b[k])
            return false;
        better = better || a[k] < b[k];
    }
    return better;
}

/* The last step whose first objective is no more than x, or n_steps: a search
 * that widens from the last one, since questions come from neighbours. */
static size_t step_of(struct sieve *s, double x) {
    const struct sieve_step *step = s->steps;
    size_t low = s->at, high, wide = 1;

    while (low > 0 && step[low].x[0] > x) {
        low = low > wide ? low - wide : 0;
        wide *= 2;
    }
    if (step[low].x[0] > x)
        return s->n_steps;
    wide = 1;
    for (high = low + 1; high < s->n_steps && step[high].x[0] <= x; wide *= 2) {
        low = high;
        high = s->n_steps - high > wide ? high + wide : s->n_steps;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (step[middle].x[0] <= x)
            low = middle;
        else
            high = middle;
    }
    s->at = low;
    return low;
}

/* A step has the least second objective of all up to it. */
static bool steps_dominate(struct sieve *s, const double corner[]) {
    size_t step = s->n_steps > 0 ? step_of(s, corner[0]) : 0;

    return step < s->n_steps && dominates(s->steps[step].x, corner, 2);
}

bool sieve_dominates(struct sieve *s, const double corner[]) {
    /* What beats one beats its neighbour, too. */
    if (dominates(s->guard, corner, s->d))
        return true;
    if (s->d == 2 ? steps_dominate(s, corner)
                  : pareto_archive_dominates(s->archive, corner, s->guard))
        return true;
    return s->known != NULL &&
           pareto_archive_dominates(s->known, corner, s->guard);
}

static bool is_before(const struct sieve_step *a, const struct sieve_step *b) {
    if (a->x[0] != b->x[0])
        return a->x[0] < b->x[0];
    if (a->x[1] != b->x[1])
        return a->x[1] < b->x[1];
    return a->index < b->index;
}

static void merge(const struct sieve_step a[], size_t n_a,
                  const struct sieve_step b[], size_t n_b,
                  struct sieve_step out[]) {
    size_t i = 0, j = 0;

    while (i < n_a && j < n_b) {
        bool first = is_before(&a[i], &b[j]);

        *out++ = first ? a[i] : b[j];
        i += first;
        j += !first;
    }
    /* `a` may be NULL. */
    for (; i < n_a; i++)
        *out++ = a[i];
    for (; j < n_b; j++)
        *out++ = b[j];
}

/* End of the rising run that begins at `from`; a falling one is turned. */
static size_t run_end(struct sieve_step x[], size_t from, size_t n) {
    size_t end = from + 1;

    if (end < n && is_before(&x[end], &x[end - 1])) {
        while (end < n && is_before(&x[end], &x[end - 1]))
            end++;
        for (size_t i = from, j = end - 1; i < j; i++, j--) {
            struct sieve_step swap = x[i];

            x[i] = x[j];
            x[j] = swap;
        }
        return end;
    }
    while (end < n && !is_before(&x[end], &x[end - 1]))
        end++;
    return end;
}

/* Merges neighbouring runs until there is one: along a clock the objectives
 * rise and fall, so that there are few (Knuth, The Art of Computer
 * Programming 3, 5.2.4, natural merge sort).  `other` is room for n; returns
 * whichever of the two holds the outcome. */
static struct sieve_step *sort_steps(struct sieve_step x[], size_t n,
                                     struct sieve_step other[]) {
    size_t *ends = mem_alloc(n + 1, sizeof *ends), n_runs = 0;

    for (size_t from = 0; from < n; from = ends[n_runs++])
        ends[n_runs] = run_end(x, from, n);
    while (n_runs > 1) {
        size_t from = 0, made = 0;
        struct sieve_step *swap = x;

        for (size_t r = 0; r < n_runs; r += 2) {
            size_t middle = ends[r],
                   end = r + 1 < n_runs ? ends[r + 1] : middle;

            merge(x + from, middle - from, x + middle, end - middle,
                  other + from);
            ends[made++] = from = end;
        }
        n_runs = made;
        x = other;
        other = swap;
    }
    free(ends);
    return x;
}

/* d = 2: what came since the last time, sorted and merged with the steps. */
static void sift_steps(struct sieve *s) {
    size_t n = s->n + s->n_steps, kept = 0;
    struct sieve_step *fresh = mem_alloc(s->n, sizeof *fresh);
    struct sieve_step *room = mem_alloc(s->n, sizeof *room), *sorted;
    struct sieve_step *all = mem_alloc(n, sizeof *all);
    double least = HUGE_VAL;

    for (size_t i = 0; i < s->n; i++)
        fresh[i] = (struct sieve_step){{s->x[2 * i], s->x[2 * i + 1]},
                                       (size_t)s->index[i]};
    sorted = sort_steps(fresh, s->n, room);
    merge(s->steps, s->n_steps, sorted, s->n, all);
    for (size_t i = 0; i < n; i++)
        if (all[i].x[1] < least) {
            least = all[i].x[1];
            all[kept++] = all[i];
        }
    free(fresh);
    free(room);
    free(s->steps);
    s->steps = all;
    s->n_steps = kept;
    s->n = s->at = 0;
    s->sift_at = kept > LEAST_SIFT ? kept : LEAST_SIFT;
}

/* All that came since the last time goes where it is asked for. */
static void sift(struct sieve *s) {
    s->sifts++;
    if (s->d == 2) {
        sift_steps(s);
        return;
    }
    if (s->n > 0)
        pareto_archive_add(s->archive, s->x, s->index, s->n);
    s->n = 0;
}

void sieve_add(struct sieve *s, const double x[], size_t index) {
    if (s->n == s->sift_at || (s->n == FIRST_SIFT && s->sifts == 0))
        sift(s);
    if (s->n == s->capacity) {
        size_t more = s->capacity * s->d;

        s->x = mem_grow(s->x, &more, (s->n + 1) * s->d, sizeof *s->x);
        s->index = mem_grow(s->index, &s->capacity, s->n + 1, sizeof *s->index);
        s->capacity = s->capacity < more / s->d ? s->capacity : more / s->d;
    }
    memcpy(s->x + s->n * s->d, x, s->d * sizeof *x);
    s->index[s->n++] = index;
}

static int compare_indices(const void *a, const void *b) {
    const struct sieve_step *x = a, *y = b;

    return (x->index > y->index) - (x->index < y->index);
}

/* The steps that were not taken yet. */
static size_t take_steps(struct sieve *s, double **x, size_t **index) {
    struct sieve_step *steps = mem_alloc(s->n_steps, sizeof *steps);
    size_t n = 0;

    for (size_t i = 0; i < s->n_steps; i++)
        if (s->steps[i].index >= s->taken)
            steps[n++] = s->steps[i];
    qsort(steps, n, sizeof *steps, compare_indices);
    *x = mem_alloc(2 * n, sizeof **x);
    *index = mem_alloc(n, sizeof **index);
    for (size_t i = 0; i < n; i++) {
        memcpy(*x + 2 * i, steps[i].x, sizeof steps[i].x);
        (*index)[i] = steps[i].index;
    }
    if (n > 0)
        s->taken = steps[n - 1].index + 1;
    free(steps);
    return n;
}

/* Those of the archive that were not taken yet. */
static size_t take_archive(struct sieve *s, double **x, size_t **index) {
    uint64_t *all;
    size_t n = pareto_archive_front(s->archive, x, &all), from = 0;

    while (from < n && all[from] < s->taken)
        from++;
    n -= from;
    *index = mem_alloc(n, sizeof **index);
    for (size_t i = 0; i < n; i++)
        (*index)[i] = (size_t)all[from + i];
    memmove(*x, *x + from * s->d, n * s->d * sizeof **x);
    free(all);
    if (n > 0)
        s->taken = (*index)[n - 1] + 1;
    return n;
}

size_t sieve_take(struct sieve *s, double **x, size_t **index) {
    sift(s);
    return s->d == 2 ? take_steps(s, x, index) : take_archive(s, x, index);
}
