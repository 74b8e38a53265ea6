/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/compare_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool has_name(const struct comparison *c, const char *name) {
    for (size_t i = 0; i < c->n_devices; i++)
        if (strcmp(c->devices[i].name, name) == 0)
            return true;
    return false;
}

const char *compare_part_device(const struct comparison *c, size_t device) {
    const char *name = c->devices[device].name;

    return strncmp(name, "GeForce ", 8) == 0 && !has_name(c, name + 8)
               ? name + 8
               : name;
}

void compare_part_caption(struct figure *f, const struct compare_part *p,
                          bool is_measured) {
    const struct comparison *c = p->c;
    const struct workload *w = &c->workloads[p->first_workload];
    char batch[48] = "";

    if (p->one_batch)
        snprintf(batch, sizeof batch, "batch %zu, ", w->batch);
    else if (f->kind == FIGURE_BARS)
        snprintf(batch, sizeof batch, "bN: batch of N, ");
    snprintf(f->caption, sizeof f->caption,
             "Predicted, %sfp32, stack %s, model %.40s.%s%s", batch, w->stack,
             p->model,
             f->kind == FIGURE_PARALLEL
                 ? " Up is better: what should be small is inverted. Speedup "
                   "and energy are geometric means over the workloads."
             : isnan(comparison_value(c, METRIC_TIME_LO_ID, 0, 0))
                 ? ""
                 : " Lines: 90 % intervals.",
             !is_measured ? ""
             : f->x.log   ? " Diamonds: median of measured runs."
                          : " Diamonds: ratio of measured runs of the same "
                            "harness.");
}

void compare_part_misfits(struct figure *f, const struct compare_part *p) {
    const struct comparison *c = p->c;
    size_t n = 0, length = strlen(f->caption);

    for (size_t w = p->first_workload; w < p->last_workload; w++)
        n += !comparison_fits(c, 0, w);
    if (n > 0)
        snprintf(f->caption + length, sizeof f->caption - length,
                 " The %.60s itself has no room for %zu of these.",
                 compare_part_device(c, 0), n);
}

void compare_part_name(struct figure *f, const char *name, size_t index) {
    if (index == 0)
        snprintf(f->name, sizeof f->name, "%s", name);
    else
        snprintf(f->name, sizeof f->name, "%s-%zu", name, index + 1);
}

bool compare_part_draw(const struct figure *f, struct table *t,
                       const struct compare_part *p, struct err *e) {
    const unsigned pictures =
        1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF;
    bool good = figure_draw(f, t, p->into, pictures, e);

    table_free(t);
    return good;
}
