/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/cfg.h"

#include "base/cfg_private.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { WHERE_MAX = 600, FOUND_MAX = TEXT_SHOWN_MAX + 16 };

const config_setting_t *cfg_setting(const struct cfg_node *node) {
    return (const config_setting_t *)(const void *)node;
}

const struct cfg_node *cfg_node(const config_setting_t *setting) {
    return (const struct cfg_node *)(const void *)setting;
}

size_t cfg_length(const config_setting_t *s) {
    bool many = s->type == CONFIG_TYPE_GROUP || s->type == CONFIG_TYPE_LIST ||
                s->type == CONFIG_TYPE_ARRAY;

    return many && s->value.list != NULL ? s->value.list->length : 0;
}

const char *cfg_member_name(const void *setting, size_t i) {
    const config_setting_t *s = setting;

    return s->value.list->elements[i]->name;
}

void cfg_note_free(void *p) {
    struct cfg_note *note = p;

    for (size_t i = 0; i < note->n_asked; i++)
        free(note->asked[i]);
    free(note->asked);
    free(note->override);
    free(note);
}

void cfg_notes_add(config_setting_t *s) {
    if (s->type == CONFIG_TYPE_GROUP && s->hook == NULL)
        s->hook = mem_alloc(1, sizeof(struct cfg_note));
    for (size_t i = 0; i < cfg_length(s); i++)
        cfg_notes_add(s->value.list->elements[i]);
}

/* The text of one line of the file, for messages. */
static const char *line_text(const char *text, int line,
                             char out[TEXT_SHOWN_MAX]) {
    char copy[80];
    size_t n;

    for (int i = 1; i < line && strchr(text, '\n') != NULL; i++)
        text = strchr(text, '\n') + 1;
    text += strspn(text, " \t");
    n = strcspn(text, "\r\n");
    n = n < sizeof copy ? n : sizeof copy - 1;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return text_shown(copy, out);
}

struct cfg *cfg_parse(const char *text, const char *name, struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    struct cfg *cfg;

    if (cfg_scan(text, name, e) != CFG_SCAN_OK)
        return NULL;
    cfg = mem_alloc(1, sizeof *cfg);
    cfg->path = mem_strdup(name);
    config_init(&cfg->config);
    config_set_destructor(&cfg->config, cfg_note_free);
    if (!config_read_string(&cfg->config, text)) {
        int line = config_error_line(&cfg->config);

        err_set(e, ERR_INPUT, "%s:%d: %s, here or just above: '%s'", name, line,
                config_error_text(&cfg->config), line_text(text, line, shown));
        cfg_close(cfg);
        return NULL;
    }
    cfg_notes_add(config_root_setting(&cfg->config));
    return cfg;
}

struct cfg *cfg_open(const char *path, struct err *e) {
    char *text = file_read(path, e);
    struct cfg *cfg;

    if (text == NULL)
        return NULL;
    cfg = cfg_parse(text, path, e);
    free(text);
    return cfg;
}

void cfg_close(struct cfg *cfg) {
    if (cfg == NULL)
        return;
    config_destroy(&cfg->config);
    free(cfg->path);
    free(cfg);
}

const char *cfg_path(const struct cfg *cfg) {
    return cfg->path;
}

/* "FILE:LINE", or the file and the override that set the value. */
static const char *where(const config_setting_t *s, char out[WHERE_MAX]) {
    const struct cfg *cfg = (const struct cfg *)(const void *)s->config;
    char shown[TEXT_SHOWN_MAX];

    for (const config_setting_t *up = s; up != NULL; up = up->parent) {
        const struct cfg_note *note = up->hook;

        if (note != NULL && note->override != NULL) {
            snprintf(out, WHERE_MAX, "%s with '%s'", cfg->path,
                     text_shown(note->override, shown));
            return out;
        }
    }
    if (s->line > 0)
        snprintf(out, WHERE_MAX, "%s:%u", cfg->path, s->line);
    else
        snprintf(out, WHERE_MAX, "%s", cfg->path);
    return out;
}

__attribute__((format(printf, 3, 0))) static bool
fail_at(const config_setting_t *s, struct err *e, const char *format,
        va_list args) {
    char place[WHERE_MAX];

    e->code = ERR_INPUT;
    vsnprintf(e->text, sizeof e->text, format, args);
    return err_prefix(e, "%s", where(s, place));
}

bool cfg_fail(const struct cfg_node *node, struct err *e, const char *format,
              ...) {
    va_list args;

    va_start(args, format);
    fail_at(cfg_setting(node), e, format, args);
    va_end(args);
    return false;
}

bool cfg_fail_key(const struct cfg_node *group, const char *key, struct err *e,
                  const char *format, ...) {
    const config_setting_t *s = cfg_setting(group), *member;
    va_list args;

    member = config_setting_get_member(s, key);
    va_start(args, format);
    fail_at(member != NULL ? member : s, e, format, args);
    va_end(args);
    return false;
}

/* A setting's name for messages: "count", or "values[3]" in a list. */
const char *cfg_label(const config_setting_t *s, char out[TEXT_SHOWN_MAX]) {
    if (s->name != NULL)
        return text_shown(s->name, out);
    if (s->parent == NULL)
        return strcpy(out, "the file");
    snprintf(out, TEXT_SHOWN_MAX, "%.80s[%d]",
             s->parent->name != NULL ? s->parent->name : "",
             config_setting_index(s));
    return out;
}

static const char *found(const config_setting_t *s, char out[FOUND_MAX]) {
    char shown[TEXT_SHOWN_MAX], number[TEXT_NUMBER_MAX];

    switch (s->type) {
    case CONFIG_TYPE_GROUP:
        return strcpy(out, "a group {...}");
    case CONFIG_TYPE_LIST:
        return strcpy(out, "a list (...)");
    case CONFIG_TYPE_ARRAY:
        return strcpy(out, "an array [...]");
    case CONFIG_TYPE_BOOL:
        return strcpy(out, s->value.ival ? "true" : "false");
    case CONFIG_TYPE_STRING:
        snprintf(out, FOUND_MAX, "\"%s\"",
                 s->value.sval != NULL ? text_shown(s->value.sval, shown) : "");
        return out;
    case CONFIG_TYPE_INT:
        snprintf(out, FOUND_MAX, "%d", s->value.ival);
        return out;
    case CONFIG_TYPE_INT64:
        snprintf(out, FOUND_MAX, "%lld", s->value.llval);
        return out;
    default:
        return strcpy(out, text_number(s->value.fval, number));
    }
}

bool cfg_fail_found(const config_setting_t *s, struct err *e,
                    const char *expected) {
    char what[FOUND_MAX], name[TEXT_SHOWN_MAX];

    return cfg_fail(cfg_node(s), e, "%s: found %s, expected %s",
                    cfg_label(s, name), found(s, what), expected);
}

const struct cfg_node *cfg_top(struct cfg *cfg, const char *name,
                               struct err *e) {
    const config_setting_t *root = config_root_setting(&cfg->config);
    const config_setting_t *top = NULL;

    for (size_t i = 0; i < cfg_length(root); i++) {
        const config_setting_t *s = root->value.list->elements[i];

        if (strcmp(s->name, name) != 0) {
            char shown[TEXT_SHOWN_MAX];

            cfg_fail(cfg_node(s), e,
                     "found '%s', expected the one group '%s = {...}'",
                     text_shown(s->name, shown), name);
            return NULL;
        }
        top = s;
    }
    if (top == NULL) {
        cfg_fail(cfg_node(root), e, "the file is empty, expected '%s = {...}'",
                 name);
        return NULL;
    }
    if (top->type != CONFIG_TYPE_GROUP) {
        cfg_fail_found(top, e, "a group {...}");
        return NULL;
    }
    return cfg_node(top);
}
