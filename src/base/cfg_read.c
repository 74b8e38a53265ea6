/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/cfg.h"

#include "base/cfg_private.h"
#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More names than this help nobody. */
enum { LISTED_MAX = 12 };

static bool asked_before(const struct cfg_note *note, const char *key) {
    for (size_t i = 0; i < note->n_asked; i++)
        if (strcmp(note->asked[i], key) == 0)
            return true;
    return false;
}

/* The member, and a note that its name is known; NULL when absent. */
static const config_setting_t *ask(const struct cfg_node *group,
                                   const char *key) {
    const config_setting_t *s = cfg_setting(group);
    struct cfg_note *note = s->hook;

    assert(s->type == CONFIG_TYPE_GROUP);
    if (!asked_before(note, key)) {
        note->asked = mem_grow(note->asked, &note->capacity, note->n_asked + 1,
                               sizeof *note->asked);
        note->asked[note->n_asked++] = mem_strdup(key);
    }
    return config_setting_get_member(s, key);
}

/* As ask (), but absence is a failure.  A key of about the same length that
 * nobody asked for is likely the one that was meant. */
static const config_setting_t *need(const struct cfg_node *group,
                                    const char *key, struct err *e) {
    const config_setting_t *member = ask(group, key), *s = cfg_setting(group);
    const char *near, *names[64];
    char name[TEXT_SHOWN_MAX];
    size_t n = 0;

    if (member != NULL)
        return member;
    for (size_t i = 0; i < cfg_length(s) && n < 64; i++) {
        const char *other = cfg_member_name(s, i);
        size_t a = strlen(other), b = strlen(key);

        if (!asked_before(s->hook, other) && a <= b + 2 && b <= a + 2)
            names[n++] = other;
    }
    near = text_nearest(key, names, n, text_name_in_array);
    if (near != NULL)
        cfg_fail(group, e, "%s: missing key '%s' (written as '%s'?)",
                 cfg_label(s, name), key, near);
    else
        cfg_fail(group, e, "%s: missing key '%s'", cfg_label(s, name), key);
    return NULL;
}

bool cfg_has(struct cfg *cfg, const struct cfg_node *group, const char *key) {
    (void)cfg;
    return ask(group, key) != NULL;
}

static void range_text(char out[128], const char *what, double low,
                       double high) {
    char a[TEXT_NUMBER_MAX], b[TEXT_NUMBER_MAX];
    bool open_low = low <= -DBL_MAX, open_high = high >= DBL_MAX;

    text_number(low, a);
    text_number(high, b);
    if (open_low && open_high)
        snprintf(out, 128, "%s", what);
    else if (open_high)
        snprintf(out, 128, "%s of at least %s", what, a);
    else if (open_low)
        snprintf(out, 128, "%s of at most %s", what, b);
    else
        snprintf(out, 128, "%s from %s to %s", what, a, b);
}

static bool number_of(const config_setting_t *s, double *out) {
    if (s->type == CONFIG_TYPE_INT)
        *out = s->value.ival;
    else if (s->type == CONFIG_TYPE_INT64)
        *out = (double)s->value.llval;
    else if (s->type == CONFIG_TYPE_FLOAT)
        *out = s->value.fval;
    else
        return false;
    return isfinite(*out);
}

static bool read_number(const config_setting_t *s, double low, double high,
                        double *out, struct err *e) {
    char expected[128];
    double x;

    if (number_of(s, &x) && x >= low && x <= high) {
        *out = x;
        return true;
    }
    range_text(expected, "a number", low, high);
    return cfg_fail_found(s, e, expected);
}

static bool read_string(const config_setting_t *s, const char **out,
                        struct err *e) {
    if (s->type != CONFIG_TYPE_STRING)
        return cfg_fail_found(s, e, "a string \"...\"");
    *out = s->value.sval != NULL ? s->value.sval : "";
    return true;
}

bool cfg_number(struct cfg *cfg, const struct cfg_node *group, const char *key,
                double low, double high, double *out, struct err *e) {
    const config_setting_t *s = need(group, key, e);

    (void)cfg;
    return s != NULL && read_number(s, low, high, out, e);
}

bool cfg_size(struct cfg *cfg, const struct cfg_node *group, const char *key,
              size_t low, size_t high, size_t *out, struct err *e) {
    const config_setting_t *s = need(group, key, e);
    const double exact = 9007199254740992.0; /* 2^53 */
    char expected[128];
    double x;

    (void)cfg;
    if (s == NULL)
        return false;
    if (number_of(s, &x) && x >= 0 && x <= exact && x == floor(x) &&
        (size_t)x >= low && (size_t)x <= high) {
        *out = (size_t)x;
        return true;
    }
    range_text(expected, "a whole number", (double)low,
               (double)high < exact ? (double)high : HUGE_VAL);
    return cfg_fail_found(s, e, expected);
}

bool cfg_string(struct cfg *cfg, const struct cfg_node *group, const char *key,
                const char **out, struct err *e) {
    const config_setting_t *s = need(group, key, e);

    (void)cfg;
    return s != NULL && read_string(s, out, e);
}

bool cfg_bool(struct cfg *cfg, const struct cfg_node *group, const char *key,
              bool *out, struct err *e) {
    const config_setting_t *s = need(group, key, e);

    (void)cfg;
    if (s == NULL)
        return false;
    if (s->type != CONFIG_TYPE_BOOL)
        return cfg_fail_found(s, e, "true or false");
    *out = s->value.ival != 0;
    return true;
}

/* "a, b, c, ...": at most LISTED_MAX names. */
static void add_names(struct text *t, const void *list, size_t n,
                      text_name_fn *name_at) {
    for (size_t i = 0; i < n && i < LISTED_MAX; i++)
        text_add(t, "%s%s", i > 0 ? ", " : "", name_at(list, i));
    if (n > LISTED_MAX)
        text_add(t, ", ...");
}

bool cfg_choice(struct cfg *cfg, const struct cfg_node *group, const char *key,
                const char *const names[], size_t n, size_t *out,
                struct err *e) {
    struct text expected = {0};
    const char *name = "", *near;
    size_t i;

    if (!cfg_string(cfg, group, key, &name, e))
        return false;
    i = text_index(name, names, n);
    if (i < n) {
        *out = i;
        return true;
    }
    text_add(&expected, "one of ");
    add_names(&expected, names, n, text_name_in_array);
    near = text_nearest(name, names, n, text_name_in_array);
    if (near != NULL)
        text_add(&expected, "; did you mean '%s'?", near);
    cfg_fail_found(ask(group, key), e, expected.text);
    free(expected.text);
    return false;
}

const struct cfg_node *cfg_group(struct cfg *cfg, const struct cfg_node *group,
                                 const char *key, struct err *e) {
    const config_setting_t *s = need(group, key, e);

    (void)cfg;
    if (s != NULL && s->type != CONFIG_TYPE_GROUP) {
        cfg_fail_found(s, e, "a group {...}");
        return NULL;
    }
    return cfg_node(s);
}

const struct cfg_node *cfg_list(struct cfg *cfg, const struct cfg_node *group,
                                const char *key, struct err *e) {
    const config_setting_t *s = need(group, key, e);

    (void)cfg;
    if (s != NULL && s->type != CONFIG_TYPE_LIST &&
        s->type != CONFIG_TYPE_ARRAY) {
        cfg_fail_found(s, e, "a list (...) or an array [...]");
        return NULL;
    }
    return cfg_node(s);
}

size_t cfg_count(const struct cfg_node *list) {
    return cfg_length(cfg_setting(list));
}

const struct cfg_node *cfg_at(const struct cfg_node *list, size_t i) {
    const config_setting_t *s = cfg_setting(list);

    assert(i < cfg_length(s));
    return cfg_node(s->value.list->elements[i]);
}

bool cfg_is_group(const struct cfg_node *node) {
    return cfg_setting(node)->type == CONFIG_TYPE_GROUP;
}

bool cfg_is_string(const struct cfg_node *node) {
    return cfg_setting(node)->type == CONFIG_TYPE_STRING;
}

bool cfg_number_at(const struct cfg_node *list, size_t i, double low,
                   double high, double *out, struct err *e) {
    return read_number(cfg_setting(cfg_at(list, i)), low, high, out, e);
}

bool cfg_string_at(const struct cfg_node *list, size_t i, const char **out,
                   struct err *e) {
    return read_string(cfg_setting(cfg_at(list, i)), out, e);
}

static const char *asked_name(const void *list, size_t i) {
    return ((const struct cfg_note *)list)->asked[i];
}

bool cfg_done(struct cfg *cfg, const struct cfg_node *group, struct err *e) {
    const config_setting_t *s = cfg_setting(group);
    const struct cfg_note *note = s->hook;

    (void)cfg;
    for (size_t i = 0; i < cfg_length(s); i++) {
        const config_setting_t *member = s->value.list->elements[i];
        struct text hint = {0};
        const char *near;
        char shown[TEXT_SHOWN_MAX];

        if (asked_before(note, member->name))
            continue;
        near = text_nearest(member->name, note, note->n_asked, asked_name);
        text_add(&hint, near != NULL ? "did you mean '%s'?" : "known keys: ",
                 near != NULL ? near : "");
        if (near == NULL)
            add_names(&hint, note, note->n_asked, asked_name);
        cfg_fail(cfg_node(member), e, "unknown key '%s'; %s",
                 text_shown(member->name, shown), hint.text);
        free(hint.text);
        return false;
    }
    return true;
}
