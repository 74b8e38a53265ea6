/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/summary.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "sweep/result.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static bool written(FILE *out, const char *name, struct err *e) {
    return !ferror(out) || err_set(e, ERR_IO, "cannot write %s", name);
}

/* Text that may hold anything as one line that a terminal can show. */
static void put_shown(const char *text, FILE *out) {
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 32 || *text == 127)
            fprintf(out, "\\x%02x", (unsigned)*text);
        else
            putc(*text, out);
}

static void put_line(const char *head, const char *text, FILE *out) {
    fputs(head, out);
    put_shown(text, out);
    putc('\n', out);
}

static void put_workloads(const struct sweep *s, FILE *out) {
    for (size_t i = 0; i < s->n_workloads; i++)
        fprintf(out, "%s%s (%s)%s", i == 0 ? "Workloads   " : "            ",
                s->workloads[i].label, s->workloads[i].stack, "\n");
}

static void put_axes(const struct sweep *s, FILE *out) {
    for (size_t i = 0; i < s->n_axes; i++) {
        const struct axis *a = &s->axes[i];

        fprintf(out, "%s%s: %zu values",
                i == 0 ? "Axes        " : "            ", a->name, a->n);
        if (a->kind != AXIS_DEVICE)
            fprintf(out, ", %g to %g%s", a->values[0], a->values[a->n - 1],
                    a->log ? ", log" : "");
        fputc('\n', out);
    }
}

static void put_counts(const struct plan *p, const struct run *r, FILE *out) {
    fprintf(out, "Points      %zu, of them feasible %zu, on the front %zu\n",
            p->n_points, r->n_feasible, r->n_front);
    for (size_t i = 1; i < p->n_reasons; i++)
        if (r->reason_counts[i] > 0) {
            fprintf(out, "            %zu not feasible, ", r->reason_counts[i]);
            put_line("", p->reasons[i], out);
        }
}

static void put_objectives(const struct plan *p, const struct run *r,
                           FILE *out) {
    struct table *t;

    if (r->n_feasible == 0)
        return;
    t = table_new();
    table_column(t, "objective");
    table_column(t, "goal");
    table_column(t, "least");
    table_column(t, "quarter");
    table_column(t, "median");
    table_column(t, "three_quarters");
    table_column(t, "most");
    for (size_t i = 0; i < p->sweep->n_objectives; i++) {
        const struct run_quantiles *q = &r->objectives[i];

        table_row(t);
        table_add_text(t, p->sweep->objectives[i].column);
        table_add_text(t, p->sweep->objectives[i].maximise ? "max" : "min");
        table_add_number(t, q->least);
        table_add_number(t, q->quarter);
        table_add_number(t, q->median);
        table_add_number(t, q->three_quarters);
        table_add_number(t, q->most);
    }
    fputs("\nOver the feasible points (quartiles are running estimates):\n",
          out);
    table_write(t, TABLE_TEXT, out);
    table_free(t);
}

/* What the intervals promise and how that was checked. */
static void put_intervals(const struct predictor *p, FILE *out) {
    const struct conformal *c = &p->intervals;
    const struct conformal_coverage *x =
        &c->coverage[conformal_rule(c)][CONFORMAL_90];

    if (c->n_devices == 0) {
        fputs("\nIntervals   none: the model was trained without\n", out);
        return;
    }
    fprintf(out,
            "\nIntervals   90 %%, over devices: from %zu devices left out in "
            "turn; layers' intervals held %.0f %% of such a device's times "
            "(%.0f to %.0f)\n",
            c->n_devices, 100 * x->mean, 100 * x->least, 100 * x->most);
}

bool summary_text(const struct plan *p, const struct run *r,
                  const struct predictor *predictor, FILE *out, struct err *e) {
    enum { MOST = 15 };
    const struct sweep *s = p->sweep;

    put_line("", s->title, out);
    if (s->question[0] != '\0')
        put_line("", s->question, out);
    put_line("\nBase        ", s->base.name, out);
    put_line("Reference   ", s->reference.name, out);
    fputs("Model       ", out);
    put_shown(s->model, out);
    fprintf(out, " (%s)\n", predictor->kind->name);
    put_workloads(s, out);
    put_axes(s, out);
    put_counts(p, r, out);
    put_objectives(p, r, out);
    put_intervals(predictor, out);
    if (r->n_front > 0) {
        struct table *t = result_front_table(p, r, MOST);

        fprintf(out, "\nThe front%s:\n",
                r->n_front > MOST ? ", some of its points (all: front.csv)"
                                  : "");
        table_write(t, TABLE_TEXT, out);
        table_free(t);
    } else {
        fputs("\nNo point is feasible: no front.\n", out);
    }
    return written(out, "summary.txt", e);
}

/* Text that may hold any bytes: JSON takes UTF-8 only. */
static json_t *json_text(const char *text) {
    json_t *value = json_string(text);
    char *plain;

    if (value != NULL)
        return value;
    plain = mem_strdup(text);
    for (char *c = plain; *c != '\0'; c++)
        if ((unsigned char)*c >= 128)
            *c = '?';
    value = json_string(plain);
    free(plain);
    return value;
}

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

static bool dump(json_t *object, FILE *out, const char *name, struct err *e) {
    bool good = object != NULL &&
                json_dumpf(object, out, JSON_INDENT(2)) == 0 &&
                putc('\n', out) != EOF;

    json_decref(object);
    return good || err_set(e, ERR_IO, "cannot write %s", name);
}

bool summary_json(const struct plan *p, const struct run *r, FILE *out,
                  struct err *e) {
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
    json_object_set_new(top, "points", json_integer((json_int_t)p->n_points));
    json_object_set_new(top, "feasible",
                        json_integer((json_int_t)r->n_feasible));
    json_object_set_new(top, "on_front", json_integer((json_int_t)r->n_front));
    json_object_set_new(top, "not_feasible", reason_counts(p, r));
    json_object_set_new(top, "objectives", objectives(p, r));
    return dump(top, out, "summary.json", e);
}

/* One input file with its checksum; a file that cannot be found again (it was
 * read a moment ago) is a failure. */
static bool add_input(json_t *inputs, const char *kind, const char *name,
                      struct err *e) {
    char *path = file_find(kind, name, e), checksum[16];
    unsigned long crc = 0;
    bool good = path != NULL && file_checksum(path, &crc, e);

    free(path);
    if (!good)
        return false;
    snprintf(checksum, sizeof checksum, "%08lx", crc);
    json_array_append_new(inputs,
                          json_pack("{s:s, s:o, s:s}", "kind", kind, "name",
                                    json_text(name), "crc32", checksum));
    return true;
}

static bool add_inputs(json_t *inputs, const struct sweep *s, struct err *e) {
    bool good = add_input(inputs, "models", s->model, e) &&
                add_input(inputs, "models", s->costs, e) &&
                add_input(inputs, "devices", s->base_file, e) &&
                add_input(inputs, "devices", s->reference_file, e);

    for (size_t i = 0; good && i < s->n_workloads; i++)
        good = add_input(inputs, "networks", s->network_files[i], e);
    for (size_t i = 0; good && i < s->n_axes; i++)
        for (size_t j = 0;
             good && s->axes[i].kind == AXIS_DEVICE && j < s->axes[i].n; j++)
            good = add_input(inputs, "devices", s->axes[i].files[j], e);
    for (size_t i = 0; good && i < s->n_marks; i++)
        good = add_input(inputs, "devices", s->mark_files[i], e);
    return good;
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
    if (!add_inputs(inputs, p->sweep, e)) {
        json_decref(top);
        return false;
    }
    return dump(top, out, "manifest.json", e);
}
