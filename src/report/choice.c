/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/choice.h"

#include "analyse/front_shape.h"

#include <math.h>
#include <string.h>

/* A limit holds for what differs from it in rounding only. */
static const double SLACK = 1e-6;

static void find_objectives(struct choice *c, const struct source *s) {
    const struct sweep *w = &s->sweep;

    c->gain = w->objectives[0].column;
    c->gain_is_large = w->objectives[0].maximise;
    for (size_t i = w->n_objectives; i-- > 0;)
        if (w->objectives[i].maximise) {
            c->gain = w->objectives[i].column;
            c->gain_is_large = true;
        }
    for (size_t i = 0; i < w->n_objectives; i++) {
        const char *column = w->objectives[i].column;
        double limit = source_reference(s, column);

        if (w->objectives[i].maximise || column == c->gain)
            continue;
        if (isnan(limit)) {
            size_t field = device_field_index(column);

            if (field < device_n_fields)
                limit = device_get(&w->reference, field);
        }
        if (isnan(limit) || c->n_costs == SWEEP_MAX_AXES)
            continue;
        c->costs[c->n_costs] = column;
        c->limits[c->n_costs++] = limit;
    }
}

/* The limit is on the first cost, which its author puts before the others. */
static bool within(const struct choice *c, const struct source *s, size_t i) {
    return source_number(s, i, c->costs[0]) <=
           c->limits[0] + SLACK * fabs(c->limits[0]);
}

/* Of the front, that with the most gain; of equal gain the first. */
static size_t best(const struct choice *c, const struct source *s,
                   bool limited) {
    size_t found = s->space.n;
    double most = -HUGE_VAL;

    for (size_t k = 0; k < s->space.n_front; k++) {
        size_t i = s->space.front[k];
        double x = source_number(s, i, c->gain);

        x = c->gain_is_large ? x : -x;
        if (x > most && (!limited || within(c, s, i))) {
            most = x;
            found = i;
        }
    }
    return found;
}

void choice_make(struct choice *c, const struct source *s) {
    const struct space *p = &s->space;

    *c = (struct choice){.gain = NULL};
    find_objectives(c, s);
    c->points[CHOICE_BEST] = best(c, s, false);
    c->points[CHOICE_EQUAL] = c->n_costs > 0 ? best(c, s, true) : p->n;
    c->points[CHOICE_KNEE] =
        p->n_objectives > 1
            ? p->front[front_knee(p->to_front, p->n_front, p->n_objectives)]
            : p->n;
}

bool choice_has(const struct choice *c, const struct source *s,
                enum choice_role role) {
    return c->points[role] < s->space.n;
}

enum choice_role choice_first(const struct choice *c, const struct source *s) {
    return choice_has(c, s, CHOICE_EQUAL)  ? CHOICE_EQUAL
           : choice_has(c, s, CHOICE_KNEE) ? CHOICE_KNEE
                                           : CHOICE_BEST;
}

void choice_limit(const struct choice *c, const struct source *s,
                  struct text *out) {
    char words[SOURCE_WORDS_MAX];

    text_add(out, "%s ", source_name(s, c->costs[0], words));
    text_add(out, "(%s)", source_amount(s, c->costs[0], c->limits[0], words));
}

void choice_words(const struct choice *c, const struct source *s,
                  enum choice_role role, struct text *out) {
    char words[SOURCE_WORDS_MAX];

    switch (role) {
    case CHOICE_EQUAL:
        text_add(out, "Best at no more %s than the reference",
                 source_name(s, c->costs[0], words));
        break;
    case CHOICE_KNEE:
        text_add(out, "Knee of the front");
        break;
    default:
        text_add(out, c->gain_is_large ? "Most %s" : "Least %s",
                 source_name(s, c->gain, words));
    }
}
