/* SPDX-License-Identifier: MIT
 *
 * One interface for every way to predict the time of an operation on a
 * device, so that they can be compared on equal terms.  predictor_kinds is
 * the one list of them.
 */
#ifndef PREDICTOR_H
#define PREDICTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "predict/calibrate.h"
#include "predict/conformal.h"
#include "predict/label.h"
#include "predict/law.h"
#include "predict/measurement.h"
#include "predict/op.h"
#include "predict/stack.h"

struct query;

struct train_options {
    uint64_t seed;
    size_t members; /* of the ensemble */
    size_t epochs;  /* 0: as many as suit the kind of predictor */
    /* Most rows of one device, stack, kind and phase; 0: as suits the kind. */
    size_t rows_per_group;
    /* Learn also what holds for single devices of the rows alone; of no use to
     * one who asks about other devices only. */
    bool cards;
    /* Told now and then which share of the work is done; may be NULL.  Called
     * from one thread at a time. */
    void (*progress)(void *data, double share);
    void *progress_data;
};

extern const struct train_options train_defaults;

struct predictor_kind {
    const char *name, *help;
    /* The longer of compute and memory time counts, not their sum. */
    bool overlap;
    /* Learns from the given rows, which stand together by device, stack, kind
     * and phase; NULL on failure. */
    void *(*train)(const struct measurements *m, const size_t rows[], size_t n,
                   const double null_ms[STACK_N],
                   const struct train_options *options, struct err *e);
    void (*save)(const void *state, FILE *out);
    void *(*load)(struct cfg *cfg, const struct cfg_node *group, struct err *e);
    void (*free)(void *state);
    /* What can be said of a query's operations before any device is known, held
     * in the query; `release` frees it.  NULL where nothing can. */
    void *(*prepare)(const struct query *q);
    void (*release)(void *prepared);
    /* A term for each operation of a query on n devices, out[device x q->n +
     * operation].  Session stacks give their overhead per ms of null operation.
     * A device's terms depend on no other device.  NULL for a kind that has no
     * closed form. */
    void (*terms)(const struct query *q, const struct device *const devices[],
                  size_t n, struct law_term out[]);
    /* Likewise the times alone, of a kind that has no closed form; else
     * NULL. */
    void (*times)(const struct query *q, const struct device *const devices[],
                  size_t n, double time_ms[]);
    /* With `times`: of a session's time the null operation and the copy of the
     * result are taken to be paid once a network, not with each layer. */
    bool phases_apart;
    /* The device facts that `terms` or `times` reads, as indices of
     * device_fields; returns their number. */
    size_t (*facts)(size_t out[]);
    size_t epochs, rows_per_group; /* where train_options has 0 */
};

enum { PREDICTOR_N_KINDS = 5, PREDICTOR_MAX_DEVICES = 64 };
extern const struct predictor_kind *const predictor_kinds[PREDICTOR_N_KINDS];

/* A predictor with what it was trained on. */
struct predictor {
    const struct predictor_kind *kind;
    void *state;
    uint64_t seed;
    size_t n_rows; /* trained on */
    size_t n_devices;
    char devices[PREDICTOR_MAX_DEVICES][DEVICE_TEXT_MAX];
    /* covers[s][k][p]: rows of that stack, kind and phase were seen */
    bool covers[STACK_N][OP_N_KINDS][OP_N_PHASES];
    /* Session stacks: median over the training machines of the shortest
     * forward call, the time of a null operation. */
    double null_ms[STACK_N];
    /* That of each training device, NAN where it is not known. */
    double machine_ms[STACK_N][PREDICTOR_MAX_DEVICES];
    struct label_ranges ranges; /* of the training devices */
    struct conformal intervals; /* none in a model trained without */
    /* Corrections of single devices, by name; owned. */
    struct calibration *calibrations;
    size_t n_calibrations;
};

const struct predictor_kind *predictor_kind_find(const char *name,
                                                 struct err *e);

/* Trains on every row whose device is not excluded (excluded has one flag a
 * device of `m`).  Deterministic for a seed, whatever the number of threads.
 * The same machine code gives the same bits. */
bool predictor_train(struct predictor *p, const struct predictor_kind *kind,
                     const struct measurements *m, const bool excluded[],
                     const struct train_options *options, struct err *e);

/* A model file: libconfig, group `model`. */
bool predictor_save(const struct predictor *p, FILE *out);
bool predictor_load(struct predictor *p, const char *name, struct err *e);
void predictor_free(struct predictor *p);

/* Whether the predictor saw such operations under a stack. */
bool predictor_covers(const struct predictor *p, const struct op *op,
                      size_t stack);

/* Null-operation time under a stack of the machine that holds a device which
 * states none: its own if it, or what it is like, was measured, or else the
 * median. */
double predictor_null_ms(const struct predictor *p, size_t stack,
                         const struct device *d);

/* Terms of n operations on one device, as by query_terms (). */
void predictor_terms(const struct predictor *p, const struct op ops[],
                     const size_t stack[], size_t n, const struct device *d,
                     struct law_term out[]);

/* Predicted time of one operation under one stack. */
double predictor_time_ms(const struct predictor *p, const struct op *op,
                         size_t stack, const struct device *d);

/* Adds a calibration, in place of one of the same device. */
void predictor_calibrate(struct predictor *p, const struct calibration *c);

/* Shortest forward call of each device of `m` (the 0.5 % quantile) in the
 * session stack s, NAN where it has fewer than 200: out[device]. */
void predictor_null_times(const struct measurements *m, size_t s, double out[]);
/* Null-operation times over the median, factor[stack * n_devices + device]; 1
 * where the stack has no host in it or the device too few rows.  The caller
 * frees it. */
double *predictor_host_factors(const struct measurements *m,
                               const double null_ms[STACK_N]);

#endif
