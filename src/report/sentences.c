/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/sentences.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

/* Changes that are not worth a word. */
static const double NOTHING = 1.005;

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

/* "is 1.34 times as fast (90 % interval 0.88 to 2.03)", "has a throughput of
 * 150 images/s". */
static void add_gain(const struct source *s, const struct choice *c,
                     size_t point, bool first, struct text *out) {
    double x = source_number(s, point, c->gain);
    struct text interval = {0};
    char words[SOURCE_WORDS_MAX], amount[SOURCE_WORDS_MAX];

    if (is_speedup(c->gain))
        text_add(out, "is %.2f times as fast", x);
    else
        text_add(out, "has a %s of %s", source_name(s, c->gain, words),
                 source_amount(s, c->gain, x, amount));
    if (sentences_interval(s, point, c->gain, &interval))
        text_add(out, " (%s%s)", first ? "90 % interval " : "", interval.text);
    free(interval.text);
}

/* "505 W and 845 mm2": what it costs. */
static void add_costs(const struct source *s, const struct choice *c,
                      size_t point, struct text *out) {
    char amount[SOURCE_WORDS_MAX];

    for (size_t i = 0; i < c->n_costs; i++)
        text_add(out, "%s%s",
                 i == 0               ? ""
                 : i + 1 < c->n_costs ? ", "
                                      : " and ",
                 source_amount(s, c->costs[i],
                               source_number(s, point, c->costs[i]), amount));
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

    text_add(out, "Of %zu feasible designs %zu are on the front, whose knee ",
             s->space.n, s->space.n_front);
    if (source_has_names(s))
        text_add(out, "is the ");
    add_design(s, point, true, out);
    text_add(out, source_has_names(s) ? ", which " : " and ");
    add_gain(s, c, point, true, out);
    if (c->n_costs > 0) {
        text_add(out, " for ");
        add_costs(s, c, point, out);
    }
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
    const char *most = is_speedup(c->gain) ? "fastest"
                       : c->gain_is_large  ? "most"
                                           : "least";

    if (alone)
        text_add(out, "Of %zu feasible designs the ", s->space.n);
    else
        text_add(out, "; the ");
    if (is_speedup(c->gain))
        text_add(out, "%s%s ", most, alone ? "" : " of all");
    else
        text_add(out, "%s any reaches ", most);
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
    if (c->n_costs > 0) {
        text_add(out, ", for ");
        add_costs(s, c, point, out);
    }
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

/* An axis with how much it moves the gain along its range. */
struct effect {
    const char *axis;
    double ratio;
};

static int by_ratio(const void *a, const void *b) {
    double x = ((const struct effect *)a)->ratio;
    double y = ((const struct effect *)b)->ratio;

    return x < y ? 1 : x > y ? -1 : 0;
}

/* Axes with numbers in the order of what they move; returns how many. */
static size_t effects_of(const struct source *s, const struct choice *c,
                         struct effect out[SWEEP_MAX_AXES]) {
    json_t *knobs = json_object_get(s->summary, "knobs"), *k;
    size_t i, n = 0;

    json_array_foreach(knobs, i, k) {
        const char *axis = json_string_value(json_object_get(k, "axis"));
        const char *response =
            json_string_value(json_object_get(k, "response"));
        double ratio = json_number_value(json_object_get(k, "median_ratio"));
        size_t at =
            axis == NULL ? s->sweep.n_axes : sweep_axis(&s->sweep, axis);

        if (at < s->sweep.n_axes && n < SWEEP_MAX_AXES && response != NULL &&
            strcmp(response, c->gain) == 0 && ratio > 0)
            out[n++] = (struct effect){s->sweep.axes[at].name, ratio};
    }
    qsort(out, n, sizeof *out, by_ratio);
    return n;
}

/* " (3.5-fold from 12 to 60)": what an axis of numbers does over its range. */
static void add_range(const struct source *s, const char *name, double ratio,
                      struct text *out) {
    const struct axis *a = &s->sweep.axes[sweep_axis(&s->sweep, name)];
    char low[SOURCE_WORDS_MAX], high[SOURCE_WORDS_MAX];

    text_add(out, " (%.2g-fold", ratio);
    if (axis_is_number(a))
        text_add(out, " from %s to %s",
                 source_amount(s, name, a->values[0], low),
                 source_amount(s, name, a->values[a->n - 1], high));
    text_add(out, ")");
}

/* The gain within a sentence. */
static const char *gain_name(const struct source *s, const struct choice *c,
                             char out[SOURCE_WORDS_MAX]) {
    return source_name(s, c->gain, out);
}

static void add_what_matters(const struct source *s, const struct choice *c,
                             struct text *out) {
    struct effect effects[SWEEP_MAX_AXES];
    size_t n = effects_of(s, c, effects);
    char words[SOURCE_WORDS_MAX], room[SOURCE_WORDS_MAX];
    const char *gain = gain_name(s, c, room);

    if (n == 0 || effects[0].ratio < NOTHING) {
        text_add(out, "No axis moves the %s along its range", gain);
        return;
    }
    text_add(out, "The %s depends most on the %s", gain,
             source_name(s, effects[0].axis, words));
    add_range(s, effects[0].axis, effects[0].ratio, out);
    for (size_t i = 1; i < n && i < 3 && effects[i].ratio >= NOTHING; i++) {
        text_add(out, "%s the %s", i == 1 ? ", then on" : " and",
                 source_name(s, effects[i].axis, words));
        add_range(s, effects[i].axis, effects[i].ratio, out);
    }
}

/* Devices have no order: from the least to the most. */
static void add_spread(const struct source *s, const struct choice *c,
                       struct text *out) {
    size_t least = 0, most = 0;
    char words[SOURCE_WORDS_MAX], low[SOURCE_WORDS_MAX], high[SOURCE_WORDS_MAX];

    for (size_t i = 1; i < s->space.n; i++) {
        double x = source_number(s, i, c->gain);

        least = x < source_number(s, least, c->gain) ? i : least;
        most = x > source_number(s, most, c->gain) ? i : most;
    }
    text_add(out, "Over the devices the %s goes from %s (%s) to %s (%s)",
             gain_name(s, c, words),
             source_amount(s, c->gain, source_number(s, least, c->gain), low),
             source_text(s, least, "device"),
             source_amount(s, c->gain, source_number(s, most, c->gain), high),
             source_text(s, most, "device"));
}

/* The commonest reason that a design is not feasible. */
static const char *main_reason(const struct source *s, json_int_t *total,
                               size_t *n) {
    json_t *reasons = json_object_get(s->summary, "not_feasible"), *count;
    const char *reason, *most = NULL;
    json_int_t largest = 0;

    *total = 0;
    *n = 0;
    json_object_foreach(reasons, reason, count) {
        json_int_t x = json_integer_value(count);

        *total += x;
        (*n)++;
        if (x > largest) {
            largest = x;
            most = reason;
        }
    }
    return most;
}

static void add_reason(const struct source *s, struct text *out) {
    static const char prefix[] = "constraint: ";
    json_int_t total,
        points = json_integer_value(json_object_get(s->summary, "points"));
    size_t n;
    const char *reason = main_reason(s, &total, &n);

    if (reason == NULL)
        return;
    if (strncmp(reason, prefix, sizeof prefix - 1) == 0)
        text_add(out,
                 "; %s%s rules out %" JSON_INTEGER_FORMAT
                 " of %" JSON_INTEGER_FORMAT " designs",
                 n > 1 ? "what binds is mostly that " : "the constraint ",
                 reason + sizeof prefix - 1, total, points);
    else
        text_add(out,
                 "; %" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT
                 " designs cannot be%s (%s)",
                 total, points, n > 1 ? ", most of them for one reason" : "",
                 reason);
}

char *sentences_answer(const struct source *s, const struct choice *c) {
    struct text t = {0};

    add_first_sentence(s, c, &t);
    text_add(&t, " ");
    if (s->sweep.sampling.points > 0)
        text_add(&t, "The designs are a sample of %zu",
                 s->sweep.sampling.points);
    else if (source_has_names(s))
        add_spread(s, c, &t);
    else
        add_what_matters(s, c, &t);
    add_reason(s, &t);
    text_add(&t, ".");
    return t.text;
}

char *sentences_none(const struct source *s) {
    struct text t = {0};

    text_add(&t, "None of the designs is feasible");
    add_reason(s, &t);
    text_add(&t, ".  Constraints that are less strict, or other ranges of the "
                 "axes, would give an answer.");
    return t.text;
}
