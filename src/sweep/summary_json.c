/* SPDX-License-Identifier: MIT
 *
 * What a run found, for programs.
 */
#include "config.h"

#include "sweep/summary.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *reason_counts(const struct plan *p, const struct run *r) {
    json_t *counts = json_object();

    for (size_t i = 1; i < p->n_reasons; i++)
        if (r->reason_counts[i] > 0) {
            json_t *key = json_text(p->reasons[i]);

            json_object_set_new(counts, json_string_value(key),
                                json_integer((json_int_t)r->reason_counts[i]));
            json_decref(key);
        }
    return counts;
}

static json_t *objectives(const struct plan *p, const struct run *r) {
    json_t *list = json_array();

    for (size_t i = 0; i < p->sweep->n_objectives; i++) {
        const struct run_quantiles *q = &r->objectives[i];
        json_t *o =
            json_pack("{s:s, s:s}", "column", p->sweep->objectives[i].column,
                      "goal", p->sweep->objectives[i].maximise ? "max" : "min");

        if (r->n_feasible > 0) {
            json_object_set_new(o, "least", json_real(q->least));
            json_object_set_new(o, "quarter", json_real(q->quarter));
            json_object_set_new(o, "median", json_real(q->median));
            json_object_set_new(o, "three_quarters",
                                json_real(q->three_quarters));
            json_object_set_new(o, "most", json_real(q->most));
        }
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *violation_counts(const struct plan *p, const struct run *r) {
    json_t *counts = json_object();

    for (size_t i = 0; i < p->sweep->n_constraints; i++)
        if (p->sweep->soft[i]) {
            json_t *key = json_text(p->sweep->constraints[i]);

            json_object_set_new(
                counts, json_string_value(key),
                json_integer((json_int_t)r->violation_counts[i]));
            json_decref(key);
        }
    return counts;
}

static json_t *knob_json(const struct knobs *k, const struct plan *p,
                         const struct knob *x) {
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:f, s:b, s:I, "
        "s:I}",
        "axis", p->sweep->axes[x->axis].name, "response",
        p->columns[x->column].name, "direction", knob_direction(x),
        "median_ratio", json_known(x->median_ratio), "largest_ratio",
        json_known(x->largest_ratio), "lines", (json_int_t)x->n_lines,
        "lines_dead", (json_int_t)x->n_dead, "lines_rising",
        (json_int_t)x->n_rising, "lines_falling", (json_int_t)x->n_falling,
        "lines_not_monotone", (json_int_t)x->n_not_monotone, "step_back",
        x->largest_step_back, "held", x->held, "lines_wrong",
        (json_int_t)x->n_wrong, "lines_of_axis", (json_int_t)k->lines[x->axis]);
}

static json_t *knobs_json(const struct plan *p, const struct run *r) {
    json_t *list = json_array();

    for (size_t i = 0; i < r->knobs.n; i++)
        json_array_append_new(list, knob_json(&r->knobs, p, &r->knobs.knob[i]));
    return list;
}

static json_t *warnings(const struct plan *p, const struct run *r) {
    json_t *list = json_array();
    struct text t = {0};

    knobs_warnings(&r->knobs, p, &t);
    for (char *line = t.text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');

        *end = '\0';
        json_array_append_new(list, json_text(line));
        line = end + 1;
    }
    free(t.text);
    return list;
}

static json_t *links_json(const struct plan *p) {
    static const char *const kinds[] = {"value", "along", "solve"};
    const struct sweep *s = p->sweep;
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_links; i++) {
        const struct link *l = &s->links[i];
        json_t *x =
            json_pack("{s:s, s:s}", "field", l->name, "kind", kinds[l->kind]);

        if (l->kind == LINK_ALONG)
            json_object_set_new(x, "along", json_text(s->axes[l->axis].name));
        else
            json_object_set_new(x, l->kind == LINK_VALUE ? "value" : "solve",
                                json_text(l->value));
        if (l->kind == LINK_SOLVE)
            json_object_set_new(x, "equals", json_text(l->equals));
        json_array_append_new(list, x);
    }
    return list;
}

static bool dump(json_t *object, FILE *out, const char *name, struct err *e) {
    bool good = object != NULL &&
                json_dumpf(object, out, JSON_INDENT(2)) == 0 &&
                putc('\n', out) != EOF;

    json_decref(object);
    return good || err_set(e, ERR_IO, "cannot write %s", name);
}

/* How sure the front is; null where nothing is known. */
static json_t *doubt(const struct chances *c) {
    json_t *x;

    if (c->n == 0)
        return json_null();
    x = json_pack("{s:I, s:I, s:I, s:i, s:i, s:f, s:I}", "tried",
                  (json_int_t)c->n, "rivals", (json_int_t)c->n_rivals, "firm",
                  (json_int_t)c->n_firm, "draws", CHANCE_DRAWS, "seed",
                  CHANCE_SEED, "firm_probability", CHANCE_FIRM, "neighbours",
                  (json_int_t)c->n - 1);
    json_object_set_new(x, "ties",
                        c->has_ties ? json_integer((json_int_t)c->n_ties)
                                    : json_null());
    return x;
}

/* The rows as objects, numbers as such. */
static json_t *rows(const struct table *t) {
    json_t *list = json_array();

    for (size_t i = 0; i < table_rows(t); i++) {
        json_t *row = json_object();

        for (size_t j = 0; j < table_columns(t); j++) {
            const char *cell = table_cell(t, i, j);
            double x;

            json_object_set_new(row, table_name(t, j),
                                cell[0] == '\0'            ? json_null()
                                : text_to_number(cell, &x) ? json_known(x)
                                                           : json_text(cell));
        }
        json_array_append_new(list, row);
    }
    return list;
}

/* What the front is like; null where there is none. */
static json_t *front(const struct run *r, const struct findings *f) {
    return r->n_front == 0
               ? json_null()
               : json_pack("{s:o, s:o, s:o}", "designs", rows(f->typical),
                           "marginal", rows(f->marginal), "hypervolume_share",
                           json_known(f->volume));
}

/* What the intervals promise and how that was checked; null without. */
static json_t *intervals(const struct plan *p, const struct predictor *x) {
    const struct conformal *c = &x->intervals;
    const struct conformal_coverage *held =
        &c->coverage[conformal_rule(c)][CONFORMAL_90];

    if (c->n_devices == 0)
        return json_null();
    return json_pack("{s:f, s:I, s:o, s:o, s:o, s:o}", "level",
                     conformal_levels[CONFORMAL_90], "devices",
                     (json_int_t)c->n_devices, "held", json_known(held->mean),
                     "held_least", json_known(held->least), "held_most",
                     json_known(held->most), "speedup_factor",
                     json_known(p->speedup_factor));
}

bool summary_json(const struct plan *p, const struct run *r,
                  const struct findings *f, const struct predictor *predictor,
                  FILE *out, struct err *e) {
    const struct sweep *s = p->sweep;
    json_t *top = json_object(), *axes = json_array(), *loads = json_array();

    json_object_set_new(top, "title", json_text(s->title));
    json_object_set_new(top, "base", json_text(s->base.name));
    json_object_set_new(top, "reference", json_text(s->reference.name));
    for (size_t i = 0; i < s->n_workloads; i++)
        json_array_append_new(loads, json_pack("{s:s, s:s}", "label",
                                               s->workloads[i].label, "stack",
                                               s->workloads[i].stack));
    for (size_t i = 0; i < s->n_axes; i++)
        json_array_append_new(
            axes,
            json_pack("{s:s, s:I, s:f, s:f}", "field", s->axes[i].name, "count",
                      (json_int_t)s->axes[i].n, "from", s->axes[i].values[0],
                      "to", s->axes[i].values[s->axes[i].n - 1]));
    json_object_set_new(top, "workloads", loads);
    json_object_set_new(top, "axes", axes);
    json_object_set_new(top, "sampling",
                        json_string(s->sampling.points > 0
                                        ? design_names[s->sampling.design]
                                        : "grid"));
    json_object_set_new(top, "points", json_integer((json_int_t)p->n_points));
    json_object_set_new(top, "feasible",
                        json_integer((json_int_t)r->n_feasible));
    json_object_set_new(top, "on_front", json_integer((json_int_t)r->n_front));
    json_object_set_new(top, "not_feasible", reason_counts(p, r));
    json_object_set_new(top, "links", links_json(p));
    json_object_set_new(top, "soft_violations", violation_counts(p, r));
    json_object_set_new(top, "objectives", objectives(p, r));
    json_object_set_new(top, "spread", rows(f->spread));
    json_object_set_new(top, "correlations", rows(f->correlations));
    json_object_set_new(top, "front", front(r, f));
    json_object_set_new(top, "doubt", doubt(&f->chances));
    if (p->sampled == NULL)
        json_object_set_new(top, "knobs", knobs_json(p, r));
    json_object_set_new(top, "intervals", intervals(p, predictor));
    json_object_set_new(top, "warnings",
                        p->sampled == NULL ? warnings(p, r) : json_array());
    return dump(top, out, "summary.json", e);
}

static void add_input(void *inputs, const char *kind, const char *name,
                      unsigned long crc) {
    char checksum[24];

    snprintf(checksum, sizeof checksum, "%08lx", crc);
    json_array_append_new(inputs,
                          json_pack("{s:s, s:o, s:s}", "kind", kind, "name",
                                    json_text(name), "crc32", checksum));
}

bool summary_manifest(const struct plan *p, const struct run *r,
                      const struct predictor *predictor, FILE *out,
                      struct err *e) {
    json_t *top = json_object(), *inputs = json_array();

    json_object_set_new(top, "program", json_string("gpuscape"));
    json_object_set_new(top, "version", json_string(PACKAGE_VERSION));
    json_object_set_new(top, "sweep", json_text(p->sweep->name));
    json_object_set_new(top, "predictor", json_string(predictor->kind->name));
    json_object_set_new(top, "model_seed",
                        json_integer((json_int_t)predictor->seed));
    json_object_set_new(top, "points", json_integer((json_int_t)p->n_points));
    json_object_set_new(top, "feasible",
                        json_integer((json_int_t)r->n_feasible));
    json_object_set_new(top, "on_front", json_integer((json_int_t)r->n_front));
    json_object_set_new(top, "not_feasible", reason_counts(p, r));
    json_object_set_new(top, "inputs", inputs);
    if (!inputs_each(p->sweep, add_input, inputs, e)) {
        json_decref(top);
        return false;
    }
    return dump(top, out, "manifest.json", e);
}
