/* SPDX-License-Identifier: MIT
 *
 * What the writers of tables share (table_write.c, table_markup.c), and
 * nothing else includes.
 */
#ifndef TABLE_PRIVATE_H
#define TABLE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/table.h"
#include "base/text.h"

/* What all cells of a column are, empty ones aside. */
enum table_kind { TABLE_KIND_TEXT, TABLE_KIND_NUMBER, TABLE_KIND_BOOL };

/* Bytes of the UTF-8 character at p, 0 when it is none (RFC 3629). */
size_t table_utf8_length(const unsigned char *p);

/* Whether people should see the byte's number instead: control characters
 * (in UTF-8, U+0080 to U+009F are some, too) and what is not UTF-8. */
bool table_is_unfit(const unsigned char *p);

void table_write_markdown(const struct table *t, const enum table_kind kinds[],
                          FILE *out);
void table_write_latex(const struct table *t, const enum table_kind kinds[],
                       FILE *out);

#endif
