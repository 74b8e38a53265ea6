/* SPDX-License-Identifier: MIT
 *
 * Reading of an axis of a sweep file: { field = "..."; values = [...]; } or
 * from, to and step or count; `parameter` in place of `field` names a number
 * that is no field of a device.
 */
#ifndef AXIS_H
#define AXIS_H

#include "base/cfg.h"
#include "base/err.h"
#include "sweep/sweep.h"

bool axis_load(struct axis *a, struct cfg *cfg, const struct cfg_node *group,
               struct err *e);
void axis_free(struct axis *a);

/* Whether it takes whole numbers only; not for devices. */
bool axis_is_whole(const struct axis *a);
/* Value at share u (0 to 1) of the range: one of the axis's values, each with
 * an equal part of the shares, where `listed`; otherwise any number between
 * the first and the last, evenly or evenly in the logarithm as the axis. */
double axis_at(const struct axis *a, bool listed, double u);
/* Place of a value that the axis has. */
size_t axis_level(const struct axis *a, double value);

#endif
