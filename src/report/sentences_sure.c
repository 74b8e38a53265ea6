/* SPDX-License-Identifier: MIT
 *
 * How sure the answer of sentences.h is.
 */
#include "config.h"

#include "report/sentences.h"

#include <math.h>
#include <string.h>

/* From here on the order of two designs counts as sure. */
static const double SURE = 0.9;

/* What is known of the design whose numbers stand first, against the
 * reference. */
enum decided { UNKNOWN, FASTER, SLOWER, OPEN, SAME };

/* By the probability that it is the faster one where there is one; without by
 * its interval. */
static enum decided decided(const struct source *s, size_t point) {
    double faster = source_doubt(s, point, "beats_reference_probability");
    double low = source_number(s, point, "speedup_lo");
    double high = source_number(s, point, "speedup_hi");

    if (source_number(s, point, "speedup") == 1)
        return SAME;
    if (!isnan(faster))
        return faster >= SURE ? FASTER : faster <= 1 - SURE ? SLOWER : OPEN;
    return isnan(low) || isnan(high) ? UNKNOWN
           : low > 1                 ? FASTER
           : high < 1                ? SLOWER
                                     : OPEN;
}

static size_t label_at(const struct source *s, size_t point) {
    return text_index(source_text(s, point, "extrapolation"), label_names,
                      LABEL_N);
}

const char *sentences_sure_word(const struct source *s,
                                const struct choice *c) {
    size_t point = c->points[choice_first(c, s)];

    if (label_at(s, point) == LABEL_OUTSIDE)
        return "Extrapolated";
    switch (decided(s, point)) {
    case UNKNOWN:
        return "Without an interval";
    case SAME:
        return label_at(s, point) == LABEL_INSIDE ? "Inside what was measured"
                                                  : "At the edge";
    case OPEN:
        return "Within the error";
    default:
        return label_at(s, point) == LABEL_INSIDE
                   ? "Beyond the error"
                   : "Beyond the error, at the edge";
    }
}

void sentences_probability(double p, struct text *out) {
    double percent = round(100 * p);

    if (percent < 1)
        text_add(out, "less than 1 %%");
    else if (percent > 99)
        text_add(out, "more than 99 %%");
    else
        text_add(out, "%.0f %%", percent);
}

static bool includes_one(const struct source *s, size_t point) {
    return source_number(s, point, "speedup_lo") < 1 &&
           source_number(s, point, "speedup_hi") > 1;
}

static void add_decided(const struct source *s, size_t point,
                        struct text *out) {
    double faster = source_doubt(s, point, "beats_reference_probability");

    if (decided(s, point) == UNKNOWN)
        text_add(out, "The model has no intervals.");
    else if (decided(s, point) == SAME)
        text_add(out, "The device is as fast as the %s.",
                 s->sweep.reference.name);
    else if (!isnan(faster)) {
        text_add(out,
                 "With the errors of left-out devices, this design is faster "
                 "than the %s with a probability of ",
                 s->sweep.reference.name);
        sentences_probability(faster, out);
        text_add(out, ".");
        if (decided(s, point) != OPEN && includes_one(s, point))
            text_add(out, " That the 90 %% interval of its speedup includes 1 "
                          "is no contradiction: it has two sides and is made "
                          "for any two devices, while the probability counts "
                          "one side and what errors these two share.");
    } else if (decided(s, point) == OPEN)
        text_add(out,
                 "The 90 %% interval of its speedup includes the %s: the "
                 "prediction alone does not tell the two apart.",
                 s->sweep.reference.name);
    else
        text_add(out,
                 "The whole 90 %% interval of its speedup is on one side of "
                 "the %s.",
                 s->sweep.reference.name);
}

/* How much of the front would stay, from the summary. */
static void add_firm(const struct source *s, struct text *out) {
    const json_t *x = json_object_get(s->summary, "doubt");
    json_t *ties = json_object_get(x, "ties");

    if (!json_is_object(x))
        return;
    text_add(out,
             " Of %.0f designs of the front %.0f stay on it in 90 %% of "
             "the draws",
             json_number_value(json_object_get(x, "tried")),
             json_number_value(json_object_get(x, "firm")));
    if (json_is_number(ties))
        text_add(out,
                 ", and %.0f of %.0f pairs of neighbours along it are ties",
                 json_number_value(ties),
                 json_number_value(json_object_get(x, "neighbours")));
    text_add(out, ".");
}

/* "memory_bandwidth_gbs sm_count" to ", by memory_bandwidth_gbs, sm_count".
 */
static void add_fields(const char *fields, struct text *out) {
    text_add(out, fields[0] == '\0' ? "" : ", by ");
    for (; *fields != '\0'; fields++)
        if (*fields == ' ')
            text_add(out, ", ");
        else
            text_add(out, "%c", *fields);
}

void sentences_count_labels(const struct source *s, size_t counts[LABEL_N]) {
    for (size_t i = 0; i < LABEL_N; i++)
        counts[i] = 0;
    for (size_t k = 0; k < s->space.n_front; k++) {
        size_t label = label_at(s, s->space.front[k]);

        if (label < LABEL_N)
            counts[label]++;
    }
}

char *sentences_sure(const struct source *s, const struct choice *c) {
    static const char *const where[LABEL_N] = {
        "lies inside what the model was trained on",
        "lies at the edge of what the model was trained on",
        "lies outside what the model was trained on"};
    size_t point = c->points[choice_first(c, s)], label = label_at(s, point);
    size_t counts[LABEL_N];
    struct text t = {0};

    add_decided(s, point, &t);
    if (label < LABEL_N) {
        text_add(&t, " The design %s", where[label]);
        add_fields(source_text(s, point, "extrapolation_fields"), &t);
        sentences_count_labels(s, counts);
        text_add(&t,
                 "; of the %zu on the front %zu lie inside, %zu at the edge, "
                 "%zu outside.",
                 s->space.n_front, counts[LABEL_INSIDE], counts[LABEL_EDGE],
                 counts[LABEL_OUTSIDE]);
    }
    add_firm(s, &t);
    return t.text;
}
