/* SPDX-License-Identifier: MIT
 *
 * Random numbers that depend on (seed, stream) alone, so that any thread may
 * draw any stream: xoshiro256** seeded by splitmix64 (Blackman and Vigna,
 * 2018).
 */
#ifndef RNG_H
#define RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed, uint64_t stream);
uint64_t rng_next(struct rng *r);
/* Uniform in [0, 1). */
double rng_uniform(struct rng *r);
/* Standard normal, by the polar method. */
double rng_normal(struct rng *r);
/* A permutation of 0..n-1, by Fisher and Yates. */
void rng_permute(struct rng *r, size_t index[], size_t n);

#endif
