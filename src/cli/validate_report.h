/* SPDX-License-Identifier: MIT
 *
 * The tables of `gpuscape validate` by name, and the folder that holds all of
 * them.
 */
#ifndef VALIDATE_REPORT_H
#define VALIDATE_REPORT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/table.h"
#include "cli/trial.h"

enum { VALIDATE_N_TABLES = 9 };
extern const char *const validate_table_names[VALIDATE_N_TABLES];

/* One table; `reference` is the device of the ratios, or n_devices. */
struct table *validate_table(const struct trial *t, size_t reference,
                             size_t which);

/* Writes every table that has rows as DIR/NAME.csv, and those that people
 * read to DIR/accuracy.md. */
bool validate_write(const struct trial *t, size_t reference, const char *dir,
                    struct err *e);

#endif
