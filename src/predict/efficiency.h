/* SPDX-License-Identifier: MIT
 *
 * The default predictor.  An operation takes
 *
 *   t = o + work / (peak e_c) + traffic / (bandwidth e_m) + copy / (link e_l)
 *
 * with log o and the efficiencies from two small networks that are added:
 * f sees the operation and its software stack, g the operation and how it
 * fills the device's multiprocessors.  What g says is drawn towards what it
 * says of a typical device: two dozen devices teach the size of such effects
 * too well.  A card that was measured has a shift of its own besides
 * (efficiency_cards.h).  Neither sees clock, bandwidth or link,
 * so a faster one never makes a prediction slower, and the efficiencies are
 * bounded, so a prediction stays within physics however far the device is
 * from those measured.  e_c may pass 1 because libraries run convolutions
 * with fewer operations (Winograd, FFT) than are counted.
 */
#ifndef EFFICIENCY_H
#define EFFICIENCY_H

#include <stdbool.h>
#include <stddef.h>

#include "predict/feature.h"
#include "predict/mlp.h"
#include "predict/predictor.h"

enum { EFFICIENCY_MAX_MEMBERS = 16 };

/* Outputs of f: log o, and logits of e_c, e_m, e_l.  Outputs of g: what is
 * added to those of e_c and e_m. */
enum { F_OVERHEAD, F_COMPUTE, F_MEMORY, F_LINK, F_N };
enum { G_COMPUTE, G_MEMORY, G_N };

#define EFFICIENCY_COMPUTE_MAX 3.0
#define EFFICIENCY_MEMORY_MAX 1.1
#define EFFICIENCY_LINK_MAX 1.0
/* Standardised inputs are clipped: a device or layer far from all others
 * looks like the edge of what is known. */
#define EFFICIENCY_CLIP 4.0

/* Weight of what g says of a device against what it says of the typical one:
 * 1 is g itself, 0 is no structure at all.  Chosen on left-out devices; both
 * halves of them agree (models/README.md). */
#define EFFICIENCY_DRAW 0.75
/* Numbers that tell one card from another. */
enum { EFFICIENCY_RANK = 16 };

/* A device that was measured, with the stacks and kinds of its rows. */
struct efficiency_card {
    char name[DEVICE_TEXT_MAX];
    bool covers[STACK_N][OP_N_KINDS];
};

struct efficiency {
    size_t n_members;
    struct mlp f[EFFICIENCY_MAX_MEMBERS], g[EFFICIENCY_MAX_MEMBERS];
    struct feature_structure typical; /* of the training devices */
    size_t n_cards;                   /* 0: none were learned */
    struct efficiency_card cards[PREDICTOR_MAX_DEVICES];
    struct mlp h[EFFICIENCY_MAX_MEMBERS];
    double *u[EFFICIENCY_MAX_MEMBERS]; /* owned: n_cards x EFFICIENCY_RANK */
    /* Mean and inverse deviation of the inputs of f and of g; owned. */
    double *f_mean, *f_scale, *g_mean, *g_scale;
};

extern const struct predictor_kind predictor_efficiency;

struct efficiency *efficiency_new(void);
void efficiency_free(void *state);

/* In place: (x - mean) x scale, clipped. */
void efficiency_standardise(double x[], size_t n, const double mean[],
                            const double scale[]);

/* 1 / (1 + exp (-z)) */
double efficiency_logistic(double z);

/* Outputs z (n x F_N) of a member without any card's shift, from standardised
 * features: of the layers, with the devices, and with the typical device. */
void efficiency_logits(const struct efficiency *p, size_t member,
                       const double x_f[], const double x_g[],
                       const double x_t[], size_t n, double z[]);

/* In efficiency_terms.c: members of struct predictor_kind. */
void *efficiency_prepare(const struct query *q);
void efficiency_release(void *prepared);
void efficiency_terms(const struct query *q,
                      const struct device *const devices[], size_t n,
                      struct law_term out[]);

/* In efficiency_train.c and efficiency_file.c. */
void *efficiency_train(const struct measurements *m, const size_t rows[],
                       size_t n, const double null_ms[STACK_N],
                       const struct train_options *options, struct err *e);
void efficiency_save(const void *state, FILE *out);
void *efficiency_load(struct cfg *cfg, const struct cfg_node *group,
                      struct err *e);

#endif
