/* SPDX-License-Identifier: MIT
 *
 * What is known of single cards.
 *
 * f and g are to hold for devices that nobody measured.  What a measured card
 * does beyond that (its real clock, its libraries' choice of algorithms) is
 * learned afterwards, with f and g held fast, as a shift of the logits:
 *
 *   shift_j (layer, card) = sum over k of h_jk (layer) u_k (card)
 *
 * with one network h for all cards and a few numbers u a card.  It counts for
 * the card's own software stacks and kinds of operations only; a device that
 * was not measured has none, but for one made from a measured card
 * (device_fields.h: like).  Clock, bandwidth and link act as without it.
 */
#ifndef EFFICIENCY_CARDS_H
#define EFFICIENCY_CARDS_H

#include <stddef.h>

#include "predict/efficiency.h"
#include "predict/efficiency_set.h"

struct rng;

/* Index of the card of that name among those of `p`, or their number. */
size_t efficiency_card(const struct efficiency *p, const char *name);

/* Notes the devices of the rows as cards; before any is trained. */
void efficiency_cards_note(struct efficiency *p, const struct measurements *m,
                           const size_t rows[], size_t n);

/* Learns h and u of a member whose f and g are final.  `set` is standardised,
 * with x_t, its devices indices of `m`; `tell` is called after each epoch. */
void efficiency_cards_train(struct efficiency *p, size_t member,
                            const struct efficiency_set *set,
                            const struct measurements *m, size_t epochs,
                            struct rng *rng, void tell(void *), void *data);

/* The loss of efficiency_loss.h over n rows from their logits without shifts
 * (base, n x F_N), the outputs of h (n x F_N x EFFICIENCY_RANK) and the cards'
 * numbers (u, n_cards x EFFICIENCY_RANK); card[i] is row i's.  Sets its
 * gradients over h and u. */
double efficiency_cards_loss(const double base[], const double h[],
                             const double u[], const size_t card[], size_t n,
                             size_t n_cards,
                             const struct efficiency_target *const targets[],
                             double dh[], double du[]);

/* Adds the shift of a card to the logits z (n x F_N) of operations; h (n x F_N
 * x EFFICIENCY_RANK) is what the member's network h says of them. */
void efficiency_card_shift(const struct efficiency *p, size_t member,
                           size_t card, const struct op ops[],
                           const size_t stack[], const double h[], size_t n,
                           double z[]);

#endif
