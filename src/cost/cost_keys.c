/* SPDX-License-Identifier: MIT
 *
 * The one list of the keys of models/costs.cfg and models/silicon.cfg.
 */
#include "config.h"

#include "cost/cost_tables.h"

#define N(array) (sizeof(array) / sizeof(array)[0])

/* clang-format off */

static const struct cost_key node_keys[] = {
    {"process_nm", offsetof(struct cost_node, process_nm), 0.1, 1000, COST_BOTH,
     "marketed size"},
    {"pool_nm", offsetof(struct cost_node, pool_nm), 0.1, 1000, COST_FACTS,
     "nodes of one pool share a density and are left out together"},
    {"family_nm", offsetof(struct cost_node, family_nm), 0.1, 1000, COST_FACTS,
     "nodes of one family are alike, and are left out together in the hardest trial"},
    {"sram_scale", offsetof(struct cost_node, sram_scale), 0.0001, 100, COST_BOTH,
     "area of a bit cell over that of 28 nm"},
    {"wafer_usd", offsetof(struct cost_node, wafer_usd), 1, 1e+06, COST_BOTH,
     "price of a 300 mm wafer"},
    {"defects_per_cm2", offsetof(struct cost_node, defects_per_cm2), 0, 100, COST_BOTH,
     "density of killing defects"},
    {"logic_scale", offsetof(struct cost_node, logic_scale), 0.0001, 100, COST_FITTED,
     "density of 28 nm over the density here"},
    {"core_pj", offsetof(struct cost_node, core_pj), 0.001, 10000, COST_FITTED,
     "pJ a core and clock of an unknown architecture"},
    {"reference_clock_mhz", offsetof(struct cost_node, reference_clock_mhz), 50, 10000, COST_FITTED,
     "boost clock at which the voltage is 1"},
};

static const struct cost_key architecture_keys[] = {
    {"process_nm", offsetof(struct cost_architecture, process_nm), 0.1, 1000, COST_FITTED,
     "node"},
    {"core_pj", offsetof(struct cost_architecture, core_pj), 0.001, 10000, COST_FITTED,
     "pJ a core and clock"},
    {"reference_clock_mhz", offsetof(struct cost_architecture, reference_clock_mhz), 50, 10000, COST_FITTED,
     "highest boost clock"},
};

static const struct cost_key memory_keys[] = {
    {"phy_bits", offsetof(struct cost_memory, phy_bits), 1, 100000, COST_BOTH,
     "bits of one interface on the die"},
    {"pin_gbps", offsetof(struct cost_memory, pin_gbps), 0.1, 1000, COST_BOTH,
     "usual rate of a pin, for the bus of a device that states none"},
    {"usd_per_gib", offsetof(struct cost_memory, usd_per_gib), 0, 10000, COST_BOTH,
     "price of memory"},
    {"prior_pj", offsetof(struct cost_memory, prior_pj), 0, 10000, COST_FACTS,
     "pJ a bit at the board before the fit"},
    {"pj_per_bit", offsetof(struct cost_memory, pj_per_bit), 0, 10000, COST_FITTED,
     "pJ a bit at the board, of the architectures above"},
    {"pj_per_bit_new", offsetof(struct cost_memory, pj_per_bit_new), 0, 10000, COST_FITTED,
     "of all others"},
};

static const struct cost_key multiprocessor_keys[] = {
    {"cores_per_sm", offsetof(struct cost_multiprocessor, cores_per_sm), 1, 1024, COST_BOTH,
     "FP32 lanes"},
    {"compute_capability", offsetof(struct cost_multiprocessor, compute_capability), 0, 99, COST_BOTH,
     "the least one"},
    {"fp64_lanes", offsetof(struct cost_multiprocessor, fp64_lanes), 0, 1024, COST_BOTH,
     "FP64 lanes"},
    {"fma_per_tensor_core", offsetof(struct cost_multiprocessor, fma_per_tensor_core), 0, 100000, COST_BOTH,
     "dense FP16 FMA a clock"},
    {"l1_extra_kib", offsetof(struct cost_multiprocessor, l1_extra_kib), 0, 4096, COST_BOTH,
     "L1 beyond the largest shared memory"},
    {"l2_kib_per_sm", offsetof(struct cost_multiprocessor, l2_kib_per_sm), 0, 1e+06, COST_BOTH,
     "L2 of a device that states none"},
};

static const struct cost_key factor_keys[] = {
    {"factor", offsetof(struct cost_factor, factor), 0.01, 100, COST_FITTED,
     "multiplies the area"},
};

static const struct cost_key area_keys[] = {
    {"sm_mm2", offsetof(struct cost_area, sm_mm2), 0, 100, COST_FITTED,
     "a multiprocessor without what follows"},
    {"core_mm2", offsetof(struct cost_area, core_mm2), 0, 10, COST_FITTED,
     "an FP32 lane with its share of the rest"},
    {"tensor_fma_mm2", offsetof(struct cost_area, tensor_fma_mm2), 0, 10, COST_FITTED,
     "one dense FP16 FMA a clock"},
    {"fp64_lane_mm2", offsetof(struct cost_area, fp64_lane_mm2), 0, 10, COST_FITTED,
     "an FP64 lane"},
    {"sram_mm2_per_kib", offsetof(struct cost_area, sram_mm2_per_kib), 0, 10, COST_FITTED,
     "registers, shared memory and L1"},
    {"l2_mm2_per_mib", offsetof(struct cost_area, l2_mm2_per_mib), 0, 100, COST_FITTED,
     "L2 cache"},
    {"gddr_mm2", offsetof(struct cost_area, gddr_mm2), 0, 1000, COST_FITTED,
     "interface of 32 bits of GDDR"},
    {"hbm_mm2", offsetof(struct cost_area, hbm_mm2), 0, 1000, COST_FITTED,
     "interface of a stack of HBM"},
    {"fixed_mm2", offsetof(struct cost_area, fixed_mm2), 0, 1000, COST_FITTED,
     "the rest of the die"},
};

static const struct cost_key power_keys[] = {
    {"fixed_w", offsetof(struct cost_power, fixed_w), 0, 1000, COST_FITTED,
     "of every board"},
    {"area_w_per_mm2", offsetof(struct cost_power, area_w_per_mm2), 0, 10, COST_FITTED,
     "of the die"},
    {"workstation", offsetof(struct cost_power, workstation), -3, 3, COST_FITTED,
     "log of the factor of a workstation board"},
    {"datacentre", offsetof(struct cost_power, datacentre), -3, 3, COST_FITTED,
     "log of the factor of a data centre board"},
    {"amd", offsetof(struct cost_power, amd), -3, 3, COST_FITTED,
     "log of the factor of an AMD board"},
    {"voltage_floor", offsetof(struct cost_power, voltage_floor), 0, 2, COST_FITTED,
     "least voltage over the one at the reference clock"},
    {"voltage_slope", offsetof(struct cost_power, voltage_slope), 0, 10, COST_FITTED,
     "its slope over the clock, both relative"},
    {"usual_base_ratio", offsetof(struct cost_power, usual_base_ratio), 0.05, 1, COST_FITTED,
     "base over boost clock where a device states no base clock"},
    {"base_exponent", offsetof(struct cost_power, base_exponent), 0, 5, COST_FITTED,
     "dynamic power goes so with base over boost clock over the usual one: a capped board states a low base clock"},
};

static const struct cost_key making_keys[] = {
    {"clustering", offsetof(struct cost_making, clustering), 0.1, 1000, COST_BOTH,
     "a of the yield (1 + A D / a)^-a"},
    {"reticle_mm2", offsetof(struct cost_making, reticle_mm2), 1, 100000, COST_BOTH,
     "largest die: 26 x 33 mm"},
    {"wafer_radius_mm", offsetof(struct cost_making, wafer_radius_mm), 10, 1000, COST_BOTH,
     "usable"},
    {"scribe_mm", offsetof(struct cost_making, scribe_mm), 0, 10, COST_BOTH,
     "between dies"},
    {"package_usd", offsetof(struct cost_making, package_usd), 0, 10000, COST_BOTH,
     "package without stacked memory"},
    {"package_usd_per_mm2", offsetof(struct cost_making, package_usd_per_mm2), 0, 100, COST_BOTH,
     "and for its die"},
    {"stacked_usd_per_mm2", offsetof(struct cost_making, stacked_usd_per_mm2), 0, 100, COST_BOTH,
     "package with stacked memory, for the die"},
    {"interposer_usd_per_mm2", offsetof(struct cost_making, interposer_usd_per_mm2), 0, 100, COST_BOTH,
     "the same for large dies"},
    {"interposer_from_mm2", offsetof(struct cost_making, interposer_from_mm2), 0, 10000, COST_BOTH,
     "where those begin"},
    {"wafer_range", offsetof(struct cost_making, wafer_range), 1, 100, COST_BOTH,
     "factor by which sources differ on wafers"},
    {"defects_range", offsetof(struct cost_making, defects_range), 1, 100, COST_BOTH,
     "on defects"},
    {"memory_range", offsetof(struct cost_making, memory_range), 1, 100, COST_BOTH,
     "on memory"},
    {"package_range", offsetof(struct cost_making, package_range), 1, 100, COST_BOTH,
     "on packages"},
};

static const struct cost_key price_keys[] = {
    {"markup", offsetof(struct cost_price, markup), 0.01, 100, COST_FITTED,
     "on everything"},
    {"usd_per_w", offsetof(struct cost_price, usd_per_w), 0, 100, COST_FITTED,
     "board and cooler"},
};

static const struct cost_key absent_keys[] = {
    {"registers_per_sm_kib", offsetof(struct cost_absent, registers_per_sm_kib), 0, 8192, COST_BOTH,
     "registers"},
    {"shared_memory_per_sm_kib", offsetof(struct cost_absent, shared_memory_per_sm_kib), 0, 4096, COST_BOTH,
     "shared memory"},
};

static const struct cost_key error_keys[] = {
    {"left_out", offsetof(struct cost_error, left_out), 0, 4, COST_FITTED,
     "what was left out"},
    {"n", offsetof(struct cost_error, n), 1, 1e+06, COST_FITTED,
     "how many"},
    {"mean", offsetof(struct cost_error, mean), 0, 100, COST_FITTED,
     ""},
    {"median", offsetof(struct cost_error, median), 0, 100, COST_FITTED,
     ""},
    {"worst", offsetof(struct cost_error, worst), 0, 1000, COST_FITTED,
     ""},
    {"bias", offsetof(struct cost_error, bias), -1, 1000, COST_FITTED,
     ""},
    {"within_90", offsetof(struct cost_error, within_90), 1, 1000, COST_FITTED,
     ""},
};

static const struct cost_key die_keys[] = {
    {"die_area_mm2", offsetof(struct cost_die, die_area_mm2), 1, 10000, COST_FACTS,
     "by which it is found"},
    {"sm_count", offsetof(struct cost_die, sm_count), 1, 1024, COST_FACTS,
     "on the die"},
    {"memory_bus_bits", offsetof(struct cost_die, memory_bus_bits), 8, 65536, COST_FACTS,
     "on the die"},
    {"l2_cache_kib", offsetof(struct cost_die, l2_cache_kib), 16, 4.1943e+06, COST_FACTS,
     "on the die"},
};

static const struct cost_key prior_keys[] = {
    {"center", offsetof(struct cost_prior, center), 1e-06, 1e+06, COST_FACTS,
     "value"},
    {"spread", offsetof(struct cost_prior, spread), 0.001, 100, COST_FACTS,
     "of the logarithm"},
};

#define MEMBER(member) offsetof(struct cost_model, member)
const struct cost_section cost_sections[] = {
    {"nodes", COST_ROWS, COST_BOTH, NULL, node_keys, N(node_keys),
     MEMBER(nodes), MEMBER(n_nodes), sizeof(struct cost_node),
     "process nodes from the coarsest on; between two of them, and "
     "beyond, the logarithms go straight"},
    {"architectures", COST_ROWS, COST_FITTED, "name", architecture_keys, N(architecture_keys),
     MEMBER(architectures), MEMBER(n_architectures), sizeof(struct cost_architecture),
     "architectures on the nodes that they were built on; elsewhere the "
     "values of the node hold"},
    {"memories", COST_ROWS, COST_BOTH, "type", memory_keys, N(memory_keys),
     MEMBER(memories), MEMBER(n_memories), sizeof(struct cost_memory),
     "memory types; a bus of 1024 bits and more a part is stacked"},
    {"multiprocessors", COST_ROWS, COST_BOTH, "architecture", multiprocessor_keys, N(multiprocessor_keys),
     MEMBER(multiprocessors), MEMBER(n_multiprocessors), sizeof(struct cost_multiprocessor),
     "what a multiprocessor holds beside what the device states: the "
     "first row of the architecture whose cores_per_sm is nearest and "
     "whose compute_capability is not above the device's; the row of \"\" "
     "serves unknown ones"},
    {"area_factors", COST_ROWS, COST_FITTED, "prefix", factor_keys, N(factor_keys),
     MEMBER(area_factors), MEMBER(n_area_factors), sizeof(struct cost_factor),
     "die area over the sum of the terms, of architectures whose name "
     "starts so (the longest start holds)"},
    {"workstation", COST_TEXTS, COST_BOTH, NULL, NULL, 0,
     MEMBER(workstations), MEMBER(n_workstations), sizeof(struct cost_text),
     "a board whose name starts so is a workstation's"},
    {"datacentre", COST_TEXTS, COST_BOTH, NULL, NULL, 0,
     MEMBER(datacentres), MEMBER(n_datacentres), sizeof(struct cost_text),
     "or a data centre's"},
    {"titan", COST_TEXTS, COST_BOTH, NULL, NULL, 0,
     MEMBER(titans), MEMBER(n_titans), sizeof(struct cost_text),
     "or sold above gaming boards; all others are gaming boards"},
    {"area", COST_GROUP, COST_FITTED, NULL, area_keys, N(area_keys),
     MEMBER(area), 0, sizeof(struct cost_area),
     "mm2 at 28 nm; the interface and the rest do not shrink"},
    {"power", COST_GROUP, COST_FITTED, NULL, power_keys, N(power_keys),
     MEMBER(power[COST_KNOWN]), 0, sizeof(struct cost_power),
     "board power of the architectures above"},
    {"power_new", COST_GROUP, COST_FITTED, NULL, power_keys, N(power_keys),
     MEMBER(power[COST_NEW]), 0, sizeof(struct cost_power),
     "the same of all others, whose cores have the energy of their node:"
     " the die tells more of them"},
    {"making", COST_GROUP, COST_BOTH, NULL, making_keys, N(making_keys),
     MEMBER(making), 0, sizeof(struct cost_making),
     "manufacturing"},
    {"price", COST_GROUP, COST_FITTED, NULL, price_keys, N(price_keys),
     MEMBER(price), 0, sizeof(struct cost_price),
     "launch price of gaming boards: markup (cost + usd_per_w power)"},
    {"absent", COST_GROUP, COST_BOTH, NULL, absent_keys, N(absent_keys),
     MEMBER(absent), 0, sizeof(struct cost_absent),
     "of a multiprocessor that states none"},
    {"errors", COST_ROWS, COST_FITTED, "quantity", error_keys, N(error_keys),
     MEMBER(errors), MEMBER(n_errors), sizeof(struct cost_error),
     "errors of what was left out of the fit, relative; left_out: 0 a "
     "GPU or die, 1 a chip, 2 an architecture, 3 a node, 4 a node and "
     "those alike; mean, median and worst of |modelled / real - 1|, bias"
     " the median of modelled / real - 1, within_90 the factor that 90 %"
     " of the ratios are within"},
    {"dies", COST_ROWS, COST_FACTS, "architecture", die_keys, N(die_keys),
     MEMBER(dies), MEMBER(n_dies), sizeof(struct cost_die),
     "dies of which no product has all units"},
    {"priors", COST_ROWS, COST_FACTS, "term", prior_keys, N(prior_keys),
     MEMBER(priors), MEMBER(n_priors), sizeof(struct cost_prior),
     "what is known of a coefficient before the fit: its value, and the "
     "spread of the logarithm"},
};
/* clang-format on */
const size_t cost_n_sections = N(cost_sections);
