/* SPDX-License-Identifier: MIT
 *
 * Points that may be on the front, out of many that come by, in memory that
 * grows with the front only.  What is let go is dominated by another point
 * that came by, or of a set that is known before, or equals one with a lower
 * index.
 */
#ifndef SIEVE_H
#define SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyse/pareto_archive.h"

/* A point of two objectives. */
struct sieve_step {
    double x[2];
    size_t index;
};

struct sieve {
    size_t d, n, capacity; /* n points that came last: */
    uint64_t *index;       /* owned */
    double *x;             /* n x d, all to be made small; owned */
    size_t sift_at, sifts;
    size_t taken; /* indices below were taken out */
    /* d = 2: the front of all before, by its first objective. */
    size_t n_steps;
    struct sieve_step *steps;           /* owned */
    size_t at;                          /* step of the last question */
    struct pareto_archive *archive;     /* otherwise: the same; owned */
    const struct pareto_archive *known; /* may be NULL; borrowed */
    double *guard; /* one of the last two that dominated; d, owned */
};

void sieve_init(struct sieve *s, size_t d);
void sieve_free(struct sieve *s);

/* Some point that came by or is known is no worse than the corner in all
 * objectives and better in one: then it dominates all that is no better than
 * the corner. False also where only a point that came lately does. */
bool sieve_dominates(struct sieve *s, const double corner[]);

/* Adds a point, whose index is above all that were taken out. */
void sieve_add(struct sieve *s, const double x[], size_t index);

/* Takes out those that came since the last time and may be on the front, by
 * rising index: n x d and n, owned by the caller.  Returns n.  What was taken
 * out still keeps others out. */
size_t sieve_take(struct sieve *s, double **x, size_t **index);

#endif
