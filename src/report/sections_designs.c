/* SPDX-License-Identifier: MIT
 *
 * The sections of sections.h that are about designs.
 */
#include "config.h"

#include "report/sections.h"

#include "report/sentences.h"
#include "study/space_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 24, MOST_SHOWN = 15, MOST_ROWS = 400 };

/* What is said of a design, beside its axes, links and objectives. */
static const char *const said[] = {"speedup",  "power_w",       "area_mm2",
                                   "cost_usd", "extrapolation", "bound",
                                   "time_ms",  "energy_j"};
/* The last of them that stands where room is short. */
static const char said_briefly[] = "extrapolation";

/* A number of the first screen with its interval and the reference's. */
static void add_fact(struct report *r, const struct source *s, size_t point,
                     const char *column, const char *label) {
    double x = source_number(s, point, column);
    double reference = source_reference(s, column);
    char amount[SOURCE_WORDS_MAX];
    struct text note = {0};

    if (isnan(x))
        return;
    if (sentences_interval(s, point, column, &note))
        text_add(&note, " (90 %%)");
    if (!isnan(reference) && strcmp(column, "speedup") != 0)
        text_add(&note, "%sreference %s", note.text == NULL ? "" : "; ",
                 source_amount(s, column, reference, amount));
    if (strcmp(column, "speedup") == 0)
        snprintf(amount, sizeof amount, "%.2f\xc3\x97", x);
    else
        source_amount(s, column, x, amount);
    report_fact(r, label, amount, note.text == NULL ? "" : note.text);
    free(note.text);
}

void sections_facts(struct report *r, const struct source *s,
                    const struct choice *c) {
    enum choice_role role = choice_first(c, s);
    size_t point = c->points[role];
    double faster = source_doubt(s, point, "beats_reference_probability");
    struct text chance = {0};
    struct text of = {0};

    choice_words(c, s, role, &of);
    text_add(&of, ": ");
    source_design(s, point, &of);
    r->facts_of = of.text;
    add_fact(r, s, point, "speedup", "Speedup");
    if (strncmp(c->gain, "throughput", 10) == 0)
        add_fact(r, s, point, c->gain, "Throughput");
    if (!isnan(faster) && source_number(s, point, "speedup") != 1) {
        sentences_probability(faster, &chance);
        report_fact(r, "Faster than the reference", chance.text,
                    "probability, with the errors of left-out devices");
        free(chance.text);
    }
    add_fact(r, s, point, "power_w", "Board power");
    add_fact(r, s, point, "area_mm2", "Die area");
    add_fact(r, s, point, "cost_usd", "Manufacturing cost");
    add_fact(r, s, point, "memory_need_gib", "Memory need");
}

static size_t add_column(const struct source *s, const char *name,
                         const char *names[], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return n;
    if (n == MOST_COLUMNS || !table_has(s->space.table, name))
        return n;
    names[n] = name;
    return n + 1;
}

static size_t columns_of(const struct source *s, const char *names[]) {
    const struct sweep *w = &s->sweep;
    size_t n = 0;

    for (size_t i = 0; i < w->n_axes; i++)
        n = add_column(s, w->axes[i].name, names, n);
    for (size_t i = 0; i < w->n_links; i++)
        if (w->links[i].field < device_n_fields)
            n = add_column(s, w->links[i].name, names, n);
    for (size_t i = 0; i < w->n_objectives; i++)
        n = add_column(s, w->objectives[i].column, names, n);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        n = add_column(s, said[i], names, n);
    return n;
}

/* Columns beside one: the speedup's interval, and how sure it is. */
static size_t n_beside(const struct source *s, const char *column) {
    return strcmp(column, "speedup") != 0 ? 0 : source_has_doubt(s) ? 3 : 1;
}

/* How many columns of a table stand where room is short, `before` beside
 * those of the names. */
static size_t brief_columns(const struct source *s, const char *const names[],
                            size_t n, size_t before) {
    size_t columns = before;

    for (size_t i = 0; i < n; i++) {
        columns += 1 + n_beside(s, names[i]);
        if (strcmp(names[i], said_briefly) == 0)
            return columns;
    }
    return columns;
}

static void add_head(struct table *t, const struct source *s,
                     const char *const names[], size_t n) {
    static const char *const beside[] = {"90 % interval", "Faster (%)",
                                         "On the front (%)"};

    for (size_t i = 0; i < n; i++) {
        char label[SOURCE_WORDS_MAX];

        table_column(t, source_label(s, names[i], label));
        for (size_t k = 0; k < n_beside(s, names[i]); k++)
            table_column(t, beside[k]);
    }
}

/* A probability as a percentage. */
static void add_doubt(struct table *t, const struct source *s, size_t point,
                      const char *column) {
    double x = source_doubt(s, point, column);

    if (isnan(x))
        table_add_text(t, "");
    else
        table_add_number(t, round(100 * x));
}

static void add_row(struct table *t, const struct source *s, size_t point,
                    const char *const names[], size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct text interval = {0};

        table_add_text(t, source_text(s, point, names[i]));
        if (n_beside(s, names[i]) == 0)
            continue;
        sentences_interval(s, point, names[i], &interval);
        table_add_text(t, interval.text == NULL ? "" : interval.text);
        free(interval.text);
        if (!source_has_doubt(s))
            continue;
        add_doubt(t, s, point, "beats_reference_probability");
        add_doubt(t, s, point, "on_front_probability");
    }
}

/* The reference beside the designs: cells of marks.csv. */
static void add_reference(struct table *t, const struct source *s,
                          const char *const names[], size_t n) {
    struct err ignored;

    table_row(t);
    table_add_text(t, s->sweep.reference.name);
    for (size_t i = 0; i < n; i++) {
        size_t at;

        table_add_text(t, table_has(s->marks, names[i]) &&
                                  table_find(s->marks, names[i], &at, &ignored)
                              ? table_cell(s->marks, 0, at)
                              : "");
        for (size_t k = 0; k < n_beside(s, names[i]); k++)
            table_add_text(t, "");
    }
}

/* A column of a table of space_table.h as people read it. */
static void add_label(struct table *t, const struct source *s,
                      const char *name) {
    char label[SOURCE_WORDS_MAX];

    source_label(s, name, label);
    table_column(t, strcmp(name, "stands_for") == 0 ? "Stands for" : label);
}

static void add_representatives(struct report *r, const struct source *s) {
    static const struct space_options o = {.bins = 10, .chosen = 5};
    struct err e;
    struct table *from = space_table_representatives(&s->space, &o, &e), *t;

    if (from == NULL || s->space.n_front <= o.chosen) {
        table_free(from);
        return;
    }
    t = table_new();
    for (size_t i = 0; i < table_columns(from); i++)
        add_label(t, s, table_name(from, i));
    for (size_t row = 0; row < table_rows(from); row++) {
        table_row(t);
        for (size_t i = 0; i < table_columns(from); i++)
            table_add_text(t, table_cell(from, row, i));
    }
    table_free(from);
    report_table(r, "Designs that stand for the front",
                 "Each is the middle of the designs of the front that are most "
                 "like it in all objectives; the last column says how many "
                 "they are.",
                 t);
}

void sections_designs(struct report *r, const struct source *s,
                      const struct choice *c) {
    const char *names[MOST_COLUMNS];
    size_t n = columns_of(s, names);
    struct table *t = table_new();
    struct report_block *b;

    report_heading(r, "The designs to look at");
    table_column(t, "Design");
    add_head(t, s, names, n);
    for (size_t role = 0; role < CHOICE_N; role++) {
        struct text words = {0};

        if (!choice_has(c, s, (enum choice_role)role))
            continue;
        choice_words(c, s, (enum choice_role)role, &words);
        table_row(t);
        table_add_text(t, words.text);
        add_row(t, s, c->points[role], names, n);
        free(words.text);
    }
    add_reference(t, s, names, n);
    b = report_table(
        r, "The top designs beside the reference",
        source_has_doubt(s)
            ? "All numbers are predicted by the same models, those "
              "of the reference too. Faster: the probability that it is "
              "faster than the reference; on the front: the share of "
              "the draws of errors in which it stays there."
            : "All numbers are predicted by the same models, those "
              "of the reference too.",
        t);
    b->columns = brief_columns(s, names, n, 1);
    b->turned = true;
    add_representatives(r, s);
}

void sections_front(struct report *r, const struct source *s) {
    const char *names[MOST_COLUMNS];
    size_t n = columns_of(s, names), front = s->space.n_front;
    size_t step = (front + MOST_ROWS - 1) / MOST_ROWS, shown;
    struct table *t = table_new();
    struct report_block *b;
    struct text note = {0};

    report_heading(r, "The front");
    report_paragraph(r,
                     "No feasible design is at least as good in every "
                     "objective as one of these and better in one. There are "
                     "%zu; front.csv has all of them with all columns.",
                     front);
    add_head(t, s, names, n);
    for (size_t k = 0; k < front; k += step) {
        table_row(t);
        add_row(t, s, s->space.front[k], names, n);
    }
    shown = table_rows(t);
    if (step > 1)
        text_add(&note, "Every %zuth of them.", step);
    b = report_table(r, "Designs of the front",
                     note.text == NULL ? "" : note.text, t);
    b->step = (shown + MOST_SHOWN - 1) / MOST_SHOWN;
    b->columns = brief_columns(s, names, n, 0);
    free(note.text);
}
