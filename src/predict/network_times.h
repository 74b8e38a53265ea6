/* SPDX-License-Identifier: MIT
 *
 * Measured times of whole networks, read from tables in the schema of the
 * data's README, and what a predictor says of them.
 *
 * Kept are rows that a prediction can answer for: fp32 on one NVIDIA device
 * of the catalogue, run as a whole by the kernels of cuDNN and cuBLAS, of a
 * network that is in networks/.  The rest is counted by reason.
 */
#ifndef NETWORK_TIMES_H
#define NETWORK_TIMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "device/device.h"
#include "network/network.h"
#include "network/work.h"
#include "predict/predictor.h"

/* NAME, text */
/* clang-format off */
#define NETWORK_SKIPS(X) \
    X(PRECISION, "not fp32") \
    X(TF32, "fp32 that may have run as TF32") \
    X(MODE, "graph compilers, fused layers or libraries other than cuDNN") \
    X(HARNESS, "timed with a constant of the harness, or unsure of what was timed") \
    X(LAYERS, "sums over layers, not runs of the network") \
    X(GPUS, "several GPUs") \
    X(DEVICE, "a device that is not NVIDIA's or not in the catalogue") \
    X(NETWORK, "a network that is not in networks/")
/* clang-format on */

enum network_skip {
#define X(NAME, text) NETWORK_SKIP_##NAME,
    NETWORK_SKIPS(X)
#undef X
        NETWORK_N_SKIPS
};
extern const char *const network_skip_texts[NETWORK_N_SKIPS];

/* What was timed. */
enum network_phase {
    NETWORK_FORWARD,
    NETWORK_FORWARD_IN_TRAINING,
    NETWORK_FORWARD_BACKWARD, /* without the update */
    NETWORK_STEP,
    NETWORK_N_PHASES
};
extern const char *const network_phase_names[NETWORK_N_PHASES];

enum { NETWORK_TEXT_MAX = 48 };

struct network_time {
    char source[NETWORK_TEXT_MAX], framework[NETWORK_TEXT_MAX];
    char network[NETWORK_TEXT_MAX]; /* as the table calls it */
    size_t device;                  /* index in struct network_times */
    size_t model;                   /* index of what is predicted */
    enum network_phase phase;       /* as the table calls it */
    enum network_phase run;         /* as the harness ran it */
    enum optimizer optimizer;
    bool copies; /* the input's way to the device was timed */
    size_t batch;
    double time_ms;
};

struct network_times {
    struct network_time *rows; /* owned */
    size_t n, capacity;
    struct device *devices; /* owned: the catalogue */
    size_t n_devices;
    struct network *models; /* owned: networks/, those that rows need */
    size_t n_models, models_capacity;
    size_t skipped[NETWORK_N_SKIPS];
};

/* Reads and appends one table. */
bool network_times_read(struct network_times *t, const char *path,
                        struct err *e);
void network_times_free(struct network_times *t);

/* Predicted time of a row under a stack; NAN where the predictor saw nothing
 * like one of its layers. */
double network_time_ms(const struct predictor *p, const struct network_times *t,
                       size_t row, const char *stack);

/* The same network, batch and phase by the same software of one source. */
bool network_rows_alike(const struct network_time *a,
                        const struct network_time *b);

#endif
