/* SPDX-License-Identifier: MIT
 *
 * The coefficients of the area and power models, read from models/costs.cfg,
 * and their choice for one device.
 */
#ifndef COST_MODEL_H
#define COST_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "device/device.h"

struct cost_model; /* opaque: tables keyed by node, architecture, memory */

/* `name` is a name in models/ or a path. */
struct cost_model *cost_model_load(const char *name, struct err *e);
void cost_model_free(struct cost_model *m);

/* What holds for one device, as numbers alone.  It depends on the device's
 * texts, process_nm, cores_per_sm and compute_capability: a sweep over
 * anything else resolves once and then calls area_die_mm2 () and
 * power_board_w () for each point. */
struct cost_params {
    /* area, on the device's node and with its factor */
    double sm_mm2, core_mm2, tensor_core_mm2;
    double sram_mm2_per_kib, l2_mm2_per_mib, bus_mm2_per_bit, fixed_mm2;
    double l1_extra_kib;
    double registers_kib, shared_memory_kib, l2_kib_per_sm; /* where absent */
    double bus_bits_per_gbs;                                /* where absent */

    /* power, with the segment's factor */
    double core_w_per_mhz, reference_clock_mhz;
    double voltage_floor, voltage_slope;
    double fixed_w, area_w_per_mm2, memory_w_per_gbs;

    /* mean absolute relative errors of the two models for such a device */
    double area_error, power_error;
    bool architecture_known; /* on this node */
    bool professional;
};

/* Coefficients that depend on a memory type that the model does not know are
 * NAN, and so are then area and power. */
struct cost_params cost_resolve(const struct cost_model *m,
                                const struct device *d);

#endif
