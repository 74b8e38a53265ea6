/* SPDX-License-Identifier: MIT
 *
 * Points that may be on the front, out of many that come by, in memory that
 * grows with the front only.  What is let go is dominated by another point
 * that came by.
 */
#ifndef SIEVE_H
#define SIEVE_H

#include <stdbool.h>
#include <stddef.h>

enum { SIEVE_GUARDS = 64 };

/* A point of two objectives. */
struct sieve_step {
    double x[2];
    size_t index;
};

struct sieve {
    size_t d, n, capacity;
    size_t *index; /* rising; owned */
    double *x;     /* n x d, all to be made small; owned */
    size_t sift_at;
    size_t n_guards; /* some of the front, those that are asked first */
    double *guards;  /* n_guards x d; owned */
    /* d = 2: the front as it was last, by its first objective, in place of
     * guards; the n points are those since then. */
    size_t n_steps;
    struct sieve_step *steps; /* owned */
    size_t at;                /* step of the last question */
    size_t taken;             /* indices below were taken out */
};

void sieve_init(struct sieve *s, size_t d);
void sieve_free(struct sieve *s);

/* Some point held is no worse than the corner in all objectives and better in
 * one: then it dominates all that is no better than the corner.  False also
 * where a longer search would find one. */
bool sieve_dominates(struct sieve *s, const double corner[]);

/* Adds a point, whose index is above all before. */
void sieve_add(struct sieve *s, const double x[], size_t index);

/* Takes out the points that came since the last time, by rising index: n x d
 * and n, owned by the caller.  Returns n.  What was taken out still keeps
 * others out. */
size_t sieve_take(struct sieve *s, double **x, size_t **index);

#endif
