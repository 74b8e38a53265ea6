/* SPDX-License-Identifier: MIT
 *
 * Screening by elementary effects (Morris, 1991, Technometrics 33; mu* of
 * Campolongo et al., 2007): from a random point of a grid each of d inputs in
 * turn, in random order, is moved by a fixed step of a little over half its
 * range.  An effect is the change of y over the step, so it is in units of y
 * for the whole range of the input.
 */
#ifndef MORRIS_H
#define MORRIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MORRIS_MAX_INPUTS = 64 };

/* Rows of a design of r trajectories: d + 1 each. */
size_t morris_rows(size_t r, size_t d);

/* Fills u, morris_rows () rows of d numbers from 0 to 1, row-major, on
 * `levels` (even, 4 or more) levels; trajectory t draws from stream t of the
 * seed. */
void morris_design(size_t r, size_t d, size_t levels, uint64_t seed,
                   double u[]);

struct morris_effect {
    double mu;      /* mean */
    double mu_star; /* mean of the sizes: how much the input matters */
    double mu_star_low, mu_star_high; /* 90 %, bootstrap of trajectories */
    double sigma; /* deviation: how much that differs from place to place */
};

/* Effects of the inputs from y, one number a row of the design `u`. */
void morris_effects(const double u[], const double y[], size_t r, size_t d,
                    uint64_t seed, size_t replicates,
                    struct morris_effect out[]);

#endif
