/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/cost_model.h"

#include "base/cfg.h"
#include "base/file.h"
#include "base/mem.h"
#include "cost/cost_tables.h"

#include <stdlib.h>
#include <string.h>

static bool belongs(enum cost_where where, bool facts) {
    return where == COST_BOTH || (where == COST_FACTS) == facts;
}

static bool read_numbers(struct cfg *cfg, const struct cfg_node *group,
                         const struct cost_section *s, bool facts, void *out,
                         struct err *e) {
    for (size_t i = 0; i < s->n_keys; i++) {
        const struct cost_key *x = &s->keys[i];
        double value;

        if (!belongs(x->where, facts))
            continue;
        if (!cfg_number(cfg, group, x->key, x->low, x->high, &value, e))
            return false;
        memcpy((char *)out + x->offset, &value, sizeof value);
    }
    return true;
}

static bool set_text(const char *text, const struct cfg_node *node,
                     const char *key, char out[COST_TEXT_MAX], struct err *e) {
    if (strlen(text) >= COST_TEXT_MAX)
        return cfg_fail_key(node, key, e, "%s is longer than %d bytes", key,
                            COST_TEXT_MAX - 1);
    memcpy(out, text, strlen(text) + 1);
    return true;
}

static bool read_row(struct cfg *cfg, const struct cfg_node *row,
                     const struct cost_section *s, bool facts, void *out,
                     struct err *e) {
    const char *text;

    if (!cfg_is_group(row))
        return cfg_fail(row, e, "a row of %s must be a group { ... }", s->key);
    if (s->name != NULL && (!cfg_string(cfg, row, s->name, &text, e) ||
                            !set_text(text, row, s->name, out, e)))
        return false;
    return read_numbers(cfg, row, s, facts, out, e) && cfg_done(cfg, row, e);
}

static bool read_text(const struct cfg_node *list, size_t i,
                      const struct cost_section *s, char out[COST_TEXT_MAX],
                      struct err *e) {
    const char *text;

    if (!cfg_string_at(list, i, &text, e))
        return false;
    if (text[0] == '\0' || strlen(text) >= COST_TEXT_MAX)
        return cfg_fail(list, e, "a text of %s must have 1 to %d bytes", s->key,
                        COST_TEXT_MAX - 1);
    memcpy(out, text, strlen(text) + 1);
    return true;
}

/* Rows or texts, at least one.  What was read so far hangs on the model. */
static bool read_list(struct cfg *cfg, const struct cfg_node *top,
                      const struct cost_section *s, struct cost_model *m,
                      struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, s->key, e);
    char *rows;
    size_t n;

    if (list == NULL)
        return false;
    n = cfg_count(list);
    if (n == 0)
        return cfg_fail(list, e, "%s is empty", s->key);
    rows = mem_alloc(n, s->size);
    memcpy((char *)m + s->offset, &rows, sizeof rows);
    memcpy((char *)m + s->n_offset, &n, sizeof n);
    for (size_t i = 0; i < n; i++) {
        char *row = rows + i * s->size;

        if (s->form == COST_TEXTS
                ? !read_text(list, i, s, row, e)
                : !read_row(cfg, cfg_at(list, i), s, m->facts, row, e))
            return false;
    }
    return true;
}

static bool read_section(struct cfg *cfg, const struct cfg_node *top,
                         const struct cost_section *s, struct cost_model *m,
                         struct err *e) {
    const struct cfg_node *group;

    if (s->form != COST_GROUP)
        return read_list(cfg, top, s, m, e);
    group = cfg_group(cfg, top, s->key, e);
    return group != NULL &&
           read_numbers(cfg, group, s, m->facts, (char *)m + s->offset, e) &&
           cfg_done(cfg, group, e);
}

static bool read_model(struct cfg *cfg, const struct cfg_node *top,
                       struct cost_model *m, struct err *e) {
    for (size_t i = 0; i < cost_n_sections; i++)
        if (belongs(cost_sections[i].where, m->facts) &&
            !read_section(cfg, top, &cost_sections[i], m, e))
            return false;
    for (size_t i = 1; i < m->n_nodes; i++)
        if (m->nodes[i].process_nm >= m->nodes[i - 1].process_nm)
            return cfg_fail_key(top, "nodes", e,
                                "nodes must fall from row to row, but %g nm "
                                "follows %g nm",
                                m->nodes[i].process_nm,
                                m->nodes[i - 1].process_nm);
    return cfg_done(cfg, top, e);
}

static struct cost_model *load(const char *name, bool facts, struct err *e) {
    struct cost_model *m = NULL;
    char *path = file_find("models", name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    const struct cfg_node *top =
        cfg != NULL ? cfg_top(cfg, facts ? "silicon" : "costs", e) : NULL;

    if (top != NULL) {
        m = mem_alloc(1, sizeof *m);
        m->facts = facts;
        if (!read_model(cfg, top, m, e)) {
            cost_model_free(m);
            m = NULL;
        }
    }
    if (cfg != NULL)
        cfg_close(cfg);
    free(path);
    return m;
}

struct cost_model *cost_model_load(const char *name, struct err *e) {
    return load(name, false, e);
}

struct cost_model *cost_facts_load(const char *name, struct err *e) {
    return load(name, true, e);
}

static void *rows_of(const struct cost_model *m, const struct cost_section *s,
                     size_t *n) {
    void *rows;

    memcpy(&rows, (const char *)m + s->offset, sizeof rows);
    memcpy(n, (const char *)m + s->n_offset, sizeof *n);
    return rows;
}

struct cost_model *cost_model_copy(const struct cost_model *m) {
    struct cost_model *out = mem_alloc(1, sizeof *out);

    *out = *m;
    for (size_t i = 0; i < cost_n_sections; i++) {
        const struct cost_section *s = &cost_sections[i];
        void *rows, *copy;
        size_t n;

        if (s->form == COST_GROUP)
            continue;
        rows = rows_of(m, s, &n);
        copy = mem_alloc(n, s->size);
        if (n > 0)
            memcpy(copy, rows, n * s->size);
        memcpy((char *)out + s->offset, &copy, sizeof copy);
    }
    return out;
}

void cost_model_free(struct cost_model *m) {
    if (m == NULL)
        return;
    for (size_t i = 0; i < cost_n_sections; i++) {
        size_t n;

        if (cost_sections[i].form != COST_GROUP)
            free(rows_of(m, &cost_sections[i], &n));
    }
    free(m);
}
