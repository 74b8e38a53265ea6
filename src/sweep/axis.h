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

#endif
