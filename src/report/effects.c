/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/effects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Changes that are not worth a word. */
static const double NOTHING = 1.005;

/* An axis with how much it moves the gain along its range. */
struct effect {
    const char *axis;
    double ratio;
};

static int by_ratio(const void *a, const void *b) {
    const struct effect *x = a, *y = b;

    return x->ratio < y->ratio   ? 1
           : x->ratio > y->ratio ? -1
                                 : strcmp(x->axis, y->axis);
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
        text_add(out, " from %.*s to %s",
                 (int)strcspn(source_amount(s, name, a->values[0], low), " "),
                 low, source_amount(s, name, a->values[a->n - 1], high));
    text_add(out, ")");
}

/* The gain within a sentence. */
static const char *gain_name(const struct source *s, const struct choice *c,
                             char out[SOURCE_WORDS_MAX]) {
    return source_name(s, c->gain, out);
}

void effects_add(const struct source *s, const struct choice *c,
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

void effects_add_spread(const struct source *s, const struct choice *c,
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

void effects_add_reason(const struct source *s, struct text *out) {
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
