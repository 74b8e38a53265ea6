/* SPDX-License-Identifier: MIT
 *
 * What the knobs of a sweep do, as a table and as warnings.
 */
#include "config.h"

#include "sweep/knob.h"

#include "base/mem.h"
#include "sweep/column.h"

#include <math.h>
#include <stdlib.h>

const char *knob_direction(const struct knob *k) {
    if (k->n_lines == 0)
        return "unknown";
    if (k->held)
        return "held";
    if (k->n_dead == k->n_lines)
        return "dead";
    if (k->n_rising > 0 && k->n_falling > 0)
        return "both ways";
    if (k->n_rising == 0 && k->n_falling == 0)
        return "level";
    return k->n_rising > 0 ? "rises" : "falls";
}

static const struct knob *knob_at(const struct knobs *k, size_t axis,
                                  size_t response) {
    return &k->knob[axis * k->n_responses + response];
}

/* An objective that is an axis answers to nothing but itself. */
static bool is_axis(const struct plan *p, const struct knob *k) {
    return p->columns[k->column].kind == COLUMN_AXIS;
}

/* Whether the axis changes any response that no link holds. */
static bool is_alive(const struct knobs *k, const struct plan *p, size_t axis) {
    for (size_t r = 0; r < k->n_responses; r++) {
        const struct knob *x = knob_at(k, axis, r);

        if (!x->held && !is_axis(p, x) && x->n_dead < x->n_lines)
            return true;
    }
    return false;
}

/* Whether enough could be seen to call the axis dead. */
static bool is_seen(const struct knobs *k, const struct plan *p, size_t axis) {
    for (size_t r = 0; r < k->n_responses; r++)
        if (!is_axis(p, knob_at(k, axis, r)) &&
            knob_at(k, axis, r)->n_lines > 0)
            return true;
    return false;
}

static void warn_dead(const struct knobs *k, const struct plan *p, size_t axis,
                      struct text *out) {
    const struct axis *a = &p->sweep->axes[axis];

    if (a->n < 2)
        return;
    if (!is_seen(k, p, axis))
        text_add(
            out,
            "Warning: no line along %s has two points that can be: nothing "
            "is known of it\n",
            a->name);
    else if (!is_alive(k, p, axis) && k->feasibility[axis] > 0)
        text_add(out,
                 "Note: %s changes no other objective and no time; it decides "
                 "what is feasible\n",
                 a->name);
    else if (!is_alive(k, p, axis))
        text_add(out,
                 "Warning: %s changes no objective and no time: a dead knob\n",
                 a->name);
}

void knobs_warnings(const struct knobs *k, const struct plan *p,
                    struct text *out) {
    for (size_t a = 0; a < p->sweep->n_axes; a++) {
        warn_dead(k, p, a, out);
        for (size_t r = 0; r < k->n_responses; r++) {
            const struct knob *x = knob_at(k, a, r);

            if (x->n_wrong > 0)
                text_add(out,
                         "Warning: more %s %s %s on %zu of %zu lines: expected "
                         "never\n",
                         p->sweep->axes[a].name,
                         x->expected > 0 ? "lowers" : "raises",
                         p->columns[x->column].name, x->n_wrong, x->n_lines);
        }
    }
}

static void add_row(struct table *t, const struct plan *p,
                    const struct knobs *k, const struct knob *x) {
    bool ordered = axis_is_number(&p->sweep->axes[x->axis]);
    char lines[80];

    table_row(t);
    table_add_text(t, p->sweep->axes[x->axis].name);
    table_add_text(t, p->columns[x->column].name);
    table_add_text(t, ordered || x->n_lines == 0 || x->n_dead == x->n_lines
                          ? knob_direction(x)
                          : "differs");
    table_add_number(t, x->median_ratio);
    table_add_number(t, x->largest_ratio);
    table_add_text(t, x->n_dead == x->n_lines || !ordered ? ""
                      : x->n_not_monotone == 0            ? "yes"
                                                          : "no");
    if (ordered)
        table_add_number(t, x->largest_step_back);
    else
        table_add_text(t, "");
    snprintf(lines, sizeof lines, "%zu of %zu", x->n_lines, k->lines[x->axis]);
    table_add_text(t, lines);
}

struct table *knobs_table(const struct knobs *k, const struct plan *p) {
    struct table *t = table_new();

    table_column(t, "axis");
    table_column(t, "response");
    table_column(t, "direction");
    table_column(t, "median_ratio");
    table_column(t, "largest_ratio");
    table_column(t, "monotone");
    table_column(t, "step_back");
    table_column(t, "lines");
    for (size_t i = 0; i < k->n; i++) {
        const struct knob *x = &k->knob[i];
        const struct column *c = &p->columns[x->column];
        bool of_workload = c->kind == COLUMN_METRIC &&
                           c->metric == METRIC_TIME_ID &&
                           c->workload < p->sweep->n_workloads;

        /* Times of single workloads are in summary.json. */
        if (p->sweep->axes[x->axis].n > 1 && !is_axis(p, x) && !of_workload)
            add_row(t, p, k, x);
    }
    return t;
}
