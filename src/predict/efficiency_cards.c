/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency_cards.h"

#include "base/mem.h"
#include "base/rng.h"
#include "predict/feature.h"
#include "predict/learner.h"

#include <stdlib.h>
#include <string.h>

enum { HIDDEN = 64, BATCH = 1024 };
static const double peak_rate = 6e-3, decay = 1e-5, first_u = 0.3;

size_t efficiency_card(const struct efficiency *p, const char *name) {
    size_t i = 0;

    while (i < p->n_cards && strcmp(p->cards[i].name, name) != 0)
        i++;
    return i;
}

void efficiency_cards_note(struct efficiency *p, const struct measurements *m,
                           const size_t rows[], size_t n) {
    bool *has = mem_alloc(m->n_devices, sizeof *has);

    for (size_t i = 0; i < n; i++)
        has[m->rows[rows[i]].device] = true;
    for (size_t d = 0; d < m->n_devices && p->n_cards < PREDICTOR_MAX_DEVICES;
         d++)
        if (has[d])
            strcpy(p->cards[p->n_cards++].name, m->devices[d].name);
    for (size_t i = 0; i < n; i++) {
        const struct measurement *r = &m->rows[rows[i]];
        size_t card = efficiency_card(p, m->devices[r->device].name);

        if (card < p->n_cards)
            p->cards[card].covers[r->stack][r->op.kind] = true;
    }
    free(has);
}

/* shift (F_N) from h (F_N x RANK) and u (RANK). */
static void add_shift(const double h[], const double u[], double z[]) {
    for (size_t j = 0; j < F_N; j++)
        for (size_t k = 0; k < EFFICIENCY_RANK; k++)
            z[j] += h[j * EFFICIENCY_RANK + k] * u[k];
}

static void init(struct efficiency *p, size_t member, struct rng *rng) {
    const size_t sizes[] = {feature_n_layer(), HIDDEN, HIDDEN,
                            F_N * EFFICIENCY_RANK};
    size_t n = p->n_cards * EFFICIENCY_RANK;

    mlp_init(&p->h[member], sizes, 3);
    mlp_randomise(&p->h[member], rng);
    p->u[member] = mem_alloc(n, sizeof *p->u[member]);
    for (size_t i = 0; i < n; i++)
        p->u[member][i] = first_u * rng_normal(rng);
}

/* The model file holds nine digits, so what is used is what is saved. */
static void round_values(double x[], size_t n) {
    for (size_t i = 0; i < n; i++)
        x[i] = (double)(float)x[i];
}

double efficiency_cards_loss(const double base[], const double h[],
                             const double u[], const size_t card[], size_t n,
                             size_t n_cards,
                             const struct efficiency_target *const targets[],
                             double dh[], double du[]) {
    double *z = mem_alloc(n * F_N, sizeof *z);
    double *dz = mem_alloc(n * F_N, sizeof *dz);
    double *none = mem_alloc(n * G_N, sizeof *none);
    double *unused = mem_alloc(n * G_N, sizeof *unused);
    double loss;

    memcpy(z, base, n * F_N * sizeof *z);
    for (size_t i = 0; i < n; i++)
        add_shift(h + i * F_N * EFFICIENCY_RANK, u + card[i] * EFFICIENCY_RANK,
                  z + i * F_N);
    loss = efficiency_loss(z, none, n, targets, dz, unused);
    memset(du, 0, n_cards * EFFICIENCY_RANK * sizeof *du);
    for (size_t i = 0; i < n * F_N; i++) {
        size_t at = card[i / F_N] * EFFICIENCY_RANK;

        for (size_t k = 0; k < EFFICIENCY_RANK; k++) {
            dh[i * EFFICIENCY_RANK + k] = dz[i] * u[at + k];
            du[at + k] += dz[i] * h[i * EFFICIENCY_RANK + k];
        }
    }
    free(z);
    free(dz);
    free(none);
    free(unused);
    return loss;
}

/* All that one step needs: the batch's rows, and what is learned. */
struct lesson {
    struct learner h;
    struct adamw adamw;
    const size_t *card_of; /* of each row of the set */
    double *base_of;       /* logits of each row without any shift */
    double *u, *du;
    double *base;
    size_t *card;
    const struct efficiency_target **targets;
};

static void step(struct lesson *l, const struct efficiency_set *set,
                 const size_t order[], size_t n, size_t n_cards, double rate) {
    learner_forward(&l->h, set->x_f, order, n);
    for (size_t i = 0; i < n; i++) {
        memcpy(l->base + i * F_N, l->base_of + order[i] * F_N,
               F_N * sizeof *l->base);
        l->card[i] = l->card_of[order[i]];
        l->targets[i] = &set->targets[order[i]];
    }
    efficiency_cards_loss(l->base, l->h.y, l->u, l->card, n, n_cards,
                          l->targets, l->h.dy, l->du);
    learner_step(&l->h, n, rate, decay);
    adamw_step(&l->adamw, l->u, l->du, rate, 0);
}

static void learn(struct lesson *l, const struct efficiency_set *set,
                  size_t n_cards, size_t epochs, struct rng *rng,
                  void tell(void *), void *data) {
    size_t *order = mem_alloc(set->n, sizeof *order);
    size_t n_steps = (set->n + BATCH - 1) / BATCH;

    for (size_t epoch = 0; epoch < epochs; epoch++) {
        rng_permute(rng, order, set->n);
        for (size_t i = 0; i < n_steps; i++)
            step(l, set, order + i * BATCH,
                 set->n - i * BATCH < BATCH ? set->n - i * BATCH : BATCH,
                 n_cards,
                 adamw_one_cycle(epoch * n_steps + i, epochs * n_steps,
                                 peak_rate));
        tell(data);
    }
    free(order);
}

void efficiency_cards_train(struct efficiency *p, size_t member,
                            const struct efficiency_set *set,
                            const struct measurements *m, size_t epochs,
                            struct rng *rng, void tell(void *), void *data) {
    size_t n_u = p->n_cards * EFFICIENCY_RANK;
    size_t *card_of = mem_alloc(set->n, sizeof *card_of);
    struct lesson l = {.card_of = card_of};

    init(p, member, rng);
    l.u = p->u[member];
    for (size_t i = 0; i < set->n; i++)
        card_of[i] = efficiency_card(p, m->devices[set->device[i]].name);
    l.base_of = mem_alloc(set->n * F_N, sizeof *l.base_of);
    efficiency_logits(p, member, set->x_f, set->x_g, set->x_t, set->n,
                      l.base_of);
    l.du = mem_alloc(n_u, sizeof *l.du);
    l.base = mem_alloc(BATCH * F_N, sizeof *l.base);
    l.card = mem_alloc(BATCH, sizeof *l.card);
    l.targets = mem_alloc(BATCH, sizeof *l.targets);
    learner_init(&l.h, &p->h[member], BATCH);
    adamw_init(&l.adamw, n_u);
    learn(&l, set, p->n_cards, epochs, rng, tell, data);
    round_values(p->h[member].parameters, p->h[member].n_parameters);
    round_values(l.u, n_u);
    learner_free(&l.h);
    adamw_free(&l.adamw);
    free(l.base_of);
    free(l.du);
    free(l.base);
    free(l.card);
    free(l.targets);
    free(card_of);
}

void efficiency_card_shift(const struct efficiency *p, size_t member,
                           size_t card, const struct op ops[],
                           const size_t stack[], const double h[], size_t n,
                           double z[]) {
    for (size_t i = 0; i < n; i++)
        if (p->cards[card].covers[stack[i]][ops[i].kind])
            add_shift(h + i * F_N * EFFICIENCY_RANK,
                      p->u[member] + card * EFFICIENCY_RANK, z + i * F_N);
}
