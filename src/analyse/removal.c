/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "analyse/removal.h"

#include "base/simd.h"

#include <stdbool.h>
#include <string.h>

enum {
    BLOCK = REMOVAL_BLOCK,
    CHUNK = 256,     /* rows of the first set packed at once */
    PAIRS = 1 << 16, /* fewer pairs of rows are compared */
    SAMPLE = 7       /* rows of each set whose median divides */
};

struct box {
    int32_t low[REMOVAL_MOST], high[REMOVAL_MOST];
};

SIMD_INLINE void swap_rows(int32_t *a, int32_t *b, size_t width) {
    for (size_t k = 0; k < width; k += BLOCK) {
        int32_t hold[BLOCK], other[BLOCK];

        memcpy(hold, a + k, sizeof hold);
        memcpy(other, b + k, sizeof other);
        memcpy(b + k, hold, sizeof hold);
        memcpy(a + k, other, sizeof other);
    }
}

SIMD_CLONES
static void box_of(struct box *b, const int32_t row[], size_t n, size_t width) {
    for (size_t k = 0; k < width; k += BLOCK) {
        int32_t low[BLOCK], high[BLOCK];

        memcpy(low, row + k, sizeof low);
        memcpy(high, row + k, sizeof high);
        for (size_t i = 1; i < n; i++) {
            const int32_t *r = row + i * width + k;

#pragma omp simd
            for (size_t j = 0; j < BLOCK; j++) {
                low[j] = r[j] < low[j] ? r[j] : low[j];
                high[j] = r[j] > high[j] ? r[j] : high[j];
            }
        }
        memcpy(b->low + k, low, sizeof low);
        memcpy(b->high + k, high, sizeof high);
    }
}

void removal_pack(int32_t packed[], const int32_t a[], size_t n,
                  const struct removal *s) {
    for (size_t i = 0; i < n; i++, a += s->width)
        for (size_t k = 0; k < s->d; k++)
            *packed++ = a[s->objective[k]];
}

void removal_lanes(int32_t lane[][LANES], const int32_t q[], size_t n,
                   const struct removal *s) {
    for (size_t j = 0; j < LANES; j++) {
        const int32_t *r = q + (j < n ? j : n - 1) * s->width;

        for (size_t k = 0; k < s->d; k++)
            lane[k][j] = r[s->objective[k]];
    }
}

size_t removal_keep(int32_t q[], size_t kept, size_t begin, size_t n,
                    const int32_t alive[], size_t width) {
    for (size_t j = 0; j < n; j++) {
        if (alive[j] >= 0)
            continue;
        if (kept != begin + j)
            memcpy(q + kept * width, q + (begin + j) * width,
                   width * sizeof *q);
        kept++;
    }
    return kept;
}

size_t removal_move(int32_t *to, const int32_t *from, size_t n, size_t width) {
    if (to != from)
        memmove(to, from, n * width * sizeof *to);
    return n;
}

/* Each row of a against each of q; returns how many of q are left. */
static size_t compare(const int32_t a[], size_t n_a, int32_t q[], size_t n_q,
                      const struct removal *s) {
    int32_t packed[CHUNK * LANES_OBJECTIVES];

    for (size_t i = 0; i < n_a && n_q > 0; i += CHUNK) {
        size_t rows = n_a - i < CHUNK ? n_a - i : CHUNK, kept = 0;

        removal_pack(packed, a + i * s->width, rows, s);
        for (size_t b = 0; b < n_q; b += LANES) {
            size_t n = n_q - b < LANES ? n_q - b : LANES;
            int32_t lane[LANES_OBJECTIVES][LANES], alive[LANES];

            memset(alive, -1, sizeof alive);
            removal_lanes(lane, q + b * s->width, n, s);
            lanes_hold(packed, rows, s->d, (const int32_t(*)[LANES])lane,
                       alive);
            kept = removal_keep(q, kept, b, n, alive, s->width);
        }
        n_q = kept;
    }
    return n_q;
}

/* The sign says whether a rank of b is less than that of a. */
SIMD_INLINE int32_t any_less(const int32_t b[], const int32_t a[],
                             size_t width) {
    int32_t sign[BLOCK] = {0};

    for (size_t k = 0; k < width; k += BLOCK) {
#pragma omp simd
        for (size_t j = 0; j < BLOCK; j++)
            sign[j] |= b[k + j] - a[k + j];
    }
#pragma omp simd
    for (size_t j = 0; j < BLOCK / 2; j++)
        sign[j] |= sign[j + BLOCK / 2];
    return sign[0] | sign[1] | sign[2] | sign[3];
}

/* Rows that are no greater than the limits, or else those that are less than
 * one of them, come first; their number.  What is swapped does not hang on
 * the comparison, which cannot be foretold: a row that stays behind changes
 * places with another such, or with itself. */
SIMD_INLINE size_t part(int32_t row[], size_t n, const int32_t limit[],
                        size_t width, bool less) {
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        const int32_t *r = row + i * width;
        int32_t sign =
            less ? any_less(r, limit, width) : ~any_less(limit, r, width);

        swap_rows(row + kept * width, row + i * width, width);
        kept += sign < 0;
    }
    return kept;
}

SIMD_CLONES
static size_t within(int32_t row[], size_t n, const int32_t limit[],
                     size_t width) {
    return width == BLOCK ? part(row, n, limit, BLOCK, false)
                          : part(row, n, limit, width, false);
}

SIMD_CLONES
static size_t below(int32_t row[], size_t n, const int32_t limit[],
                    size_t width) {
    return width == BLOCK ? part(row, n, limit, BLOCK, true)
                          : part(row, n, limit, width, true);
}

/* Rows of a that could remove one of q come first; their number. */
static size_t trim_a(int32_t a[], size_t n, const struct box *q,
                     const struct removal *s) {
    int32_t limit[REMOVAL_MOST];

    for (size_t k = 0; k < REMOVAL_MOST; k++)
        limit[k] = INT32_MAX;
    for (size_t k = 0; k < s->d; k++)
        limit[s->objective[k]] = q->high[s->objective[k]];
    return within(a, n, limit, s->width);
}

/* Rows of q that no row of a can remove come first; their number. */
static size_t trim_q(int32_t q[], size_t n, const struct box *a,
                     const struct removal *s) {
    int32_t low[REMOVAL_MOST] = {0};

    for (size_t k = 0; k < s->d; k++)
        low[s->objective[k]] = a->low[s->objective[k]];
    return below(q, n, low, s->width);
}

static size_t split(int32_t row[], size_t n, size_t width, size_t k,
                    int32_t value) {
    int32_t limit[REMOVAL_MOST];

    for (size_t j = 0; j < REMOVAL_MOST; j++)
        limit[j] = j == k ? value : INT32_MAX;
    return within(row, n, limit, width);
}

/* About the median of both sets, less than the greatest of q. */
static int32_t middle(const int32_t a[], size_t n_a, const int32_t q[],
                      size_t n_q, size_t width, size_t k, int32_t low,
                      int32_t high) {
    int32_t value[2 * SAMPLE] = {0};

    for (size_t i = 0; i < 2 * SAMPLE; i++) {
        size_t at = i / 2;
        int32_t v = i % 2 == 0 ? a[n_a * at / SAMPLE * width + k]
                               : q[n_q * at / SAMPLE * width + k];
        size_t j = i;

        for (; j > 0 && value[j - 1] > v; j--)
            value[j] = value[j - 1];
        value[j] = v;
    }
    if (value[SAMPLE] < low)
        return low;
    return value[SAMPLE] < high ? value[SAMPLE] : high - 1;
}

static size_t divide_rows(int32_t a[], size_t n_a, int32_t q[], size_t n_q,
                          const struct removal *s, size_t at, int32_t value) {
    size_t w = s->width, k = s->objective[at];
    size_t low_a = split(a, n_a, w, k, value);
    size_t low_q = split(q, n_q, w, k, value), left, high;
    struct removal fewer = *s;

#pragma omp task shared(left) if (low_a + low_q > REMOVAL_TASK)
    left = removal_run(a, low_a, q, low_q, *s);
    high =
        removal_run(a + low_a * w, n_a - low_a, q + low_q * w, n_q - low_q, *s);
#pragma omp taskwait
    fewer.objective[at] = fewer.objective[--fewer.d];
    high = removal_run(a, low_a, q + low_q * w, high, fewer);
    return left + removal_move(q + left * w, q + low_q * w, high, w);
}

size_t removal_run(int32_t a[], size_t n_a, int32_t q[], size_t n_q,
                   struct removal s) {
    struct box box_a, box_q;
    size_t safe = 0, widest = 0;
    int32_t most = -1;

    if (n_a == 0 || n_q == 0)
        return n_q;
    if (n_a * n_q <= PAIRS)
        return compare(a, n_a, q, n_q, &s);
    box_of(&box_q, q, n_q, s.width);
    n_a = trim_a(a, n_a, &box_q, &s);
    if (n_a == 0)
        return n_q;
    box_of(&box_a, a, n_a, s.width);
    safe = trim_q(q, n_q, &box_a, &s);
    if (safe == n_q)
        return n_q;
    q += safe * s.width;
    n_q -= safe;
    box_of(&box_q, q, n_q, s.width);
    for (size_t i = s.d; i-- > 0;) {
        size_t k = s.objective[i];

        if (box_a.high[k] <= box_q.low[k])
            s.objective[i] = s.objective[--s.d];
    }
    if (s.d == 0)
        return safe;
    if (n_a * n_q <= PAIRS)
        return safe + compare(a, n_a, q, n_q, &s);
    for (size_t i = 0; i < s.d; i++) {
        size_t k = s.objective[i];
        int32_t overlap = box_a.high[k] - box_q.low[k];

        if (overlap > most) {
            most = overlap;
            widest = i;
        }
    }
    size_t k = s.objective[widest];

    return safe + divide_rows(a, n_a, q, n_q, &s, widest,
                              middle(a, n_a, q, n_q, s.width, k, box_a.low[k],
                                     box_q.high[k]));
}
