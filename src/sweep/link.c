/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/link.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool load_name(struct link *l, struct cfg *cfg,
                      const struct cfg_node *group, struct err *e) {
    const struct device_field *f;
    const char *name;
    char text[sizeof e->text];

    l->field = device_n_fields;
    l->low = -PARAMETER_MOST;
    l->high = PARAMETER_MOST;
    if (cfg_has(cfg, group, "parameter") && !cfg_has(cfg, group, "field"))
        return parameter_load(cfg, group, l->name, l->label, e);
    if (!cfg_string(cfg, group, "field", &name, e))
        return false;
    if (!device_field_find(name, &l->field, e)) {
        strcpy(text, e->text);
        return cfg_fail_key(group, "field", e, "link: %s", text);
    }
    f = &device_fields[l->field];
    strcpy(l->name, f->key);
    l->low = f->low;
    l->high = f->high;
    l->whole = device_field_is_whole(l->field);
    return true;
}

static bool get_text(struct cfg *cfg, const struct cfg_node *group,
                     const char *key, char out[SWEEP_TITLE_MAX],
                     struct err *e) {
    const char *text;

    if (!cfg_string(cfg, group, key, &text, e))
        return false;
    return text_copy(out, SWEEP_TITLE_MAX, text) ||
           cfg_fail_key(group, key, e, "'%s': expected at most %d characters",
                        key, SWEEP_TITLE_MAX - 1);
}

static bool load_along(struct link *l, const struct sweep *s, struct cfg *cfg,
                       const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list;
    char shown[TEXT_SHOWN_MAX];
    const char *name;

    if (!cfg_string(cfg, group, "along", &name, e))
        return false;
    l->axis = sweep_axis(s, name);
    if (l->axis == s->n_axes)
        return cfg_fail_key(group, "along", e,
                            "link '%s': '%s' is no axis of this sweep", l->name,
                            text_shown(name, shown));
    list = cfg_list(cfg, group, "values", e);
    if (list == NULL)
        return false;
    if (cfg_count(list) != s->axes[l->axis].n)
        return cfg_fail(list, e,
                        "link '%s': found %zu values, expected %zu, one for "
                        "each of axis '%s'",
                        l->name, cfg_count(list), s->axes[l->axis].n, name);
    l->values = mem_alloc(cfg_count(list), sizeof *l->values);
    for (size_t i = 0; i < cfg_count(list); i++) {
        if (!cfg_number_at(list, i, l->low, l->high, &l->values[i], e))
            return false;
        if (l->whole && l->values[i] != floor(l->values[i]))
            return cfg_fail(list, e, "link '%s': expected whole numbers",
                            l->name);
    }
    return true;
}

/* `equals` is a number or an expression. */
static bool load_equals(struct link *l, struct cfg *cfg,
                        const struct cfg_node *group, struct err *e) {
    char number[TEXT_NUMBER_MAX];
    struct err ignored;
    double value;

    if (!cfg_has(cfg, group, "equals"))
        return cfg_fail(group, e, "link '%s': missing key 'equals'", l->name);
    if (!cfg_number(cfg, group, "equals", -HUGE_VAL, HUGE_VAL, &value,
                    &ignored))
        return get_text(cfg, group, "equals", l->equals, e);
    strcpy(l->equals, text_number(value, number));
    return true;
}

static bool load_solve(struct link *l, struct cfg *cfg,
                       const struct cfg_node *group, struct err *e) {
    double from, to;

    if (l->field == device_n_fields)
        return cfg_fail_key(group, "parameter", e,
                            "link '%s': only a field of the device can be "
                            "solved for",
                            l->name);
    if (!get_text(cfg, group, "solve", l->value, e) ||
        !load_equals(l, cfg, group, e) ||
        !cfg_number(cfg, group, "from", l->low, l->high, &from, e) ||
        !cfg_number(cfg, group, "to", l->low, l->high, &to, e))
        return false;
    if (from >= to)
        return cfg_fail_key(group, "to", e,
                            "link '%s': 'to' %g is not above 'from' %g",
                            l->name, to, from);
    if (l->whole && (from != floor(from) || to != floor(to)))
        return cfg_fail_key(group, "from", e,
                            "link '%s': expected whole numbers from and to",
                            l->name);
    l->low = from;
    l->high = to;
    return true;
}

static bool load_link(struct link *l, const struct sweep *s, struct cfg *cfg,
                      const struct cfg_node *group, struct err *e) {
    bool value, along, solve, good;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a link { field = ...; ... }");
    if (!load_name(l, cfg, group, e))
        return false;
    value = cfg_has(cfg, group, "value");
    along = cfg_has(cfg, group, "along");
    solve = cfg_has(cfg, group, "solve");
    if (value + along + solve != 1)
        return cfg_fail(group, e,
                        "link '%s': expected one of 'value', 'along' and "
                        "'solve'",
                        l->name);
    l->kind = value ? LINK_VALUE : along ? LINK_ALONG : LINK_SOLVE;
    if (value)
        good = get_text(cfg, group, "value", l->value, e);
    else
        good = along ? load_along(l, s, cfg, group, e)
                     : load_solve(l, cfg, group, e);
    return good && cfg_done(cfg, group, e);
}

bool links_load(struct sweep *s, struct cfg *cfg, const struct cfg_node *top,
                struct err *e) {
    const struct cfg_node *list;
    size_t n;

    if (!cfg_has(cfg, top, "links"))
        return true;
    list = cfg_list(cfg, top, "links", e);
    if (list == NULL)
        return false;
    n = cfg_count(list);
    if (n > SWEEP_MAX_LINKS)
        return cfg_fail(list, e, "'links': found %zu, expected at most %d", n,
                        SWEEP_MAX_LINKS);
    s->links = mem_alloc(n, sizeof *s->links);
    for (size_t i = 0; i < n; i++) {
        struct link *l = &s->links[i];
        bool good = load_link(l, s, cfg, cfg_at(list, i), e);
        /* Among those before it only. */
        bool twice = good && sweep_link(s, l->name) < i;

        s->n_links = i + 1;
        if (!good)
            return false;
        if (twice)
            return cfg_fail(cfg_at(list, i), e, "link '%s' appears twice",
                            l->name);
        if (sweep_axis(s, l->name) < s->n_axes)
            return cfg_fail(cfg_at(list, i), e,
                            "link '%s': an axis of this sweep sets it already",
                            l->name);
    }
    return true;
}

void link_free(struct link *l) {
    free(l->values);
    *l = (struct link){0};
}
