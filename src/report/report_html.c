/* SPDX-License-Identifier: MIT
 *
 * A report as a page that needs nothing but itself.
 */
#include "config.h"

#include "report/report.h"

#include "base/file.h"
#include "base/markup.h"
#include "base/mem.h"
#include "report/picture.h"

#include <stdlib.h>
#include <string.h>

/* The one script that the page may run: SHA-256 of report/sort.js.  A test
 * holds the two together. */
#define SCRIPT_HASH "sha256-Hd+HO8r1S93uVza1hLdbiy4jBTWaobpt8he3ssjZDiw="

struct page {
    const struct report *report;
    FILE *out;
    struct text *left_out;
    size_t pictures, tables;
};

static void put(const struct page *p, const char *before, const char *text,
                const char *after) {
    fputs(before, p->out);
    markup_put(text, MARKUP_HTML, p->out);
    fputs(after, p->out);
}

/* A file of the program's own, as it is. */
static bool put_file(const char *name, FILE *out, struct err *e) {
    char *path = file_data("report", name, e);
    char *text = path == NULL ? NULL : file_read(path, e);

    if (text != NULL)
        fputs(text, out);
    free(text);
    free(path);
    return text != NULL;
}

static bool put_head(const struct page *p, struct err *e) {
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\""
          "default-src 'none'; style-src 'unsafe-inline'; script-src "
          "'" SCRIPT_HASH "'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, "
          "initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta name=\"generator\" content=\"gpuscape " PACKAGE_VERSION
          "\">\n",
          p->out);
    put(p, "<title>", p->report->title, "</title>\n<style>\n");
    if (!put_file("style.css", p->out, e))
        return false;
    fputs("</style>\n</head>\n<body>\n<main>\n", p->out);
    return true;
}

/* The picture holds its title; what it shows is said below it. */
static void put_figure(struct page *p, const struct report_block *b,
                       const char *class) {
    char *file = mem_printf("%s/plots/%s.svg", p->report->dir, b->name);
    struct err e;

    fprintf(p->out, "<figure%s>\n<div class=\"card\">", class);
    if (!picture_put(file, ++p->pictures, b->text, b->note, p->out, &e)) {
        text_add(p->left_out, "%s\n", e.text);
        put(p, "<p>", b->text, " (this picture is missing)</p>");
    }
    fprintf(p->out, "</div>\n<figcaption><strong>Figure %zu.</strong> ",
            p->pictures);
    put(p, "", b->alt, "</figcaption>\n</figure>\n");
    free(file);
}

static void put_facts(const struct page *p) {
    const struct report *r = p->report;

    if (r->n_facts == 0)
        return;
    put(p, "<div class=\"numbers\">\n<p class=\"of\">", r->facts_of,
        "</p>\n<dl class=\"facts\">\n");
    for (size_t i = 0; i < r->n_facts; i++) {
        put(p, "<div><dt>", r->facts[i].label, "</dt>");
        put(p, "<dd><b>", r->facts[i].value, "</b>");
        put(p, " <small>", r->facts[i].note, "</small></dd></div>\n");
    }
    fputs("</dl>\n</div>\n", p->out);
}

/* What is seen first.  Returns how many blocks it took. */
static size_t put_first(struct page *p) {
    const struct report *r = p->report;
    bool figure = r->n_blocks > 0 && r->blocks[0].kind == REPORT_FIGURE;

    put(p, "<header>\n<h1>", r->title, "</h1>\n");
    if (r->question[0] != '\0')
        put(p, "<p class=\"question\">", r->question, "</p>\n");
    fprintf(p->out, "</header>\n<section class=\"first%s\">\n<div>\n",
            figure ? "" : " alone");
    put(p, "<h2>Answer</h2>\n<p class=\"answer\">", r->answer, "</p>\n");
    if (r->sure != NULL) {
        put(p, "<p class=\"sure\"><strong>", r->sure_word, ".</strong> ");
        put(p, "", r->sure, "</p>\n");
    }
    fputs("</div>\n", p->out);
    put_facts(p);
    if (figure)
        put_figure(p, &r->blocks[0], " class=\"lead\"");
    fputs("</section>\n", p->out);
    return figure;
}

/* Numbers stand to the right (n), short texts on one line (s), others in lines
 * (w); what is not there where room is short is an x too. */
static const char *column_class(const struct report_block *b, size_t column) {
    static const char *const classes[3][2] = {
        {"n", "n x"}, {"s", "s x"}, {"w", "w x"}};
    enum { SHORT = 24 };
    const struct table *t = b->table;
    bool extra = b->columns > 0 && column >= b->columns;
    size_t longest = 0;

    if (table_is_numeric(t, column))
        return classes[0][extra];
    for (size_t row = 0; row < table_rows(t); row++) {
        size_t n = strlen(table_cell(t, row, column));

        longest = n > longest ? n : longest;
    }
    return classes[longest <= SHORT ? 1 : 2][extra];
}

static void put_table_head(const struct page *p, const struct table *t,
                           const char *const classes[]) {
    fputs("<thead>\n<tr>", p->out);
    for (size_t i = 0; i < table_columns(t); i++) {
        fprintf(p->out, "<th scope=\"col\" class=\"%s\" aria-sort=\"none\">",
                classes[i]);
        put(p, "<button type=\"button\">", table_name(t, i), "</button></th>");
    }
    fputs("</tr>\n</thead>\n", p->out);
}

/* Numbers are shown short and sorted by all of their digits. */
static void put_cell(const struct page *p, const char *cell,
                     const char *class) {
    char shown[TEXT_NUMBER_MAX];

    fprintf(p->out, "<td class=\"%s\"", class);
    if (class[0] == 'n') {
        put(p, " data-v=\"", cell, "\"");
        cell = table_short_number(cell, shown);
    }
    put(p, ">", cell, "</td>");
}

static void put_table(struct page *p, const struct report_block *b) {
    const struct table *t = b->table;
    size_t n = table_rows(t), id = ++p->tables;
    const char **classes = mem_alloc(table_columns(t), sizeof *classes);

    fprintf(p->out,
            "<div class=\"table\" role=\"region\" tabindex=\"0\" "
            "aria-labelledby=\"t%zu\">\n<table>\n<caption id=\"t%zu\">",
            id, id);
    put(p, "", b->text, "</caption>\n");
    for (size_t i = 0; i < table_columns(t); i++)
        classes[i] = column_class(b, i);
    put_table_head(p, t, classes);
    fputs("<tbody>\n", p->out);
    for (size_t row = 0; row < n; row++) {
        bool brief = row % b->step == 0 || row + 1 == n;

        fputs(brief ? "<tr>" : "<tr class=\"more\">", p->out);
        for (size_t i = 0; i < table_columns(t); i++)
            put_cell(p, table_cell(t, row, i), classes[i]);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody>\n</table>\n</div>\n", p->out);
    free(classes);
    if (b->step > 1)
        fprintf(p->out,
                "<p class=\"paper\">On paper, every %zuth of %zu rows.</p>\n",
                b->step, n);
    if (b->note[0] != '\0')
        put(p, "<p class=\"note\">", b->note, "</p>\n");
}

static void put_blocks(struct page *p, size_t from) {
    const struct report *r = p->report;
    bool row = false; /* within a row of figures */

    for (size_t i = from; i < r->n_blocks; i++) {
        const struct report_block *b = &r->blocks[i];
        bool figure = b->kind == REPORT_FIGURE;

        if (figure != row)
            fputs(figure ? "<div class=\"figures\">\n" : "</div>\n", p->out);
        row = figure;
        switch (b->kind) {
        case REPORT_HEADING:
            put(p, "<h2>", b->text, "</h2>\n");
            break;
        case REPORT_TEXT:
            put(p, "<p>", b->text, "</p>\n");
            break;
        case REPORT_TABLE:
            put_table(p, b);
            break;
        case REPORT_FIGURE:
            put_figure(p, b, "");
            break;
        }
    }
    fputs(row ? "</div>\n" : "", p->out);
}

bool report_write_html(const struct report *r, FILE *out, struct text *left_out,
                       struct err *e) {
    struct page p = {r, out, left_out, 0, 0};

    if (!put_head(&p, e))
        return false;
    put_blocks(&p, put_first(&p));
    fputs("</main>\n<script>", out);
    if (!put_file("sort.js", out, e))
        return false;
    fputs("</script>\n</body>\n</html>\n", out);
    return true;
}
