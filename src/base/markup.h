/* SPDX-License-Identifier: MIT
 *
 * Text that may hold anything, written into a document so that it is read as
 * text: letters that mean something there are replaced, control characters
 * (line breaks, too) and what is not UTF-8 become \xNN.
 */
#ifndef MARKUP_H
#define MARKUP_H

#include <stdio.h>

enum markup {
    MARKUP_HTML,     /* between tags, and in attributes within double quotes */
    MARKUP_MARKDOWN, /* GitHub's: running text, headings, cells of tables */
    MARKUP_LATEX
};

void markup_put(const char *text, enum markup markup, FILE *out);

#endif
