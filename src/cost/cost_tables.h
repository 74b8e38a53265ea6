/* SPDX-License-Identifier: MIT
 *
 * What models/costs.cfg and models/silicon.cfg hold, and the one list of
 * their keys (cost_keys.c) from which reader and writer come.  The facts are
 * what is not fitted; the costs are the facts that predictions need and what
 * `gpuscape calibrate' fitted.  Shared by the files of this room alone.
 */
#ifndef COST_TABLES_H
#define COST_TABLES_H

#include <stdbool.h>
#include <stddef.h>

enum { COST_TEXT_MAX = 32 };

/* A row begins with the text that it is found by, where it has one. */
struct cost_node {
    double process_nm, pool_nm, family_nm, sram_scale, wafer_usd,
        defects_per_cm2, logic_scale, core_pj, reference_clock_mhz;
};

struct cost_architecture {
    char name[COST_TEXT_MAX];
    double process_nm, core_pj, reference_clock_mhz;
};

struct cost_memory {
    char type[COST_TEXT_MAX];
    double phy_bits, pin_gbps, usd_per_gib, prior_pj, pj_per_bit,
        pj_per_bit_new;
};

struct cost_multiprocessor {
    char architecture[COST_TEXT_MAX];
    double cores_per_sm, compute_capability, fp64_lanes, fma_per_tensor_core,
        l1_extra_kib, l2_kib_per_sm;
};

struct cost_factor {
    char prefix[COST_TEXT_MAX];
    double factor;
};

/* A die of which no product has all units. */
struct cost_die {
    char architecture[COST_TEXT_MAX];
    double die_area_mm2, sm_count, memory_bus_bits, l2_cache_kib;
};

struct cost_prior {
    char term[COST_TEXT_MAX];
    double center, spread;
};

struct cost_text {
    char text[COST_TEXT_MAX];
};

struct cost_area {
    double sm_mm2, core_mm2, tensor_fma_mm2, fp64_lane_mm2, sram_mm2_per_kib,
        l2_mm2_per_mib, gddr_mm2, hbm_mm2, fixed_mm2;
};

struct cost_power {
    double fixed_w, area_w_per_mm2, workstation, datacentre, amd, voltage_floor,
        voltage_slope, usual_base_ratio, base_exponent;
};

struct cost_making {
    double clustering, reticle_mm2, wafer_radius_mm, scribe_mm, package_usd,
        package_usd_per_mm2, stacked_usd_per_mm2, interposer_usd_per_mm2,
        interposer_from_mm2, wafer_range, defects_range, memory_range,
        package_range;
};

struct cost_price {
    double markup, usd_per_w;
};

struct cost_absent {
    double registers_per_sm_kib, shared_memory_per_sm_kib;
};

/* Errors of what was left out.  The means are of |modelled / real - 1|, the
 * bias is the median of modelled / real - 1; within_90 is the factor that 90 %
 * of the ratios are within. */
struct cost_error {
    char quantity[COST_TEXT_MAX];
    double left_out, n, mean, median, worst, bias, within_90;
};

/* A known architecture has energies of its own; for a new one another fit
 * holds, in which the die tells more. */
enum cost_level { COST_KNOWN, COST_NEW, COST_N_LEVELS };

struct cost_model {
    struct cost_node *nodes;
    struct cost_architecture *architectures;
    struct cost_memory *memories;
    struct cost_multiprocessor *multiprocessors;
    struct cost_factor *area_factors;
    struct cost_text *workstations, *datacentres, *titans;
    struct cost_error *errors;
    struct cost_die *dies;     /* facts only */
    struct cost_prior *priors; /* facts only */
    size_t n_nodes, n_architectures, n_memories, n_multiprocessors,
        n_area_factors, n_workstations, n_datacentres, n_titans, n_errors,
        n_dies, n_priors;
    struct cost_area area;
    struct cost_power power[COST_N_LEVELS];
    struct cost_making making;
    struct cost_price price;
    struct cost_absent absent;
    bool facts; /* read from a file of facts: what is fitted is 0 */
};

/* Which of the two files holds it. */
enum cost_where { COST_BOTH, COST_FITTED, COST_FACTS };

struct cost_key {
    const char *key;
    size_t offset;
    double low, high;
    enum cost_where where;
    const char *help;
};

enum cost_form { COST_GROUP, COST_ROWS, COST_TEXTS };

/* A group, a list of groups or an array of texts at the top of the file. */
struct cost_section {
    const char *key;
    enum cost_form form;
    enum cost_where where;
    const char *name; /* key of the text that begins a row, or NULL */
    const struct cost_key *keys;
    size_t n_keys;
    size_t offset, n_offset; /* of the struct, or of rows and their count */
    size_t size;             /* of a row */
    const char *help;
};

extern const struct cost_section cost_sections[];
extern const size_t cost_n_sections;

/* A copy of the model, without the fitted rows when `facts`. */
struct cost_model *cost_model_copy(const struct cost_model *m);

#endif
