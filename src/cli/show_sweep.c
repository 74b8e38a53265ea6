/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/show.h"

#include "cli/cli.h"
#include "sweep/sweep.h"

static void add_axis(struct table *t, const struct axis *a) {
    if (a->kind == AXIS_DEVICE)
        for (size_t i = 0; i < a->n; i++)
            show_property(t, "axis", "device: %s (%s)", a->files[i],
                          a->devices[i].name);
    else if (!axis_is_number(a))
        for (size_t i = 0; i < a->n; i++)
            show_property(t, "axis", "%s: %s", a->name, a->files[i]);
    else
        show_property(t, "axis", "%s: %g to %g, %zu values%s", a->name,
                      a->values[0], a->values[a->n - 1], a->n,
                      a->log ? ", even in the logarithm" : "");
}

static void add_link(struct table *t, const struct sweep *s,
                     const struct link *l) {
    if (l->kind == LINK_VALUE)
        show_property(t, "link", "%s = %s", l->name, l->value);
    else if (l->kind == LINK_ALONG)
        show_property(t, "link", "%s along %s", l->name, s->axes[l->axis].name);
    else
        show_property(t, "link", "%s from %g to %g so that %s = %s", l->name,
                      l->low, l->high, l->value, l->equals);
}

static void add_workload(struct table *t, const struct sweep *s,
                         const struct workload *w) {
    if (sweep_axis(s, "batch") < s->n_axes)
        show_property(t, "workload", "%s: %s, %s, stack %s", w->label,
                      w->network.title, phase_names[w->phase], w->stack);
    else
        show_property(t, "workload", "%s: %s, %s, batch %zu, stack %s",
                      w->label, w->network.title, phase_names[w->phase],
                      w->batch, w->stack);
}

int show_sweep(const char *name, const struct show_options *o) {
    struct sweep s;
    struct err e;
    struct table *t;
    double points = 1;

    if (!sweep_load(&s, name, NULL, 0, &e))
        return cli_fail(&e);
    t = show_properties();
    show_property(t, "title", "%s", s.title);
    if (s.question[0] != '\0')
        show_property(t, "question", "%s", s.question);
    show_property(t, "base", "%s (%s)", s.base_file, s.base.name);
    show_property(t, "reference", "%s (%s)", s.reference_file,
                  s.reference.name);
    show_property(t, "model", "%s", s.model);
    for (size_t i = 0; i < s.n_workloads; i++)
        add_workload(t, &s, &s.workloads[i]);
    for (size_t i = 0; i < s.n_axes; i++) {
        add_axis(t, &s.axes[i]);
        points *= (double)s.axes[i].n;
    }
    if (s.sampling.points > 0)
        show_property(t, "sampling", "%s, seed %zu",
                      design_names[s.sampling.design], s.sampling.seed);
    show_property(t, "points", "%.0f",
                  s.sampling.points > 0 ? (double)s.sampling.points : points);
    for (size_t i = 0; i < s.n_links; i++)
        add_link(t, &s, &s.links[i]);
    for (size_t i = 0; i < s.n_constraints; i++)
        show_property(t, s.soft[i] ? "soft constraint" : "constraint", "%s",
                      s.constraints[i]);
    for (size_t i = 0; i < s.n_objectives; i++)
        show_property(t, "objective", "%s %s",
                      s.objectives[i].maximise ? "max" : "min",
                      s.objectives[i].column);
    for (size_t i = 0; i < s.n_plots; i++)
        show_property(t, "plot", "%s: %s", s.plots[i].kind, s.plots[i].name);
    show_property(t, "keep", "%s", sweep_keep_names[s.keep]);
    sweep_free(&s);
    cli_put_table(t, o->format);
    return CLI_DONE;
}
