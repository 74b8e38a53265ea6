/* SPDX-License-Identifier: MIT
 *
 * A report as Markdown and as a fragment of LaTeX: the same blocks, between
 * other marks.
 */
#include "config.h"

#include "report/report.h"

#include "base/markup.h"

#include <string.h>

/* What stands around each thing. */
struct style {
    enum markup markup;
    enum table_format table;
    const char *title[2], *heading[2], *paragraph[2], *question[2], *strong[2];
    const char *caption[2], *item[3], *items[2];
};

static const struct style markdown = {
    MARKUP_MARKDOWN,    TABLE_MARKDOWN, {"# ", "\n\n"}, {"## ", "\n\n"},
    {"", "\n\n"},       {"*", "*\n\n"}, {"**", "**"},   {"**", "**\n\n"},
    {"- ", ": ", "\n"}, {"", "\n"}};

static const struct style latex = {
    MARKUP_LATEX,
    TABLE_LATEX,
    {"\\section*{", "}\n\n"},
    {"\\subsection*{", "}\n\n"},
    {"", "\n\n"},
    {"\\emph{", "}\n\n"},
    {"\\textbf{", "}"},
    {"\\noindent\\textbf{", "}\\par\\nopagebreak\\smallskip\n"},
    {"\\item ", ": ", "\n"},
    {"\\begin{itemize}\n", "\\end{itemize}\n\n"}};

static void put(const struct style *s, const char *const around[2],
                const char *text, FILE *out) {
    fputs(around[0], out);
    markup_put(text, s->markup, out);
    fputs(around[1], out);
}

static void put_first(const struct report *r, const struct style *s,
                      FILE *out) {
    static const char *const nothing[2] = {"", ""};
    static const char *const end[2] = {". ", "\n\n"};

    put(s, s->title, r->title, out);
    if (r->question[0] != '\0')
        put(s, s->question, r->question, out);
    put(s, s->paragraph, r->answer, out);
    if (r->sure != NULL) {
        put(s, s->strong, r->sure_word, out);
        put(s, end, r->sure, out);
    }
    if (r->n_facts == 0)
        return;
    put(s, s->paragraph, r->facts_of, out);
    fputs(s->items[0], out);
    for (size_t i = 0; i < r->n_facts; i++) {
        const struct report_fact *f = &r->facts[i];

        fputs(s->item[0], out);
        put(s, nothing, f->label, out);
        fputs(s->item[1], out);
        put(s, s->strong, f->value, out);
        if (f->note[0] != '\0') {
            fputs(", ", out);
            put(s, nothing, f->note, out);
        }
        fputs(s->item[2], out);
    }
    fputs(s->items[1], out);
}

static void put_table(const struct report_block *b, const struct style *s,
                      FILE *out) {
    bool latex_too = s->markup == MARKUP_LATEX;
    struct table *t = report_brief(b);

    put(s, s->caption, b->text, out);
    /* Wide ones are made to fit: a proposal's page has no scroll bar. */
    fputs(latex_too ? "\\noindent\\resizebox{\\ifdim\\width>\\linewidth"
                      "\\linewidth\\else\\width\\fi}{!}{%\n"
                    : "",
          out);
    table_write(t, s->table, out);
    fputs(latex_too ? "}\\par\\medskip\n" : "", out);
    putc('\n', out);
    if (!b->turned && table_rows(t) < table_rows(b->table))
        fprintf(out, "%zu of %zu rows.%s", table_rows(t), table_rows(b->table),
                b->note[0] != '\0' ? " " : "\n\n");
    if (b->note[0] != '\0')
        put(s, s->paragraph, b->note, out);
    table_free(t);
}

/* Names of figures are letters, digits and hyphens. */
static void put_figure(const struct report_block *b, const struct style *s,
                       FILE *out) {
    static const char *const picture[2] = {"![", "]"};
    static const char *const nothing[2] = {"", ""};

    if (s->markup == MARKUP_LATEX) {
        /* Picture and words stay on one page. */
        fprintf(out,
                "\\begin{center}\n\\begin{minipage}{.85\\linewidth}\n"
                "\\centering\\includegraphics[width=.72\\linewidth]"
                "{plots/%s.pdf}\\par\n\\raggedright\\small ",
                b->name);
        put(s, s->strong, b->text, out);
        fputs(". ", out);
        put(s, nothing, b->note, out);
        fputs("\n\\end{minipage}\n\\end{center}\n\n", out);
        return;
    }
    put(s, picture, b->alt, out);
    fprintf(out, "(plots/%s.png)\n\n", b->name);
    put(s, s->strong, b->text, out);
    fputs(". ", out);
    put(s, s->paragraph, b->note, out);
}

static bool write_all(const struct report *r, const struct style *s, FILE *out,
                      struct err *e) {
    put_first(r, s, out);
    for (size_t i = 0; i < r->n_blocks; i++) {
        const struct report_block *b = &r->blocks[i];

        switch (b->kind) {
        case REPORT_HEADING:
            put(s, s->heading, b->text, out);
            break;
        case REPORT_TEXT:
            put(s, s->paragraph, b->text, out);
            break;
        case REPORT_TABLE:
            put_table(b, s, out);
            break;
        case REPORT_FIGURE:
            put_figure(b, s, out);
            break;
        }
    }
    return !ferror(out) || err_set(e, ERR_IO, "cannot write the report");
}

bool report_write_markdown(const struct report *r, FILE *out, struct err *e) {
    return write_all(r, &markdown, out, e);
}

bool report_write_latex(const struct report *r, FILE *out, struct err *e) {
    fputs("% Needs \\usepackage{graphicx}; figures are in plots/ beside this "
          "file.\n",
          out);
    return write_all(r, &latex, out, e);
}
