/* SPDX-License-Identifier: MIT
 *
 * The arithmetic of panel.h for one vector unit.  A file that includes this
 * may set, beforehand:
 *
 *   PANEL_KERNEL  the name of the kernel that it defines
 *   PANEL_TARGET  attribute of functions for that unit
 *   PANEL_WIDTH   doubles of a vector
 *   PANEL_TALL    outputs of a tile: with three vectors of lanes each, as many
 *                 sums as fit the registers
 *   PANEL_FMA     a x b + c of vectors, rounded once
 *   PANEL_MAX     a > b ? a : b of vectors
 */
#ifndef PANEL_KERNEL_H
#define PANEL_KERNEL_H

#include <stdint.h>
#include <string.h>

#include "base/simd.h"
#include "predict/panel_kernels.h"

#ifndef PANEL_KERNEL
#define PANEL_KERNEL panel_plain
#define PANEL_TARGET
#define PANEL_WIDTH 2
#define PANEL_TALL 4
#define PANEL_FMA(a, b, c)                                                     \
    ((vector){__builtin_fma((a)[0], (b)[0], (c)[0]),                           \
              __builtin_fma((a)[1], (b)[1], (c)[1])})
#define PANEL_MAX(a, b)                                                        \
    ((vector){(a)[0] > (b)[0] ? (a)[0] : (b)[0],                               \
              (a)[1] > (b)[1] ? (a)[1] : (b)[1]})
#endif

#define PANEL_INLINE SIMD_INLINE PANEL_TARGET

typedef double vector __attribute__((vector_size(8 * PANEL_WIDTH)));
typedef uint64_t bits __attribute__((vector_size(8 * PANEL_WIDTH)));

enum { WIDE = 3 }; /* vectors of a tile, side by side */
_Static_assert(PANEL % (WIDE * PANEL_WIDTH) == 0, "whole tiles in a panel");

PANEL_INLINE vector vector_of(const double x[]) {
    vector v;

    memcpy(&v, x, sizeof v);
    return v;
}

PANEL_INLINE void vector_store(vector v, double out[]) {
    memcpy(out, &v, sizeof v);
}

PANEL_INLINE vector all(double x) {
    return (vector){0} + x;
}

static const double ln2_high = 0x1.62e42fefa39efp-1,
                    ln2_low = 0x1.abc9e3b39803fp-56;
/* Added to a small number, it leaves that in the last bits as an integer. */
static const double rounder = 0x1.8p52;

/* 2^k times the series of exp, with |x - k ln 2| <= ln 2 / 2, whose 14th term
 * is below 1e-17. */
PANEL_INLINE vector vector_exp(vector x) {
    static const double over_factorial[] = {1.0 / 6227020800,
                                            1.0 / 479001600,
                                            1.0 / 39916800,
                                            1.0 / 3628800,
                                            1.0 / 362880,
                                            1.0 / 40320,
                                            1.0 / 5040,
                                            1.0 / 720,
                                            1.0 / 120,
                                            1.0 / 24,
                                            1.0 / 6,
                                            1.0 / 2,
                                            1.0,
                                            1.0};
    vector k, r, y;
    bits power;

    x = PANEL_MAX(x, all(-708));
    x = -PANEL_MAX(-x, all(-708));
    k = PANEL_FMA(x, all(0x1.71547652b82fep0), all(rounder));
    power = (bits)k << 52;
    k -= rounder;
    r = PANEL_FMA(k, all(-ln2_high), x);
    r = PANEL_FMA(k, all(-ln2_low), r);
    y = all(over_factorial[0]);
    SIMD_UNROLL
    for (size_t i = 1; i < sizeof over_factorial / sizeof *over_factorial; i++)
        y = PANEL_FMA(y, r, all(over_factorial[i]));
    return (vector)((bits)y + power);
}

/* Of normal numbers.  x = 2^k m, m from sqrt (1/2) to sqrt (2); ln m is
 * 2 artanh ((m - 1) / (m + 1)), a series whose 12th term is below 1e-18. */
PANEL_INLINE vector vector_log(vector x) {
    const uint64_t root_half = 0x3fe6a09e667f3bcd, offset = 1024;
    /* The sign is left out of the shift by an offset. */
    bits k = (((bits)x - root_half + (offset << 52)) >> 52) - offset;
    vector m = (vector)((bits)x - (k << 52));
    vector power = (vector)(k + (bits)all(rounder)) - rounder;
    vector s = (m - 1) / (m + 1), square = s * s, y = all(2.0 / 23);

    SIMD_UNROLL
    for (int i = 21; i > 1; i -= 2)
        y = PANEL_FMA(y, square, all(2.0 / i));
    y = PANEL_FMA(y * square, s, 2 * s);
    y = PANEL_FMA(power, all(ln2_low), y);
    return PANEL_FMA(power, all(ln2_high), y);
}

/* A tile of a layer: `tall` outputs for WIDE vectors of lanes, from the sums
 * in `sum`. */
PANEL_INLINE void tile(size_t tall, const double w[], size_t row,
                       const double x[], size_t n, vector sum[][WIDE]) {
    for (size_t i = 0; i < n; i++) {
        vector in[WIDE];

        SIMD_UNROLL
        for (size_t j = 0; j < WIDE; j++)
            in[j] = vector_of(x + i * PANEL + j * PANEL_WIDTH);
        SIMD_UNROLL
        for (size_t o = 0; o < tall; o++) {
            vector weight = all(w[o * row + i]);

            SIMD_UNROLL
            for (size_t j = 0; j < WIDE; j++)
                sum[o][j] = PANEL_FMA(weight, in[j], sum[o][j]);
        }
    }
}

/* One layer as it is computed: sums start from one[o] + lanes[o x PANEL + l],
 * either of which may be NULL. */
struct product {
    const double *one, *lanes, *weights;
    size_t row; /* elements from an output's weights to the next's */
    const double *x;
    size_t n_in;
    bool relu;
    double *out;
};

PANEL_INLINE void tile_of(const struct product *p, size_t tall, size_t output,
                          size_t lane) {
    vector sum[PANEL_TALL][WIDE];

    SIMD_UNROLL
    for (size_t o = 0; o < tall; o++) {
        vector start = all(p->one != NULL ? p->one[output + o] : 0);

        SIMD_UNROLL
        for (size_t j = 0; j < WIDE; j++)
            sum[o][j] =
                p->lanes == NULL
                    ? start
                    : start + vector_of(p->lanes + (output + o) * PANEL + lane +
                                        j * PANEL_WIDTH);
    }
    tile(tall, p->weights + output * p->row, p->row, p->x + lane, p->n_in, sum);
    SIMD_UNROLL
    for (size_t o = 0; o < tall; o++)
        SIMD_UNROLL
    for (size_t j = 0; j < WIDE; j++) {
        vector v = sum[o][j];

        if (p->relu)
            v = PANEL_MAX(v, all(0));
        vector_store(v, p->out + (output + o) * PANEL + lane + j * PANEL_WIDTH);
    }
}

PANEL_TARGET static void multiply(const struct product *p, size_t n_out) {
    for (size_t lane = 0; lane < PANEL; lane += WIDE * PANEL_WIDTH) {
        size_t o = 0;

        for (; o + PANEL_TALL <= n_out; o += PANEL_TALL)
            tile_of(p, PANEL_TALL, o, lane);
        for (; o + 2 <= n_out; o += 2)
            tile_of(p, 2, o, lane);
        if (o < n_out)
            tile_of(p, 1, o, lane);
    }
}

PANEL_TARGET static void silu(double x[], size_t n) {
    for (size_t i = 0; i < n; i += PANEL_WIDTH) {
        vector v = vector_of(x + i);

        vector_store(v / (1 + vector_exp(-v)), x + i);
    }
}

PANEL_TARGET static void run(const struct panel_net *m,
                             const struct panel_start *start, double room[],
                             double out[]) {
    size_t widest = 0;
    struct product p = {.one = start->one,
                        .lanes = start->lanes,
                        .weights = m->weights[0] + start->first_own,
                        .row = m->sizes[0],
                        .x = start->own,
                        .n_in = start->n_own};

    for (size_t i = 1; i < m->n_layers; i++)
        widest = m->sizes[i] > widest ? m->sizes[i] : widest;
    for (size_t i = 0; i < m->n_layers; i++) {
        bool last = i + 1 == m->n_layers;

        p.relu = !last && m->activation == PANEL_RELU;
        p.out = last ? out : room + i % 2 * widest * PANEL;
        multiply(&p, m->sizes[i + 1]);
        if (last)
            break;
        if (m->activation == PANEL_SILU)
            silu(p.out, m->sizes[i + 1] * PANEL);
        p = (struct product){.one = m->biases[i + 1],
                             .weights = m->weights[i + 1],
                             .row = m->sizes[i + 1],
                             .x = p.out,
                             .n_in = m->sizes[i + 1]};
    }
}

PANEL_TARGET static void exps(const double x[], size_t n, double out[]) {
    for (size_t i = 0; i < n; i += PANEL_WIDTH)
        vector_store(vector_exp(vector_of(x + i)), out + i);
}

PANEL_TARGET static void add_log_logistic(const double x[], size_t n,
                                          double sum[]) {
    for (size_t i = 0; i < n; i += PANEL_WIDTH) {
        vector log_over = vector_log(1 + vector_exp(-vector_of(x + i)));

        vector_store(vector_of(sum + i) - log_over, sum + i);
    }
}

const struct panel_kernel PANEL_KERNEL = {run, exps, add_log_logistic};

#endif
