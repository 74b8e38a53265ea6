/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/catalogue.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cost/cost_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns whose name is not that of the field. */
static const struct {
    const char *column, *field;
} renamed[] = {
    {"memory_bandwidth_gbps", "memory_bandwidth_gbs"},
    {"memory_capacity_gb", "memory_capacity_gib"},
    {"l2_cache_kb", "l2_cache_kib"},
    {"shared_mem_per_sm_kb", "shared_memory_per_sm_kib"},
    {"registers_per_sm_kb", "registers_per_sm_kib"},
    {"host_link_gbps", "host_link_gbs"},
    {"tdp_w", "board_power_w"},
};

/* Fields without which a row is of no use. */
static const char *const needed[] = {"process_nm",   "sm_count",
                                     "cores_per_sm", "boost_clock_mhz",
                                     "die_area_mm2", "memory_bandwidth_gbs"};
enum { N_NEEDED = sizeof needed / sizeof *needed };

static struct device *add_device(struct catalogue *c, size_t *capacity) {
    struct device *d;

    c->devices =
        mem_grow(c->devices, capacity, c->n_devices + 1, sizeof *c->devices);
    d = &c->devices[c->n_devices++];
    memset(d, 0, sizeof *d);
    for (size_t i = 0; i < device_n_fields; i++)
        device_set(d, i, (double)NAN);
    return d;
}

static char *text_of(struct device *d, const char *column) {
#define X(key, presence, help)                                                 \
    if (strcmp(column, #key) == 0)                                             \
        return d->key;
    DEVICE_TEXTS(X)
#undef X
    return NULL;
}

static size_t field_of(const char *column) {
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
        if (strcmp(column, renamed[i].column) == 0)
            return device_field_index(renamed[i].field);
    return device_field_index(column);
}

static bool read_row(const struct csv *csv, struct device *d, struct err *e) {
    for (size_t i = 0; i < csv_columns(csv); i++) {
        char *text = text_of(d, csv_name(csv, i));
        size_t field = field_of(csv_name(csv, i));
        double value;

        if (text != NULL && !text_copy(text, DEVICE_TEXT_MAX, csv_cell(csv, i)))
            return csv_fail(csv, i, e, "is longer than %d bytes",
                            DEVICE_TEXT_MAX - 1);
        if (field == device_n_fields || csv_cell(csv, i)[0] == '\0')
            continue;
        if (!csv_number(csv, i, &value, e))
            return false;
        if (value < device_fields[field].low ||
            value > device_fields[field].high)
            return csv_fail(csv, i, e, "%g is not within %g to %g", value,
                            device_fields[field].low,
                            device_fields[field].high);
        device_set(d, field, value);
    }
    return true;
}

/* Columns that must be there. */
static bool check_columns(const struct csv *csv, struct err *e) {
    static const char *const columns[] = {"name",
                                          "vendor",
                                          "architecture",
                                          "memory_type",
                                          "process_nm",
                                          "sm_count",
                                          "cores_per_sm",
                                          "boost_clock_mhz",
                                          "die_area_mm2",
                                          "memory_bandwidth_gbps",
                                          "memory_bus_bits",
                                          "l2_cache_kb",
                                          "tdp_w",
                                          "transistors_millions"};
    size_t ignored;

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (!csv_find(csv, columns[i], &ignored, e))
            return false;
    return true;
}

static bool is_complete(const struct device *d) {
    for (size_t i = 0; i < N_NEEDED; i++)
        if (isnan(device_get(d, device_field_index(needed[i]))))
            return false;
    return true;
}

static bool same_die(const struct device *a, const struct device *b) {
    return strcmp(a->vendor, b->vendor) == 0 &&
           strcmp(a->architecture, b->architecture) == 0 &&
           fabs(a->process_nm - b->process_nm) < 1e-9 &&
           fabs(a->die_area_mm2 - b->die_area_mm2) < 0.5;
}

static double more(double a, double b) {
    return isnan(a) || b > a ? b : a;
}

static void merge(struct device *full, const struct device *d) {
    double bus = more(full->memory_bus_bits, d->memory_bus_bits);
    double l2 = more(full->l2_cache_kib, d->l2_cache_kib);

    if (d->sm_count > full->sm_count)
        *full = *d;
    full->memory_bus_bits = bus;
    full->l2_cache_kib = l2;
}

/* What the facts say of a die that no board has in full. */
static void complete(struct device *full, const struct cost_model *facts) {
    for (size_t i = 0; i < facts->n_dies; i++) {
        const struct cost_die *die = &facts->dies[i];

        if (strcmp(die->architecture, full->architecture) != 0 ||
            fabs(die->die_area_mm2 - full->die_area_mm2) > 2)
            continue;
        full->sm_count = die->sm_count;
        full->memory_bus_bits = die->memory_bus_bits;
        full->l2_cache_kib = die->l2_cache_kib;
    }
    full->die_sm_count = full->sm_count;
}

static void find_chips(struct catalogue *c, const struct cost_model *facts) {
    c->chip = mem_alloc(c->n_devices, sizeof *c->chip);
    c->chips = mem_alloc(c->n_devices, sizeof *c->chips);
    for (size_t i = 0; i < c->n_devices; i++) {
        size_t k = 0;

        while (k < c->n_chips && !same_die(&c->devices[i], &c->chips[k].full))
            k++;
        c->chip[i] = k;
        if (k < c->n_chips)
            merge(&c->chips[k].full, &c->devices[i]);
        else
            c->chips[c->n_chips++].full = c->devices[i];
    }
    for (size_t k = 0; k < c->n_chips; k++) {
        struct device *full = &c->chips[k].full;

        complete(full, facts);
        c->chips[k].has_area =
            !isnan(full->memory_bus_bits) && !isnan(full->l2_cache_kib);
        for (size_t i = 0; i < c->n_devices; i++)
            if (c->chip[i] == k && isnan(c->devices[i].die_sm_count))
                c->devices[i].die_sm_count = full->sm_count;
    }
}

/* What the facts do not know cannot be fitted. */
static bool check_known(const struct device *d, const struct cost_model *facts,
                        struct err *e) {
    bool memory = false, node = false;

    for (size_t i = 0; i < facts->n_memories; i++)
        memory = memory || strcmp(facts->memories[i].type, d->memory_type) == 0;
    for (size_t i = 0; i < facts->n_nodes; i++)
        node = node || fabs(facts->nodes[i].process_nm - d->process_nm) < 1e-9;
    if (!memory)
        return err_set(e, ERR_INPUT, "%s: the facts hold no memory type \"%s\"",
                       d->name, d->memory_type);
    return node || err_set(e, ERR_INPUT,
                           "%s: the facts hold no node of process_nm = %g",
                           d->name, d->process_nm);
}

static bool finish(struct catalogue *c, const struct cost_model *facts,
                   const char *where, struct err *e) {
    if (c->n_devices == 0)
        return err_set(e, ERR_INPUT,
                       "%s: no GPU states process, multiprocessors, clock, die "
                       "area and bandwidth",
                       where);
    for (size_t i = 0; i < c->n_devices; i++)
        if (!check_known(&c->devices[i], facts, e))
            return err_prefix(e, "%s", where);
    find_chips(c, facts);
    return true;
}

bool catalogue_read(struct catalogue *c, const char *path,
                    const struct cost_model *facts, struct err *e) {
    struct csv *csv = csv_open(path, e);
    size_t capacity = 0;
    int more_rows = 0;
    bool good = csv != NULL && check_columns(csv, e);

    *c = (struct catalogue){0};
    while (good && (more_rows = csv_next(csv, e)) > 0) {
        struct device *d = add_device(c, &capacity);

        good = read_row(csv, d, e);
        if (good && !is_complete(d))
            c->n_devices--;
    }
    if (csv != NULL)
        csv_close(csv);
    if (good && more_rows == 0 && finish(c, facts, path, e))
        return true;
    catalogue_free(c);
    return false;
}

bool catalogue_list(struct catalogue *c, const struct cost_model *facts,
                    struct err *e) {
    size_t n_names, capacity = 0;
    char **names = file_list("devices", &n_names);

    *c = (struct catalogue){0};
    for (size_t i = 0; i < n_names; i++) {
        struct device *d = add_device(c, &capacity);

        /* A file that is no device is for `gpuscape check` to tell. */
        if (!device_load(d, names[i], e) || strcmp(d->status, "real") != 0 ||
            !is_complete(d))
            c->n_devices--;
    }
    file_list_free(names, n_names);
    if (finish(c, facts, "the device files", e))
        return true;
    catalogue_free(c);
    return false;
}

void catalogue_free(struct catalogue *c) {
    free(c->devices);
    free(c->chip);
    free(c->chips);
    *c = (struct catalogue){0};
}
