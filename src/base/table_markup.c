/* SPDX-License-Identifier: MIT
 *
 * Tables for documents: GitHub's Markdown and LaTeX.
 */
#include "config.h"

#include "base/table_private.h"

#include "base/markup.h"

/* The cells of a row, or the names of the columns for row = table_rows (). */
static void put_row(const struct table *t, const enum table_kind kinds[],
                    size_t row, enum markup markup, const char *between,
                    FILE *out) {
    char number[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < table_columns(t); i++) {
        const char *cell =
            row == table_rows(t) ? table_name(t, i) : table_cell(t, row, i);

        if (i > 0)
            fputs(between, out);
        markup_put(kinds[i] == TABLE_KIND_NUMBER && row < table_rows(t)
                       ? table_short_number(cell, number)
                       : cell,
                   markup, out);
    }
}

void table_write_markdown(const struct table *t, const enum table_kind kinds[],
                          FILE *out) {
    fputs("| ", out);
    put_row(t, kinds, table_rows(t), MARKUP_MARKDOWN, " | ", out);
    fputs(" |\n|", out);
    for (size_t i = 0; i < table_columns(t); i++)
        fputs(kinds[i] == TABLE_KIND_NUMBER ? " ---: |" : " --- |", out);
    putc('\n', out);
    for (size_t row = 0; row < table_rows(t); row++) {
        fputs("| ", out);
        put_row(t, kinds, row, MARKUP_MARKDOWN, " | ", out);
        fputs(" |\n", out);
    }
}

void table_write_latex(const struct table *t, const enum table_kind kinds[],
                       FILE *out) {
    fputs("\\begin{tabular}{", out);
    for (size_t i = 0; i < table_columns(t); i++)
        putc(kinds[i] == TABLE_KIND_NUMBER ? 'r' : 'l', out);
    fputs("}\n\\hline\n", out);
    put_row(t, kinds, table_rows(t), MARKUP_LATEX, " & ", out);
    fputs(" \\\\\n\\hline\n", out);
    for (size_t row = 0; row < table_rows(t); row++) {
        put_row(t, kinds, row, MARKUP_LATEX, " & ", out);
        fputs(" \\\\\n", out);
    }
    fputs("\\hline\n\\end{tabular}\n", out);
}
