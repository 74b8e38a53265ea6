/* SPDX-License-Identifier: MIT
 *
 * `gpuscape train --calibrate`.
 */
#ifndef TRAIN_CALIBRATE_H
#define TRAIN_CALIBRATE_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "predict/left_out.h"
#include "predict/predictor.h"

/* Corrects a model for a device by its rows in the tables, the operands, and
 * writes it. */
bool train_calibrate(const struct cli *c, const char *model, const char *device,
                     const char *path, struct err *e);

/* What 3, 10 and 50 measured rows a software stack and operation would do
 * for the devices left out. */
void train_say_calibrated(const struct left_out *x);

bool train_write(const struct predictor *p, const char *path, struct err *e);

#endif
