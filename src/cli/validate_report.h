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

enum { VALIDATE_N_TABLES = 13 };
extern const char *const validate_table_names[VALIDATE_N_TABLES];

struct validate_scores;

/* What the tables are made of; all borrowed. */
struct validate_report {
    const struct trial *t;
    size_t reference; /* the device of the ratios, or n_devices */
    /* One for each seed, of which the trial holds the first. */
    const struct validate_scores *scores;
    size_t n_seeds;
};

struct table *validate_table(const struct validate_report *r, size_t which);

/* Writes every table that has rows as DIR/NAME.csv, and those that people
 * read to DIR/accuracy.md. */
bool validate_write(const struct validate_report *r, const char *dir,
                    struct err *e);

#endif
