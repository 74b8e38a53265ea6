/* SPDX-License-Identifier: MIT
 *
 * What an expression of a link may read, as one number: a field of the
 * device, an axis, a link, or the metric of the reference.  Shared by tie.c
 * and tie_solve.c, and by nothing else.
 */
#ifndef TIE_PLACE_H
#define TIE_PLACE_H

#include "device/device.h"
#include "sweep/sweep.h"

enum {
    PLACE_AXES = DEVICE_N_FIELDS,
    PLACE_LINKS = PLACE_AXES + SWEEP_MAX_AXES,
    PLACE_REFERENCE = PLACE_LINKS + SWEEP_MAX_LINKS,
    PLACE_N
};

#endif
