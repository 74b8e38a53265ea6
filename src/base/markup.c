/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/markup.h"

#include "base/table_private.h"

#include <string.h>

/* What a letter becomes in a document; NULL where it is itself. */
typedef const char *escape_fn(unsigned char c);

static const char *escape_latex(unsigned char c) {
    static const struct {
        unsigned char c;
        const char *text;
    } escapes[] = {{'\\', "\\textbackslash{}"},
                   {'{', "\\{"},
                   {'}', "\\}"},
                   {'$', "\\$"},
                   {'&', "\\&"},
                   {'#', "\\#"},
                   {'%', "\\%"},
                   {'_', "\\_"},
                   {'^', "\\textasciicircum{}"},
                   {'~', "\\textasciitilde{}"},
                   {'<', "\\textless{}"},
                   {'>', "\\textgreater{}"},
                   {'|', "\\textbar{}"},
                   /* The end of a row takes these for its own. */
                   {'[', "{[}"},
                   {'*', "{*}"}};

    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (escapes[i].c == c)
            return escapes[i].text;
    return NULL;
}

/* Only what would change the table or its letters: an underscore within a
 * word is one, and names of columns stay readable as they are. */
static const char *escape_markdown(unsigned char c) {
    static const char *const escapes[] = {"\\\\", "\\|", "\\*", "\\`", "\\<",
                                          "\\>",  "\\[", "\\]", "\\~", "\\&"};

    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if ((unsigned char)escapes[i][1] == c)
            return escapes[i];
    return NULL;
}

static const char *escape_html(unsigned char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void markup_put(const char *text, enum markup markup, FILE *out) {
    static escape_fn *const escapes[] = {[MARKUP_HTML] = escape_html,
                                         [MARKUP_MARKDOWN] = escape_markdown,
                                         [MARKUP_LATEX] = escape_latex};
    escape_fn *escape = escapes[markup];
    const unsigned char *p = (const unsigned char *)text;

    while (*p != '\0') {
        bool unfit = table_is_unfit(p);
        size_t n = unfit ? 1 : table_utf8_length(p);
        const char *escaped = unfit ? escape('\\') : escape(*p);

        if (escaped != NULL)
            fputs(escaped, out);
        else
            fwrite(p, 1, n, out);
        if (unfit)
            fprintf(out, "x%02x", *p);
        p += n;
    }
}
