/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/panel.h"

#include "base/mem.h"
#include "predict/panel_kernel.h"

#include <stdlib.h>
#include <string.h>

static const struct panel_kernel *kernel(void) {
#ifdef SIMD_LEVELS
    if (simd_has_v4())
        return &panel_v4;
    if (simd_has_v3())
        return &panel_v3;
#endif
    return &panel_plain;
}

size_t panel_count(size_t n) {
    return (n + PANEL - 1) / PANEL;
}

double *panel_room(const struct panel_net *m) {
    size_t widest = 1;

    for (size_t i = 1; i <= m->n_layers; i++)
        widest = m->sizes[i] > widest ? m->sizes[i] : widest;
    return mem_alloc_lines(2 * widest * PANEL, sizeof(double));
}

void panel_run(const struct panel_net *m, const struct panel_start *start,
               double room[], double out[]) {
    kernel()->run(m, start, room, out);
}

void panel_exp(const double x[], size_t n, double out[]) {
    kernel()->exp(x, n, out);
}

void panel_add_log_logistic(const double x[], size_t n, double sum[]) {
    kernel()->add_log_logistic(x, n, sum);
}

/* The rows from the first on as a panel, width x PANEL. */
static void pack(const double rows[], size_t n, size_t width, double out[]) {
    memset(out, 0, width * PANEL * sizeof *out);
    for (size_t i = 0; i < n && i < PANEL; i++)
        for (size_t j = 0; j < width; j++)
            out[j * PANEL + i] = rows[i * width + j];
}

void panel_halves(const struct panel_net *m, const double inputs[], size_t n,
                  bool with_biases, double out[]) {
    struct panel_net first = *m;
    double *own = mem_alloc_lines(m->sizes[0] * PANEL, sizeof *own);
    struct panel_start start = {.one = with_biases ? m->biases[0] : NULL,
                                .n_own = m->sizes[0],
                                .own = own};

    first.n_layers = 1;
    for (size_t i = 0; i < n; i += PANEL) {
        pack(inputs + i * m->sizes[0], n - i, m->sizes[0], own);
        kernel()->run(&first, &start, NULL, out + i * m->sizes[1]);
    }
    free(own);
}

void panel_rows(const struct panel_net *m, const double inputs[], size_t n,
                double out[]) {
    size_t n_in = m->sizes[0], n_out = m->sizes[m->n_layers];
    double *room = panel_room(m);
    double *own = mem_alloc_lines(n_in * PANEL, sizeof *own);
    double *got = mem_alloc_lines(n_out * PANEL, sizeof *got);
    const struct panel_start start = {
        .one = m->biases[0], .n_own = n_in, .own = own};

    for (size_t i = 0; i < n; i += PANEL) {
        pack(inputs + i * n_in, n - i, n_in, own);
        kernel()->run(m, &start, room, got);
        for (size_t j = 0; j < PANEL && i + j < n; j++)
            for (size_t k = 0; k < n_out; k++)
                out[(i + j) * n_out + k] = got[k * PANEL + j];
    }
    free(room);
    free(own);
    free(got);
}

/* A row of panelled halves. */
static void unpack(const double panels[], size_t row, size_t width,
                   double out[]) {
    const double *p = panels + row / PANEL * width * PANEL + row % PANEL;

    for (size_t i = 0; i < width; i++)
        out[i] = p[i * PANEL];
}

/* All pairs of one row with a panel of the others'; lanes are rows of b, or
 * of a where the sides are swapped. */
static void pairs_of(const struct panel_pairs *p, bool swapped, size_t row,
                     size_t first, double *const room[4], double out[]) {
    const struct panel_net *m = p->net;
    size_t width = m->sizes[1], n_out = m->sizes[m->n_layers];
    const double *across = swapped ? p->a : p->b;
    size_t n = (swapped ? p->n_a : p->n_b) - first;
    struct panel_start start = {.one = room[1],
                                .lanes = across + first * width,
                                .first_own = p->first_own,
                                .n_own = p->n_own,
                                .own = room[2]};

    n = n < PANEL ? n : PANEL;
    for (size_t i = 0; p->n_own > 0 && i < n; i++)
        p->own(p->data, swapped ? first + i : row, swapped ? row : first + i,
               PANEL, room[2] + i);
    kernel()->run(m, &start, room[0], room[3]);
    for (size_t o = 0; o < n_out; o++)
        for (size_t i = 0; i < n; i++) {
            size_t a = swapped ? first + i : row, b = swapped ? row : first + i;

            out[(o * p->n_a + a) * p->n_b + b] = room[3][o * PANEL + i];
        }
}

void panel_pairs(const struct panel_pairs *p, double out[]) {
    const struct panel_net *m = p->net;
    size_t width = m->sizes[1];
    /* The side with fewer lanes to no use lies across the panels. */
    bool swapped = p->n_b * panel_count(p->n_a) < p->n_a * panel_count(p->n_b);
    const double *along = swapped ? p->b : p->a;
    size_t n = swapped ? p->n_b : p->n_a, n_across = swapped ? p->n_a : p->n_b;
    double *room[4] = {
        panel_room(m), mem_alloc_lines(width, sizeof **room),
        mem_alloc_lines(p->n_own * PANEL, sizeof **room),
        mem_alloc_lines(m->sizes[m->n_layers] * PANEL, sizeof **room)};

    for (size_t row = 0; row < n; row++) {
        unpack(along, row, width, room[1]);
        for (size_t i = 0; i < n_across; i += PANEL)
            pairs_of(p, swapped, row, i, room, out);
    }
    for (size_t i = 0; i < 4; i++)
        free(room[i]);
}
