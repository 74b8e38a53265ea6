/* SPDX-License-Identifier: MIT
 *
 * The columns of a plan (the rest of this room's interface is in plan.h).
 */
#ifndef COLUMN_H
#define COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "sweep/plan.h"

/* Adds point_id, the axes, each workload's metrics and those over all. */
void columns_add(struct plan *p);

/* Numbers can be objectives; flags and numbers can be used in constraints. */
bool column_is_number(const struct plan *p, size_t column);
bool column_is_text(const struct plan *p, size_t column);

/* How many texts a column of names has; plan_text () of 0, 1 ... are they. */
size_t column_n_texts(const struct plan *p, size_t column);

/* Its unit, "" for none, and what it holds; borrowed. */
void column_describe(const struct plan *p, size_t column, const char **unit,
                     const char **words);

/* "Board power (W)": what to write beside an axis of a figure.  Needs no
 * plan, only the sweep; an unknown name stands for itself. */
void column_label(const struct sweep *s, const char *name, char *out,
                  size_t size);
/* The same for a field of devices: "SM count", "Boost clock (MHz)". */
void column_field_label(const char *key, const char *unit, char *out,
                        size_t size);

/* +1: more is better, as an objective says, or else the metric; -1: less;
 * 0: neither. */
int column_better(const struct sweep *s, const char *name);

/* Names of the columns with the ends of the 90 % interval of a metric's
 * column, "time_ms_x": "time_lo_ms_x", "time_hi_ms_x"; false where the metric
 * has none.  Both have room for 2 SWEEP_NAME_MAX bytes. */
bool column_interval(const struct sweep *s, const char *name,
                     char low[2 * SWEEP_NAME_MAX],
                     char high[2 * SWEEP_NAME_MAX]);
/* Of a metric's column that of another metric with the same workload behind
 * it. */
void column_beside(const struct sweep *s, const char *name,
                   enum metric_id metric, char out[2 * SWEEP_NAME_MAX]);

#endif
