/* SPDX-License-Identifier: MIT
 *
 * Yield, harvesting, dies on a wafer, cost and price: published figures of
 * dies, the formulas by hand, and what must always hold.
 */
#include "config.h"

#include "cost/making.h"

#include "base/file.h"
#include "base/text.h"
#include "tap.h"

#include <stdlib.h>

/* USD of a good die with all multiprocessors at work: wafers and defects of
 * the facts, and areas of the catalogue. */
static void test_dies(void) {
    static const struct {
        const char *name;
        double area_mm2, wafer_usd, defects_per_cm2, usd;
    } dies[] = {
        {"GH100", 814, 16988, 0.11, 695}, {"GA100", 826, 9346, 0.09, 338},
        {"AD102", 609, 16988, 0.11, 402}, {"GA102", 628, 5992, 0.08, 125},
        {"TU102", 754, 3984, 0.08, 114},  {"GP102", 471, 3984, 0.08, 53},
    };

    for (size_t i = 0; i < sizeof dies / sizeof *dies; i++) {
        double usd =
            dies[i].wafer_usd /
            making_dies_per_wafer(dies[i].area_mm2, 145, 0.2) /
            making_yield(dies[i].area_mm2, dies[i].defects_per_cm2 / 100, 10);

        near(usd, dies[i].usd, 0.01, dies[i].name);
    }
}

/* The same with as many at work as are sold, 55 % of the area being
 * multiprocessors. */
static void test_harvest(void) {
    static const struct {
        const char *name;
        double area_mm2, wafer_usd, defects_per_cm2, on_die, needed, usd;
    } dies[] = {
        {"GH100 with 132 of 144", 814, 16988, 0.11, 144, 132, 438},
        {"GA100 with 108 of 128", 826, 9346, 0.09, 128, 108, 229},
        {"AD102 with 142 of 144", 609, 16988, 0.11, 144, 142, 283},
    };
    double before = 0;

    for (size_t i = 0; i < sizeof dies / sizeof *dies; i++) {
        double usd = dies[i].wafer_usd /
                     making_dies_per_wafer(dies[i].area_mm2, 145, 0.2) /
                     making_harvested_yield(
                         dies[i].area_mm2, dies[i].defects_per_cm2 / 100, 10,
                         0.55, dies[i].on_die, dies[i].needed);

        near(usd, dies[i].usd, 0.01, dies[i].name);
    }
    for (double needed = 84; needed >= 60; needed -= 3) {
        double yield =
            making_harvested_yield(628, 0.0008, 10, 0.55, 84, needed);

        ok(yield >= before && yield <= 1, "more spare ones, more yield: %g",
           yield);
        before = yield;
    }
    /* No multiprocessor is needed that is not on the die. */
    near(making_harvested_yield(628, 0.0008, 10, 0.55, 84, 84),
         making_yield(628, 0.0008, 10), 0, "none spare is the plain yield");
    near(making_harvested_yield(628, 0.0008, 10, 0.55, 84, 83),
         pow(1 + 0.45 * 628 * 0.0008 / 10, -10) *
             (pow(pow(1 + 0.55 * 628 / 84 * 0.0008 / 10, -10), 84) +
              84 * pow(pow(1 + 0.55 * 628 / 84 * 0.0008 / 10, -10), 83) *
                  (1 - pow(1 + 0.55 * 628 / 84 * 0.0008 / 10, -10))),
         1e-12, "one of 84 may fail, by hand");
}

static struct device ga102(void) {
    struct device d = {.name = "GeForce RTX 3090",
                       .vendor = "NVIDIA",
                       .architecture = "Ampere",
                       .memory_type = "GDDR6X",
                       .process_nm = 8,
                       .sm_count = 84,
                       .die_sm_count = (double)NAN,
                       .cores_per_sm = 128,
                       .compute_capability = 8.6,
                       .base_clock_mhz = (double)NAN,
                       .boost_clock_mhz = 1860,
                       .memory_bus_bits = 384,
                       .memory_bandwidth_gbs = 1008,
                       .memory_capacity_gib = 24,
                       .l2_cache_kib = 6144,
                       .shared_memory_per_sm_kib = 100,
                       .registers_per_sm_kib = 256,
                       .tensor_cores_per_sm = 4};

    return d;
}

static void test_device(const struct cost_model *m) {
    struct device d = ga102();
    struct cost_params p = cost_resolve(m, &d);
    struct making made = making_of(&p, &d, 628), spare;

    near(made.die_usd, 125.4, 0.001, "GA102's die");
    near(made.memory_usd, 168, 1e-12, "24 GiB of GDDR6X at 7 USD");
    near(made.package_usd, 3 + 0.03 * 628, 1e-12, "its package");
    near(made.cost_usd, made.die_usd + 168 + 21.84, 1e-12, "their sum");
    near(making_price_usd(&p, made.cost_usd, 350),
         1.22 * (made.cost_usd + 1.12 * 350), 1e-12, "its price");
    ok(making_bound_usd(&p, &d, 628, -1) < made.cost_usd / 1.8 &&
           making_bound_usd(&p, &d, 628, 1) > made.cost_usd * 1.5,
       "the band is wide");

    d.die_sm_count = 84;
    d.sm_count = 78;
    spare = making_of(&p, &d, 628);
    ok(spare.yield > made.yield * 1.2 && spare.cost_usd < made.cost_usd,
       "harvesting makes it cheaper");
    ok(making_fits_reticle(&p, 858) && !making_fits_reticle(&p, 858.1) &&
           !making_fits_reticle(&p, (double)NAN),
       "the reticle");
    ok(isnan(making_of(&p, &d, 80000).cost_usd),
       "what is larger than a wafer has no cost");

    strcpy(d.name, "Tesla T9");
    p = cost_resolve(m, &d);
    ok(isnan(making_price_usd(&p, 300, 350)),
       "prices of data centre boards do not follow from cost");
    strcpy(d.memory_type, "HBM2e");
    p = cost_resolve(m, &d);
    near(making_of(&p, &d, 600).package_usd, 0.05 * 600, 1e-12,
         "stacks on a small die");
    near(making_of(&p, &d, 601).package_usd, 0.90 * 601, 1e-12,
         "and on a large one");
}

int main(void) {
    const char *top = getenv("GPUSCAPE_TEST_DATA");
    char *path =
        file_join(top != NULL ? top : ".", "tests/data/costs-small.cfg");
    struct err e = {0};
    struct cost_model *m = cost_model_load(path, &e);

    free(path);
    test_dies();
    test_harvest();
    if (ok(m != NULL, "the costs load: %s", e.text))
        test_device(m);
    cost_model_free(m);
    return done();
}
