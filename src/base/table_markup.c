/* SPDX-License-Identifier: MIT
 *
 * Tables for documents: GitHub's Markdown and LaTeX.
 */
#include "config.h"

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
        if (escapes[i][1] == c)
            return escapes[i];
    return NULL;
}

static void put(const char *text, escape_fn *escape, FILE *out) {
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

/* The cells of a row, or the names of the columns for row = table_rows (). */
static void put_row(const struct table *t, const enum table_kind kinds[],
                    size_t row, escape_fn *escape, const char *between,
                    FILE *out) {
    char number[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < table_columns(t); i++) {
        const char *cell =
            row == table_rows(t) ? table_name(t, i) : table_cell(t, row, i);

        if (i > 0)
            fputs(between, out);
        put(kinds[i] == TABLE_KIND_NUMBER && row < table_rows(t)
                ? table_short_number(cell, number)
                : cell,
            escape, out);
    }
}

void table_write_markdown(const struct table *t, const enum table_kind kinds[],
                          FILE *out) {
    fputs("| ", out);
    put_row(t, kinds, table_rows(t), escape_markdown, " | ", out);
    fputs(" |\n|", out);
    for (size_t i = 0; i < table_columns(t); i++)
        fputs(kinds[i] == TABLE_KIND_NUMBER ? " ---: |" : " --- |", out);
    putc('\n', out);
    for (size_t row = 0; row < table_rows(t); row++) {
        fputs("| ", out);
        put_row(t, kinds, row, escape_markdown, " | ", out);
        fputs(" |\n", out);
    }
}

void table_write_latex(const struct table *t, const enum table_kind kinds[],
                       FILE *out) {
    fputs("\\begin{tabular}{", out);
    for (size_t i = 0; i < table_columns(t); i++)
        putc(kinds[i] == TABLE_KIND_NUMBER ? 'r' : 'l', out);
    fputs("}\n\\hline\n", out);
    put_row(t, kinds, table_rows(t), escape_latex, " & ", out);
    fputs(" \\\\\n\\hline\n", out);
    for (size_t row = 0; row < table_rows(t); row++) {
        put_row(t, kinds, row, escape_latex, " & ", out);
        fputs(" \\\\\n", out);
    }
    fputs("\\hline\n\\end{tabular}\n", out);
}
