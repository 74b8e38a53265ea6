/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/sampling.h"

#include "base/mem.h"
#include "sweep/axis.h"

#include <stdlib.h>

enum { MAX_POINTS = 10000000, MAX_SEED = 2147483647 };

bool sampling_load(struct sampling *s, struct cfg *cfg,
                   const struct cfg_node *top, struct err *e) {
    const struct cfg_node *group;
    size_t design;

    *s = (struct sampling){.seed = 1};
    if (!cfg_has(cfg, top, "sampling"))
        return true;
    group = cfg_group(cfg, top, "sampling", e);
    if (group == NULL ||
        !cfg_choice(cfg, group, "design", design_names, DESIGN_N, &design, e) ||
        !cfg_size(cfg, group, "points", 1, MAX_POINTS, &s->points, e))
        return false;
    s->design = (enum design_kind)design;
    if (cfg_has(cfg, group, "seed") &&
        !cfg_size(cfg, group, "seed", 0, MAX_SEED, &s->seed, e))
        return false;
    return cfg_done(cfg, group, e);
}

double *sampling_values(const struct sweep *s, const bool listed[],
                        struct err *e) {
    size_t n = s->sampling.points, d = s->n_axes;
    double *x = mem_alloc(n * d, sizeof *x);

    if (!design_fill(s->sampling.design, n, d, s->sampling.seed, x, e)) {
        free(x);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            x[i * d + j] = axis_at(&s->axes[j], listed[j], x[i * d + j]);
    return x;
}
