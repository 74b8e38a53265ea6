/* SPDX-License-Identifier: MIT
 *
 * The coefficients of the area, power and price models, read from
 * models/costs.cfg, and their choice for one device.
 */
#ifndef COST_MODEL_H
#define COST_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "device/device.h"

struct cost_model; /* opaque: tables keyed by node, architecture, memory */

/* `name` is a name in models/ or a path.  Facts are what is not fitted, and
 * only `gpuscape calibrate` and `validate --costs` read them. */
struct cost_model *cost_model_load(const char *name, struct err *e);
struct cost_model *cost_facts_load(const char *name, struct err *e);
void cost_model_free(struct cost_model *m);

/* The model as a file that cost_model_load () reads; `head` is its opening
 * comment.  False when a write failed. */
bool cost_model_write(const struct cost_model *m, const char *head, FILE *out);

enum cost_segment {
    SEGMENT_GAMING,
    SEGMENT_TITAN,
    SEGMENT_WORKSTATION,
    SEGMENT_DATACENTRE,
    SEGMENT_N
};
extern const char *const cost_segment_names[SEGMENT_N];

/* What was left out of a fit that an error belongs to. */
enum cost_left_out {
    LEFT_OUT_ONE,  /* one GPU, for area one die: the architecture is known */
    LEFT_OUT_CHIP, /* all boards of a die */
    LEFT_OUT_ARCHITECTURE,
    LEFT_OUT_NODE,
    LEFT_OUT_FAMILY, /* a node with those alike: 7 and 6 nm, 5 and 4 nm */
    LEFT_OUT_N
};
extern const char *const cost_left_out_names[LEFT_OUT_N];

/* Errors of one quantity for such a device: `mean` of |modelled / real - 1|,
 * and the factor that 90 % of the ratios are within (NAN: never measured). */
struct cost_band {
    double mean, within_90;
};

/* What holds for one device, as numbers alone.  It depends on the device's
 * texts, process_nm, cores_per_sm, compute_capability and the ratio of
 * base to boost clock (which a sweep of the boost clock leaves as it is: it is
 * a trait of the board): a sweep over anything else resolves once and then
 * calls area_die_mm2 (), power_board_w () and making_of () for each point. */
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
    double cap; /* of dynamic power, by the base clock; 1 where unknown */
    double fixed_w, area_w_per_mm2, memory_w_per_gbs;

    /* manufacturing and price */
    double wafer_usd, defects_per_mm2, memory_usd_per_gib;
    double clustering, reticle_mm2, wafer_radius_mm, scribe_mm;
    double package_usd, package_usd_per_mm2; /* up to large_mm2 */
    double large_mm2, large_usd_per_mm2;
    double wafer_range, defects_range, memory_range, package_range;
    double markup, usd_per_w; /* NAN where prices do not follow from cost */

    struct cost_band area, power, price;
    bool architecture_known; /* on this node */
    enum cost_segment segment;
};

/* Coefficients that depend on a memory type that the model does not know are
 * NAN, and so are then area, power and cost. */
struct cost_params cost_resolve(const struct cost_model *m,
                                const struct device *d);

#endif
