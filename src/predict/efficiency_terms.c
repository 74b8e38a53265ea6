/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "base/mem.h"
#include "predict/efficiency_cards.h"
#include "predict/feature.h"
#include "predict/panel.h"
#include "predict/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)F_MEMORY - (int)F_COMPUTE == (int)G_MEMORY - (int)G_COMPUTE,
               "outputs of g stand as those of f");

static const double most[F_N] = {1, EFFICIENCY_COMPUTE_MAX,
                                 EFFICIENCY_MEMORY_MAX, EFFICIENCY_LINK_MAX};

/* What a member says of the operations alone. */
struct member {
    double *base;   /* operation x F_N: logits with the typical device */
    double *h;      /* operation x F_N x EFFICIENCY_RANK, or NULL */
    double *halves; /* of the first layer of g */
    struct panel_net g;
};

struct prepared {
    size_t n_members;
    struct member members[EFFICIENCY_MAX_MEMBERS];
};

static void prepare_member(const struct efficiency *p, size_t i,
                           const struct query *q, const double x_f[],
                           const double x_t[], struct member *out) {
    const struct panel_net f = mlp_panels(&p->f[i]), h = mlp_panels(&p->h[i]);
    size_t n_g = feature_n_device(), first = feature_first_fill();
    double *typical = mem_alloc(q->n * G_N, sizeof *typical);
    double *shared = mem_alloc(q->n * n_g, sizeof *shared);

    *out = (struct member){.g = mlp_panels(&p->g[i])};
    out->base = mem_alloc(q->n * F_N, sizeof *out->base);
    panel_rows(&f, x_f, q->n, out->base);
    panel_rows(&out->g, x_t, q->n, typical);
    for (size_t j = 0; j < q->n; j++) {
        for (size_t k = 0; k < G_N; k++)
            out->base[j * F_N + F_COMPUTE + k] +=
                (1 - EFFICIENCY_DRAW) * typical[j * G_N + k];
        memcpy(shared + j * n_g, x_t + j * n_g, first * sizeof *shared);
    }
    out->halves = mem_alloc_lines(panel_count(q->n) * PANEL * out->g.sizes[1],
                                  sizeof *out->halves);
    panel_halves(&out->g, shared, q->n, true, out->halves);
    if (p->n_cards > 0 && !q->general) {
        out->h = mem_alloc(q->n * F_N * EFFICIENCY_RANK, sizeof *out->h);
        panel_rows(&h, x_f, q->n, out->h);
    }
    free(typical);
    free(shared);
}

void *efficiency_prepare(const struct query *q) {
    const struct efficiency *p = q->predictor->state;
    size_t n_f = feature_n_layer(), n_g = feature_n_device();
    struct prepared *out = mem_alloc(1, sizeof *out);
    double *x_f = mem_alloc(q->n * n_f, sizeof *x_f);
    double *x_t = mem_alloc(q->n * n_g, sizeof *x_t);

    for (size_t i = 0; i < q->n; i++) {
        feature_layer(&q->ops[i], q->stack[i], x_f + i * n_f);
        feature_device(&q->ops[i], &p->typical, x_t + i * n_g);
        efficiency_standardise(x_f + i * n_f, n_f, p->f_mean, p->f_scale);
        efficiency_standardise(x_t + i * n_g, n_g, p->g_mean, p->g_scale);
    }
    out->n_members = p->n_members;
    for (size_t i = 0; i < p->n_members; i++)
        prepare_member(p, i, q, x_f, x_t, &out->members[i]);
    free(x_f);
    free(x_t);
    return out;
}

void efficiency_release(void *prepared) {
    struct prepared *p = prepared;

    for (size_t i = 0; i < p->n_members; i++) {
        free(p->members[i].base);
        free(p->members[i].h);
        free(p->members[i].halves);
    }
    free(p);
}

/* What is asked at a time: n devices, by what they have in common. */
struct asked {
    const struct efficiency *p;
    const struct query *q;
    size_t n;
    /* Distinct cards, n_cards of `p` for none, and which each device is. */
    size_t n_cards, *cards, *card_of;
    /* Distinct counts of multiprocessors, which each device has, and what the
     * operations make of them: operation x count x feature_n_fill (). */
    size_t n_counts, *count_of;
    double *counts, *fill;
    double *x_d; /* n x feature_n_device (): of the device alone */
};

/* Index of a card, a new one if it is not there yet. */
static size_t card_index(struct asked *a, const struct device *d) {
    size_t card =
        a->q->general ? a->p->n_cards : efficiency_card(a->p, d->like);
    size_t i = 0;

    while (i < a->n_cards && a->cards[i] != card)
        i++;
    if (i == a->n_cards)
        a->cards[a->n_cards++] = card;
    return i;
}

static size_t count_index(struct asked *a, double sm_count) {
    size_t i = 0;

    while (i < a->n_counts &&
           (a->counts[i] < sm_count || a->counts[i] > sm_count))
        i++;
    if (i == a->n_counts)
        a->counts[a->n_counts++] = sm_count;
    return i;
}

static void asked_init(struct asked *a, const struct query *q,
                       const struct device *const devices[], size_t n) {
    const struct efficiency *p = q->predictor->state;
    size_t n_g = feature_n_device(), first = feature_first_fill();
    size_t n_fill = feature_n_fill();

    *a = (struct asked){.p = p, .q = q, .n = n};
    a->cards = mem_alloc(n, sizeof *a->cards);
    a->card_of = mem_alloc(n, sizeof *a->card_of);
    a->counts = mem_alloc(n, sizeof *a->counts);
    a->count_of = mem_alloc(n, sizeof *a->count_of);
    a->x_d = mem_alloc(n * n_g, sizeof *a->x_d);
    for (size_t i = 0; i < n; i++) {
        const struct feature_structure s = feature_structure_of(devices[i]);
        double *x = a->x_d + i * n_g;

        a->card_of[i] = card_index(a, devices[i]);
        a->count_of[i] = count_index(a, s.sm_count);
        feature_of_structure(&s, x + first + n_fill);
        efficiency_standardise(x, n_g, p->g_mean, p->g_scale);
        memset(x, 0, (first + n_fill) * sizeof *x);
    }
    a->fill = mem_alloc(q->n * a->n_counts * n_fill, sizeof *a->fill);
    for (size_t i = 0; i < q->n * a->n_counts; i++) {
        double *x = a->fill + i * n_fill;

        feature_fill(&q->ops[i / a->n_counts], a->counts[i % a->n_counts], x);
        efficiency_standardise(x, n_fill, p->g_mean + first,
                               p->g_scale + first);
    }
}

static void asked_free(struct asked *a) {
    free(a->cards);
    free(a->card_of);
    free(a->counts);
    free(a->count_of);
    free(a->fill);
    free(a->x_d);
}

static void own_of(const void *data, size_t op, size_t device, size_t stride,
                   double out[]) {
    const struct asked *a = data;
    size_t n_fill = feature_n_fill();
    const double *x =
        a->fill + (op * a->n_counts + a->count_of[device]) * n_fill;

    for (size_t i = 0; i < n_fill; i++)
        out[i * stride] = x[i];
}

/* Numbers for each pair, padded to whole panels. */
static size_t padded(const struct asked *a) {
    return panel_count(a->q->n * a->n) * PANEL;
}

/* Logits of a member with each distinct card: card x operation x F_N. */
static void card_logits(const struct asked *a, size_t member,
                        const struct member *m, double out[]) {
    const struct query *q = a->q;

    for (size_t i = 0; i < a->n_cards; i++) {
        double *z = out + i * q->n * F_N;

        memcpy(z, m->base, q->n * F_N * sizeof *z);
        if (a->cards[i] < a->p->n_cards)
            efficiency_card_shift(a->p, member, a->cards[i], q->ops, q->stack,
                                  m->h, q->n, z);
    }
}

/* Adds one member's logs of overhead and efficiencies: of what the structure
 * says nothing of to `flat` (F_N x card x operation, padded), of the others to
 * `sums` (G_N x operation x device). */
static void add_member(const struct asked *a, size_t member,
                       const struct member *m, double flat[], double sums[]) {
    size_t n_ops = a->q->n, n_flat = a->n_cards * n_ops;
    size_t n = padded(a), flat_padded = panel_count(n_flat) * PANEL;
    double *logits = mem_alloc(n_flat * F_N, sizeof *logits);
    double *halves = mem_alloc_lines(panel_count(a->n) * PANEL * m->g.sizes[1],
                                     sizeof *halves);
    double *g = mem_alloc(n_ops * a->n * G_N, sizeof *g);
    double *z = mem_alloc_lines(n > flat_padded ? n : flat_padded, sizeof *z);
    const struct panel_pairs pairs = {.net = &m->g,
                                      .a = m->halves,
                                      .n_a = n_ops,
                                      .b = halves,
                                      .n_b = a->n,
                                      .first_own = feature_first_fill(),
                                      .n_own = feature_n_fill(),
                                      .own = own_of,
                                      .data = a};

    card_logits(a, member, m, logits);
    for (size_t i = 0; i < n_flat; i++) {
        flat[F_OVERHEAD * flat_padded + i] += logits[i * F_N + F_OVERHEAD];
        z[i] = logits[i * F_N + F_LINK];
    }
    panel_add_log_logistic(z, flat_padded, flat + F_LINK * flat_padded);
    panel_halves(&m->g, a->x_d, a->n, false, halves);
    panel_pairs(&pairs, g);
    for (size_t k = 0; k < G_N; k++) {
        for (size_t i = 0; i < n_ops; i++)
            for (size_t j = 0; j < a->n; j++)
                z[i * a->n + j] =
                    logits[(a->card_of[j] * n_ops + i) * F_N + F_COMPUTE + k] +
                    EFFICIENCY_DRAW * g[(k * n_ops + i) * a->n + j];
        panel_add_log_logistic(z, n, sums + k * n);
    }
    free(logits);
    free(halves);
    free(g);
    free(z);
}

/* In place: of sums of logs over the members, the means' exponentials. */
static void means(double x[], size_t n, size_t n_members, double factor) {
    for (size_t i = 0; i < n; i++)
        x[i] /= (double)n_members;
    panel_exp(x, n, x);
    for (size_t i = 0; i < n; i++)
        x[i] *= factor;
}

static void fill_terms(const struct asked *a,
                       const struct device *const devices[],
                       const double flat[], const double sums[],
                       struct law_term out[]) {
    const struct query *q = a->q;
    const double *null_ms = q->predictor->null_ms;
    size_t n = padded(a), flat_padded = panel_count(a->n_cards * q->n) * PANEL;

    for (size_t j = 0; j < a->n; j++) {
        double cores = device_cores(devices[j]);

        for (size_t i = 0; i < q->n; i++) {
            const struct op_load *load = &q->loads[i];
            size_t at = a->card_of[j] * q->n + i, pair = i * a->n + j;
            bool session = stacks[q->stack[i]].session;
            double overhead = flat[F_OVERHEAD * flat_padded + at];

            out[j * q->n + i] = (struct law_term){
                .overhead_ms = session ? 0 : overhead,
                .host = session ? overhead / null_ms[q->stack[i]] : 0,
                .compute_ms_mhz = 1e-3 * load->flop /
                                  (2 * cores * sums[G_COMPUTE * n + pair]),
                .memory_ms_gbs = 1e-6 * load->bytes / sums[G_MEMORY * n + pair],
                .link_ms_gbs =
                    1e-6 * load->copy_bytes / flat[F_LINK * flat_padded + at],
                .copy_ms_gbs = 1e-6 * load->copy_bytes,
            };
        }
    }
}

/* The ensemble is averaged in the logs of o and e, before the form, so that
 * the whole still collapses to one closed form. */
void efficiency_terms(const struct query *q,
                      const struct device *const devices[], size_t n,
                      struct law_term out[]) {
    const struct prepared *prepared = q->prepared;
    struct asked a;
    size_t flat_padded;
    double *flat, *sums;

    asked_init(&a, q, devices, n);
    flat_padded = panel_count(a.n_cards * q->n) * PANEL;
    flat = mem_alloc_lines(F_N * flat_padded, sizeof *flat);
    sums = mem_alloc_lines(G_N * padded(&a), sizeof *sums);
    for (size_t i = 0; i < prepared->n_members; i++)
        add_member(&a, i, &prepared->members[i], flat, sums);
    means(flat + F_OVERHEAD * flat_padded, flat_padded, prepared->n_members,
          most[F_OVERHEAD]);
    means(flat + F_LINK * flat_padded, flat_padded, prepared->n_members,
          most[F_LINK]);
    for (size_t k = 0; k < G_N; k++)
        means(sums + k * padded(&a), padded(&a), prepared->n_members,
              most[F_COMPUTE + k]);
    fill_terms(&a, devices, flat, sums, out);
    free(flat);
    free(sums);
    asked_free(&a);
}
