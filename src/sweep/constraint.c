/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/constraint.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

static bool load_one(const char **text, bool *soft, struct cfg *cfg,
                     const struct cfg_node *list, size_t i, struct err *e) {
    const struct cfg_node *group = cfg_at(list, i);

    *soft = false;
    if (!cfg_is_group(group))
        return cfg_string_at(list, i, text, e);
    if (!cfg_string(cfg, group, "expression", text, e))
        return false;
    if (cfg_has(cfg, group, "soft") && !cfg_bool(cfg, group, "soft", soft, e))
        return false;
    return cfg_done(cfg, group, e);
}

bool constraints_load(struct sweep *s, struct cfg *cfg,
                      const struct cfg_node *top, struct err *e) {
    const struct cfg_node *list;
    size_t n_soft = 0;

    if (!cfg_has(cfg, top, "constraints"))
        return true;
    list = cfg_list(cfg, top, "constraints", e);
    if (list == NULL)
        return false;
    s->n_constraints = cfg_count(list);
    s->constraints = mem_alloc(s->n_constraints, sizeof *s->constraints);
    s->soft = mem_alloc(s->n_constraints, sizeof *s->soft);
    for (size_t i = 0; i < s->n_constraints; i++) {
        const char *text;

        if (!load_one(&text, &s->soft[i], cfg, list, i, e))
            return false;
        if (!text_copy(s->constraints[i], sizeof s->constraints[i], text))
            return cfg_fail(list, e, "constraint %zu is too long", i + 1);
        n_soft += s->soft[i];
    }
    if (n_soft > SWEEP_MAX_SOFT)
        return cfg_fail(list, e,
                        "found %zu soft constraints, expected at most %d",
                        n_soft, SWEEP_MAX_SOFT);
    return true;
}
