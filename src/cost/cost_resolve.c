/* SPDX-License-Identifier: MIT
 *
 * The choice of coefficients for one device.
 */
#include "config.h"

#include "cost/cost_model.h"

#include "cost/cost_tables.h"

#include <math.h>
#include <string.h>

static bool starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Straight between two nodes in the logarithms of size and value. */
static double between(double nm, double nm_a, double a, double nm_b, double b) {
    double t = log(nm / nm_a) / log(nm_b / nm_a);

    return a * pow(b / a, t);
}

/* The values at a process; *listed tells whether the model lists it. */
static struct node node_at(const struct cost_model *m, double process_nm,
                           bool *listed) {
    const struct node *n = m->nodes;
    struct node out;
    size_t i = 0;

    while (i < m->n_nodes && n[i].process_nm > process_nm)
        i++;
    *listed = i < m->n_nodes && !(n[i].process_nm < process_nm);
    if (*listed || i == 0)
        return n[i];
    if (i == m->n_nodes)
        return n[m->n_nodes - 1];
    out.process_nm = process_nm;
#define BETWEEN(key)                                                           \
    out.key = between(process_nm, n[i - 1].process_nm, n[i - 1].key,           \
                      n[i].process_nm, n[i].key)
    BETWEEN(logic_scale);
    BETWEEN(sram_scale);
    BETWEEN(core_pj);
    BETWEEN(reference_clock_mhz);
#undef BETWEEN
    return out;
}

/* NULL when the architecture is not known on this process. */
static const struct architecture *architecture_at(const struct cost_model *m,
                                                  const struct device *d) {
    for (size_t i = 0; i < m->n_architectures; i++) {
        const struct architecture *a = &m->architectures[i];

        if (strcmp(a->name, d->architecture) != 0)
            continue;
        for (size_t j = 0; j < a->n_processes; j++)
            if (fabs(a->process_nm[j] - d->process_nm) < 1e-9)
                return a;
    }
    return NULL;
}

/* The nearest row of one architecture, or NULL; the rule stands in the model
 * file. */
static const struct multiprocessor *nearest_row(const struct cost_model *m,
                                                const struct device *d,
                                                const char *architecture) {
    const struct multiprocessor *best = NULL;
    double capability =
        isnan(d->compute_capability) ? 0 : d->compute_capability;
    double least = HUGE_VAL;

    for (size_t i = 0; i < m->n_multiprocessors; i++) {
        const struct multiprocessor *row = &m->multiprocessors[i];
        double distance = fabs(log(d->cores_per_sm / row->cores_per_sm));

        if (strcmp(row->architecture, architecture) == 0 &&
            row->compute_capability <= capability && distance < least) {
            best = row;
            least = distance;
        }
    }
    return best;
}

static const struct memory *memory_of(const struct cost_model *m,
                                      const struct device *d) {
    for (size_t i = 0; i < m->n_memories; i++)
        if (strcmp(m->memories[i].type, d->memory_type) == 0)
            return &m->memories[i];
    return NULL;
}

static bool is_professional(const struct cost_model *m,
                            const struct device *d) {
    for (size_t i = 0; i < m->n_professionals; i++)
        if (starts_with(d->name, m->professionals[i].prefix))
            return true;
    return false;
}

static void resolve_area(const struct cost_model *m, const struct device *d,
                         const struct node *node, const struct memory *memory,
                         struct cost_params *p) {
    static const struct multiprocessor plain = {.cores_per_sm = 128};
    const struct multiprocessor *sm = nearest_row(m, d, d->architecture);
    const struct area *a = &m->area;
    double factor = 1;

    if (sm == NULL)
        sm = nearest_row(m, d, "");
    if (sm == NULL)
        sm = &plain;
    for (size_t i = 0; i < m->n_area_factors; i++)
        if (starts_with(d->architecture, m->area_factors[i].prefix))
            factor = m->area_factors[i].factor;
    p->sm_mm2 = factor * node->logic_scale *
                (a->sm_mm2 + a->fp64_lane_mm2 * sm->fp64_lanes);
    p->core_mm2 = factor * node->logic_scale * a->core_mm2;
    p->tensor_core_mm2 = factor * node->logic_scale * a->tensor_fma_mm2 *
                         sm->fma_per_tensor_core;
    p->sram_mm2_per_kib = factor * node->sram_scale * a->sram_mm2_per_kib;
    p->l2_mm2_per_mib = factor * node->sram_scale * a->l2_mm2_per_mib;
    p->fixed_mm2 = factor * a->fixed_mm2;
    p->bus_mm2_per_bit = p->bus_bits_per_gbs = (double)NAN;
    if (memory != NULL) {
        p->bus_mm2_per_bit = factor * memory->phy_mm2 / memory->phy_bits;
        p->bus_bits_per_gbs = 8 / memory->pin_gbps;
    }
    p->l1_extra_kib = sm->l1_extra_kib;
    p->l2_kib_per_sm = sm->l2_kib_per_sm;
    p->registers_kib = m->registers_per_sm_kib;
    p->shared_memory_kib = m->shared_memory_per_sm_kib;
}

static void resolve_power(const struct cost_model *m, const struct device *d,
                          const struct node *node,
                          const struct architecture *known,
                          const struct memory *memory, struct cost_params *p) {
    const struct level *level =
        known != NULL ? &m->architecture_level : &m->node_level;
    double core_pj = known != NULL ? known->core_pj : node->core_pj;
    double pj_per_bit = (double)NAN;
    double factor;

    if (memory != NULL)
        pj_per_bit = known != NULL ? memory->architecture_pj : memory->node_pj;
    p->professional = is_professional(m, d);
    factor = exp((p->professional ? level->professional : 0) +
                 (strcmp(d->vendor, "AMD") == 0 ? level->amd : 0));
    p->reference_clock_mhz =
        known != NULL ? known->reference_clock_mhz : node->reference_clock_mhz;
    p->voltage_floor = m->voltage.floor;
    p->voltage_slope = m->voltage.slope;
    p->core_w_per_mhz = factor * core_pj * 1e-6; /* pJ and MHz to W */
    p->fixed_w = factor * level->fixed_w;
    p->area_w_per_mm2 = factor * level->area_w_per_mm2;
    p->memory_w_per_gbs = factor * 0.008 * pj_per_bit; /* 8 bits a byte */
    p->power_error = level->error;
}

struct cost_params cost_resolve(const struct cost_model *m,
                                const struct device *d) {
    struct cost_params p;
    const struct architecture *known = architecture_at(m, d);
    const struct memory *memory = memory_of(m, d);
    bool listed;
    struct node node = node_at(m, d->process_nm, &listed);

    resolve_area(m, d, &node, memory, &p);
    resolve_power(m, d, &node, known, memory, &p);
    p.architecture_known = known != NULL;
    p.area_error = m->area.error_new_node;
    if (listed)
        p.area_error =
            known != NULL ? m->area.error_architecture : m->area.error_node;
    return p;
}
