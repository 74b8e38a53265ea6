/* SPDX-License-Identifier: MIT
 *
 * Reading of libconfig files.  Only the cfg*.c files know libconfig.
 *
 * A reader asks for the keys it knows and at the end calls cfg_done (), which
 * refuses whatever was not asked for and names the nearest key that was.
 * Every failure names file, line and key.  All strings and nodes are borrowed
 * from the struct cfg and live until cfg_close ().
 */
#ifndef CFG_H
#define CFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

struct cfg;      /* an open file */
struct cfg_node; /* a group, list, array or value in it */

/* NULL on failure.  @include is refused: a data file stands alone. */
struct cfg *cfg_open(const char *path, struct err *e);
/* The same from text; `name` stands for the path in messages. */
struct cfg *cfg_parse(const char *text, const char *name, struct err *e);
void cfg_close(struct cfg *cfg);

const char *cfg_path(const struct cfg *cfg);

/* Sets a value below group `top` from "key=VALUE" as given on a command line;
 * the key may be a path such as "axes.[0].count".  VALUE is libconfig's
 * syntax; what does not parse as such is taken as a string.  Nodes at and
 * below what is replaced are gone, so override before reading. */
bool cfg_override(struct cfg *cfg, const char *top, const char *assignment,
                  struct err *e);

/* The file as it stands now, overrides included. */
bool cfg_write(const struct cfg *cfg, FILE *out);

/* The one group a file must hold, for example "device"; anything else at the
 * top is refused. */
const struct cfg_node *cfg_top(struct cfg *cfg, const char *name,
                               struct err *e);

bool cfg_has(struct cfg *cfg, const struct cfg_node *group, const char *key);

/* Integer, 64-bit integer or float, within [low, high]. */
bool cfg_number(struct cfg *cfg, const struct cfg_node *group, const char *key,
                double low, double high, double *out, struct err *e);
/* A whole number within [low, high]. */
bool cfg_size(struct cfg *cfg, const struct cfg_node *group, const char *key,
              size_t low, size_t high, size_t *out, struct err *e);
bool cfg_string(struct cfg *cfg, const struct cfg_node *group, const char *key,
                const char **out, struct err *e);
bool cfg_bool(struct cfg *cfg, const struct cfg_node *group, const char *key,
              bool *out, struct err *e);
/* A string that is one of `names`; *out is its index. */
bool cfg_choice(struct cfg *cfg, const struct cfg_node *group, const char *key,
                const char *const names[], size_t n, size_t *out,
                struct err *e);
const struct cfg_node *cfg_group(struct cfg *cfg, const struct cfg_node *group,
                                 const char *key, struct err *e);
/* A list (...) or an array [...]. */
const struct cfg_node *cfg_list(struct cfg *cfg, const struct cfg_node *group,
                                const char *key, struct err *e);

/* Elements of a list or array. */
size_t cfg_count(const struct cfg_node *list);
const struct cfg_node *cfg_at(const struct cfg_node *list, size_t i);
bool cfg_is_group(const struct cfg_node *node);
bool cfg_is_string(const struct cfg_node *node);
bool cfg_number_at(const struct cfg_node *list, size_t i, double low,
                   double high, double *out, struct err *e);
bool cfg_string_at(const struct cfg_node *list, size_t i, const char **out,
                   struct err *e);

/* Refuses every key of the group that nobody asked for. */
bool cfg_done(struct cfg *cfg, const struct cfg_node *group, struct err *e);

/* "FILE:LINE: " and the text; false.  For the checks that only the caller
 * knows. */
bool cfg_fail(const struct cfg_node *node, struct err *e, const char *format,
              ...) __attribute__((format(printf, 3, 4)));
/* The same at the line of a key of the group (of the group itself when the
 * key is absent). */
bool cfg_fail_key(const struct cfg_node *group, const char *key, struct err *e,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
