/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/fit_table.h"

#include "base/mem.h"
#include "predict/model_part.h"

#include <stdlib.h>
#include <string.h>

struct fit_table *fit_table_new(const struct fit_form *form) {
    struct fit_table *t = mem_alloc(1, sizeof *t);

    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++)
                memcpy(t->fits[s][k][h].of, form->plain, sizeof form->plain);
    return t;
}

void fit_table_save(const struct fit_table *t, const struct fit_form *form,
                    FILE *out) {
    bool first = true;

    fprintf(out, "    fits = (");
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++) {
                const struct fit *fit = &t->fits[s][k][h];

                if (!fit->fitted)
                    continue;
                fprintf(out, "%s\n      { ", first ? "" : ",");
                model_put_cell(out, &(struct model_cell){s, k, h});
                for (size_t i = 0; i < FIT_N; i++)
                    fprintf(out, " %s = %.17e;", form->keys[i], fit->of[i]);
                fprintf(out, " }");
                first = false;
            }
    fprintf(out, ");\n");
}

static bool load_fit(struct fit_table *t, const struct fit_form *form,
                     struct cfg *cfg, const struct cfg_node *group,
                     struct err *e) {
    struct model_cell c;
    struct fit *fit;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of a fit");
    if (!model_get_cell(cfg, group, &c, e))
        return false;
    fit = &t->fits[c.stack][c.kind][c.phase];
    fit->fitted = true;
    for (size_t i = 0; i < FIT_N; i++)
        if (!cfg_number(cfg, group, form->keys[i], form->least[i],
                        form->most[i], &fit->of[i], e))
            return false;
    return cfg_done(cfg, group, e);
}

struct fit_table *fit_table_load(const struct fit_form *form, struct cfg *cfg,
                                 const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "fits", e);
    struct fit_table *t;

    if (list == NULL)
        return NULL;
    t = fit_table_new(form);
    for (size_t i = 0; i < cfg_count(list); i++)
        if (!load_fit(t, form, cfg, cfg_at(list, i), e)) {
            free(t);
            return NULL;
        }
    return t;
}
