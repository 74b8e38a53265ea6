/* SPDX-License-Identifier: MIT
 *
 * The choice of coefficients for one device.
 */
#include "config.h"

#include "cost/cost_model.h"

#include "cost/cost_node.h"
#include "cost/cost_tables.h"

#include <math.h>
#include <string.h>

const char *const cost_segment_names[SEGMENT_N] = {"gaming", "titan",
                                                   "workstation", "datacentre"};
const char *const cost_left_out_names[LEFT_OUT_N] = {
    "one", "chip", "architecture", "node", "node-family"};

static bool starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* NULL when the architecture is not known on this process. */
static const struct cost_architecture *
architecture_at(const struct cost_model *m, const struct device *d) {
    for (size_t i = 0; i < m->n_architectures; i++) {
        const struct cost_architecture *a = &m->architectures[i];

        if (strcmp(a->name, d->architecture) == 0 &&
            fabs(a->process_nm - d->process_nm) < 1e-9)
            return a;
    }
    return NULL;
}

/* The nearest row of one architecture, or NULL; the rule stands in the model
 * file. */
static const struct cost_multiprocessor *nearest_row(const struct cost_model *m,
                                                     const struct device *d,
                                                     const char *architecture) {
    const struct cost_multiprocessor *best = NULL;
    double capability =
        isnan(d->compute_capability) ? 0 : d->compute_capability;
    double least = HUGE_VAL;

    for (size_t i = 0; i < m->n_multiprocessors; i++) {
        const struct cost_multiprocessor *row = &m->multiprocessors[i];
        double distance = fabs(log(d->cores_per_sm / row->cores_per_sm));

        if (strcmp(row->architecture, architecture) == 0 &&
            row->compute_capability <= capability && distance < least) {
            best = row;
            least = distance;
        }
    }
    return best;
}

static const struct cost_memory *memory_of(const struct cost_model *m,
                                           const struct device *d) {
    for (size_t i = 0; i < m->n_memories; i++)
        if (strcmp(m->memories[i].type, d->memory_type) == 0)
            return &m->memories[i];
    return NULL;
}

static bool starts_as(const struct cost_text *texts, size_t n,
                      const char *name) {
    for (size_t i = 0; i < n; i++)
        if (starts_with(name, texts[i].text))
            return true;
    return false;
}

static enum cost_segment segment_of(const struct cost_model *m,
                                    const struct device *d) {
    return starts_as(m->datacentres, m->n_datacentres, d->name)
               ? SEGMENT_DATACENTRE
           : starts_as(m->workstations, m->n_workstations, d->name)
               ? SEGMENT_WORKSTATION
           : starts_as(m->titans, m->n_titans, d->name) ? SEGMENT_TITAN
                                                        : SEGMENT_GAMING;
}

/* The factor of the longest start of the architecture's name. */
static double area_factor(const struct cost_model *m, const struct device *d) {
    double factor = 1;
    size_t longest = 0;

    for (size_t i = 0; i < m->n_area_factors; i++) {
        size_t n = strlen(m->area_factors[i].prefix);

        if (n > longest &&
            starts_with(d->architecture, m->area_factors[i].prefix)) {
            longest = n;
            factor = m->area_factors[i].factor;
        }
    }
    return factor;
}

static void resolve_area(const struct cost_model *m, const struct device *d,
                         const struct cost_node *node,
                         const struct cost_memory *memory,
                         struct cost_params *p) {
    static const struct cost_multiprocessor plain = {.cores_per_sm = 128};
    const struct cost_multiprocessor *sm = nearest_row(m, d, d->architecture);
    const struct cost_area *a = &m->area;
    double factor = area_factor(m, d);

    if (sm == NULL)
        sm = nearest_row(m, d, "");
    if (sm == NULL)
        sm = &plain;
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
        p->bus_mm2_per_bit =
            factor * (memory->phy_bits < 1024 ? a->gddr_mm2 : a->hbm_mm2) /
            memory->phy_bits;
        p->bus_bits_per_gbs = 8 / memory->pin_gbps;
    }
    p->l1_extra_kib = sm->l1_extra_kib;
    p->l2_kib_per_sm = sm->l2_kib_per_sm;
    p->registers_kib = m->absent.registers_per_sm_kib;
    p->shared_memory_kib = m->absent.shared_memory_per_sm_kib;
}

static void resolve_power(const struct cost_model *m, const struct device *d,
                          const struct cost_node *node,
                          const struct cost_architecture *known,
                          const struct cost_memory *memory,
                          struct cost_params *p) {
    const struct cost_power *power =
        &m->power[known != NULL ? COST_KNOWN : COST_NEW];
    double core_pj = known != NULL ? known->core_pj : node->core_pj;
    double factor = 1;

    if (p->segment == SEGMENT_WORKSTATION)
        factor = exp(power->workstation);
    if (p->segment == SEGMENT_DATACENTRE)
        factor = exp(power->datacentre);
    if (strcmp(d->vendor, "AMD") == 0)
        factor *= exp(power->amd);
    p->reference_clock_mhz =
        known != NULL ? known->reference_clock_mhz : node->reference_clock_mhz;
    p->voltage_floor = power->voltage_floor;
    p->voltage_slope = power->voltage_slope;
    p->cap = 1;
    if (!isnan(d->base_clock_mhz))
        p->cap = pow(d->base_clock_mhz / d->boost_clock_mhz /
                         power->usual_base_ratio,
                     power->base_exponent);
    p->core_w_per_mhz = factor * core_pj * 1e-6; /* pJ and MHz to W */
    p->fixed_w = factor * power->fixed_w;
    p->area_w_per_mm2 = factor * power->area_w_per_mm2;
    /* 8 bits a byte, pJ and GB/s to W */
    p->memory_w_per_gbs = memory == NULL ? (double)NAN
                          : known != NULL
                              ? factor * 8e-3 * memory->pj_per_bit
                              : factor * 8e-3 * memory->pj_per_bit_new;
}

static void resolve_making(const struct cost_model *m,
                           const struct cost_node *node,
                           const struct cost_memory *memory,
                           struct cost_params *p) {
    const struct cost_making *x = &m->making;
    bool stacked = memory != NULL && memory->phy_bits >= 1024;

    p->wafer_usd = node->wafer_usd;
    p->defects_per_mm2 = node->defects_per_cm2 / 100;
    p->memory_usd_per_gib = memory != NULL ? memory->usd_per_gib : (double)NAN;
    p->clustering = x->clustering;
    p->reticle_mm2 = x->reticle_mm2;
    p->wafer_radius_mm = x->wafer_radius_mm;
    p->scribe_mm = x->scribe_mm;
    p->package_usd = stacked ? 0 : x->package_usd;
    p->package_usd_per_mm2 =
        stacked ? x->stacked_usd_per_mm2 : x->package_usd_per_mm2;
    p->large_mm2 = stacked ? x->interposer_from_mm2 : HUGE_VAL;
    p->large_usd_per_mm2 = x->interposer_usd_per_mm2;
    p->wafer_range = x->wafer_range;
    p->defects_range = x->defects_range;
    p->memory_range = x->memory_range;
    p->package_range = x->package_range;
    p->markup = p->segment == SEGMENT_GAMING ? m->price.markup : (double)NAN;
    p->usd_per_w = m->price.usd_per_w;
}

/* The errors of a quantity; where that was not left out, of what is harder,
 * then of what is easier. */
static struct cost_band band_of(const struct cost_model *m,
                                const char *quantity,
                                enum cost_left_out left_out) {
    const struct cost_error *best = NULL;
    double wanted = (double)left_out;

    for (size_t i = 0; i < m->n_errors; i++) {
        const struct cost_error *x = &m->errors[i];

        if (strcmp(x->quantity, quantity) != 0)
            continue;
        if (best == NULL ||
            (x->left_out >= wanted
                 ? best->left_out < wanted || x->left_out < best->left_out
                 : best->left_out < wanted && x->left_out > best->left_out))
            best = x;
    }
    return best != NULL ? (struct cost_band){best->mean, best->within_90}
                        : (struct cost_band){(double)NAN, (double)NAN};
}

struct cost_params cost_resolve(const struct cost_model *m,
                                const struct device *d) {
    struct cost_params p;
    const struct cost_architecture *known = architecture_at(m, d);
    const struct cost_memory *memory = memory_of(m, d);
    enum cost_left_out left_out;
    bool listed;
    struct cost_node node = cost_node_at(m, d->process_nm, &listed);

    p.segment = segment_of(m, d);
    p.architecture_known = known != NULL;
    resolve_area(m, d, &node, memory, &p);
    resolve_power(m, d, &node, known, memory, &p);
    resolve_making(m, &node, memory, &p);
    /* A design of a known architecture is a chip that was never built. */
    left_out = d->process_nm < m->nodes[m->n_nodes - 1].process_nm
                   ? LEFT_OUT_FAMILY
               : !listed       ? LEFT_OUT_NODE
               : known == NULL ? LEFT_OUT_ARCHITECTURE
                               : LEFT_OUT_CHIP;
    p.area = band_of(m, strcmp(d->vendor, "AMD") == 0 ? "area_amd" : "area",
                     left_out);
    p.power = band_of(m, "power", left_out);
    p.price = band_of(m, "price", left_out);
    return p;
}
