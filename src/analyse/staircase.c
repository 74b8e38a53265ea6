/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/staircase.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

void staircase_init(struct staircase *s, size_t n) {
    size_t words = n;

    *s = (struct staircase){.v = mem_alloc(n, sizeof *s->v)};
    do {
        assert(s->n_levels < STAIRCASE_LEVELS);
        words = words / 64 + 1;
        s->level[s->n_levels++] = mem_alloc(words, sizeof **s->level);
    } while (words > 1);
}

void staircase_free(struct staircase *s) {
    for (size_t l = 0; l < s->n_levels; l++)
        free(s->level[l]);
    free(s->v);
}

static int highest(uint64_t word) {
    return 63 - __builtin_clzll(word);
}

static int lowest(uint64_t word) {
    return __builtin_ctzll(word);
}

int32_t staircase_before(const struct staircase *s, int32_t u) {
    size_t at = (size_t)u;
    uint64_t word = s->level[0][at / 64] & (uint64_t)-1 >> (63 - at % 64);

    for (size_t l = 0;;) {
        if (word != 0) {
            at = at / 64 * 64 + (size_t)highest(word);
            while (l > 0)
                at = at * 64 + (size_t)highest(s->level[--l][at]);
            return (int32_t)at;
        }
        if (++l == s->n_levels)
            return -1;
        at /= 64;
        word = s->level[l][at / 64] & (((uint64_t)1 << at % 64) - 1);
    }
}

int32_t staircase_after(const struct staircase *s, int32_t u) {
    size_t at = (size_t)u;

    for (size_t l = 0; l < s->n_levels; l++, at /= 64) {
        uint64_t word =
            s->level[l][at / 64] & ~((uint64_t)-1 >> (63 - at % 64));

        if (word != 0) {
            at = at / 64 * 64 + (size_t)lowest(word);
            while (l > 0)
                at = at * 64 + (size_t)lowest(s->level[--l][at]);
            return (int32_t)at;
        }
    }
    return -1;
}

void staircase_set(struct staircase *s, int32_t u, int32_t v) {
    size_t at = (size_t)u;

    s->v[at] = v;
    for (size_t l = 0; l < s->n_levels; l++, at /= 64) {
        uint64_t *word = &s->level[l][at / 64], was = *word;

        *word |= (uint64_t)1 << at % 64;
        if (was != 0)
            break;
    }
}

void staircase_clear(struct staircase *s, int32_t u) {
    size_t at = (size_t)u;

    for (size_t l = 0; l < s->n_levels; l++, at /= 64) {
        uint64_t *word = &s->level[l][at / 64];

        *word &= ~((uint64_t)1 << at % 64);
        if (*word != 0)
            break;
    }
}

bool staircase_add(struct staircase *s, int32_t u, int32_t v) {
    int32_t at = staircase_before(s, u);

    if (at >= 0 && s->v[at] <= v)
        return false;
    staircase_set(s, u, v);
    while ((at = staircase_after(s, u)) >= 0 && s->v[at] >= v)
        staircase_clear(s, at);
    return true;
}
