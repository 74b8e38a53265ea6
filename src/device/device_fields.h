/* SPDX-License-Identifier: MIT
 *
 * The one list of what a device file may say.  From it come the members of
 * struct device, the parser and its range checks, `gpuscape list fields`, the
 * sweepable axes, the variables of constraints and the columns of tables.
 * A new field is one line here.
 *
 * DEVICE_TEXTS (key, presence, help)
 * DEVICE_NUMBERS (key, unit, low, high, presence, role, help)
 *   presence: MUST or MAY be in a file that has no base; an absent number is
 *             NAN, an absent text is "";
 *   role:     how a predicted time may depend on it.  CLOSED: only through
 *             the closed form of predict/law.h, of predictors that have one;
 *             SHAPE: through the predictor, which is asked again for each
 *             value that it reads; NONE: not at all.
 */
#ifndef DEVICE_FIELDS_H
#define DEVICE_FIELDS_H

/* clang-format off */
#define DEVICE_TEXTS(X) \
    X(name, MUST, "what people call it") \
    X(vendor, MUST, "who makes it") \
    X(architecture, MUST, "generation, such as Pascal") \
    X(status, MUST, "real or hypothetical") \
    X(memory_type, MUST, "GDDR5, GDDR5X, GDDR6, GDDR6X, GDDR7, HBM, HBM2, HBM2e, HBM3, HBM3e or DDR3") \
    X(like, MAY, "measured device whose habits it shares: that of its base, or itself, where absent") \
    X(source, MAY, "where the facts come from")

#define DEVICE_NUMBERS(X) \
    X(year, "", 2006, 2100, MAY, NONE, "year of launch") \
    X(compute_capability, "", 1, 99, MAY, SHAPE, "NVIDIA's version of the instruction set") \
    X(process_nm, "nm", 1, 65, MUST, NONE, "marketed process node") \
    X(sm_count, "", 1, 1024, MUST, SHAPE, "streaming multiprocessors (AMD: compute units)") \
    X(die_sm_count, "", 1, 1024, MAY, NONE, "multiprocessors on the die with those that are switched off; sm_count where absent") \
    X(cores_per_sm, "", 1, 1024, MUST, SHAPE, "FP32 lanes of one multiprocessor") \
    X(base_clock_mhz, "MHz", 50, 10000, MAY, NONE, "guaranteed clock") \
    X(boost_clock_mhz, "MHz", 50, 10000, MUST, CLOSED, "highest rated clock") \
    X(sustained_clock_mhz, "MHz", 50, 10000, MAY, CLOSED, "clock held under load; the boost clock where absent") \
    X(memory_bus_bits, "bit", 8, 65536, MAY, NONE, "width of the memory bus") \
    X(memory_bandwidth_gbs, "GB/s", 1, 100000, MUST, CLOSED, "peak rate of the memory, 1e9 bytes a second") \
    X(memory_capacity_gib, "GiB", 0.125, 4096, MUST, NONE, "device memory, 2^30 bytes") \
    X(l2_cache_kib, "KiB", 16, 4194304, MAY, SHAPE, "last cache before memory") \
    X(shared_memory_per_sm_kib, "KiB", 8, 4096, MAY, SHAPE, "shared memory of one multiprocessor") \
    X(registers_per_sm_kib, "KiB", 16, 8192, MAY, SHAPE, "register file of one multiprocessor") \
    X(tensor_cores_per_sm, "", 0, 64, MAY, SHAPE, "matrix units of one multiprocessor") \
    X(fp32_tflops, "TFLOP/s", 0.01, 100000, MAY, NONE, "stated peak; only checked against cores and clock") \
    X(fp16_tflops, "TFLOP/s", 0.001, 100000, MAY, NONE, "stated half-precision peak without matrix units") \
    X(tensor_fp16_tflops, "TFLOP/s", 0.1, 1000000, MAY, NONE, "stated dense half-precision peak of the matrix units") \
    X(host_link_gbs, "GB/s", 0.1, 10000, MUST, CLOSED, "link to the host, one direction") \
    X(host_link_efficiency, "", 0.01, 1, MAY, CLOSED, "share of the link's rate that copies reach; as the model learned it where absent") \
    X(host_overhead_ms, "ms", 0.0001, 100, MAY, CLOSED, "time of a null operation on its host") \
    X(die_area_mm2, "mm2", 10, 10000, MAY, NONE, "area of the die as built") \
    X(transistors_millions, "1e6", 100, 10000000, MAY, NONE, "transistors of the die") \
    X(board_power_w, "W", 1, 5000, MAY, NONE, "power limit of the board") \
    X(launch_price_usd, "USD", 10, 1000000, MAY, NONE, "price at launch")
/* clang-format on */

#endif
