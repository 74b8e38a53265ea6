/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/cfg.h"

#include "base/cfg_private.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One step of a path: a key of a group or an index into a list. */
struct step {
    char name[64];
    size_t index;
    bool is_index;
};

/* Takes the first step off a path such as "axes.[0].count"; false when it is
 * not one. */
static bool take_step(const char **path, struct step *step) {
    const char *p = *path;
    size_t n;

    *step = (struct step){.is_index = *p == '['};
    p += step->is_index;
    n = strcspn(p, step->is_index ? "]" : ".[");
    if (n == 0 || n >= sizeof step->name)
        return false;
    memcpy(step->name, p, n);
    p += n;
    if (step->is_index &&
        (*p++ != ']' || !text_to_size(step->name, &step->index)))
        return false;
    if (*p == '.' && p[1] != '\0')
        p++;
    else if (*p != '\0' && *p != '[')
        return false;
    *path = p;
    return true;
}

/* The child's position; the child count when it is not there. */
static size_t position(const config_setting_t *s, const struct step *step) {
    size_t n = cfg_length(s), i = 0;

    if (step->is_index)
        return step->index < n ? step->index : n;
    while (i < n && strcmp(cfg_member_name(s, i), step->name) != 0)
        i++;
    return i;
}

/* Whether the step suits the setting: a key for a group, an index within a
 * list; a key that is new is allowed when `create`. */
static bool check_step(const config_setting_t *s, const struct step *step,
                       bool create, struct err *e) {
    bool group = s->type == CONFIG_TYPE_GROUP;
    char name[TEXT_SHOWN_MAX];
    const char *near;

    cfg_label(s, name);
    if (step->is_index && !group) {
        if (s->type != CONFIG_TYPE_LIST && s->type != CONFIG_TYPE_ARRAY)
            return err_set(e, ERR_INPUT, "%s has no elements", name);
        if (step->index < cfg_length(s))
            return true;
        return err_set(e, ERR_INPUT, "%s has %zu elements, counted from 0",
                       name, cfg_length(s));
    }
    if (step->is_index || !group)
        return err_set(e, ERR_INPUT, "%s is %s, expected %s", name,
                       group ? "a group" : "not a group",
                       group ? "a key"
                             : "an index such as [0], or nothing more");
    if (create || position(s, step) < cfg_length(s))
        return true;
    near = text_nearest(step->name, s, cfg_length(s), cfg_member_name);
    return err_set(e, ERR_INPUT, "%s has no key '%s'%s%s%s", name, step->name,
                   near ? "; did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

/* Adds a deep copy of `from` at the end of `parent`; NULL when libconfig does
 * not take the name. */
static config_setting_t *copy(config_setting_t *parent, const char *name,
                              const config_setting_t *from) {
    config_setting_t *s = config_setting_add(parent, name, from->type);

    if (s == NULL)
        return NULL;
    if (from->type == CONFIG_TYPE_STRING)
        config_setting_set_string(s, from->value.sval);
    else if (cfg_length(from) == 0 && from->type != CONFIG_TYPE_GROUP &&
             from->type != CONFIG_TYPE_ARRAY && from->type != CONFIG_TYPE_LIST)
        s->value = from->value;
    s->format = from->format;
    for (size_t i = 0; i < cfg_length(from); i++)
        copy(s, from->value.list->elements[i]->name,
             from->value.list->elements[i]);
    return s;
}

/* Puts a copy of `value` in the place of the child, or at the end. */
static bool put(config_setting_t *parent, const struct step *step,
                const config_setting_t *value, const char *text) {
    size_t at = position(parent, step), last = cfg_length(parent);
    config_setting_t *s, **elements;
    struct cfg_note *note;

    /* An array holds one type only; a list reads the same and holds all. */
    if (parent->type == CONFIG_TYPE_ARRAY)
        parent->type = CONFIG_TYPE_LIST;
    if (at < last) {
        config_setting_remove_elem(parent, (unsigned)at);
        last--;
    }
    s = copy(parent, step->is_index ? NULL : step->name, value);
    if (s == NULL)
        return false;
    elements = parent->value.list->elements;
    memmove(elements + at + 1, elements + at, (last - at) * sizeof *elements);
    elements[at] = s;
    cfg_notes_add(s);
    if (s->hook == NULL)
        s->hook = mem_alloc(1, sizeof *note);
    note = s->hook;
    note->override = mem_strdup(text);
    return true;
}

/* Reads VALUE into `config` as the setting "v"; a text that is not a value of
 * libconfig's becomes a string. */
static bool read_value(const char *value, config_t *config, struct err *e) {
    char *text = mem_printf("v = %s\n;", value);
    struct err ignored;
    enum cfg_scan scan = cfg_scan(text, "value", &ignored);
    bool good = scan == CFG_SCAN_OK && config_read_string(config, text) &&
                cfg_length(config_root_setting(config)) == 1;

    free(text);
    if (scan == CFG_SCAN_NUMBER)
        return err_set(e, ERR_INPUT, "%s", ignored.text);
    if (!good) {
        config_destroy(config);
        config_init(config);
        config_setting_set_string(
            config_setting_add(config_root_setting(config), "v",
                               CONFIG_TYPE_STRING),
            value);
    }
    return true;
}

static bool set_value(struct cfg *cfg, const char *top, const char *path,
                      const config_setting_t *value, const char *assignment,
                      struct err *e) {
    config_setting_t *s =
        config_setting_get_member(config_root_setting(&cfg->config), top);
    struct step step;

    if (s == NULL)
        return err_set(e, ERR_INPUT, "the file has no group '%s'", top);
    for (;;) {
        if (!take_step(&path, &step))
            return err_set(e, ERR_USAGE,
                           "expected KEY=VALUE with a key such as count or "
                           "axes.[0].count");
        if (!check_step(s, &step, *path == '\0', e))
            return false;
        if (*path == '\0')
            break;
        s = s->value.list->elements[position(s, &step)];
    }
    if (!step.is_index && (!isalpha((unsigned char)step.name[0]) ||
                           step.name[strspn(step.name, "abcdefghijklmnopqrstuvw"
                                                       "xyzABCDEFGHIJKLMNOPQRST"
                                                       "UVWXYZ0123456789_-")]))
        return err_set(e, ERR_USAGE, "no key can be named '%s'", step.name);
    return put(s, &step, value, assignment) ||
           err_set(e, ERR_INPUT, "'%s' cannot be set", step.name);
}

bool cfg_override(struct cfg *cfg, const char *top, const char *assignment,
                  struct err *e) {
    const char *equals = strchr(assignment, '=');
    const char *value = equals != NULL ? equals + 1 : "";
    size_t n = equals != NULL ? (size_t)(equals - assignment) : 0;
    char *path, shown[TEXT_SHOWN_MAX];
    config_t config;
    bool good;

    while (n > 0 && isspace((unsigned char)assignment[n - 1]))
        n--;
    value += strspn(value, " \t");
    path = mem_printf("%.*s", (int)n, assignment);
    config_init(&config);
    good = read_value(value, &config, e) &&
           set_value(cfg, top, path,
                     config_setting_get_elem(config_root_setting(&config), 0),
                     assignment, e);
    config_destroy(&config);
    free(path);
    return good || err_prefix(e, "%s with '%s'", cfg->path,
                              text_shown(assignment, shown));
}

static void write_string(FILE *out, const char *text) {
    putc('"', out);
    for (; text != NULL && *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 32 || c == 127)
            fprintf(out, "\\x%02x", c);
        else
            putc(c, out);
    }
    putc('"', out);
}

/* libconfig's own writer keeps 15 digits of a number; this one keeps all. */
static void write_float(FILE *out, double x) {
    char number[TEXT_NUMBER_MAX];

    text_number(x, number);
    fprintf(out, "%s%s", number, strpbrk(number, ".en") == NULL ? ".0" : "");
}

static void write_value(FILE *out, const config_setting_t *s, int indent) {
    bool group = s->type == CONFIG_TYPE_GROUP, first = true;
    bool array = s->type == CONFIG_TYPE_ARRAY;

    switch (s->type) {
    case CONFIG_TYPE_INT:
        fprintf(out, "%d", s->value.ival);
        return;
    case CONFIG_TYPE_INT64:
        fprintf(out, "%lldL", s->value.llval);
        return;
    case CONFIG_TYPE_FLOAT:
        write_float(out, s->value.fval);
        return;
    case CONFIG_TYPE_BOOL:
        fputs(s->value.ival ? "true" : "false", out);
        return;
    case CONFIG_TYPE_STRING:
        write_string(out, s->value.sval);
        return;
    default:
        break;
    }
    fputs(group ? "{\n" : array ? "[" : "(", out);
    for (size_t i = 0; i < cfg_length(s); i++) {
        const config_setting_t *child = s->value.list->elements[i];

        if (group)
            fprintf(out, "%*s%s = ", indent + 4, "", child->name);
        else
            fputs(first ? "" : ", ", out);
        write_value(out, child, indent + 4);
        fputs(group ? ";\n" : "", out);
        first = false;
    }
    if (group)
        fprintf(out, "%*s}", indent, "");
    else
        fputs(array ? "]" : ")", out);
}

bool cfg_write(const struct cfg *cfg, FILE *out) {
    const config_setting_t *root = config_root_setting(&cfg->config);

    for (size_t i = 0; i < cfg_length(root); i++) {
        const config_setting_t *s = root->value.list->elements[i];

        fprintf(out, "%s = ", s->name);
        write_value(out, s, 0);
        fputs(";\n", out);
    }
    return !ferror(out);
}
