/* SPDX-License-Identifier: MIT
 *
 * Errors of the cost models as tables, for `validate --costs` and `calibrate`.
 */
#ifndef VALIDATE_COSTS_H
#define VALIDATE_COSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/table.h"
#include "cost/cost_trial.h"

/* What a row of the table is of. */
enum costs_by {
    COSTS_ALL,
    COSTS_GENERATION, /* architecture */
    COSTS_SEGMENT,    /* gaming, workstation, ... */
    COSTS_NODE,
    COSTS_DEVICE, /* every die and board: modelled and real */
    COSTS_N_BY
};
extern const char *const costs_by_names[COSTS_N_BY];

struct table *validate_costs_table(const struct cost_trial *t,
                                   enum costs_by by);

/* Reads the catalogue (`path` NULL: the device files), fits without what is
 * left out and prints what that says; the exit status is returned. */
int validate_costs(const char *path, const char *facts, enum costs_by by,
                   enum table_format format);

#endif
