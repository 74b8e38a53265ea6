/* SPDX-License-Identifier: MIT
 *
 * Devices: the field table, derived quantities, contradictions, files with
 * and without a base, and every file of devices/.
 */
#include "config.h"

#include "device/device.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static const char whole[] = "device:\n{\n"
                            "    name = \"A \\\"quoted\\\" one\";\n"
                            "    vendor = \"Nobody\";\n"
                            "    architecture = \"Pascal\";\n"
                            "    status = \"hypothetical\";\n"
                            "    memory_type = \"GDDR5X\";\n"
                            "    process_nm = 16;\n"
                            "    sm_count = 23;\n"
                            "    cores_per_sm = 128;\n"
                            "    boost_clock_mhz = 1733.5;\n"
                            "    memory_bus_bits = 320;\n"
                            "    memory_bandwidth_gbs = 440;\n"
                            "    memory_capacity_gib = 10;\n"
                            "    fp32_tflops = 10.2;\n"
                            "    host_link_gbs = 15.75;\n"
                            "    die_area_mm2 = 411;\n"
                            "    year = 2019;\n"
                            "    source = \"thin air\";\n"
                            "};\n";

static char *write_file(const char *dir, const char *name, const char *text) {
    char *path = file_join(dir, name);
    FILE *f = fopen(path, "w");

    fputs(text, f);
    fclose(f);
    return path;
}

static bool load_text(const char *dir, const char *text, struct device *d,
                      struct err *e) {
    char *path = write_file(dir, "one.cfg", text);
    bool good = device_load(d, path, e);

    free(path);
    return good;
}

/* `whole` with `from` replaced by `to` must fail; the message holds `part`
 * and the file's name. */
static void refused(const char *dir, const char *from, const char *to,
                    const char *part) {
    const char *at = strstr(whole, from);
    struct text edited = {0};
    struct device d;
    struct err e = {0};

    text_add(&edited, "%.*s%s%s", (int)(at - whole), whole, to,
             at + strlen(from));
    ok(!load_text(dir, edited.text, &d, &e), "refused: %s", to);
    has_str(e.text, part, "the message says what");
    has_str(e.text, "one.cfg:", "the message says where");
    free(edited.text);
}

static void test_fields(void) {
    struct device d = {.sm_count = 17, .launch_price_usd = 599.5};
    struct err e = {0};
    size_t i;

    is_int((long long)device_n_fields, DEVICE_N_FIELDS, "the table is whole");
    is_str(device_fields[device_field_index("sm_count")].key, "sm_count",
           "a field by its key");
    ok(device_field_index("name") == device_n_fields,
       "a text is not a numeric field");
    ok(device_field_find("launch_price_usd", &i, &e), "found");
    near(device_get(&d, i), 599.5, 0, "the value of a field");
    device_set(&d, device_field_index("sm_count"), 19);
    near(d.sm_count, 19, 0, "a field set by index");
    ok(!device_field_find("boost_clock", &i, &e) ||
           !device_field_find("bost_clock_mhz", &i, &e),
       "an unknown field");
    device_field_find("bost_clock_mhz", &i, &e);
    has_str(e.text, "did you mean \"boost_clock_mhz\"?", "the nearest");
    for (i = 0; i < device_n_fields; i++)
        if (device_fields[i].low >= device_fields[i].high)
            ok(false, "the range of %s", device_fields[i].key);
}

static void test_derived(void) {
    struct device d = {.sm_count = 28,
                       .cores_per_sm = 128,
                       .boost_clock_mhz = 1582,
                       .sustained_clock_mhz = (double)NAN,
                       .memory_bandwidth_gbs = 484.4,
                       .memory_bus_bits = 352};

    near(device_cores(&d), 3584, 0, "cores");
    near(device_peak_fp32_gflops(&d), 11339.776, 1e-12, "peak at boost");
    near(device_balance_flop_per_byte(&d), 23.41, 1e-4, "balance");
    near(device_pin_rate_gbps(&d), 11.00909, 1e-6, "pin rate");
    near(device_tiles_in_wave(&d), 56, 0, "two tiles a multiprocessor");
    d.cores_per_sm = 192;
    near(device_tiles_in_wave(&d), 84, 0, "three");
    d.cores_per_sm = 48;
    near(device_tiles_in_wave(&d), 28, 0, "at least one");
    d.sustained_clock_mhz = 1700;
    near(device_clock_mhz(&d), 1700, 0, "the sustained clock is taken");
    near(device_sustained_fp32_gflops(&d), 2e-3 * 28 * 48 * 1700, 1e-14,
         "by what holds under load");
    near(device_peak_fp32_gflops(&d), 2e-3 * 28 * 48 * 1582, 1e-14,
         "not by the peak that is quoted");
    d.memory_bus_bits = (double)NAN;
    ok(isnan(device_pin_rate_gbps(&d)), "no bus, no pin rate");
    is_int((long long)device_n_quantities, 8, "quantities");
}

static void test_memory_parts(void) {
    struct device d = {.memory_bus_bits = 352,
                       .memory_capacity_gib = 11,
                       .die_sm_count = (double)NAN,
                       .sm_count = 28};

    strcpy(d.memory_type, "GDDR5X");
    near(device_memory_part_gib(&d), 1, 1e-12, "eleven parts of 1 GiB");
    ok(device_memory_is_real(&d), "they are made");
    d.memory_capacity_gib = 88;
    ok(device_memory_is_real(&d), "two of 4 GiB on the same bits");
    d.memory_capacity_gib = 12;
    ok(!device_memory_is_real(&d), "12 GiB over 352 bits are not");
    d.memory_capacity_gib = 110;
    ok(!device_memory_is_real(&d), "nor are parts of 10");
    strcpy(d.memory_type, "HBM2e");
    d.memory_bus_bits = 5120;
    d.memory_capacity_gib = 40;
    near(device_memory_part_gib(&d), 8, 1e-12, "five stacks of 8 GiB");
    ok(device_memory_is_real(&d), "they are made");
    d.memory_capacity_gib = 35;
    ok(!device_memory_is_real(&d), "stacks of 7 are not");
    d.memory_bus_bits = (double)NAN;
    ok(device_memory_is_real(&d), "without a bus nothing speaks against it");
    near(device_die_sm_count(&d), 28, 0, "no spare multiprocessors");
    d.die_sm_count = 30;
    near(device_die_sm_count(&d), 30, 0, "two spare ones");
}

static void test_refusals(const char *dir) {
    refused(dir, "sm_count = 23", "sm_cuont = 23", "sm_count");
    refused(dir, "sm_count = 23;\n", "", "sm_count");
    refused(dir, "year = 2019", "yaer = 2019", "yaer");
    refused(dir, "sm_count = 23", "sm_count = \"23\"", "sm_count");
    refused(dir, "sm_count = 23", "sm_count = -23", "sm_count");
    refused(dir, "memory_capacity_gib = 10", "memory_capacity_gib = 1e9",
            "memory_capacity_gib");
    refused(dir, "\"hypothetical\"", "\"hypotetical\"", "hypothetical");
    refused(dir, "\"Nobody\"", "\"\"", "vendor is empty");
    refused(dir, "\"GDDR5X\"", "\"GDDR5Y\"",
            "HBM3, HBM3e; did you mean \"GDDR5");
    refused(dir, "year = 2019", "base_clock_mhz = 1800",
            "base_clock_mhz = 1800 is above boost_clock_mhz = 1733.5");
    refused(dir, "year = 2019", "die_sm_count = 22",
            "die_sm_count = 22 is below sm_count = 23");
    refused(dir, "fp32_tflops = 10.2", "fp32_tflops = 11.34",
            "fp32_tflops = 11.34, but sm_count = 23, cores_per_sm = 128 and "
            "boost_clock_mhz = 1733.5 give 10.21");
    refused(dir, "_gbs = 440", "_gbs = 640",
            "memory_bandwidth_gbs = 640 over memory_bus_bits = 320 asks for "
            "16 Gbit/s a pin, but GDDR5X gives 9 to 12.1");
    refused(dir, "thin air",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "source is longer than 159 bytes");
    refused(dir, "thin air\"", "thin air", "one.cfg");
    refused(dir, "year = 2019", "base = \"gtx-1080-it\"", "gtx-1080-ti");
}

static void test_round_trip(const char *dir) {
    char *path = file_join(dir, "two.cfg");
    struct device a, b;
    struct err e = {0};
    FILE *f;

    if (!ok(load_text(dir, whole, &a, &e), "a whole file: %s", e.text))
        return;
    is_str(a.name, "A \"quoted\" one", "a name with quotes");
    ok(isnan(a.base_clock_mhz) && isnan(a.l2_cache_kib),
       "absent numbers are not a number");
    (void)!text_copy(a.source, sizeof a.source, "`$(x)`\\ \"\n\t\x7f");
    a.memory_bandwidth_gbs = 437.12345678901234;
    a.l2_cache_kib = 100000;
    f = fopen(path, "w");
    ok(device_write(&a, f), "written");
    fclose(f);
    if (ok(device_load(&b, path, &e), "read back: %s", e.text))
        ok(memcmp(&a, &b, sizeof a) == 0, "the same bits");
    f = fopen("/dev/full", "w");
    if (f != NULL) {
        setvbuf(f, NULL, _IONBF, 0);
        ok(!device_write(&a, f), "a full disk is told");
        fclose(f);
    }
    unlink(path);
    free(path);
}

static void test_base(void) {
    struct device d, parent;
    struct err e = {0};

    if (!ok(device_load(&parent, "gtx-1080-ti", &e), "base: %s", e.text) ||
        !ok(device_load(&d, "hyper-1080", &e), "derived: %s", e.text))
        return;
    is_str(d.vendor, "NVIDIA", "the vendor passes on");
    is_str(d.architecture, "Pascal", "the architecture passes on");
    near(d.cores_per_sm, 128, 0, "cores per multiprocessor pass on");
    near(d.host_link_gbs, 15.75, 0, "the link passes on");
    near(d.compute_capability, 6.1, 0, "the compute capability passes on");
    near(d.sm_count, 20, 0, "what is stated holds");
    near(d.base_clock_mhz, 2000, 0, "a stated base clock holds");
    ok(isnan(d.fp32_tflops) && isnan(d.fp16_tflops), "peaks do not pass on");
    ok(isnan(d.die_area_mm2) && isnan(d.transistors_millions) &&
           isnan(d.board_power_w) && isnan(d.launch_price_usd),
       "nor do area, transistors, power and price");
    ok(isnan(d.year) && d.source[0] == '\0', "nor year and source");

    ok(device_load(&d, "bandwidth-1080", &e), "other memory: %s", e.text);
    near(d.fp32_tflops, 11.34, 0, "unchanged cores keep their peak");
    near(d.base_clock_mhz, 1481, 0, "an unchanged clock keeps its base");
    ok(isnan(d.board_power_w), "but other memory has other power");

    d = parent;
    device_forget(&d, &parent);
    ok(memcmp(&d, &parent, sizeof d) == 0, "no change, nothing forgotten");
    d.boost_clock_mhz = 1900;
    ok(!device_check(&d, &e), "a changed clock contradicts the stated peak");
    d.board_power_w = 275;
    device_forget(&d, &parent);
    ok(device_check(&d, &e), "until that is forgotten");
    near(d.board_power_w, 275, 0, "a fact of its own stays");
    ok(isnan(d.base_clock_mhz), "the base clock is unknown");
    near(d.compute_capability, 6.1, 0, "the compute capability is not");
}

/* Files that name each other by path. */
static void test_chain(const char *dir) {
    struct device d;
    struct err e = {0};
    char *first = NULL;

    for (int i = 0; i <= 9; i++) {
        char *base = mem_printf("%s/c%d.cfg", dir, i - 1);
        char *name = mem_printf("c%d.cfg", i);
        char *text = mem_printf("device:\n{\n    name = \"c%d\"; status = "
                                "\"hypothetical\";\n    base = \"%s\";\n};\n",
                                i, i == 0 ? "gtx-1080-ti" : base);
        char *path = write_file(dir, name, text);

        if (i == 7 || i == 8) {
            bool good = device_load(&d, path, &e);

            ok(good == (i == 7), "a chain of %d bases", i + 1);
        }
        free(base);
        free(name);
        free(text);
        free(path);
    }
    has_str(e.text, "more than 8 bases", "too long a chain is told");

    first = mem_printf("device:\n{\n    name = \"x\"; status = \"real\";\n"
                       "    base = \"%s/c3.cfg\";\n};\n",
                       dir);
    free(write_file(dir, "c0.cfg", first));
    free(first);
    first = file_join(dir, "c3.cfg");
    ok(!device_load(&d, first, &e), "a circle");
    has_str(e.text, "circle", "the circle is told");
    has_str(e.text, "c0.cfg:4", "with its line");
    free(first);

    ok(!load_text(dir, "device: { base = \"gtx-1080-ti\"; name = \"x\"; };", &d,
                  &e),
       "no status of its own");
    has_str(e.text, "status", "is told");
    ok(!load_text(dir,
                  "device: { base = \"gtx-1080-ti\"; status = \"real\"; };", &d,
                  &e),
       "no name of its own");
    has_str(e.text, "name", "is told");
    ok(load_text(dir,
                 "device: { base = \"gtx-1080-ti\"; name = \"x\"; status = "
                 "\"hypothetical\"; sm_count = 30; board_power_w = 250; };",
                 &d, &e),
       "a stated fact");
    near(d.board_power_w, 250, 0, "holds though the base says the same");
    for (int i = 0; i <= 9; i++) {
        char *path = mem_printf("%s/c%d.cfg", dir, i);

        unlink(path);
        free(path);
    }
}

static void test_catalogue(void) {
    size_t n, n_real = 0, n_hypothetical = 0, n_bad = 0;
    char **names = file_list("devices", &n);

    for (size_t i = 0; i < n; i++) {
        struct device d;
        struct err e = {0};

        if (!device_load(&d, names[i], &e)) {
            ok(false, "%s", e.text);
            n_bad++;
        } else if (strcmp(d.status, "real") == 0) {
            n_real++;
        } else {
            n_hypothetical++;
        }
    }
    file_list_free(names, n);
    is_int((long long)n_bad, 0, "every device loads");
    ok(n_real >= 255, "%zu real devices", n_real);
    ok(n_hypothetical >= 6, "%zu hypothetical devices", n_hypothetical);
}

int main(void) {
    char dir[] = "/tmp/test-device.XXXXXX";
    char *path;

    if (!ok(mkdtemp(dir) != NULL, "a scratch folder"))
        return done();
    test_fields();
    test_derived();
    test_memory_parts();
    test_refusals(dir);
    test_round_trip(dir);
    test_base();
    test_chain(dir);
    test_catalogue();
    path = file_join(dir, "one.cfg");
    unlink(path);
    free(path);
    ok(rmdir(dir) == 0, "the scratch folder is empty");
    return done();
}
