/* SPDX-License-Identifier: MIT
 *
 * The lower left staircase of points (u, v) of integers, u in 0 .. n - 1: of
 * any two of its points the one with the greater u has the lesser v.  The u
 * are a set of bits with an index of 64 bits a word over it, so that a
 * neighbour is found in about log64 n words, mostly one.
 */
#ifndef STAIRCASE_H
#define STAIRCASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STAIRCASE_LEVELS = 6 };

struct staircase {
    uint64_t *level[STAIRCASE_LEVELS]; /* bit u; then bit per word below */
    size_t n_levels;
    int32_t *v; /* by u, where the bit is set */
};

void staircase_init(struct staircase *s, size_t n);
void staircase_free(struct staircase *s);

/* The greatest u of the staircase that is <= u, or -1; and the least that is
 * > u, or -1. */
int32_t staircase_before(const struct staircase *s, int32_t u);
int32_t staircase_after(const struct staircase *s, int32_t u);

/* No point of the staircase is no greater in both: then (u, v) becomes one
 * and those no less in both go.  Otherwise false. */
bool staircase_add(struct staircase *s, int32_t u, int32_t v);

/* The bit alone, for callers that look at what goes. */
void staircase_set(struct staircase *s, int32_t u, int32_t v);
void staircase_clear(struct staircase *s, int32_t u);

#endif
