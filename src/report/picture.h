/* SPDX-License-Identifier: MIT
 *
 * An SVG file of gnuplot's, written into an HTML page: only elements and
 * attributes that draw are kept, every text is escaped again, names within
 * (id) get a prefix, so that many fit into one page, and a title and a
 * description take the place of its own.  Nothing in the file can run, load
 * or style anything outside of its own picture.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

/* Whether the program was built with the library that reads XML. */
bool picture_possible(void);

/* Writes picture number `number` of the page. */
bool picture_put(const char *path, size_t number, const char *title,
                 const char *alt, FILE *out, struct err *e);

#endif
