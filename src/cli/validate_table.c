/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/validate_table.h"

#include <string.h>

/* A cell counts in a device's mean as at most so many measurements, so that
 * the sources with a hundred thousand rows do not drown the others. */
enum { MOST_WEIGHT = 1500 };

static const char *const roles[] = {
    [VALIDATE_LEFT_OUT] = "left out",
    [VALIDATE_SEEN] = "seen",
    [VALIDATE_TWIN_SEEN] = "twin seen",
};

void validate_columns(struct table *t) {
    static const char *const names[] = {"device",  "stack",     "op",
                                        "phase",   "predictor", "device_was",
                                        "n",       "mape_pct",  "median_pct",
                                        "p90_pct", "worst_pct", "bias_pct"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        table_column(t, names[i]);
}

static void add_names(struct table *t, const char *device, const char *stack,
                      const char *op, const char *phase, const char *predictor,
                      const char *role) {
    table_row(t);
    table_add_text(t, device);
    table_add_text(t, stack);
    table_add_text(t, op);
    table_add_text(t, phase);
    table_add_text(t, predictor);
    table_add_text(t, role);
}

static bool same_cell(const struct validate_cell *a,
                      const struct validate_cell *b) {
    return a->stack == b->stack && a->kind == b->kind && a->phase == b->phase;
}

static void add_cell(struct table *t, const char *device, const char *role,
                     const char *predictor, const struct validate_cell *c) {
    const struct score *s = &c->score;

    add_names(t, device, stacks[c->stack].name, op_kind_names[c->kind],
              op_phase_names[c->phase], predictor, role);
    table_add_number(t, (double)s->n);
    table_add_number(t, s->mape);
    table_add_number(t, s->median);
    table_add_number(t, s->p90);
    table_add_number(t, s->worst);
    table_add_number(t, s->bias);
}

static void add_mean(struct table *t, const char *device, const char *role,
                     const struct validate_entry *x, size_t entry,
                     struct validate_means *means) {
    double sum = 0, weights = 0;
    size_t n = 0;

    for (size_t i = 0; i < x->cells->n; i++) {
        const struct score *s = &x->cells->cells[i].score;
        double weight = s->n < MOST_WEIGHT ? (double)s->n : MOST_WEIGHT;

        sum += weight * s->mape;
        weights += weight;
        n += s->n;
    }
    means->predictor[entry] = x->predictor;
    if (n == 0)
        return;
    add_names(t, device, "all", "all", "all", x->predictor, role);
    table_add_number(t, (double)n);
    table_add_number(t, sum / weights);
    means->mape[entry] += sum / weights;
    means->devices[entry]++;
    means->n[entry] += n;
}

void validate_add(struct table *t, const char *device, enum validate_role role,
                  const struct validate_entry entries[], size_t n,
                  struct validate_means *means) {
    /* Every predictor covers what was measured, so the cells are the same. */
    for (size_t i = 0; i < entries[0].cells->n; i++)
        for (size_t k = 0; k < n; k++)
            for (size_t j = 0; j < entries[k].cells->n; j++)
                if (same_cell(&entries[k].cells->cells[j],
                              &entries[0].cells->cells[i]))
                    add_cell(t, device, roles[role], entries[k].predictor,
                             &entries[k].cells->cells[j]);
    means->n_entries = n;
    for (size_t k = 0; k < n; k++)
        add_mean(t, device, roles[role], &entries[k], k, means);
}

void validate_add_means(struct table *t, const struct validate_means *means) {
    for (size_t k = 0; k < means->n_entries; k++) {
        if (means->devices[k] == 0)
            continue;
        add_names(t, "all", "all", "all", "all", means->predictor[k], "");
        table_add_number(t, (double)means->n[k]);
        table_add_number(t, means->mape[k] / (double)means->devices[k]);
    }
}
