/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/axis.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_VALUES = 1000000, MAX_BATCH = 1048576 };

static const char *const scale_names[] = {"linear", "log"};

/* What values an axis may take. */
struct range {
    double low, high;
    bool whole;
};

/* Axes that are no number of the device. */
static const struct {
    const char *name;
    enum axis_kind kind;
} others[] = {
    {"batch", AXIS_BATCH},
    {"device", AXIS_DEVICE},
    {"memory_type", AXIS_MEMORY_TYPE},
};
enum { N_OTHERS = sizeof others / sizeof *others };

static const char *axis_name_at(const void *list, size_t i) {
    (void)list;
    return i < N_OTHERS ? others[i].name : device_fields[i - N_OTHERS].key;
}

static bool find_target(struct axis *a, const struct cfg_node *group,
                        const char *name, struct range *range, struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    const char *nearest;

    *range = (struct range){1, MAX_BATCH, true};
    for (size_t i = 0; i < N_OTHERS; i++)
        if (strcmp(name, others[i].name) == 0) {
            a->kind = others[i].kind;
            strcpy(a->name, name);
            return true;
        }
    a->kind = AXIS_FIELD;
    a->field = device_field_index(name);
    if (a->field < device_n_fields) {
        const struct device_field *f = &device_fields[a->field];

        *range =
            (struct range){f->low, f->high, device_field_is_whole(a->field)};
        strcpy(a->name, f->key);
        return true;
    }
    nearest =
        text_nearest(name, NULL, device_n_fields + N_OTHERS, axis_name_at);
    return cfg_fail_key(group, "field", e,
                        "axis field: found '%s', expected a device field, "
                        "'batch', 'device' or 'memory_type'%s%s%s",
                        text_shown(name, shown),
                        nearest ? "; did you mean '" : "",
                        nearest ? nearest : "", nearest ? "'?" : "");
}

static bool check_value(const struct axis *a, const struct cfg_node *node,
                        const struct range *range, double x, struct err *e) {
    char number[TEXT_NUMBER_MAX];

    if (x < range->low || x > range->high)
        return cfg_fail(node, e, "axis '%s': found %s, expected %g to %g",
                        a->name, text_number(x, number), range->low,
                        range->high);
    if (range->whole && x != floor(x))
        return cfg_fail(node, e,
                        "axis '%s': found %s, expected whole numbers; choose "
                        "from, to and step or count so that they are",
                        a->name, text_number(x, number));
    return true;
}

static bool load_values(struct axis *a, struct cfg *cfg,
                        const struct cfg_node *group, const struct range *range,
                        struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "values", e);

    if (list == NULL)
        return false;
    a->n = cfg_count(list);
    if (a->n == 0)
        return cfg_fail(list, e, "axis '%s': 'values' is empty", a->name);
    a->values = mem_alloc(a->n, sizeof *a->values);
    for (size_t i = 0; i < a->n; i++) {
        if (!cfg_number_at(list, i, -HUGE_VAL, HUGE_VAL, &a->values[i], e) ||
            !check_value(a, list, range, a->values[i], e))
            return false;
        if (i > 0 && a->values[i] <= a->values[i - 1])
            return cfg_fail(list, e,
                            "axis '%s': 'values' must rise; %g follows %g",
                            a->name, a->values[i], a->values[i - 1]);
    }
    return true;
}

static bool load_devices(struct axis *a, struct cfg *cfg,
                         const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "values", e);

    if (list == NULL)
        return false;
    a->n = cfg_count(list);
    if (a->n == 0)
        return cfg_fail(list, e, "axis 'device': 'values' is empty");
    a->values = mem_alloc(a->n, sizeof *a->values);
    a->devices = mem_alloc(a->n, sizeof *a->devices);
    a->files = mem_alloc(a->n, sizeof *a->files);
    for (size_t i = 0; i < a->n; i++) {
        const char *name;
        char text[sizeof e->text];

        a->values[i] = (double)i;
        if (!cfg_string_at(list, i, &name, e))
            return false;
        if (!text_copy(a->files[i], sizeof a->files[i], name))
            return cfg_fail(list, e, "axis 'device': a name is too long");
        if (!device_load(&a->devices[i], name, e)) {
            strcpy(text, e->text);
            return cfg_fail(list, e, "%s", text);
        }
        for (size_t j = 0; j < i; j++)
            if (strcmp(a->devices[j].name, a->devices[i].name) == 0)
                return cfg_fail(list, e, "axis 'device': '%s' appears twice",
                                a->files[i]);
    }
    return true;
}

static bool load_memory_types(struct axis *a, struct cfg *cfg,
                              const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "values", e);

    if (list == NULL)
        return false;
    a->n = cfg_count(list);
    if (a->n == 0)
        return cfg_fail(list, e, "axis 'memory_type': 'values' is empty");
    a->values = mem_alloc(a->n, sizeof *a->values);
    a->files = mem_alloc(a->n, sizeof *a->files);
    for (size_t i = 0; i < a->n; i++) {
        struct text known = {0};
        bool listed = false;
        const char *type;

        a->values[i] = (double)i;
        if (!cfg_string_at(list, i, &type, e))
            return false;
        for (size_t j = 0; j < device_n_memories; j++) {
            listed = listed || strcmp(type, device_memories[j].type) == 0;
            text_add(&known, "%s%s", j > 0 ? ", " : "",
                     device_memories[j].type);
        }
        if (!listed) {
            char shown[TEXT_SHOWN_MAX];

            cfg_fail(list, e, "axis 'memory_type': '%s' is none of %s",
                     text_shown(type, shown), known.text);
        }
        free(known.text);
        if (!listed)
            return false;
        strcpy(a->files[i], type);
        for (size_t j = 0; j < i; j++)
            if (strcmp(a->files[j], type) == 0)
                return cfg_fail(list, e,
                                "axis 'memory_type': '%s' appears twice", type);
    }
    return true;
}

/* Values of a range.  Steps are counted, not added up, so that no rounding
 * decides whether the last one belongs. */
static bool fill_range(struct axis *a, struct cfg *cfg,
                       const struct cfg_node *group, double from, double to,
                       struct err *e) {
    double step = 0;
    size_t count = 0;

    if (cfg_has(cfg, group, "step") == cfg_has(cfg, group, "count"))
        return cfg_fail(group, e,
                        "axis '%s': expected either 'step' or 'count' beside "
                        "'from' and 'to'",
                        a->name);
    if (cfg_has(cfg, group, "step")) {
        if (a->log)
            return cfg_fail_key(group, "step", e,
                                "axis '%s': a log axis takes 'count', not "
                                "'step'",
                                a->name);
        if (!cfg_number(cfg, group, "step", 1e-9, 1e12, &step, e))
            return false;
        if ((to - from) / step > MAX_VALUES)
            return cfg_fail_key(group, "step", e,
                                "axis '%s': more than %d values", a->name,
                                MAX_VALUES);
        count = (size_t)floor((to - from) / step * (1 + 1e-12) + 1e-9) + 1;
    } else if (!cfg_size(cfg, group, "count", 1, MAX_VALUES, &count, e)) {
        return false;
    }
    if (a->log && from <= 0)
        return cfg_fail_key(group, "from", e,
                            "axis '%s': a log axis begins above 0", a->name);
    a->n = count;
    a->values = mem_alloc(count, sizeof *a->values);
    for (size_t i = 0; i < count; i++) {
        double share = count > 1 ? (double)i / (double)(count - 1) : 0;

        a->values[i] = step > 0 ? fmin(from + (double)i * step, to)
                       : a->log ? from * pow(to / from, share)
                                : from + share * (to - from);
    }
    if (step <= 0 && count > 1)
        a->values[count - 1] = to;
    return true;
}

static bool load_range(struct axis *a, struct cfg *cfg,
                       const struct cfg_node *group, const struct range *range,
                       struct err *e) {
    double from, to;

    if (!cfg_number(cfg, group, "from", range->low, range->high, &from, e) ||
        !cfg_number(cfg, group, "to", range->low, range->high, &to, e))
        return false;
    if (to < from)
        return cfg_fail_key(group, "to", e,
                            "axis '%s': 'to' %g is below 'from' %g", a->name,
                            to, from);
    if (!fill_range(a, cfg, group, from, to, e))
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!check_value(a, group, range, a->values[i], e))
            return false;
        if (i > 0 && a->values[i] <= a->values[i - 1])
            return cfg_fail(group, e,
                            "axis '%s': %zu values from %g to %g are not "
                            "apart",
                            a->name, a->n, from, to);
    }
    return true;
}

bool axis_load(struct axis *a, struct cfg *cfg, const struct cfg_node *group,
               struct err *e) {
    const char *name;
    struct range range;
    size_t scale = 0;
    bool good;

    *a = (struct axis){0};
    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected an axis { field = ...; ... }");
    if (cfg_has(cfg, group, "parameter") && !cfg_has(cfg, group, "field")) {
        a->kind = AXIS_PARAMETER;
        range = (struct range){-PARAMETER_MOST, PARAMETER_MOST, false};
        if (!parameter_load(cfg, group, a->name, a->label, e))
            return false;
    } else if (!cfg_string(cfg, group, "field", &name, e) ||
               !find_target(a, group, name, &range, e)) {
        return false;
    }
    if (cfg_has(cfg, group, "scale") &&
        !cfg_choice(cfg, group, "scale", scale_names, 2, &scale, e))
        return false;
    a->log = scale == 1;
    if (a->kind == AXIS_DEVICE)
        good = load_devices(a, cfg, group, e);
    else if (a->kind == AXIS_MEMORY_TYPE)
        good = load_memory_types(a, cfg, group, e);
    else if (cfg_has(cfg, group, "values"))
        good = load_values(a, cfg, group, &range, e);
    else
        good = load_range(a, cfg, group, &range, e);
    return good && cfg_done(cfg, group, e);
}

void axis_free(struct axis *a) {
    free(a->values);
    free(a->devices);
    free(a->files);
    *a = (struct axis){0};
}

bool axis_is_whole(const struct axis *a) {
    return a->kind == AXIS_BATCH ||
           (a->kind == AXIS_FIELD && device_field_is_whole(a->field));
}

double axis_at(const struct axis *a, bool listed, double u) {
    double low = a->values[0], high = a->values[a->n - 1];
    size_t level = (size_t)(u * (double)a->n);

    if (listed)
        return a->values[level < a->n ? level : a->n - 1];
    return a->log ? low * pow(high / low, u) : low + u * (high - low);
}

size_t axis_level(const struct axis *a, double value) {
    size_t low = 0, high = a->n - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (a->values[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
