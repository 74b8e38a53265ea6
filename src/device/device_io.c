/* SPDX-License-Identifier: MIT
 *
 * Device files: reading with inheritance, and writing.
 */
#include "config.h"

#include "device/device.h"

#include "base/cfg.h"
#include "base/file.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 8 };

/* A file of the chain that is being read; linked upwards for the search of
 * circles. */
struct link {
    const char *path;
    const struct link *derived;
    size_t depth;
};

static bool load_file(struct device *out, const struct link *link,
                      struct err *e);

static void clear(struct device *d) {
    memset(d, 0, sizeof *d);
    for (size_t i = 0; i < device_n_fields; i++)
        device_set(d, i, (double)NAN);
}

/* The base named by `group` into *base; *path is its path, for the caller to
 * free. */
static bool load_base(struct cfg *cfg, const struct cfg_node *group,
                      const struct link *link, struct device *base,
                      struct err *e) {
    struct link up = {NULL, link, link->depth + 1};
    const char *name;
    char *path;
    bool good = false;

    if (!cfg_string(cfg, group, "base", &name, e))
        return false;
    path = file_find("devices", name, e);
    if (path == NULL) {
        struct err inner = *e;

        return cfg_fail_key(group, "base", e, "%s", inner.text);
    }
    up.path = path;
    for (const struct link *l = link; l != NULL; l = l->derived)
        if (strcmp(l->path, path) == 0) {
            cfg_fail_key(group, "base", e,
                         "base \"%s\" leads back to %s: a circle", name, path);
            goto end;
        }
    if (up.depth > CHAIN_MAX) {
        cfg_fail_key(group, "base", e,
                     "more than %d bases, each on the next; is it a circle?",
                     CHAIN_MAX);
        goto end;
    }
    good = load_file(base, &up, e);
end:
    free(path);
    return good;
}

/* One text of the file; inherited where `base` allows it. */
static bool read_text(struct cfg *cfg, const struct cfg_node *group,
                      const char *key, bool must, char out[DEVICE_TEXT_MAX],
                      struct err *e) {
    const char *text;

    if (!must && !cfg_has(cfg, group, key))
        return true;
    if (!cfg_string(cfg, group, key, &text, e))
        return false;
    if (must && text[0] == '\0')
        return cfg_fail_key(group, key, e, "%s is empty", key);
    if (!text_copy(out, DEVICE_TEXT_MAX, text))
        return cfg_fail_key(group, key, e,
                            "%s is longer than %d bytes, the most there is "
                            "room for",
                            key, DEVICE_TEXT_MAX - 1);
    return true;
}

enum { MAY, MUST };

static bool read_texts(struct cfg *cfg, const struct cfg_node *group,
                       bool derived, struct device *d, struct err *e) {
    static const char *const states[] = {"real", "hypothetical"};
    size_t state;

    /* A base gives what a file must have, but for name and status. */
#define X(key, presence, help)                                                 \
    if (!read_text(cfg, group, #key,                                           \
                   presence == MUST &&                                         \
                       (!derived || strcmp(#key, "name") == 0 ||               \
                        strcmp(#key, "status") == 0),                          \
                   d->key, e))                                                 \
        return false;
    DEVICE_TEXTS(X)
#undef X
    return cfg_choice(cfg, group, "status", states, 2, &state, e);
}

/* stated[i] tells which numbers the file itself gives. */
static bool read_numbers(struct cfg *cfg, const struct cfg_node *group,
                         bool derived, struct device *d, bool stated[],
                         struct err *e) {
    for (size_t i = 0; i < device_n_fields; i++) {
        const struct device_field *f = &device_fields[i];
        double value;

        stated[i] = cfg_has(cfg, group, f->key);
        if (!stated[i] && (derived || !f->required))
            continue;
        if (!cfg_number(cfg, group, f->key, f->low, f->high, &value, e))
            return false;
        device_set(d, i, value);
    }
    return true;
}

/* Undoes device_forget () for what the file states, even where it repeats
 * its base. */
static void forget_unstated(struct device *d, const struct device *base,
                            const bool stated[], bool source_stated,
                            bool like_stated) {
    const struct device as_read = *d;

    device_forget(d, base);
    if (!stated[device_field_index("year")])
        d->year = (double)NAN;
    if (!source_stated)
        d->source[0] = '\0';
    else
        memcpy(d->source, as_read.source, sizeof d->source);
    if (like_stated)
        memcpy(d->like, as_read.like, sizeof d->like);
    for (size_t i = 0; i < device_n_fields; i++)
        if (stated[i])
            device_set(d, i, device_get(&as_read, i));
}

static bool read_group(struct cfg *cfg, const struct cfg_node *group,
                       const struct link *link, struct device *out,
                       struct err *e) {
    bool stated[DEVICE_N_FIELDS];
    bool derived = cfg_has(cfg, group, "base");
    struct device base;
    struct err inner;

    clear(&base);
    if (derived && !load_base(cfg, group, link, &base, e))
        return false;
    *out = base;
    if (!read_texts(cfg, group, derived, out, e) ||
        !read_numbers(cfg, group, derived, out, stated, e) ||
        !cfg_done(cfg, group, e))
        return false;
    if (out->like[0] == '\0' && !derived)
        memcpy(out->like, out->name, sizeof out->like);
    if (derived)
        forget_unstated(out, &base, stated, cfg_has(cfg, group, "source"),
                        cfg_has(cfg, group, "like"));
    if (!device_check(out, &inner))
        return cfg_fail(group, e, "%s", inner.text);
    return true;
}

static bool load_file(struct device *out, const struct link *link,
                      struct err *e) {
    struct cfg *cfg = cfg_open(link->path, e);
    const struct cfg_node *group;
    bool good = false;

    if (cfg == NULL)
        return false;
    group = cfg_top(cfg, "device", e);
    if (group != NULL)
        good = read_group(cfg, group, link, out, e);
    cfg_close(cfg);
    return good;
}

bool device_load(struct device *out, const char *name, struct err *e) {
    struct link first = {NULL, NULL, 0};
    struct device d;
    char *path = file_find("devices", name, e);
    bool good;

    if (path == NULL)
        return false;
    first.path = path;
    good = load_file(&d, &first, e);
    free(path);
    if (good)
        *out = d;
    return good;
}

/* libconfig's string syntax; what could end the string or the line is
 * written as \\xNN. */
static void write_text(const char *key, const char *text, FILE *out) {
    fprintf(out, "    %s = \"", key);
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if ((unsigned char)*c < 0x20 || *c == 0x7f)
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)*c);
        else
            fputc(*c, out);
    fputs("\";\n", out);
}

/* libconfig 1.5 reads "1e+20" as a float only with its point. */
static void write_number(const char *key, double value, FILE *out) {
    char number[TEXT_NUMBER_MAX];
    const char *exponent;

    text_number(value, number);
    exponent = strchr(number, 'e');
    if (exponent != NULL && strchr(number, '.') == NULL)
        fprintf(out, "    %s = %.*s.0%s;\n", key, (int)(exponent - number),
                number, exponent);
    else
        fprintf(out, "    %s = %s;\n", key, number);
}

bool device_write(const struct device *d, FILE *out) {
    fputs("device:\n{\n", out);
#define X(key, presence, help)                                                 \
    if (d->key[0] != '\0')                                                     \
        write_text(#key, d->key, out);
    DEVICE_TEXTS(X)
#undef X
    for (size_t i = 0; i < device_n_fields; i++)
        if (!isnan(device_get(d, i)))
            write_number(device_fields[i].key, device_get(d, i), out);
    fputs("};\n", out);
    return !ferror(out);
}
