/* SPDX-License-Identifier: MIT
 *
 * The sections of sections.h that say what moves the numbers and how far they
 * can be trusted.
 */
#include "config.h"

#include "report/sections.h"

#include "predict/label.h"
#include "report/sentences.h"
#include "study/space_table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A table of space_table.h with its columns, and the columns that its cells
 * name, as people read them. */
static struct table *relabel(const struct source *s, const struct table *from) {
    struct table *t = table_new();

    for (size_t i = 0; i < table_columns(from); i++) {
        char name[SOURCE_WORDS_MAX];

        snprintf(name, sizeof name, "%s", table_name(from, i));
        for (char *p = name; *p != '\0'; p++)
            *p = *p == '_' ? ' ' : *p;
        name[0] = (char)toupper((unsigned char)name[0]);
        table_column(t, name);
    }
    for (size_t row = 0; row < table_rows(from); row++) {
        table_row(t);
        for (size_t i = 0; i < table_columns(from); i++) {
            const char *cell = table_cell(from, row, i);
            char label[SOURCE_WORDS_MAX];

            source_label(s, cell, label);
            table_add_text(t, table_has(s->space.table, cell) ? label : cell);
        }
    }
    return t;
}

static void add_knob(struct table *t, const struct source *s, json_t *k) {
    static const char *const texts[] = {"axis", "response"};
    static const char *const numbers[] = {"median_ratio", "largest_ratio"};
    json_t *direction = json_object_get(k, "direction");

    table_row(t);
    for (size_t i = 0; i < 2; i++) {
        const char *name = json_string_value(json_object_get(k, texts[i]));
        char label[SOURCE_WORDS_MAX];

        source_label(s, name == NULL ? "" : name, label);
        table_add_text(t, label);
    }
    table_add_text(t, json_is_string(direction) ? json_string_value(direction)
                                                : "");
    for (size_t i = 0; i < 2; i++) {
        json_t *x = json_object_get(k, numbers[i]);

        if (json_is_number(x))
            table_add_number(t, json_number_value(x));
        else
            table_add_text(t, "");
    }
}

/* Times of single workloads are in summary.json; what an axis does to itself
 * is no news. */
static bool is_worth_a_row(const struct source *s, json_t *k) {
    const char *axis = json_string_value(json_object_get(k, "axis"));
    const char *response = json_string_value(json_object_get(k, "response"));

    if (axis == NULL || response == NULL || strcmp(axis, response) == 0)
        return false;
    for (size_t i = 0; i < s->sweep.n_objectives; i++)
        if (strcmp(s->sweep.objectives[i].column, response) == 0)
            return true;
    return strcmp(response, "time_ms") == 0;
}

static void add_knobs(struct report *r, const struct source *s) {
    static const char *const heads[] = {"Axis", "What it moves", "Direction",
                                        "Median ratio", "Largest ratio"};
    json_t *knobs = json_object_get(s->summary, "knobs"), *k;
    struct table *t = table_new();
    size_t i;

    for (i = 0; i < sizeof heads / sizeof *heads; i++)
        table_column(t, heads[i]);
    json_array_foreach(knobs, i, k) if (is_worth_a_row(s, k)) add_knob(t, s, k);
    report_table(
        r, "What each axis moves",
        "Along lines of designs on which nothing else changes; ratio: "
        "the most over the least on such a line. Held: a link sets it; "
        "dead: the axis does not move it.",
        t);
}

static void add_marginal(struct report *r, const struct source *s) {
    static const struct space_options o = {.bins = 10, .chosen = 5};
    struct err ignored;
    struct table *t = space_table_marginal(&s->space, &o, &ignored);

    if (t == NULL)
        return;
    report_table(r, "What one more unit of a cost brings along the front",
                 "In quarters of the front by that cost: the slope of the gain "
                 "over the cost with its 90 % interval.",
                 relabel(s, t));
    table_free(t);
}

void sections_axes(struct report *r, const struct source *s) {
    json_t *knobs = json_object_get(s->summary, "knobs");

    if (source_has_names(s) || json_array_size(knobs) == 0)
        return;
    report_heading(r, "What matters");
    add_knobs(r, s);
    if (s->space.n > 0)
        add_marginal(r, s);
}

static double part(const json_t *x, const char *key) {
    return json_number_value(json_object_get(x, key));
}

static void add_intervals(struct report *r, const struct source *s) {
    json_t *x = json_object_get(s->summary, "intervals");

    if (!json_is_object(x)) {
        report_paragraph(r, "The model was trained without intervals, so "
                            "nothing is said of how far its predictions hold.");
        return;
    }
    report_paragraph(
        r,
        "Every predicted time and speedup has a %.0f %% interval, over "
        "devices: how it was measured is that each of %.0f devices was left "
        "out of the training in turn, with those of the same architecture, "
        "multiprocessors and cores, and its measured layers were held against "
        "the intervals made from the others. They held %.0f %% of a left-out "
        "device's times on average, %.0f to %.0f %% device by device. A "
        "speedup's interval is a factor of %.2f either way, whichever the two "
        "devices are.",
        100 * part(x, "level"), part(x, "devices"), 100 * part(x, "held"),
        100 * part(x, "held_least"), 100 * part(x, "held_most"),
        part(x, "speedup_factor"));
}

/* How sure the front is, and what was drawn to say so. */
static void add_draws(struct report *r, const struct source *s) {
    const json_t *x = json_object_get(s->summary, "doubt");

    if (!json_is_object(x))
        return;
    report_paragraph(
        r,
        "How sure the front is: the errors of left-out devices were drawn %.0f "
        "times (seed %.0f), like designs nearly sharing theirs, and the %.0f "
        "designs of the front that were tried held against each other and %.0f "
        "rivals near it. In the tables \"on the front\" is the share of "
        "these draws in which a design stays there; one that stays in %.0f %% "
        "of them is firm: %.0f are. \"Faster\" is a probability in closed "
        "form, from the deviation of the same errors between the two devices. "
        "Neighbours along the front neither of which surely beats the other "
        "are ties; choose among them by what else matters.",
        part(x, "draws"), part(x, "seed"), part(x, "tried"), part(x, "rivals"),
        100 * part(x, "firm_probability"), part(x, "firm"));
}

/* How many designs there are of each label, and which fields make them so. */
static void add_labels(struct report *r, const struct source *s) {
    struct table *t = table_new();
    size_t counts[LABEL_N];

    if (!table_has(s->space.table, "extrapolation")) {
        table_free(t);
        return;
    }
    sentences_count_labels(s, counts);
    table_column(t, "Label");
    table_column(t, "Feasible designs");
    table_column(t, "On the front");
    for (size_t k = 0; k < LABEL_N; k++) {
        size_t n = 0;

        for (size_t i = 0; i < s->space.n; i++)
            n +=
                strcmp(source_text(s, i, "extrapolation"), label_names[k]) == 0;
        table_row(t);
        table_add_text(t, label_names[k]);
        table_add_number(t, (double)n);
        table_add_number(t, (double)counts[k]);
    }
    report_table(r,
                 "How far the designs are from the devices that were measured",
                 "Inside: between them in every field that counts; edge: "
                 "beyond them in some, by a quarter at most; outside: the "
                 "model was never held against the "
                 "like of it, and its interval is the least that one has to "
                 "reckon with.",
                 t);
}

static void add_warnings(struct report *r, const struct source *s) {
    json_t *warnings = json_object_get(s->summary, "warnings"), *x;
    size_t i;

    json_array_foreach(warnings, i, x) if (json_is_string(x))
        report_paragraph(r, "%s", json_string_value(x));
}

void sections_trust(struct report *r, const struct source *s) {
    report_heading(r, "How sure");
    add_intervals(r, s);
    add_draws(r, s);
    if (s->space.n > 0)
        add_labels(r, s);
    report_paragraph(
        r, "An error is mostly a factor that a whole device has in common: its "
           "real clock, power cap and host are on no data sheet. Along clock "
           "and bandwidth of one structure designs share it, and their order "
           "is that of physics; how far structures differ beside it was seen "
           "on GPUs left out of training to be no less within an architecture "
           "than between two.");
    report_paragraph(
        r, "Board power, die area, cost and price are modelled too, with bands "
           "(the columns *_lo_* and *_hi_* of points.csv) that hold 90 %% of "
           "left-out boards and dies; those of the cost are the range of its "
           "inputs, for no measurement is public.");
    report_paragraph(
        r, "To see these errors measured again: gpuscape validate CSV... "
           "--leave-out device for times, gpuscape validate --costs for power, "
           "area and price. The README's section on how it predicts has the "
           "results, device by device.");
    add_warnings(r, s);
}
