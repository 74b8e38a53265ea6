/* SPDX-License-Identifier: MIT
 *
 * A report: what is said about the results of one folder, in the order in
 * which it is read, without a word about how a page looks.  Writers for HTML,
 * Markdown and LaTeX take it from here; all its texts may hold anything and
 * are escaped by them.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/table.h"
#include "base/text.h"

enum report_kind {
    REPORT_HEADING,
    REPORT_TEXT,  /* a paragraph */
    REPORT_TABLE, /* the names of its columns are what people read */
    REPORT_FIGURE /* DIR/plots/NAME.svg, .pdf and .png */
};

/* All texts are owned; NULL where the kind has none. */
struct report_block {
    enum report_kind kind;
    char *text; /* heading, paragraph, title of a table or figure, lines */
    char *note; /* below a table or figure */
    char *name; /* of the figure's files, without suffix */
    char *alt;  /* what a figure shows */
    struct table *table; /* owned */
    /* Where room is short every step-th row and the last, and the first
     * columns; 0: all of them. */
    size_t step, columns;
    bool turned; /* and each row is a column, headed by its first cell */
};

/* A number that is to be seen first. */
struct report_fact {
    char *label, *value, *note; /* owned */
};

struct report {
    char *dir;              /* owned, as are the texts below */
    char *title, *question; /* the question may be "" */
    char *answer;           /* two sentences */
    char *sure_word, *sure; /* how sure: in a word or two, and why */
    char *facts_of;         /* whose numbers the facts are */
    size_t n_facts, n_blocks, facts_capacity, blocks_capacity;
    struct report_fact *facts;
    struct report_block *blocks;
};

/* The report on a folder that `gpuscape sweep` or `merge` wrote. */
bool report_read(struct report *r, const char *dir, struct err *e);
void report_free(struct report *r);

/* What it is made of; texts are copied, tables are taken.  A table without
 * rows is not added and gives NULL. */
void report_heading(struct report *r, const char *text);
void report_paragraph(struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct report_block *report_table(struct report *r, const char *title,
                                  const char *note, struct table *table);
void report_figure(struct report *r, const char *name, const char *title,
                   const char *caption, const char *alt);
void report_fact(struct report *r, const char *label, const char *value,
                 const char *note);

/* The rows and columns that stand where room is short, as a new table, turned
 * where it is to be. */
struct table *report_brief(const struct report_block *b);

/* Writers.  The HTML page holds all it needs; pictures that cannot be read are
 * left out and named in a line each added to `left_out`.  The LaTeX is a
 * fragment for \input that needs graphicx only; pictures are named as seen
 * from the folder of the report. */
bool report_write_html(const struct report *r, FILE *out, struct text *left_out,
                       struct err *e);
bool report_write_markdown(const struct report *r, FILE *out, struct err *e);
bool report_write_latex(const struct report *r, FILE *out, struct err *e);

#endif
