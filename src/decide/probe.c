/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/probe.h"

#include <string.h>

/* The one value of an axis, with what belongs to it. */
static void hold_axis(struct probe *p, const struct sweep *s, size_t i,
                      size_t at) {
    struct axis *a = &p->axes[i];

    *a = s->axes[i];
    p->values[i] = axis_is_number(a) ? a->values[at] : 0;
    a->n = 1;
    a->values = &p->values[i];
    if (a->devices != NULL)
        a->devices += at;
    if (a->files != NULL)
        a->files += at;
    for (size_t k = 0; k < s->n_links; k++)
        if (s->links[k].kind == LINK_ALONG && s->links[k].axis == i)
            p->links[k].values = s->links[k].values + at;
}

bool probe_new(struct probe *p, const struct recommend *r,
               const struct plan *grid, size_t index,
               const struct predictor *predictor,
               const struct cost_model *costs, struct err *e) {
    const struct sweep *s = &r->sweep;

    p->sweep = *s;
    p->sweep.axes = p->axes;
    p->sweep.links = p->links;
    /* The reference is the plan's own; nothing is drawn from here. */
    p->sweep.n_marks = 0;
    p->sweep.n_plots = 0;
    for (size_t k = 0; k < s->n_links; k++)
        p->links[k] = s->links[k];
    for (size_t i = 0; i < s->n_axes; i++)
        hold_axis(p, s, i, index / grid->stride[i] % s->axes[i].n);
    if (!plan_new(&p->plan, &p->sweep, predictor, costs, e))
        return false;
    if (gauge_new(&p->gauge, r, &p->plan, e))
        return true;
    plan_free(&p->plan);
    return false;
}

void probe_free(struct probe *p) {
    gauge_free(&p->gauge);
    plan_free(&p->plan);
}

bool probe_moves(const struct probe *p, size_t axis) {
    for (size_t k = 0; k < p->sweep.n_links; k++)
        if (p->links[k].kind == LINK_ALONG && p->links[k].axis == axis)
            return false;
    return p->axes[axis].kind == AXIS_FIELD &&
           p->plan.structure_stride[axis] == 0;
}

void probe_read(struct probe *p, const double axes[], struct reading *out) {
    for (size_t i = 0; i < p->sweep.n_axes; i++)
        if (probe_moves(p, i))
            p->values[i] = axes[i];
    gauge_evaluate(&p->gauge, 0, 1);
    gauge_read(&p->gauge, 0, out);
}
