/* SPDX-License-Identifier: MIT
 *
 * Power and area: the worked examples of the fit, the fit's own errors over
 * the devices that come with the program, and what must always hold.
 */
#include "config.h"

#include "cost/area.h"
#include "cost/cost_model.h"
#include "cost/making.h"
#include "cost/power.h"

#include "base/file.h"
#include "base/text.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static struct device ga102(void) {
    struct device d = {.vendor = "NVIDIA",
                       .architecture = "Ampere",
                       .memory_type = "GDDR6X",
                       .name = "GA102",
                       .process_nm = 8,
                       .sm_count = 84,
                       .cores_per_sm = 128,
                       .compute_capability = 8.6,
                       .boost_clock_mhz = 1860,
                       .memory_bus_bits = 384,
                       .memory_bandwidth_gbs = 1008,
                       .l2_cache_kib = 6144,
                       .shared_memory_per_sm_kib = 100,
                       .registers_per_sm_kib = 256,
                       .base_clock_mhz = (double)NAN,
                       .die_sm_count = (double)NAN,
                       .memory_capacity_gib = 24,
                       .tensor_cores_per_sm = 4};

    return d;
}

static void test_area(const struct cost_model *m) {
    struct device d = ga102();
    struct cost_params p = cost_resolve(m, &d);
    double area = area_die_mm2(&p, &d);

    near(area,
         0.295 * 84 * (0.3333 + 0.07213 * 128 + 0.003432 * 512 + 0.05713 * 2) +
             0.315 * (0.02235 * 84 * 384 + 4.327 * 6) + 10.0 * 384 / 32 + 30,
         1e-12, "GA102 by the formula");
    near(p.area.mean, 0.051, 1e-12, "a known architecture's error");
    near(p.area.within_90, 1.11, 1e-12, "and its band");

    d.sm_count = 82;
    near(area - area_die_mm2(&p, &d), 2 * area_sm_mm2(&p, &d), 1e-9,
         "two multiprocessors less");
    d.die_sm_count = 84;
    near(area_die_mm2(&p, &d), area, 1e-12, "spare ones take area too");
    d.die_sm_count = (double)NAN;
    d.sm_count = 84;

    d.memory_bus_bits = (double)NAN;
    near(area_die_mm2(&p, &d), area, 1e-12,
         "an absent bus follows from bandwidth and the usual data rate");
    d.l2_cache_kib = (double)NAN;
    near(area_die_mm2(&p, &d), area + 0.315 * 4.327 * (84 * 96. / 1024 - 6),
         1e-12, "an absent L2 follows from the multiprocessors");

    (void)!text_copy(d.memory_type, sizeof d.memory_type, "SRAM");
    p = cost_resolve(m, &d);
    ok(isnan(area_die_mm2(&p, &d)) && isnan(power_board_w(&p, &d, 600)) &&
           isnan(making_of(&p, &d, 600).cost_usd),
       "an unknown memory type has neither area nor power nor cost");
}

static void test_area_factors(const struct cost_model *m) {
    struct device d = ga102();
    struct cost_params plain = cost_resolve(m, &d), p;

    (void)!text_copy(d.architecture, sizeof d.architecture, "GCN 4.0");
    p = cost_resolve(m, &d);
    near(p.core_mm2 / plain.core_mm2, 0.65, 1e-12, "the family's factor");
    (void)!text_copy(d.architecture, sizeof d.architecture, "GCN 5.0");
    p = cost_resolve(m, &d);
    near(p.core_mm2 / plain.core_mm2, 0.81, 1e-12, "the longest start holds");
    near(p.bus_mm2_per_bit / plain.bus_mm2_per_bit, 0.81, 1e-12,
         "also for the interface");
}

static void test_area_nodes(const struct cost_model *m) {
    struct device d = ga102();
    struct cost_params p = cost_resolve(m, &d);
    double at_8 = p.core_mm2, at_7, at_5;

    d.process_nm = 7;
    p = cost_resolve(m, &d);
    at_7 = p.core_mm2;
    near(at_7 / at_8, 0.289 / 0.295, 1e-12, "the node scales the logic");
    near(p.area.mean, 0.051, 1e-12, "Ampere is known on 7 nm too");

    d.process_nm = 20;
    p = cost_resolve(m, &d);
    /* log-log between 28 (1) and 16 nm (0.531) */
    near(p.core_mm2, 0.07213 * 0.683457, 1e-5, "20 nm is interpolated");
    near(p.area.mean, 0.122, 1e-12, "an unlisted node's error");
    ok(!p.architecture_known, "Ampere is not known on 20 nm");

    d.process_nm = 5;
    p = cost_resolve(m, &d);
    at_5 = p.core_mm2;
    near(p.area.mean, 0.077, 1e-12, "a known node's error");
    d.process_nm = 3;
    p = cost_resolve(m, &d);
    /* slope of log (1, .531, .295, .289, .107) over log (28, 16, 8, 7, 5) */
    near(p.core_mm2 / at_5, pow(3. / 5, 1.1453131), 1e-6,
         "below 5 nm the line through all nodes goes on");
    near(p.area.within_90, 1.37, 1e-12, "with the error of such a thing");
    d.process_nm = 40;
    p = cost_resolve(m, &d);
    ok(p.core_mm2 > 0.07213 * 1.3, "above 28 nm too");
}

static void test_power(const struct cost_model *m) {
    struct device d = ga102();
    struct cost_params p;
    double area = 628, fast, slow;

    d.sm_count = 82;
    d.boost_clock_mhz = 1695;
    d.memory_bandwidth_gbs = 936.2;
    (void)!text_copy(d.name, sizeof d.name, "GeForce RTX 3090");
    p = cost_resolve(m, &d);
    near(power_board_w(&p, &d, area), 375, 0.004, "the RTX 3090 takes 375 W");
    near(p.power.mean, 0.213, 1e-12,
         "where no chip was left out, the error of what is harder");
    near(power_relative_voltage(&p, 0.5), 0.90, 1e-12, "the voltage's floor");
    near(power_relative_voltage(&p, 1.04), 1.042, 1e-12,
         "the voltage above the reference");

    slow = power_board_w(&p, &d, area);
    d.boost_clock_mhz *= 1.07;
    ok(power_board_w(&p, &d, area) > slow, "more clock takes more power");
    d.boost_clock_mhz /= 1.07;
    d.memory_bandwidth_gbs += 100;
    near(power_board_w(&p, &d, area) - slow, 0.008 * 15.4 * 100, 1e-9,
         "100 GB/s of GDDR6X");
    d.memory_bandwidth_gbs -= 100;

    (void)!text_copy(d.name, sizeof d.name, "RTX A9000");
    p = cost_resolve(m, &d);
    is_int(p.segment, SEGMENT_WORKSTATION, "the name tells a workstation");
    near(power_board_w(&p, &d, area), slow * exp(-0.249), 1e-12,
         "workstation boards are capped lower");
    (void)!text_copy(d.name, sizeof d.name, "Tesla T9");
    p = cost_resolve(m, &d);
    near(power_board_w(&p, &d, area), slow * exp(-0.31), 1e-12,
         "and those of data centres");

    (void)!text_copy(d.name, sizeof d.name, "GeForce");
    d.base_clock_mhz = 585;
    p = cost_resolve(m, &d);
    fast = 13.4e-6 * 82 * 128 * 1695 * pow(1 + 1.05 * (1695. / 1860 - 1), 2);
    near(slow - power_board_w(&p, &d, area),
         fast * (1 - pow(585. / 1695 / 0.85, 0.7)), 1e-9,
         "a low base clock tells a capped board");
    d.base_clock_mhz = (double)NAN;

    (void)!text_copy(d.architecture, sizeof d.architecture, "Rubin");
    p = cost_resolve(m, &d);
    ok(!p.architecture_known && p.segment == SEGMENT_GAMING,
       "an unknown architecture, a gaming board");
    near(power_board_w(&p, &d, 628),
         7.06e-6 * 10496 * 1695 * 0.9907895 * 0.9907895 + 6.07 + 0.174 * 628 +
             0.008 * 16.4 * d.memory_bandwidth_gbs,
         1e-5, "a new architecture takes the values of its node");
}

struct errors {
    double power, power_by_node, area; /* sums of relative errors */
    size_t n;
};

static void add_errors(const struct cost_model *m, const struct device *d,
                       struct errors *sum) {
    struct device unknown = *d;
    struct cost_params p = cost_resolve(m, d);
    double power = power_board_w(&p, d, d->die_area_mm2);

    sum->power += fabs(power / d->board_power_w - 1);
    sum->area += fabs(area_die_mm2(&p, d) / d->die_area_mm2 - 1);
    (void)!text_copy(unknown.architecture, sizeof unknown.architecture, "new");
    p = cost_resolve(m, &unknown);
    power = power_board_w(&p, &unknown, d->die_area_mm2);
    sum->power_by_node += fabs(power / d->board_power_w - 1);
    sum->n++;
}

/* The committed model's own errors, over the real devices that state area and
 * power. Areas come from the enabled parts, so harvested products add to
 * theirs. */
static void test_catalogue(const struct cost_model *m) {
    static const char *const vendors[2] = {"NVIDIA", "AMD"};
    struct errors sum[2] = {0};
    size_t n_names;
    char **names = file_list("devices", &n_names);

    for (size_t i = 0; i < n_names; i++) {
        struct device d;
        struct err e;

        if (device_load(&d, names[i], &e) && strcmp(d.status, "real") == 0 &&
            !isnan(d.board_power_w) && !isnan(d.die_area_mm2))
            add_errors(m, &d, &sum[strcmp(d.vendor, "AMD") == 0]);
    }
    file_list_free(names, n_names);
    for (size_t v = 0; v < 2; v++) {
        double percent = 100 / (double)sum[v].n;

        printf("# %s, %zu devices, mean absolute error: power %.1f %%, power "
               "by node %.1f %%, area %.1f %%\n",
               vendors[v], sum[v].n, percent * sum[v].power,
               percent * sum[v].power_by_node, percent * sum[v].area);
    }
    ok(sum[0].n > 160 && sum[1].n > 70, "the devices are there");
    ok(100 * sum[0].power < 14 * (double)sum[0].n, "power: below 14 %%");
    ok(100 * sum[0].power_by_node < 17 * (double)sum[0].n,
       "power by node: below 17 %%");
    ok(100 * sum[0].area < 13 * (double)sum[0].n, "area: below 13 %%");
    ok(100 * sum[1].power < 14 * (double)sum[1].n, "AMD's power: below 14 %%");
}

static void test_hypothetical(const struct cost_model *m) {
    struct device d;
    struct err e = {0};
    struct cost_params p;
    double area;

    if (!ok(device_load(&d, "inference-75w", &e), "loads: %s", e.text))
        return;
    p = cost_resolve(m, &d);
    area = area_die_mm2(&p, &d);
    ok(power_board_w(&p, &d, area) <= 75, "inference-75w: %.1f W, %.0f mm2",
       power_board_w(&p, &d, area), area);
}

/* `text` in place of costs.cfg must fail with `part` in the message. */
static void refused(const char *dir, const char *text, const char *part) {
    char *path = file_join(dir, "bad.cfg");
    FILE *f = fopen(path, "w");
    struct err e = {0};
    struct cost_model *m;

    fputs(text, f);
    fclose(f);
    m = cost_model_load(path, &e);
    if (ok(m == NULL, "refused: %s", part))
        has_str(e.text, part, "the message says so");
    cost_model_free(m);
    unlink(path);
    free(path);
}

/* costs.cfg with its first `from` replaced by `to`. */
static void refused_edit(const char *dir, const char *from, const char *to,
                         const char *part) {
    struct err e = {0};
    char *path = file_find("models", "costs", &e);
    char *text = file_read(path, &e);
    char *at = strstr(text, from);
    struct text edited = {0};

    if (ok(at != NULL, "costs.cfg holds %s", from)) {
        text_add(&edited, "%.*s%s%s", (int)(at - text), text, to,
                 at + strlen(from));
        refused(dir, edited.text, part);
    }
    free(edited.text);
    free(text);
    free(path);
}

static struct cost_model *load_small(struct err *e) {
    const char *top = getenv("GPUSCAPE_TEST_DATA");
    char *path =
        file_join(top != NULL ? top : ".", "tests/data/costs-small.cfg");
    struct cost_model *m = cost_model_load(path, e);

    free(path);
    return m;
}

/* Writing and reading again changes nothing. */
static void test_write(const char *dir, const struct cost_model *m) {
    char *paths[2], *texts[2] = {NULL, NULL};
    const struct cost_model *from = m;
    struct cost_model *again = NULL;
    struct err e = {0};

    for (size_t i = 0; i < 2; i++) {
        char name[] = "0.cfg";
        FILE *f;

        name[0] = (char)('0' + i);
        paths[i] = file_join(dir, name);
        f = fopen(paths[i], "w");
        ok(f != NULL && cost_model_write(from, "A head of words.", f),
           "the model is written");
        if (f != NULL)
            fclose(f);
        texts[i] = file_read(paths[i], &e);
        cost_model_free(again);
        again = cost_model_load(paths[i], &e);
        if (!ok(again != NULL, "and read: %s", e.text))
            break;
        from = again;
    }
    is_str(texts[1], texts[0], "what was written is what is read");
    cost_model_free(again);
    for (size_t i = 0; i < 2; i++) {
        unlink(paths[i]);
        free(paths[i]);
        free(texts[i]);
    }
}

int main(void) {
    struct err e = {0};
    struct cost_model *m = cost_model_load("costs", &e);
    struct cost_model *small = load_small(&e);
    char dir[] = "/tmp/test-cost.XXXXXX";

    if (!ok(m != NULL && small != NULL, "the costs load: %s", e.text))
        return done();
    test_area(small);
    test_area_factors(small);
    test_area_nodes(small);
    test_power(small);
    test_catalogue(m);
    test_hypothetical(m);
    if (!ok(mkdtemp(dir) != NULL, "a scratch folder"))
        return done();
    test_write(dir, small);
    cost_model_free(m);
    cost_model_free(small);

    refused(dir, "costs: { nodes = (); };", "nodes is empty");
    refused_edit(dir, "sram_scale = 0.583", "sram_skale = 0.583", "sram_scale");
    refused_edit(dir, "process_nm = 16;", "process_nm = 29;",
                 "29 nm follows 28 nm");
    refused_edit(dir, "core_pj = ", "core_pj = \"a\"; core_pk = ", "core_pj");
    refused_edit(dir, "voltage_floor = 0.9;", "voltage_floor = 0.9; roof = 2;",
                 "roof");
    refused_edit(dir, "{ prefix = \"Kepler\"",
                 "{ prefix = \"a name of more than thirty-one bytes\"",
                 "longer than 31 bytes");
    rmdir(dir);
    return done();
}
