/* SPDX-License-Identifier: MIT
 *
 * The tables of a comparison.  Columns are metrics by their own names, in the
 * order of metrics[].
 *
 *   summary    a row for each phase and device: geometric means over the
 *              workloads, what the device costs, how far it is known
 *   workloads  a row for each workload and device, with what was measured
 *   pairs      a row for each phase and two devices, the faster one first: by
 *              how much, and how sure that is
 */
#ifndef COMPARISON_TABLE_H
#define COMPARISON_TABLE_H

#include "base/table.h"
#include "compare/comparison.h"
#include "compare/comparison_measured.h"

enum comparison_table {
    COMPARISON_SUMMARY,
    COMPARISON_WORKLOADS,
    COMPARISON_PAIRS,
    COMPARISON_N_TABLES
};
extern const char *const comparison_table_names[COMPARISON_N_TABLES];

/* `measured` may be NULL.  With `brief` the columns are left out that a
 * reader of a page can do without.  The caller frees the table. */
struct table *comparison_table(const struct comparison *c,
                               const struct comparison_measured measured[],
                               enum comparison_table which, bool brief);

#endif
