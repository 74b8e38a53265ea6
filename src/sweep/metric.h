/* SPDX-License-Identifier: MIT
 *
 * Metrics: what is computed for a design point.  The one list of them gives
 * the columns of tables, the variables of constraints, the objectives and
 * `gpuscape list metrics`.
 */
#ifndef METRIC_H
#define METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum metric_kind { METRIC_NUMBER, METRIC_FLAG, METRIC_TEXT };
enum metric_scope {
    METRIC_POINT,    /* one column */
    METRIC_WORKLOAD, /* a column a workload, NAME_LABEL, and one over all */
};

/* NAME, key, unit, label, kind, scope, better (+1 more, -1 less, 0), help */
/* clang-format off */
#define METRICS(X) \
    X(TIME, time_ms, "ms", "Time of a batch", NUMBER, WORKLOAD, -1, \
      "predicted time of one batch; over workloads the geometric mean") \
    X(TIME_LO, time_lo_ms, "ms", "Least time of a batch", NUMBER, WORKLOAD, -1, \
      "lower end of the time's 90 % interval; unknown with a model without intervals") \
    X(TIME_HI, time_hi_ms, "ms", "Most time of a batch", NUMBER, WORKLOAD, -1, \
      "upper end of the time's 90 % interval; over workloads the geometric mean") \
    X(THROUGHPUT, throughput, "images/s", "Throughput", NUMBER, WORKLOAD, 1, \
      "images a second; over workloads the geometric mean") \
    X(SPEEDUP, speedup, "x", "Speedup", NUMBER, WORKLOAD, 1, \
      "times as fast as the reference; over workloads the geometric mean") \
    X(SPEEDUP_LO, speedup_lo, "x", "Least speedup", NUMBER, WORKLOAD, 1, \
      "lower end of the speedup's 90 % interval") \
    X(SPEEDUP_HI, speedup_hi, "x", "Most speedup", NUMBER, WORKLOAD, 1, \
      "upper end of the speedup's 90 % interval") \
    X(MEMORY, memory_need_gib, "GiB", "Memory need", NUMBER, WORKLOAD, -1, \
      "memory that the run needs; over workloads the largest") \
    X(MAX_BATCH, max_batch, "images", "Largest batch", NUMBER, WORKLOAD, 1, \
      "largest batch that fits in the device's memory, 0 for none; over workloads the smallest") \
    X(ENERGY, energy_j, "J", "Energy of a batch", NUMBER, WORKLOAD, -1, \
      "board power times the time of a batch; over workloads the geometric mean") \
    X(BOUND, bound, "", "Bound", TEXT, WORKLOAD, 0, \
      "what takes longest: compute, memory, overhead or link") \
    X(PEAK, peak_fp32_tflops, "TFLOP/s", "FP32 peak", NUMBER, POINT, 1, \
      "2 x cores x clock") \
    X(POWER, power_w, "W", "Board power", NUMBER, POINT, -1, \
      "modelled board power limit") \
    X(POWER_LO, power_lo_w, "W", "Least board power", NUMBER, POINT, -1, \
      "lower end of what 90 % of left-out boards are within") \
    X(POWER_HI, power_hi_w, "W", "Most board power", NUMBER, POINT, -1, \
      "upper end of it") \
    X(AREA, area_mm2, "mm2", "Die area", NUMBER, POINT, -1, \
      "modelled die area") \
    X(AREA_LO, area_lo_mm2, "mm2", "Least die area", NUMBER, POINT, -1, \
      "lower end of what 90 % of left-out dies are within") \
    X(AREA_HI, area_hi_mm2, "mm2", "Most die area", NUMBER, POINT, -1, \
      "upper end of it") \
    X(YIELD, die_yield, "", "Yield", NUMBER, POINT, 1, \
      "share of the dies that can be sold as the device") \
    X(COST, cost_usd, "USD", "Manufacturing cost", NUMBER, POINT, -1, \
      "die, memory and package; without test, assembly, board and cooler") \
    X(COST_LO, cost_lo_usd, "USD", "Least manufacturing cost", NUMBER, POINT, -1, \
      "with area, wafers, defects, memory and package all at their low ends") \
    X(COST_HI, cost_hi_usd, "USD", "Most manufacturing cost", NUMBER, POINT, -1, \
      "with all of them at their high ends") \
    X(PRICE, price_usd, "USD", "Launch price", NUMBER, POINT, -1, \
      "modelled launch price of a gaming board; unknown for others") \
    X(FITS_RETICLE, fits_reticle, "", "Fits the reticle", FLAG, POINT, 1, \
      "whether the die is within 26 x 33 mm") \
    X(REAL_MEMORY, real_memory, "", "Memory of real parts", FLAG, POINT, 1, \
      "whether memory parts of that size are made, one or two on the same bits; true where the bus is unknown") \
    X(EXTRAPOLATION, extrapolation, "", "Extrapolation", TEXT, POINT, 0, \
      "how far it is from the devices that the model saw: inside, edge or outside") \
    X(EXTRAPOLATION_FIELDS, extrapolation_fields, "", "Extrapolated fields", TEXT, POINT, 0, \
      "what makes it edge or outside") \
    X(VIOLATIONS, violations, "", "Soft constraints violated", NUMBER, POINT, -1, \
      "how many of the soft constraints do not hold") \
    X(VIOLATED, violated, "", "Violated", TEXT, POINT, 0, \
      "which soft constraints do not hold") \
    X(FITS, fits, "", "Fits", FLAG, POINT, 1, \
      "whether every workload fits in the device's memory") \
    X(FEASIBLE, feasible, "", "Feasible", FLAG, POINT, 1, \
      "whether the device can be, every workload fits and every constraint holds") \
    X(REASON, reason, "", "Reason", TEXT, POINT, 0, \
      "why a point is not feasible: the first thing that fails") \
    X(ON_FRONT, on_front, "", "On the front", FLAG, POINT, 1, \
      "whether no feasible point dominates it")
/* clang-format on */

enum metric_id {
#define X(NAME, key, unit, label, kind, scope, better, help) METRIC_##NAME##_ID,
    METRICS(X)
#undef X
        METRIC_N
};

struct metric {
    const char *key, *unit, *label, *help;
    enum metric_kind kind;
    enum metric_scope scope;
    int better;
};

extern const struct metric metrics[METRIC_N];

#endif
