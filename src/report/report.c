/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/report.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static struct report_block *add(struct report *r, enum report_kind kind) {
    r->blocks = mem_grow(r->blocks, &r->blocks_capacity, r->n_blocks + 1,
                         sizeof *r->blocks);
    r->blocks[r->n_blocks] = (struct report_block){.kind = kind};
    return &r->blocks[r->n_blocks++];
}

void report_heading(struct report *r, const char *text) {
    add(r, REPORT_HEADING)->text = mem_strdup(text);
}

void report_paragraph(struct report *r, const char *format, ...) {
    va_list args;
    size_t n;
    char *text;

    va_start(args, format);
    n = (size_t)vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = mem_alloc(n + 1, 1);
    va_start(args, format);
    vsnprintf(text, n + 1, format, args);
    va_end(args);
    add(r, REPORT_TEXT)->text = text;
}

struct report_block *report_table(struct report *r, const char *title,
                                  const char *note, struct table *table) {
    struct report_block *b;

    if (table_rows(table) == 0) {
        table_free(table);
        return NULL;
    }
    b = add(r, REPORT_TABLE);
    b->text = mem_strdup(title);
    b->note = mem_strdup(note);
    b->table = table;
    b->step = 1;
    return b;
}

void report_figure(struct report *r, const char *name, const char *title,
                   const char *caption, const char *alt) {
    struct report_block *b = add(r, REPORT_FIGURE);

    b->name = mem_strdup(name);
    b->text = mem_strdup(title);
    b->note = mem_strdup(caption);
    b->alt = mem_strdup(alt);
}

void report_fact(struct report *r, const char *label, const char *value,
                 const char *note) {
    r->facts = mem_grow(r->facts, &r->facts_capacity, r->n_facts + 1,
                        sizeof *r->facts);
    r->facts[r->n_facts++] = (struct report_fact){
        mem_strdup(label), mem_strdup(value), mem_strdup(note)};
}

/* Numbers beside texts in a column are shortened here: no writer does it. */
static struct table *turn(struct table *from) {
    struct table *t = table_new();

    for (size_t row = 0; row <= table_rows(from); row++)
        table_column(t, row == 0 ? table_name(from, 0)
                                 : table_cell(from, row - 1, 0));
    for (size_t i = 1; i < table_columns(from); i++) {
        table_row(t);
        table_add_text(t, table_name(from, i));
        for (size_t row = 0; row < table_rows(from); row++) {
            char shown[TEXT_NUMBER_MAX];

            table_add_text(t,
                           table_short_number(table_cell(from, row, i), shown));
        }
    }
    table_free(from);
    return t;
}

struct table *report_brief(const struct report_block *b) {
    const struct table *from = b->table;
    struct table *t = table_new();
    size_t n = table_rows(from);
    size_t columns = b->columns > 0 ? b->columns : table_columns(from);

    for (size_t i = 0; i < columns; i++)
        table_column(t, table_name(from, i));
    for (size_t row = 0; row < n; row++) {
        if (row % b->step != 0 && row + 1 < n)
            continue;
        table_row(t);
        for (size_t i = 0; i < columns; i++)
            table_add_text(t, table_cell(from, row, i));
    }
    return b->turned ? turn(t) : t;
}

void report_free(struct report *r) {
    for (size_t i = 0; i < r->n_blocks; i++) {
        free(r->blocks[i].text);
        free(r->blocks[i].note);
        free(r->blocks[i].name);
        free(r->blocks[i].alt);
        table_free(r->blocks[i].table);
    }
    for (size_t i = 0; i < r->n_facts; i++) {
        free(r->facts[i].label);
        free(r->facts[i].value);
        free(r->facts[i].note);
    }
    free(r->blocks);
    free(r->facts);
    free(r->dir);
    free(r->title);
    free(r->question);
    free(r->answer);
    free(r->sure_word);
    free(r->sure);
    free(r->facts_of);
    *r = (struct report){0};
}
