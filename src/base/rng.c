/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/rng.h"

#include <math.h>

/* The finalizer of splitmix64; it maps 0 to 0. */
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static uint64_t rotate(uint64_t x, int k) {
    return (x << k) | (x >> (64 - k));
}

/* Stream 0 is the seeding that xoshiro's authors recommend. */
void rng_init(struct rng *r, uint64_t seed, uint64_t stream) {
    uint64_t x = seed ^ mix(stream);

    for (int i = 0; i < 4; i++) {
        x += 0x9e3779b97f4a7c15u;
        r->s[i] = mix(x);
    }
}

uint64_t rng_next(struct rng *r) {
    uint64_t *s = r->s;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double rng_uniform(struct rng *r) {
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

/* Marsaglia's polar method.  The second number of each pair is dropped, so
 * that the generator has no state but its own. */
double rng_normal(struct rng *r) {
    double u, v, s;

    do {
        u = 2 * rng_uniform(r) - 1;
        v = 2 * rng_uniform(r) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

/* Uniform in 0..n-1: the incomplete last interval is rejected. */
static uint64_t below(struct rng *r, uint64_t n) {
    uint64_t first = (0 - n) % n, x;

    do
        x = rng_next(r);
    while (x < first);
    return x % n;
}

void rng_permute(struct rng *r, size_t index[], size_t n) {
    for (size_t i = 0; i < n; i++) {
        size_t j = (size_t)below(r, i + 1);

        index[i] = index[j];
        index[j] = i;
    }
}
