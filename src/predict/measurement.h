/* SPDX-License-Identifier: MIT
 *
 * Measured times of operations on real GPUs, read from tables in the one
 * schema of all sources (README of the data).
 *
 * Kept are fp32 rows whose operation, phase and software stack the predictors
 * know and whose device the catalogue knows and NVIDIA made; the rest is
 * counted.
 */
#ifndef MEASUREMENT_H
#define MEASUREMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "device/device.h"
#include "predict/op.h"

struct measurement {
    struct op op;
    double time_ms;
    unsigned short stack;  /* index in stacks[] */
    unsigned short device; /* index in struct measurements */
    /* 1 + index in `networks` for a layer of a real network; 0: a random one */
    unsigned short of_network;
};

enum { MEASUREMENT_NETWORK_MAX = 32 };

struct measurements {
    struct measurement *rows; /* owned */
    size_t n, capacity;
    struct device *devices; /* owned; those that have rows */
    size_t n_devices, devices_capacity;
    char (
        *networks)[MEASUREMENT_NETWORK_MAX]; /* owned; names as in the tables */
    size_t n_networks, networks_capacity;
    size_t n_skipped; /* rows that no predictor here can use */
};

/* Reads and appends one table.  Every cell that is used is checked. */
bool measurements_read(struct measurements *m, const char *path, struct err *e);
void measurements_free(struct measurements *m);

/* Devices that differ in name only as far as a predictor can see: the same
 * architecture, multiprocessors and cores.  Leaving one out means leaving all
 * of them out. */
bool measurement_twins(const struct device *a, const struct device *b);

#endif
