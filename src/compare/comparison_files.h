/* SPDX-License-Identifier: MIT
 *
 * The tables of a comparison as files: TABLE.txt, .md and .tex as people read
 * them, TABLE.csv and .json with every column.
 */
#ifndef COMPARISON_FILES_H
#define COMPARISON_FILES_H

#include "compare/comparison_table.h"

/* Into folder `dir`, made if it is missing.  `measured` may be NULL. */
bool comparison_write(const struct comparison *c,
                      const struct comparison_measured measured[],
                      const char *dir, struct err *e);

/* DIR/layers.csv, see comparison_layers.h. */
bool comparison_write_layers(const struct comparison *c,
                             const struct predictor *predictor, const char *dir,
                             struct err *e);

#endif
