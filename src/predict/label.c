/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/label.h"

#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

const char *const label_names[LABEL_N] = {"inside", "edge", "outside"};

static const char *const cause_names[LABEL_N_CAUSES] = {
#define X(key, value) #key,
    LABEL_QUANTITIES(X)
#undef X
        "vendor"};

static void quantities(const struct device *d, double out[]) {
    const double values[LABEL_N_QUANTITIES] = {
#define X(key, value) value,
        LABEL_QUANTITIES(X)
#undef X
    };

    memcpy(out, values, sizeof values);
}

void label_ranges_init(struct label_ranges *r) {
    for (size_t i = 0; i < LABEL_N_QUANTITIES; i++) {
        r->low[i] = (double)INFINITY;
        r->high[i] = -(double)INFINITY;
    }
}

void label_ranges_add(struct label_ranges *r, const struct device *d) {
    double x[LABEL_N_QUANTITIES];

    quantities(d, x);
    /* fmin () and fmax () pass over what is unknown. */
    for (size_t i = 0; i < LABEL_N_QUANTITIES; i++) {
        r->low[i] = fmin(r->low[i], x[i]);
        r->high[i] = fmax(r->high[i], x[i]);
    }
}

struct label_verdict label_of(const struct label_ranges *r,
                              const struct device *d) {
    unsigned edge = 0, outside = 0;
    double x[LABEL_N_QUANTITIES];

    quantities(d, x);
    for (size_t i = 0; i < LABEL_N_QUANTITIES; i++) {
        if (x[i] >= r->low[i] && x[i] <= r->high[i])
            continue;
        if (x[i] * LABEL_EDGE_FACTOR >= r->low[i] &&
            x[i] <= r->high[i] * LABEL_EDGE_FACTOR)
            edge |= 1U << i;
        else
            outside |= 1U << i;
    }
    if (strcmp(d->vendor, "NVIDIA") != 0)
        outside |= 1U << LABEL_N_QUANTITIES;
    return outside != 0 ? (struct label_verdict){LABEL_OUTSIDE, outside}
           : edge != 0  ? (struct label_verdict){LABEL_EDGE, edge}
                        : (struct label_verdict){LABEL_INSIDE, 0};
}

char *label_causes_text(unsigned causes) {
    struct text t = {0};

    for (size_t i = 0; i < LABEL_N_CAUSES; i++)
        if ((causes >> i & 1U) != 0)
            text_add(&t, "%s%s", t.length > 0 ? " " : "", cause_names[i]);
    return t.text != NULL ? t.text : mem_strdup("");
}

/* libconfig reads digits without '.' or exponent as an integer. */
static void put_number(FILE *out, double x) {
    char number[TEXT_NUMBER_MAX];

    text_number(x, number);
    fprintf(out, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

void label_ranges_save(const struct label_ranges *r, FILE *out) {
    fprintf(out, "    // Least and most of the training devices.\n"
                 "    ranges = {");
    for (size_t i = 0; i < LABEL_N_QUANTITIES; i++) {
        /* No training device may say it: nothing is inside. */
        bool known = r->low[i] <= r->high[i];

        fprintf(out, "\n      %s = [", cause_names[i]);
        if (known) {
            put_number(out, r->low[i]);
            fputs(", ", out);
            put_number(out, r->high[i]);
        }
        fputs("];", out);
    }
    fputs("\n    };\n", out);
}

bool label_ranges_load(struct label_ranges *r, struct cfg *cfg,
                       const struct cfg_node *model, struct err *e) {
    const struct cfg_node *group = cfg_group(cfg, model, "ranges", e);

    if (group == NULL)
        return false;
    label_ranges_init(r);
    for (size_t i = 0; i < LABEL_N_QUANTITIES; i++) {
        const struct cfg_node *list = cfg_list(cfg, group, cause_names[i], e);

        if (list == NULL)
            return false;
        if (cfg_count(list) == 0)
            continue;
        if (cfg_count(list) != 2)
            return cfg_fail(list, e, "'%s': found %zu numbers, expected 2",
                            cause_names[i], cfg_count(list));
        if (!cfg_number_at(list, 0, 0, 1e300, &r->low[i], e) ||
            !cfg_number_at(list, 1, 0, 1e300, &r->high[i], e))
            return false;
        if (r->low[i] > r->high[i])
            return cfg_fail(list, e,
                            "'%s': found %g above %g, expected the "
                            "least first",
                            cause_names[i], r->low[i], r->high[i]);
    }
    return cfg_done(cfg, group, e);
}
