/* SPDX-License-Identifier: MIT
 *
 * What `train` and `validate` share: the tables of measurements on the command
 * line, the devices in them, the options of training.
 */
#ifndef MEASURED_H
#define MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/cli.h"
#include "predict/measurement.h"
#include "predict/predictor.h"

/* Reads every table and says on standard error what was in them. */
bool measured_read(struct measurements *m, const char *const paths[], size_t n,
                   struct err *e);

/* A device of the catalogue by its own name ("GeForce GTX 1080 Ti"), by the
 * name of its file, or by a path; it need not have rows. */
bool measured_device(const struct measurements *m, const char *name,
                     struct device *out, struct err *e);

/* Every device of the catalogue that can be read; the array is the caller's. */
struct device *measured_catalogue(size_t *n);

/* Sets the flag of every device with rows that is a twin of `d` (or itself);
 * returns their number. */
size_t measured_twins(const struct measurements *m, const struct device *d,
                      bool flags[]);

/* Options of training, in this order in a command's table. */
enum {
    MEASURED_SEED,
    MEASURED_MEMBERS,
    MEASURED_EPOCHS,
    MEASURED_ROWS,
    MEASURED_N_OPTIONS
};
#define MEASURED_OPTIONS(first)                                                \
    [(first) +                                                                 \
        MEASURED_SEED] = {0, "seed", "N",                                      \
                          "of the random numbers; 1 by "                       \
                          "default",                                           \
                          false},                                              \
        [(first) + MEASURED_MEMBERS] =                                         \
            {0, "members", "N",                                                \
             "networks of the ensemble, 1 to 16; 4 by default", false},        \
        [(first) + MEASURED_EPOCHS] = {0, "epochs", "N",                       \
                                       "passes over the rows; by default as "  \
                                       "many as `gpuscape list predictors` "   \
                                       "says",                                 \
                                       false},                                 \
        [(first) + MEASURED_ROWS] = {                                          \
            0, "rows", "N",                                                    \
            "most rows of one device, stack, operation and phase; 1500 by "    \
            "default",                                                         \
            false}

/* Reads them; `first` is the index of the first.  False after a message. */
bool measured_options(const struct cli *c, size_t first,
                      struct train_options *out);

#endif
