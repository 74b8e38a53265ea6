/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/power_base.h"

#include "base/mem.h"
#include "cost/cost_node.h"
#include "cost/cost_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

bool power_fit_uses(const struct device *d) {
    return !isnan(d->board_power_w) && !isnan(d->die_area_mm2);
}

bool power_base_sees(const struct cost_seen *seen, const struct catalogue *c,
                     size_t i) {
    return (seen->devices == NULL || seen->devices[i]) &&
           power_fit_uses(&c->devices[i]);
}

/* Highest boost clock of an architecture. */
static double highest_clock(const struct catalogue *c,
                            const struct cost_seen *seen, const char *name) {
    double out = 0;

    for (size_t i = 0; i < c->n_devices; i++)
        if (power_base_sees(seen, c, i) &&
            strcmp(c->devices[i].architecture, name) == 0)
            out = fmax(out, c->devices[i].boost_clock_mhz);
    return out;
}

void power_base_architectures(struct cost_model *m, const struct catalogue *c,
                              const struct cost_seen *seen) {
    free(m->architectures);
    m->architectures = mem_alloc(c->n_devices, sizeof *m->architectures);
    m->n_architectures = 0;
    for (size_t i = 0; i < c->n_devices; i++) {
        const struct device *d = &c->devices[i];
        struct cost_architecture *a = &m->architectures[m->n_architectures];
        bool known = false;

        for (size_t j = 0; j < m->n_architectures; j++)
            known =
                known ||
                (strcmp(m->architectures[j].name, d->architecture) == 0 &&
                 fabs(m->architectures[j].process_nm - d->process_nm) < 1e-9);
        if (known || !power_base_sees(seen, c, i) ||
            strlen(d->architecture) >= COST_TEXT_MAX)
            continue;
        memcpy(a->name, d->architecture, strlen(d->architecture) + 1);
        a->process_nm = d->process_nm;
        a->reference_clock_mhz = highest_clock(c, seen, d->architecture);
        m->n_architectures++;
    }
}

void power_base_clocks(struct cost_model *m) {
    struct cost_model known = {.nodes =
                                   mem_alloc(m->n_nodes, sizeof *known.nodes)};
    bool ignored;

    for (size_t i = 0; i < m->n_nodes; i++) {
        double sum = 0;
        size_t n = 0;

        for (size_t j = 0; j < m->n_architectures; j++)
            for (size_t k = 0; k < m->n_nodes; k++)
                if (fabs(m->nodes[k].process_nm -
                         m->architectures[j].process_nm) < 1e-9 &&
                    fabs(m->nodes[k].family_nm - m->nodes[i].family_nm) <
                        1e-9) {
                    sum += log(m->architectures[j].reference_clock_mhz);
                    n++;
                }
        m->nodes[i].reference_clock_mhz = n > 0 ? exp(sum / (double)n) : 0;
        if (n > 0)
            known.nodes[known.n_nodes++] = m->nodes[i];
    }
    for (size_t i = 0; i < m->n_nodes && known.n_nodes > 0; i++)
        if (m->nodes[i].reference_clock_mhz <= 0)
            m->nodes[i].reference_clock_mhz =
                cost_node_at(&known, m->nodes[i].process_nm, &ignored)
                    .reference_clock_mhz;
    free(known.nodes);
}

double power_base_ratio(const struct catalogue *c,
                        const struct cost_seen *seen) {
    double *x = mem_alloc(c->n_devices, sizeof *x), out = 1;
    size_t n = 0;

    for (size_t i = 0; i < c->n_devices; i++)
        if (power_base_sees(seen, c, i) && !isnan(c->devices[i].base_clock_mhz))
            x[n++] =
                c->devices[i].base_clock_mhz / c->devices[i].boost_clock_mhz;
    if (n > 0) {
        gsl_sort(x, 1, n);
        out = gsl_stats_median_from_sorted_data(x, 1, n);
    }
    free(x);
    return out;
}
