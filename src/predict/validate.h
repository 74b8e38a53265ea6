/* SPDX-License-Identifier: MIT
 *
 * How wrong a predictor is on what it never saw.
 *
 * A split says in which fold each measured row is left out; a fold's predictor
 * is trained on all other rows and predicts these.  The predicted times of all
 * folds stand in one array beside the rows, so that every score (of cells, of
 * pairs, of ratios) is a pure function of two arrays.
 */
#ifndef VALIDATE_H
#define VALIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "predict/measurement.h"
#include "predict/predictor.h"

/* Errors in percent of the measured time. */
struct score {
    size_t n;
    double mape, median, p90, worst; /* of |predicted / measured - 1| */
    double bias;                     /* median of predicted / measured - 1 */
};

/* One device, stack, kind and phase. */
struct validate_cell {
    size_t device, stack;
    enum op_kind kind;
    enum op_phase phase;
    struct score score;
};

struct validate_cells {
    struct validate_cell *cells; /* owned */
    size_t n, capacity;
};

/* Score of n values of predicted / measured - 1, which are put in order. */
void score_of(double errors[], size_t n, struct score *out);

enum validate_way {
    VALIDATE_DEVICE,       /* a device with its twins, in every source */
    VALIDATE_ARCHITECTURE, /* all devices of an architecture */
    VALIDATE_RANDOM,       /* a tenth of the shapes, on all devices */
    VALIDATE_NETWORK,      /* the layers of a family of networks */
    VALIDATE_N_WAYS
};
extern const char *const validate_way_names[VALIDATE_N_WAYS];

enum { VALIDATE_NO_FOLD = 65535 };

struct validate_split {
    enum validate_way way;
    size_t n_folds;
    unsigned short *fold;        /* of each row; owned */
    unsigned short *device_fold; /* of each device, by device ways; owned */
    unsigned short *family_fold; /* of each network, by network; owned */
};

void validate_split_new(struct validate_split *s, const struct measurements *m,
                        enum validate_way way);
void validate_split_free(struct validate_split *s);

/* The fold in which a device, or a network of this name, is left out, whether
 * it has rows or not; n_folds when there is none. */
size_t validate_fold_of_device(const struct validate_split *s,
                               const struct measurements *m,
                               const struct device *d);
size_t validate_fold_of_network(const struct validate_split *s,
                                const struct measurements *m,
                                const char *network);

/* Trains without a fold; fold n_folds leaves nothing out.  By network, rows
 * of a shape that the fold holds are left out too, wherever they come from. */
bool validate_train(struct predictor *p, const struct predictor_kind *kind,
                    const struct measurements *m,
                    const struct validate_split *s, size_t fold,
                    const struct train_options *options, struct err *e);

/* Predicted times, one a row of the tables; NAN where there is none. */
struct validate_times {
    double *plain_ms;
    /* With the null-operation time of the row's device given, as found in its
     * own rows of the stack; else as above. */
    double *given_ms;
};

void validate_times_new(struct validate_times *t, size_t n);
void validate_times_free(struct validate_times *t);

/* Fills in the rows of a fold (n_folds: of all) whose operations the predictor
 * saw.  null_ms[stack][device] is of predictor_null_times (). */
void validate_predict(const struct predictor *p, const struct measurements *m,
                      const struct validate_split *s, size_t fold,
                      const double *const null_ms[STACK_N],
                      struct validate_times *out);

/* predictor_null_times () of every stack: n_devices each; the caller's. */
void validate_null_times(const struct measurements *m, double *out[STACK_N]);

/* Adds a cell for every stack, kind and phase in which rows of the device are
 * predicted; ms has one time a row. */
void validate_score(const struct measurements *m, size_t device,
                    const double ms[], struct validate_cells *out);

/* The cells of a predictor as it is. */
void validate_device(const struct predictor *p, const struct measurements *m,
                     size_t device, struct validate_cells *out);

/* Trains without the device and its twins (measurement_twins), in every
 * source, and scores it. */
bool validate_left_out(const struct predictor_kind *kind,
                       const struct measurements *m, size_t device,
                       const struct train_options *options,
                       struct validate_cells *out, struct err *e);

void validate_cells_free(struct validate_cells *cells);

#endif
