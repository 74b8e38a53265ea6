/* SPDX-License-Identifier: MIT
 *
 * The sections of sections.h that say what was drawn, asked and assumed, and
 * what the numbers were made of.
 */
#include "config.h"

#include "report/sections.h"

#include "base/mem.h"
#include "draw/gallery.h"
#include "network/work.h"

#include <stdlib.h>
#include <string.h>

static const char *figure_cell(const struct source *s, size_t row,
                               const char *column) {
    struct err ignored;
    size_t at;

    return table_has(s->figures, column) &&
                   table_find(s->figures, column, &at, &ignored)
               ? table_cell(s->figures, row, at)
               : "";
}

/* The first figure stands before any heading: it is seen first. */
void sections_figures(struct report *r, const struct source *s) {
    size_t n = 0;

    for (size_t i = 0; s->figures != NULL && i < table_rows(s->figures); i++) {
        if (!gallery_name_is_good(figure_cell(s, i, "name")))
            continue;
        if (n++ == 1)
            report_heading(r, "Further figures");
        report_figure(r, figure_cell(s, i, "name"), figure_cell(s, i, "title"),
                      figure_cell(s, i, "caption"), figure_cell(s, i, "alt"));
    }
}

/* A row of two cells. */
static void add_pair(struct table *t, const char *name, const char *value) {
    table_row(t);
    table_add_text(t, name);
    table_add_text(t, value);
}

static void add_words(struct table *t, const char *name, struct text *value) {
    add_pair(t, name, value->text == NULL ? "" : value->text);
    free(value->text);
    *value = (struct text){0};
}

static void add_devices(struct table *t, const struct source *s) {
    const struct device *d = &s->sweep.base;
    struct text words = {0};

    text_add(&words,
             "%s: %s, %.0f multiprocessors of %.0f cores, %.0f MHz, %.4g GB/s "
             "and %.4g GiB of %s",
             d->name, d->architecture, d->sm_count, d->cores_per_sm,
             d->boost_clock_mhz, d->memory_bandwidth_gbs,
             d->memory_capacity_gib, d->memory_type);
    add_words(t, "Base: what no axis or link changes is its", &words);
    add_pair(t, "Reference of speedups", s->sweep.reference.name);
}

static void add_workloads(struct table *t, const struct source *s) {
    const struct sweep *w = &s->sweep;

    for (size_t i = 0; i < w->n_workloads; i++) {
        const struct workload *x = &w->workloads[i];
        struct text words = {0};

        text_add(&words, "%s, %s", x->network.name, phase_names[x->phase]);
        if (sweep_axis(w, "batch") == w->n_axes)
            text_add(&words, ", batch %zu", x->batch);
        if (x->phase == PHASE_TRAINING)
            text_add(&words, ", optimizer %s", optimizer_names[x->optimizer]);
        text_add(&words, ", fp32, software stack %s", x->stack);
        add_words(t, i == 0 ? "Workload" : "Workload, weighed alike", &words);
    }
}

static void add_axes(struct table *t, const struct source *s) {
    const struct sweep *w = &s->sweep;

    for (size_t i = 0; i < w->n_axes; i++) {
        const struct axis *a = &w->axes[i];
        char label[SOURCE_WORDS_MAX], low[SOURCE_WORDS_MAX],
            high[SOURCE_WORDS_MAX];
        struct text words = {0};

        source_label(s, a->name, label);
        text_add(&words, "%s: %zu values", label, a->n);
        if (axis_is_number(a))
            text_add(&words, ", %s to %s",
                     source_amount(s, a->name, a->values[0], low),
                     source_amount(s, a->name, a->values[a->n - 1], high));
        add_words(t, "Axis", &words);
    }
    for (size_t i = 0; i < w->n_links; i++) {
        const struct link *l = &w->links[i];
        struct text words = {0};

        text_add(&words, "%s ", l->name);
        if (l->kind == LINK_ALONG)
            text_add(&words, "goes along with %s", w->axes[l->axis].name);
        else if (l->kind == LINK_VALUE)
            text_add(&words, "= %s", l->value);
        else
            text_add(&words, "from %g to %g so that %s = %s", l->low, l->high,
                     l->value, l->equals);
        add_words(t, "Link", &words);
    }
}

static void add_limits(struct table *t, const struct source *s) {
    const struct sweep *w = &s->sweep;

    for (size_t i = 0; i < w->n_constraints; i++)
        add_pair(t,
                 w->soft[i] ? "Constraint, soft: counted only" : "Constraint",
                 w->constraints[i]);
    for (size_t i = 0; i < w->n_objectives; i++) {
        char label[SOURCE_WORDS_MAX];

        source_label(s, w->objectives[i].column, label);
        add_pair(t,
                 w->objectives[i].maximise ? "Objective, to be made large"
                                           : "Objective, to be made small",
                 label);
    }
}

void sections_assumed(struct report *r, const struct source *s) {
    struct table *t = table_new();

    report_heading(r, "What was assumed");
    table_column(t, "What");
    table_column(t, "As the sweep file says it");
    add_devices(t, s);
    add_workloads(t, s);
    add_axes(t, s);
    add_limits(t, s);
    report_table(r, "The question as it was put to the models", "", t);
}

static json_int_t whole(const json_t *x, const char *key) {
    return json_integer_value(json_object_get(x, key));
}

void sections_methods(struct report *r, const struct source *s) {
    const struct sampling *sampling = &s->sweep.sampling;
    struct text how = {0};

    if (sampling->points > 0)
        text_add(&how, "A %s sample of the ranges, seed %zu,",
                 design_names[sampling->design], sampling->seed);
    else
        text_add(&how, "A grid of the axes");
    report_heading(r, "Methods");
    report_paragraph(
        r,
        "%s gives %" JSON_INTEGER_FORMAT
        " designs, of which %" JSON_INTEGER_FORMAT
        " are feasible: the device can be, every workload "
        "fits its memory, and every constraint holds. For each, the model %s "
        "predicts the time of every layer as overhead + work / (peak x "
        "efficiency) + traffic / (bandwidth x efficiency) + copies / link, "
        "with efficiencies learned from measured layers of real GPUs, and "
        "adds the layers up; over several workloads the geometric mean "
        "counts. Area, board power, cost and price are models fitted to real "
        "GPUs. The Pareto front is exact. The knee of the front is the design "
        "that alone dominates the largest share of the box between the "
        "front's best and worst values.",
        how.text, whole(s->summary, "points"), whole(s->summary, "feasible"),
        s->sweep.model);
    free(how.text);
}

static void add_manifest_value(struct table *t, const char *key,
                               const json_t *x) {
    struct text words = {0};

    if (json_is_string(x))
        text_add(&words, "%s", json_string_value(x));
    else if (json_is_integer(x))
        text_add(&words, "%" JSON_INTEGER_FORMAT, json_integer_value(x));
    else
        return;
    add_words(t, key, &words);
}

/* A device may be base, reference and mark at once. */
static bool is_repeated(const json_t *inputs, size_t i) {
    for (size_t j = 0; j < i; j++)
        if (json_equal(json_array_get(inputs, i), json_array_get(inputs, j)))
            return true;
    return false;
}

static void add_inputs(struct report *r, const json_t *inputs) {
    static const char *const keys[] = {"kind", "name", "crc32"};
    static const char *const heads[] = {"Kind", "Name", "CRC-32"};
    struct table *t = table_new();
    json_t *x;
    size_t i;

    for (i = 0; i < 3; i++)
        table_column(t, heads[i]);
    json_array_foreach(inputs, i, x) {
        if (is_repeated(inputs, i))
            continue;
        table_row(t);
        for (size_t k = 0; k < 3; k++) {
            const char *cell = json_string_value(json_object_get(x, keys[k]));

            table_add_text(t, cell == NULL ? "" : cell);
        }
    }
    report_table(r, "The files that were read", "", t);
}

void sections_manifest(struct report *r, const struct source *s) {
    struct table *t = table_new();
    const char *key;
    json_t *x;

    report_heading(r, "Manifest");
    table_column(t, "What");
    table_column(t, "Value");
    json_object_foreach(s->manifest, key, x) add_manifest_value(t, key, x);
    report_table(r, "The run", "", t);
    add_inputs(r, json_object_get(s->manifest, "inputs"));
}
