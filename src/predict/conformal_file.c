/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/conformal.h"

#include <math.h>
#include <string.h>

/* Widths are logs of factors: none is beyond these. */
static const double most_width = 100;
enum { MOST_DEVICES = 65536 };

static const char *const class_names[CONFORMAL_N_CLASSES] = {"kernels",
                                                             "sessions"};
static const char *const level_names[CONFORMAL_N_LEVELS] = {"80", "90"};
static const char pooled_name[] = "all";
static const char network_rule[] = "networks";

static const char *kind_name(size_t kind) {
    return kind == CONFORMAL_POOLED ? pooled_name : op_kind_names[kind];
}

/* Two numbers: the levels.  Unknown: none. */
static void put_levels(FILE *out, const char *key,
                       const double x[CONFORMAL_N_LEVELS]) {
    fprintf(out, "%s = [", key);
    if (!isnan(x[0]))
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
            fprintf(out, "%s%.17e", l > 0 ? ", " : "", x[l]);
    fprintf(out, "];");
}

static void put_one_coverage(FILE *out, const char *rule, size_t level,
                             const struct conformal_coverage *x) {
    fprintf(out,
            "\n        { rule = \"%s\"; level = \"%s\"; devices = %zu; mean = "
            "%.17e;\n          least = %.17e; most = %.17e; width = %.17e; }",
            rule, level_names[level], x->n_devices, x->mean, x->least, x->most,
            x->width);
}

static void put_coverage(FILE *out, const struct conformal *c) {
    fprintf(out, "\n      coverage = (");
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
            fputs(r + l > 0 ? "," : "", out);
            put_one_coverage(out, conformal_rule_names[r], l,
                             &c->coverage[r][l]);
        }
    for (size_t l = 0; c->n_network_devices > 0 && l < CONFORMAL_N_LEVELS;
         l++) {
        fputs(",", out);
        put_one_coverage(out, network_rule, l, &c->network_coverage[l]);
    }
    fprintf(out, ");");
}

void conformal_save(const struct conformal *c, FILE *out) {
    bool first = true;

    if (c->n_devices == 0)
        return;
    fprintf(out,
            "    // Half-widths of 80 %% and 90 %% intervals, in logs, from "
            "left-out devices.\n"
            "    intervals = {\n      devices = %zu; network_devices = %zu; "
            "network_rows = %zu;\n      ",
            c->n_devices, c->n_network_devices, c->n_network_rows);
    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++) {
        char key[32];

        snprintf(key, sizeof key, "network_%s", class_names[i]);
        put_levels(out, key, c->network[i]);
        fprintf(out, "\n      ");
    }
    put_levels(out, "ratio", c->ratio);
    kin_save(&c->kin, out);
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++) {
        fprintf(out, "\n      ");
        put_levels(out, conformal_rule_names[r], c->factor[r]);
    }
    fprintf(out, "\n      cells = (");
    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++)
        for (size_t k = 0; k < CONFORMAL_N_KINDS; k++) {
            const struct conformal_cell *cell = &c->cells[i][k];

            if (cell->n_devices == 0)
                continue;
            fprintf(out,
                    "%s\n        { stacks = \"%s\"; kind = \"%s\"; devices = "
                    "%zu; scale = %.17e; }",
                    first ? "" : ",", class_names[i], kind_name(k),
                    cell->n_devices, cell->scale);
            first = false;
        }
    fprintf(out, ");");
    put_coverage(out, c);
    fprintf(out, "\n    };\n");
}

static bool get_levels(struct cfg *cfg, const struct cfg_node *group,
                       const char *key, double out[CONFORMAL_N_LEVELS],
                       struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, key, e);

    if (list == NULL)
        return false;
    if (cfg_count(list) != 0 && cfg_count(list) != CONFORMAL_N_LEVELS)
        return cfg_fail(list, e, "'%s': found %zu numbers, expected %d", key,
                        cfg_count(list), CONFORMAL_N_LEVELS);
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
        out[l] = (double)NAN;
        if (cfg_count(list) != 0 &&
            !cfg_number_at(list, l, 0, most_width, &out[l], e))
            return false;
    }
    return true;
}

/* Models made before rule `four-fifths` lack it. */
static bool get_rule(struct conformal *c, struct cfg *cfg,
                     const struct cfg_node *group, size_t rule, struct err *e) {
    const char *name = conformal_rule_names[rule];

    if (rule != CONFORMAL_FOUR_FIFTHS || cfg_has(cfg, group, name))
        return get_levels(cfg, group, name, c->factor[rule], e);
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
        c->factor[rule][l] = (double)NAN;
    return true;
}

static bool get_cell(struct conformal *c, struct cfg *cfg,
                     const struct cfg_node *group, struct err *e) {
    const char *kinds[CONFORMAL_N_KINDS];
    struct conformal_cell *cell;
    size_t class, kind;

    for (size_t k = 0; k < CONFORMAL_N_KINDS; k++)
        kinds[k] = kind_name(k);
    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of an interval");
    if (!cfg_choice(cfg, group, "stacks", class_names, CONFORMAL_N_CLASSES,
                    &class, e) ||
        !cfg_choice(cfg, group, "kind", kinds, CONFORMAL_N_KINDS, &kind, e))
        return false;
    cell = &c->cells[class][kind];
    if (!cfg_size(cfg, group, "devices", 1, MOST_DEVICES, &cell->n_devices,
                  e) ||
        !cfg_number(cfg, group, "scale", 0, most_width, &cell->scale, e))
        return false;
    return cfg_done(cfg, group, e);
}

static bool get_coverage(struct conformal *c, struct cfg *cfg,
                         const struct cfg_node *group, struct err *e) {
    const char *rules[CONFORMAL_N_RULES + 1];
    struct conformal_coverage *x;
    size_t rule, level;

    memcpy(rules, conformal_rule_names, sizeof conformal_rule_names);
    rules[CONFORMAL_N_RULES] = network_rule;
    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of a coverage");
    if (!cfg_choice(cfg, group, "rule", rules, CONFORMAL_N_RULES + 1, &rule,
                    e) ||
        !cfg_choice(cfg, group, "level", level_names, CONFORMAL_N_LEVELS,
                    &level, e))
        return false;
    x = rule < CONFORMAL_N_RULES ? &c->coverage[rule][level]
                                 : &c->network_coverage[level];
    return cfg_size(cfg, group, "devices", 1, MOST_DEVICES, &x->n_devices, e) &&
           cfg_number(cfg, group, "mean", 0, 1, &x->mean, e) &&
           cfg_number(cfg, group, "least", 0, 1, &x->least, e) &&
           cfg_number(cfg, group, "most", 0, 1, &x->most, e) &&
           cfg_number(cfg, group, "width", 0, most_width, &x->width, e) &&
           cfg_done(cfg, group, e);
}

bool conformal_load(struct conformal *c, struct cfg *cfg,
                    const struct cfg_node *model, struct err *e) {
    const struct cfg_node *group, *list;

    *c = (struct conformal){0};
    if (!cfg_has(cfg, model, "intervals"))
        return true;
    group = cfg_group(cfg, model, "intervals", e);
    if (group == NULL ||
        !cfg_size(cfg, group, "devices", 1, MOST_DEVICES, &c->n_devices, e) ||
        !cfg_size(cfg, group, "network_devices", 0, MOST_DEVICES,
                  &c->n_network_devices, e) ||
        !cfg_size(cfg, group, "network_rows", 0, 1000000000, &c->n_network_rows,
                  e) ||
        !get_levels(cfg, group, "ratio", c->ratio, e) ||
        !kin_load(&c->kin, cfg, group, e))
        return false;
    for (size_t i = 0; i < CONFORMAL_N_CLASSES; i++) {
        char key[32];

        snprintf(key, sizeof key, "network_%s", class_names[i]);
        if (!get_levels(cfg, group, key, c->network[i], e))
            return false;
    }
    for (size_t r = 0; r < CONFORMAL_N_RULES; r++)
        if (!get_rule(c, cfg, group, r, e))
            return false;
    list = cfg_list(cfg, group, "cells", e);
    for (size_t i = 0; list != NULL && i < cfg_count(list); i++)
        if (!get_cell(c, cfg, cfg_at(list, i), e))
            return false;
    if (list == NULL || (list = cfg_list(cfg, group, "coverage", e)) == NULL)
        return false;
    for (size_t i = 0; i < cfg_count(list); i++)
        if (!get_coverage(c, cfg, cfg_at(list, i), e))
            return false;
    return cfg_done(cfg, group, e);
}
