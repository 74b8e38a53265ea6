/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/cost_model.h"

#include "base/cfg.h"
#include "base/file.h"
#include "base/mem.h"
#include "cost/cost_tables.h"

#include <stdlib.h>
#include <string.h>

/* A number of a group: where it goes and what it may be. */
struct number {
    const char *key;
    size_t offset;
    double low, high;
};

#define NUMBER(type, key, low, high)                                           \
    { #key, offsetof(struct type, key), low, high }
#define N(array) (sizeof(array) / sizeof(array)[0])

static const struct number node_numbers[] = {
    NUMBER(node, process_nm, 0.1, 1000),
    NUMBER(node, logic_scale, 1e-4, 100),
    NUMBER(node, sram_scale, 1e-4, 100),
    NUMBER(node, core_pj, 1e-3, 1e4),
    NUMBER(node, reference_clock_mhz, 50, 10000),
};

static const struct number architecture_numbers[] = {
    NUMBER(architecture, core_pj, 1e-3, 1e4),
    NUMBER(architecture, reference_clock_mhz, 50, 10000),
};

static const struct number level_numbers[] = {
    NUMBER(level, fixed_w, 0, 1e3),     NUMBER(level, area_w_per_mm2, 0, 10),
    NUMBER(level, professional, -3, 3), NUMBER(level, amd, -3, 3),
    NUMBER(level, error, 0, 10),
};

static const struct number memory_numbers[] = {
    NUMBER(memory, architecture_pj, 0, 1e4), NUMBER(memory, node_pj, 0, 1e4),
    NUMBER(memory, phy_mm2, 0, 1e3),         NUMBER(memory, phy_bits, 1, 1e5),
    NUMBER(memory, pin_gbps, 0.1, 1e3),
};

static const struct number multiprocessor_numbers[] = {
    NUMBER(multiprocessor, cores_per_sm, 1, 1024),
    NUMBER(multiprocessor, compute_capability, 0, 99),
    NUMBER(multiprocessor, fp64_lanes, 0, 1024),
    NUMBER(multiprocessor, fma_per_tensor_core, 0, 1e5),
    NUMBER(multiprocessor, l1_extra_kib, 0, 4096),
    NUMBER(multiprocessor, l2_kib_per_sm, 0, 1e6),
};

static const struct number factor_numbers[] = {
    NUMBER(area_factor, factor, 0.01, 100),
};

static const struct number area_numbers[] = {
    NUMBER(area, sm_mm2, 0, 100),
    NUMBER(area, core_mm2, 0, 10),
    NUMBER(area, tensor_fma_mm2, 0, 10),
    NUMBER(area, fp64_lane_mm2, 0, 10),
    NUMBER(area, sram_mm2_per_kib, 0, 10),
    NUMBER(area, l2_mm2_per_mib, 0, 100),
    NUMBER(area, fixed_mm2, 0, 1000),
    NUMBER(area, error_architecture, 0, 10),
    NUMBER(area, error_node, 0, 10),
    NUMBER(area, error_new_node, 0, 10),
};

static const struct number voltage_numbers[] = {
    NUMBER(voltage, floor, 0, 2),
    NUMBER(voltage, slope, 0, 10),
};

static const struct number model_numbers[] = {
    NUMBER(cost_model, registers_per_sm_kib, 0, 8192),
    NUMBER(cost_model, shared_memory_per_sm_kib, 0, 4096),
};

static bool read_numbers(struct cfg *cfg, const struct cfg_node *group,
                         const struct number numbers[], size_t n, void *out,
                         struct err *e) {
    for (size_t i = 0; i < n; i++) {
        const struct number *x = &numbers[i];
        double value;

        if (!cfg_number(cfg, group, x->key, x->low, x->high, &value, e))
            return false;
        memcpy((char *)out + x->offset, &value, sizeof value);
    }
    return true;
}

static bool read_group(struct cfg *cfg, const struct cfg_node *top,
                       const char *key, const struct number numbers[], size_t n,
                       void *out, struct err *e) {
    const struct cfg_node *group = cfg_group(cfg, top, key, e);

    return group != NULL && read_numbers(cfg, group, numbers, n, out, e) &&
           cfg_done(cfg, group, e);
}

static bool read_processes(struct cfg *cfg, const struct cfg_node *group,
                           struct architecture *a, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "processes_nm", e);

    if (list == NULL)
        return false;
    a->n_processes = cfg_count(list);
    if (a->n_processes < 1 || a->n_processes > PROCESSES_MAX)
        return cfg_fail(list, e, "processes_nm holds %zu nodes, not 1 to %d",
                        a->n_processes, PROCESSES_MAX);
    for (size_t i = 0; i < a->n_processes; i++)
        if (!cfg_number_at(list, i, 0.1, 1000, &a->process_nm[i], e))
            return false;
    return true;
}

/* What the rows of one list look like. */
struct rows {
    const char *key;  /* of the list */
    const char *name; /* of the text that begins a row; NULL for none */
    const struct number *numbers;
    size_t n_numbers, size;
    bool processes;
};

static bool read_row(struct cfg *cfg, const struct cfg_node *row,
                     const struct rows *rows, void *out, struct err *e) {
    const char *text;

    if (!cfg_is_group(row))
        return cfg_fail(row, e, "a row of %s must be a group { ... }",
                        rows->key);
    if (rows->name != NULL) {
        if (!cfg_string(cfg, row, rows->name, &text, e))
            return false;
        if (strlen(text) >= KEY_MAX)
            return cfg_fail_key(row, rows->name, e,
                                "%s is longer than %d bytes", rows->name,
                                KEY_MAX - 1);
        memcpy(out, text, strlen(text) + 1);
    }
    return read_numbers(cfg, row, rows->numbers, rows->n_numbers, out, e) &&
           (!rows->processes || read_processes(cfg, row, out, e)) &&
           cfg_done(cfg, row, e);
}

/* Allocated rows of a list, at least one; NULL on failure. */
static void *read_rows(struct cfg *cfg, const struct cfg_node *top,
                       const struct rows *rows, size_t *n, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, rows->key, e);
    char *out;

    if (list == NULL)
        return NULL;
    *n = cfg_count(list);
    if (*n == 0) {
        cfg_fail(list, e, "%s is empty", rows->key);
        return NULL;
    }
    out = mem_alloc(*n, rows->size);
    for (size_t i = 0; i < *n; i++)
        if (!read_row(cfg, cfg_at(list, i), rows, out + i * rows->size, e)) {
            free(out);
            return NULL;
        }
    return out;
}

static bool read_professionals(struct cfg *cfg, const struct cfg_node *top,
                               struct cost_model *m, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, "professional", e);

    if (list == NULL)
        return false;
    m->n_professionals = cfg_count(list);
    m->professionals =
        mem_alloc(m->n_professionals, sizeof m->professionals[0]);
    for (size_t i = 0; i < m->n_professionals; i++) {
        const char *text;

        if (!cfg_string_at(list, i, &text, e))
            return false;
        if (text[0] == '\0' || strlen(text) >= KEY_MAX)
            return cfg_fail(list, e,
                            "a prefix of professional must have 1 to %d bytes",
                            KEY_MAX - 1);
        memcpy(m->professionals[i].prefix, text, strlen(text) + 1);
    }
    return true;
}

static bool read_model(struct cfg *cfg, const struct cfg_node *top,
                       struct cost_model *m, struct err *e) {
#define ROWS(key, name, type, numbers, processes)                              \
    (&(struct rows){key, name, numbers, N(numbers), sizeof(struct type),       \
                    processes})
    m->nodes =
        read_rows(cfg, top, ROWS("nodes", NULL, node, node_numbers, false),
                  &m->n_nodes, e);
    if (m->nodes == NULL)
        return false;
    for (size_t i = 1; i < m->n_nodes; i++)
        if (m->nodes[i].process_nm >= m->nodes[i - 1].process_nm)
            return cfg_fail_key(top, "nodes", e,
                                "nodes must fall from row to row, but %g nm "
                                "follows %g nm",
                                m->nodes[i].process_nm,
                                m->nodes[i - 1].process_nm);
    m->architectures = read_rows(
        cfg, top,
        ROWS("architectures", "name", architecture, architecture_numbers, true),
        &m->n_architectures, e);
    if (m->architectures == NULL)
        return false;
    m->memories = read_rows(
        cfg, top, ROWS("memories", "type", memory, memory_numbers, false),
        &m->n_memories, e);
    if (m->memories == NULL)
        return false;
    m->multiprocessors =
        read_rows(cfg, top,
                  ROWS("multiprocessors", "architecture", multiprocessor,
                       multiprocessor_numbers, false),
                  &m->n_multiprocessors, e);
    if (m->multiprocessors == NULL)
        return false;
    m->area_factors = read_rows(
        cfg, top,
        ROWS("area_factors", "prefix", area_factor, factor_numbers, false),
        &m->n_area_factors, e);
    if (m->area_factors == NULL)
        return false;
#undef ROWS
#define GROUP(key, numbers)                                                    \
    read_group(cfg, top, #key, numbers, N(numbers), &m->key, e)
    return read_professionals(cfg, top, m, e) &&
           GROUP(architecture_level, level_numbers) &&
           GROUP(node_level, level_numbers) &&
           GROUP(voltage, voltage_numbers) && GROUP(area, area_numbers) &&
           read_numbers(cfg, top, model_numbers, N(model_numbers), m, e) &&
           cfg_done(cfg, top, e);
#undef GROUP
}

struct cost_model *cost_model_load(const char *name, struct err *e) {
    struct cost_model *m = NULL;
    char *path = file_find("models", name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    const struct cfg_node *top = cfg != NULL ? cfg_top(cfg, "costs", e) : NULL;

    if (top != NULL) {
        m = mem_alloc(1, sizeof *m);
        if (!read_model(cfg, top, m, e)) {
            cost_model_free(m);
            m = NULL;
        }
    }
    if (cfg != NULL)
        cfg_close(cfg);
    free(path);
    return m;
}

void cost_model_free(struct cost_model *m) {
    if (m == NULL)
        return;
    free(m->nodes);
    free(m->architectures);
    free(m->memories);
    free(m->multiprocessors);
    free(m->area_factors);
    free(m->professionals);
    free(m);
}
