/* SPDX-License-Identifier: MIT
 *
 * How sure the answer of sentences.h is.
 */
#include "config.h"

#include "report/sentences.h"

#include <math.h>
#include <string.h>

/* What the interval says of the design whose numbers stand first. */
enum decided { UNKNOWN, FASTER, SLOWER, OPEN };

static enum decided decided(const struct source *s, size_t point) {
    double low = source_number(s, point, "speedup_lo");
    double high = source_number(s, point, "speedup_hi");

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
    case OPEN:
        return "Within the error";
    default:
        return label_at(s, point) == LABEL_INSIDE
                   ? "Beyond the error"
                   : "Beyond the error, at the edge";
    }
}

static void add_decided(const struct source *s, size_t point,
                        struct text *out) {
    switch (decided(s, point)) {
    case UNKNOWN:
        text_add(out, "The model has no intervals.");
        break;
    case OPEN:
        text_add(out,
                 "The 90 %% interval of its speedup has the %s in it: the "
                 "prediction alone does not tell the two apart.",
                 s->sweep.reference.name);
        break;
    default:
        text_add(out,
                 "The whole 90 %% interval of its speedup is on one side of "
                 "the %s.",
                 s->sweep.reference.name);
    }
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
    text_add(&t, " Designs of one architecture share much of the error, so "
                 "their order is surer than each number.");
    return t.text;
}
