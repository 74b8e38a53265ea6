/* SPDX-License-Identifier: MIT
 *
 * What models/costs.cfg holds: shared by its reader (cost_model.c) and by the
 * choice for one device (cost_resolve.c), and by nothing else.
 */
#ifndef COST_TABLES_H
#define COST_TABLES_H

#include <stddef.h>

enum { KEY_MAX = 32, PROCESSES_MAX = 8 };

/* Each struct begins with the text that it is found by, where it has one. */
struct node {
    double process_nm, logic_scale, sram_scale, core_pj, reference_clock_mhz;
};

struct architecture {
    char name[KEY_MAX];
    double core_pj, reference_clock_mhz;
    double process_nm[PROCESSES_MAX];
    size_t n_processes;
};

struct level {
    double fixed_w, area_w_per_mm2, professional, amd, error;
};

struct memory {
    char type[KEY_MAX];
    double architecture_pj, node_pj, phy_mm2, phy_bits, pin_gbps;
};

struct multiprocessor {
    char architecture[KEY_MAX];
    double cores_per_sm, compute_capability, fp64_lanes, fma_per_tensor_core,
        l1_extra_kib, l2_kib_per_sm;
};

struct area_factor {
    char prefix[KEY_MAX];
    double factor;
};

struct professional {
    char prefix[KEY_MAX];
};

struct area {
    double sm_mm2, core_mm2, tensor_fma_mm2, fp64_lane_mm2, sram_mm2_per_kib,
        l2_mm2_per_mib, fixed_mm2, error_architecture, error_node,
        error_new_node;
};

struct voltage {
    double floor, slope;
};

struct cost_model {
    struct node *nodes;
    struct architecture *architectures;
    struct memory *memories;
    struct multiprocessor *multiprocessors;
    struct area_factor *area_factors;
    struct professional *professionals;
    size_t n_nodes, n_architectures, n_memories, n_multiprocessors,
        n_area_factors, n_professionals;
    struct level architecture_level, node_level;
    struct voltage voltage;
    struct area area;
    double registers_per_sm_kib, shared_memory_per_sm_kib;
};

#endif
