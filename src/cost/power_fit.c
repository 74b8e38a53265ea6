/* SPDX-License-Identifier: MIT
 *
 * The fit of the power model.  The energy of a core and clock is
 *   log e = c0 + c1 log (nm / 16) + node + architecture
 * where the deviations of nodes and architectures are drawn to 0 by their
 * priors.  For new architectures there is a second fit without those: then
 * the die area explains more, which is what is known of a new one.  Every
 * parameter is a logarithm.
 */
#include "config.h"

#include "cost/cost_fit.h"

#include "base/mem.h"
#include "cost/cost_prior.h"
#include "cost/cost_tables.h"
#include "cost/least.h"
#include "cost/power_base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVEL,
    EXPONENT,
    FIXED,
    AREA,
    WORKSTATION,
    DATACENTRE,
    AMD,
    SLOPE,
    BASE,
    N_COMMON
};
static const char *const common[N_COMMON] = {
    "core_pj", "node_exponent", "fixed_w",       "area_w_per_mm2", "segment",
    "segment", "segment",       "voltage_slope", "base_exponent"};
/* Relative error that the form itself has, about. */
static const double noise = 0.12;
static const double middle_nm = 16;

/* One board, as the model sees it. */
struct row {
    double watts, area_mm2, core_mhz, clock_ratio, base_ratio, gbs;
    size_t memory, node, architecture;
    bool amd;
    enum cost_segment segment;
    double weight;
};

struct data {
    const struct row *rows;
    size_t n, n_memories, n_nodes, n_architectures; /* the last may be 0 */
    const double *node_nm;
    double voltage_floor;
    const struct cost_normal *prior; /* of every parameter */
};

static size_t n_parameters(const struct data *x) {
    return N_COMMON + x->n_memories + x->n_nodes + x->n_architectures;
}

/* log of the board's modelled power; with `s` its slopes. */
static double log_power(const struct data *x, const struct row *r,
                        const double u[], double s[]) {
    const double *memory = u + N_COMMON, *node = memory + x->n_memories,
                 *architecture = node + x->n_nodes;
    double size = log(x->node_nm[r->node] / middle_nm);
    double slope = exp(u[SLOPE]) * (r->clock_ratio - 1);
    double voltage = fmax(x->voltage_floor, 1 + slope);
    double cap = exp(u[BASE]) * log(r->base_ratio);
    double own = x->n_architectures > 0 ? architecture[r->architecture] : 0;
    double dynamic =
        exp(u[LEVEL] + exp(u[EXPONENT]) * size + node[r->node] + own + cap) *
        1e-6 * r->core_mhz * voltage * voltage;
    double bits = 8e-3 * exp(memory[r->memory]) * r->gbs;
    double area = exp(u[AREA]) * r->area_mm2;
    double sum = dynamic + exp(u[FIXED]) + area + bits;

    if (s != NULL) {
        double share = dynamic / sum;

        s[LEVEL] = share;
        s[EXPONENT] = share * exp(u[EXPONENT]) * size;
        s[FIXED] = exp(u[FIXED]) / sum;
        s[AREA] = area / sum;
        s[WORKSTATION] = r->segment == SEGMENT_WORKSTATION;
        s[DATACENTRE] = r->segment == SEGMENT_DATACENTRE;
        s[AMD] = r->amd;
        s[SLOPE] =
            1 + slope > x->voltage_floor ? share * 2 / voltage * slope : 0;
        s[BASE] = share * cap;
        s[N_COMMON + r->memory] = bits / sum;
        s[N_COMMON + x->n_memories + r->node] = share;
        if (x->n_architectures > 0)
            s[N_COMMON + x->n_memories + x->n_nodes + r->architecture] = share;
    }
    return log(sum) +
           (r->segment == SEGMENT_WORKSTATION  ? u[WORKSTATION]
            : r->segment == SEGMENT_DATACENTRE ? u[DATACENTRE]
                                               : 0) +
           (r->amd ? u[AMD] : 0);
}

static void at(const void *data, const double u[], double r[], double s[]) {
    const struct data *x = data;
    size_t p = n_parameters(x);

    for (size_t i = 0; i < x->n; i++) {
        double *line = s != NULL ? s + i * p : NULL;
        double value = log_power(x, &x->rows[i], u, line);
        double weight = x->rows[i].weight / noise;

        if (r != NULL)
            r[i] = (value - log(x->rows[i].watts)) * weight;
        for (size_t j = 0; line != NULL && j < p; j++)
            line[j] *= weight;
    }
    for (size_t j = 0; j < p; j++) {
        if (r != NULL)
            r[x->n + j] = (u[j] - x->prior[j].center) / x->prior[j].spread;
        if (s != NULL)
            s[(x->n + j) * p + j] = 1 / x->prior[j].spread;
    }
}

/* First row of the same architecture: its deviation is theirs. */
static size_t architecture_index(const struct cost_model *m, const char *name) {
    size_t i = 0;

    while (strcmp(m->architectures[i].name, name) != 0)
        i++;
    return i;
}

static void fill_row(const struct cost_model *m, enum cost_level level,
                     const struct device *d, struct row *r) {
    struct cost_params p = cost_resolve(m, d);

    *r = (struct row){.watts = d->board_power_w,
                      .area_mm2 = d->die_area_mm2,
                      .core_mhz = device_cores(d) * d->boost_clock_mhz,
                      .base_ratio = 1,
                      .gbs = d->memory_bandwidth_gbs,
                      .amd = strcmp(d->vendor, "AMD") == 0,
                      .segment = p.segment,
                      .weight = 1};
    if (!isnan(d->base_clock_mhz))
        r->base_ratio = d->base_clock_mhz / d->boost_clock_mhz /
                        m->power[level].usual_base_ratio;
    while (r->memory < m->n_memories &&
           strcmp(m->memories[r->memory].type, d->memory_type) != 0)
        r->memory++;
    while (r->node < m->n_nodes &&
           fabs(m->nodes[r->node].process_nm - d->process_nm) > 1e-9)
        r->node++;
    r->architecture = architecture_index(m, d->architecture);
    r->clock_ratio =
        d->boost_clock_mhz /
        (level == COST_KNOWN
             ? m->architectures[r->architecture].reference_clock_mhz
             : m->nodes[r->node].reference_clock_mhz);
}

static bool set_priors(const struct cost_model *m, size_t n_architectures,
                       struct cost_normal prior[], struct err *e) {
    struct cost_normal memory, node, architecture, *next = prior + N_COMMON;

    for (size_t i = 0; i < N_COMMON; i++)
        if (!cost_prior(m, common[i], &prior[i], e))
            return false;
    if (!cost_prior(m, "memory", &memory, e) ||
        !cost_prior(m, "node", &node, e) ||
        !cost_prior(m, "architecture", &architecture, e))
        return false;
    for (size_t i = 0; i < m->n_memories; i++)
        *next++ = (struct cost_normal){
            log(m->memories[i].prior_pj) + memory.center, memory.spread};
    for (size_t i = 0; i < m->n_nodes; i++)
        *next++ = node;
    for (size_t i = 0; i < n_architectures; i++)
        *next++ = architecture;
    return true;
}

/* Rows far from the fit count less (Huber), so that a few boards with a cap
 * of their own do not bend the rest. */
static bool solve(struct data *x, struct row rows[], double u[],
                  struct err *e) {
    struct least l = {.n_residuals = x->n + n_parameters(x),
                      .n_parameters = n_parameters(x),
                      .data = x,
                      .at = at};

    for (size_t pass = 0; pass < 4; pass++) {
        if (!least_solve(&l, u, e))
            return false;
        for (size_t i = 0; i < x->n; i++) {
            double far =
                fabs(log_power(x, &rows[i], u, NULL) - log(rows[i].watts)) /
                noise;

            rows[i].weight = far > 1.345 ? sqrt(1.345 / far) : 1;
        }
    }
    return true;
}

/* The second fit leaves energies of the nodes to those who are new, the first
 * those of the architectures. */
static void put_fit(struct cost_model *m, enum cost_level level,
                    const double u[]) {
    const double *memory = u + N_COMMON, *node = memory + m->n_memories,
                 *architecture = node + m->n_nodes;
    struct cost_power *power = &m->power[level];

    power->fixed_w = exp(u[FIXED]);
    power->area_w_per_mm2 = exp(u[AREA]);
    power->workstation = u[WORKSTATION];
    power->datacentre = u[DATACENTRE];
    power->amd = u[AMD];
    power->voltage_slope = exp(u[SLOPE]);
    power->base_exponent = exp(u[BASE]);
    for (size_t i = 0; i < m->n_memories; i++)
        *(level == COST_KNOWN ? &m->memories[i].pj_per_bit
                              : &m->memories[i].pj_per_bit_new) =
            exp(memory[i]);
    for (size_t i = 0; i < m->n_nodes; i++)
        m->nodes[i].core_pj =
            exp(u[LEVEL] +
                exp(u[EXPONENT]) * log(m->nodes[i].process_nm / middle_nm) +
                node[i]);
    for (size_t i = 0; level == COST_KNOWN && i < m->n_architectures; i++)
        for (size_t j = 0; j < m->n_nodes; j++)
            if (fabs(m->nodes[j].process_nm - m->architectures[i].process_nm) <
                1e-9)
                m->architectures[i].core_pj =
                    m->nodes[j].core_pj * exp(architecture[architecture_index(
                                              m, m->architectures[i].name)]);
}

static bool fit_level(struct cost_model *m, const struct catalogue *c,
                      const struct cost_seen *seen, enum cost_level level,
                      struct err *e) {
    struct cost_normal floor, *prior;
    struct data x = {.n_memories = m->n_memories,
                     .n_nodes = m->n_nodes,
                     .n_architectures =
                         level == COST_KNOWN ? m->n_architectures : 0};
    struct row *rows = mem_alloc(c->n_devices, sizeof *rows);
    double *nm = mem_alloc(m->n_nodes, sizeof *nm);
    double *u = mem_alloc(n_parameters(&x), sizeof *u);
    bool good = cost_prior(m, "voltage_floor", &floor, e);

    m->power[level].usual_base_ratio = power_base_ratio(c, seen);
    m->power[level].voltage_floor = x.voltage_floor = exp(floor.center);
    x.rows = rows;
    x.node_nm = nm;
    x.prior = prior = mem_alloc(n_parameters(&x), sizeof *prior);
    for (size_t i = 0; i < m->n_nodes; i++)
        nm[i] = m->nodes[i].process_nm;
    for (size_t i = 0; good && i < c->n_devices; i++)
        if (power_base_sees(seen, c, i))
            fill_row(m, level, &c->devices[i], &rows[x.n++]);
    good = good && set_priors(m, x.n_architectures, prior, e);
    for (size_t i = 0; good && i < n_parameters(&x); i++)
        u[i] = prior[i].center;
    good = good && solve(&x, rows, u, e);
    if (good)
        put_fit(m, level, u);
    free(rows);
    free(nm);
    free(u);
    free(prior);
    return good;
}

bool power_fit(struct cost_model *m, const struct catalogue *c,
               const struct cost_seen *seen, struct err *e) {
    power_base_architectures(m, c, seen);
    power_base_clocks(m);
    return fit_level(m, c, seen, COST_KNOWN, e) &&
           fit_level(m, c, seen, COST_NEW, e);
}
