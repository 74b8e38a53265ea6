/* SPDX-License-Identifier: MIT
 *
 * The table of `gpuscape validate`: a row for each device, stack, operation,
 * phase and predictor, then means.
 */
#ifndef VALIDATE_TABLE_H
#define VALIDATE_TABLE_H

#include <stddef.h>

#include "base/table.h"
#include "predict/predictor.h"
#include "predict/validate.h"

/* What the device was to the predictor. */
enum validate_role { VALIDATE_LEFT_OUT, VALIDATE_SEEN, VALIDATE_TWIN_SEEN };

/* The cells of one device under one predictor; borrowed. */
struct validate_entry {
    const char *predictor;
    const struct validate_cells *cells;
};

/* Sums over devices, of each predictor in the order of the entries. */
struct validate_means {
    size_t n_entries;
    const char *predictor[PREDICTOR_N_KINDS];
    double mape[PREDICTOR_N_KINDS];
    size_t devices[PREDICTOR_N_KINDS], n[PREDICTOR_N_KINDS];
};

void validate_columns(struct table *t);

/* Adds the rows of one device, the predictors side by side, and its means. */
void validate_add(struct table *t, const char *device, enum validate_role role,
                  const struct validate_entry entries[], size_t n,
                  struct validate_means *means);

/* Adds the means over all devices. */
void validate_add_means(struct table *t, const struct validate_means *means);

#endif
