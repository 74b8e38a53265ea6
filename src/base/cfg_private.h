/* SPDX-License-Identifier: MIT
 *
 * What the cfg*.c files share: how a libconfig setting is seen as a cfg_node.
 */
#ifndef CFG_PRIVATE_H
#define CFG_PRIVATE_H

#include <libconfig.h>

#include "base/cfg.h"
#include "base/text.h"

/* `config` comes first: a setting's config pointer is then its struct cfg. */
struct cfg {
    config_t config;
    char *path;
};

/* The hook of every group, and of every value set by cfg_override ().
 * libconfig calls cfg_note_free () when the setting goes. */
struct cfg_note {
    char *override; /* "key=VALUE" as given, or NULL */
    char **asked;   /* the keys that the reader asked this group for */
    size_t n_asked, capacity;
};

/* What is wrong with a text that libconfig would accept. */
enum cfg_scan { CFG_SCAN_OK, CFG_SCAN_NUMBER, CFG_SCAN_TEXT };

/* Refuses what libconfig 1.5 reads without a word but not as written:
 * integers that overflow, numbers that are not finite, comments and strings
 * without an end; and what a data file may not hold: @include, nesting beyond
 * reason. */
enum cfg_scan cfg_scan(const char *text, const char *name, struct err *e);

const config_setting_t *cfg_setting(const struct cfg_node *node);
const struct cfg_node *cfg_node(const config_setting_t *setting);

/* A setting's name for messages: "count", or "values[3]" in a list. */
const char *cfg_label(const config_setting_t *s, char out[TEXT_SHOWN_MAX]);

/* "KEY: found ..., expected ..." at the setting's place; false. */
bool cfg_fail_found(const config_setting_t *s, struct err *e,
                    const char *expected);

void cfg_note_free(void *note);

/* Gives every group at and below `setting` its note. */
void cfg_notes_add(config_setting_t *setting);

size_t cfg_length(const config_setting_t *setting);

/* text_name_fn over the members of a group. */
const char *cfg_member_name(const void *setting, size_t i);

#endif
