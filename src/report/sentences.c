/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/sentences.h"

#include "report/effects.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

/* "power_w" gives "power_lo_w", "speedup" "speedup_lo": as metrics are
 * named. */
static double end_of(const struct source *s, size_t point, const char *column,
                     const char *end) {
    static const char *const units[] = {"_ms", "_w", "_mm2", "_usd"};
    char name[SOURCE_WORDS_MAX];
    size_t n = strlen(column), unit = n;

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const char *at = strstr(column, units[i]);

        if (at != NULL &&
            (at[strlen(units[i])] == '\0' || at[strlen(units[i])] == '_'))
            unit = (size_t)(at - column);
    }
    if (unit == n && strncmp(column, "speedup", 7) == 0)
        unit = 7;
    snprintf(name, sizeof name, "%.*s_%s%s", (int)unit, column, end,
             column + unit);
    return source_number(s, point, name);
}

bool sentences_interval(const struct source *s, size_t point,
                        const char *column, struct text *out) {
    double low = end_of(s, point, column, "lo");
    double high = end_of(s, point, column, "hi");

    if (isnan(low) || isnan(high))
        return false;
    if (low >= 100)
        text_add(out, "%.0f to %.0f", low, high);
    else if (low >= 10)
        text_add(out, "%.1f to %.1f", low, high);
    else
        text_add(out, "%.2f to %.2f", low, high);
    return true;
}

static bool is_speedup(const char *column) {
    return strncmp(column, "speedup", 7) == 0;
}

/* "is 1.34 times as fast (90 % interval 0.88 to 2.03)", "reaches a throughput
 * of 150 images/s". */
static void add_gain(const struct source *s, const struct choice *c,
                     size_t point, bool first, struct text *out) {
    double x = source_number(s, point, c->gain);
    struct text interval = {0};
    char words[SOURCE_WORDS_MAX], amount[SOURCE_WORDS_MAX];

    if (is_speedup(c->gain))
        text_add(out, "is %.2f times as fast", x);
    else
        text_add(out, "reaches a %s of %s", source_name(s, c->gain, words),
                 source_amount(s, c->gain, x, amount));
    if (sentences_interval(s, point, c->gain, &interval))
        text_add(out, " (%s%s)", first ? "90 % interval " : "", interval.text);
    free(interval.text);
}

/* ", for 505 W and 845 mm2": what it costs, but for what the design has said
 * already. */
static void add_costs(const struct source *s, const struct choice *c,
                      size_t point, struct text *out) {
    const char *costs[SWEEP_MAX_AXES];
    size_t n = 0;

    for (size_t i = 0; i < c->n_costs; i++)
        if (sweep_axis(&s->sweep, c->costs[i]) == s->sweep.n_axes)
            costs[n++] = c->costs[i];
    for (size_t i = 0; i < n; i++) {
        char amount[SOURCE_WORDS_MAX];

        text_add(out, "%s%s",
                 i == 0      ? ", for "
                 : i + 1 < n ? ", "
                             : " and ",
                 source_amount(s, costs[i], source_number(s, point, costs[i]),
                               amount));
    }
}

/* "has 42 multiprocessors and ... (the reference: 28 and ...)", or the
 * name. */
static void add_design(const struct source *s, size_t point, bool reference,
                       struct text *out) {
    struct text same = {0};

    if (!source_has_names(s))
        text_add(out, "has ");
    source_design(s, point, out);
    if (reference && !source_has_names(s))
        source_design_of_reference(s, &same);
    if (same.text != NULL)
        text_add(out, " (the reference: %s)", same.text);
    free(same.text);
}

static void add_equal(const struct source *s, const struct choice *c,
                      struct text *out) {
    size_t point = c->points[CHOICE_EQUAL];
    bool slower =
        is_speedup(c->gain) && source_number(s, point, c->gain) <= 1 + 1e-6;

    text_add(out,
             slower ? "No feasible design is faster than the %s at no more "
                    : "At no more ",
             s->sweep.reference.name);
    if (slower) {
        choice_limit(c, s, out);
        text_add(out, ": the best ");
    } else {
        choice_limit(c, s, out);
        text_add(out, " than the %s, the best of %zu feasible designs ",
                 s->sweep.reference.name, s->space.n);
    }
    if (source_has_names(s))
        text_add(out, "is the ");
    add_design(s, point, true, out);
    text_add(out, source_has_names(s) ? ", which " : " and ");
    add_gain(s, c, point, true, out);
}

static void add_knee(const struct source *s, const struct choice *c,
                     struct text *out) {
    size_t point = c->points[CHOICE_KNEE];

    text_add(out, "Of %zu feasible designs, %zu are on the front, whose knee ",
             s->space.n, s->space.n_front);
    if (source_has_names(s))
        text_add(out, "is the ");
    add_design(s, point, true, out);
    text_add(out, source_has_names(s) ? ", which " : " and ");
    add_gain(s, c, point, true, out);
    add_costs(s, c, point, out);
}

/* Soft constraints that a design breaks. */
static void add_broken(const struct source *s, size_t point, struct text *out) {
    const char *broken = source_text(s, point, "violated");

    if (broken[0] != '\0')
        text_add(out, ", and breaks what was asked for softly (%s)", broken);
}

static void add_best(const struct source *s, const struct choice *c, bool alone,
                     struct text *out) {
    size_t point = c->points[CHOICE_BEST];
    if (alone)
        text_add(out, "Of %zu feasible designs, the ", s->space.n);
    else
        text_add(out, "; the ");
    if (is_speedup(c->gain))
        text_add(out, "fastest%s ", alone ? "" : " of all");
    else
        text_add(out, "%s that any reaches ",
                 c->gain_is_large ? "most" : "least");
    if (!is_speedup(c->gain)) {
        char amount[SOURCE_WORDS_MAX];

        text_add(out, "is %s, with ",
                 source_amount(s, c->gain, source_number(s, point, c->gain),
                               amount));
        if (source_has_names(s))
            text_add(out, "the ");
        source_design(s, point, out);
    } else {
        if (source_has_names(s))
            text_add(out, "is the ");
        add_design(s, point, alone, out);
        text_add(out, source_has_names(s) ? ", which " : " and ");
        add_gain(s, c, point, alone, out);
    }
    add_costs(s, c, point, out);
    add_broken(s, point, out);
}

static void add_first_sentence(const struct source *s, const struct choice *c,
                               struct text *out) {
    enum choice_role first = choice_first(c, s);

    if (first == CHOICE_EQUAL)
        add_equal(s, c, out);
    else if (first == CHOICE_KNEE)
        add_knee(s, c, out);
    if (first == CHOICE_BEST)
        add_best(s, c, true, out);
    else if (c->points[first] == c->points[CHOICE_BEST])
        text_add(out, "; no other goes further at any cost");
    else
        add_best(s, c, false, out);
    text_add(out, ".");
}

char *sentences_answer(const struct source *s, const struct choice *c) {
    struct text t = {0};

    add_first_sentence(s, c, &t);
    text_add(&t, " ");
    if (s->sweep.sampling.points > 0)
        text_add(&t, "The designs are a sample of %zu",
                 s->sweep.sampling.points);
    else if (source_has_names(s))
        effects_add_spread(s, c, &t);
    else
        effects_add(s, c, &t);
    effects_add_reason(s, &t);
    text_add(&t, ".");
    return t.text;
}

char *sentences_none(const struct source *s) {
    struct text t = {0};

    text_add(&t, "None of the designs is feasible");
    effects_add_reason(s, &t);
    text_add(&t, ".  Constraints that are less strict, or other ranges of the "
                 "axes, would give an answer.");
    return t.text;
}
