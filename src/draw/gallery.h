/* SPDX-License-Identifier: MIT
 *
 * The figures of one folder: `figures.csv` in it lists them in their order,
 *
 *   name,kind,title,caption,alt,command
 *
 * `name` without suffix, `alt` what is seen in one or two sentences with
 * numbers, `command` the subcommand whose results they show.  A figure that a
 * command drew before and does not draw now is removed with its files; names
 * from the list are data, and none leads out of the folder.
 */
#ifndef GALLERY_H
#define GALLERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct gallery {
    const char *dir;     /* borrowed */
    const char *command; /* borrowed: a constant */
    bool whole;          /* all figures of the command are being drawn */
    struct gallery_entry {
        char *name, *kind, *title, *caption, *alt, *command; /* owned */
        bool fresh;
    } * entries;
    size_t n, capacity;
};

/* Whether a text may name a figure: small letters, digits and inner hyphens,
 * and not the name of the list. */
bool gallery_name_is_good(const char *name);

/* Makes the folder and reads the list that is in it, if one is.  A list that
 * cannot be read counts as none. */
bool gallery_open(struct gallery *g, const char *dir, const char *command,
                  bool whole, struct err *e);
/* A figure that has been drawn; its texts are copied. */
void gallery_add(struct gallery *g, const char *kind, const char *name,
                 const char *title, const char *caption, const char *alt);
/* Writes the list.  When the drawing went well (`good`) and was of all
 * figures, removes what is stale.  False when not good, or when writing
 * fails; releases everything. */
bool gallery_close(struct gallery *g, bool good, struct err *e);

/* The figures listed in a folder, as a table; NULL where there is no list. */
struct table *gallery_read(const char *dir);

#endif
