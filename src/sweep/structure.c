/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/structure.h"

#include <math.h>
#include <string.h>

/* The axes and the links that the structure holds. */
static void set_fields(const struct plan *p, size_t index, struct tie_room *r,
                       struct device *d) {
    double axes[SWEEP_MAX_AXES] = {0};

    for (size_t i = 0; i < p->sweep->n_axes; i++) {
        const struct axis *a = &p->sweep->axes[i];
        size_t at;

        if (p->structure_stride[i] == 0)
            continue;
        at = index / p->structure_stride[i] % a->n;
        axes[i] = a->values[at];
        if (a->kind == AXIS_FIELD)
            device_set(d, a->field, axes[i]);
        if (a->kind == AXIS_MEMORY_TYPE)
            strcpy(d->memory_type, a->files[at]);
    }
    ties_set_structure(p, r, index, axes, d);
}

static void fill_structure(const struct plan *p, size_t index,
                           struct tie_room *r, const struct cost_model *costs) {
    const struct sweep *s = p->sweep;
    struct structure *x = &p->structures[index];

    x->base = &s->base;
    for (size_t i = 0; i < s->n_axes; i++) {
        const struct axis *a = &s->axes[i];

        if (a->kind == AXIS_DEVICE)
            x->base = &a->devices[index / p->structure_stride[i] % a->n];
    }
    x->device = *x->base;
    if (p->batch_axis < s->n_axes)
        x->batch = index / p->structure_stride[p->batch_axis] % p->n_batches;
    set_fields(p, index, r, &x->device);
    device_forget(&x->device, x->base);
    /* What an axis states is no fact of the base, though it may equal it. */
    set_fields(p, index, r, &x->device);
    x->cost = cost_resolve(costs, &x->device);
}

static void fill_mark(const struct plan *p, size_t mark,
                      const struct cost_model *costs) {
    struct structure *x = &p->structures[p->n_structures + mark];

    x->base = plan_mark(p, mark);
    x->device = *x->base;
    x->cost = cost_resolve(costs, &x->device);
}

void structures_fill(struct plan *p, struct tie_room *r,
                     const struct cost_model *costs) {
    for (size_t i = 0; i < p->n_structures; i++)
        fill_structure(p, i, r, costs);
    for (size_t i = 0; i < p->n_marks; i++)
        fill_mark(p, i, costs);
}
