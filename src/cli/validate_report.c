/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/validate_report.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/validate_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ERRORS,
    SUMMARY,
    DEVICES,
    ORDER,
    RATIOS,
    NETWORKS,
    NETWORK_ROWS,
    SUMS,
    INTERVALS,
    KIN,
    ODDS,
    SEEDS,
    ROWS
};

const char *const validate_table_names[VALIDATE_N_TABLES] = {
    [ERRORS] = "errors",
    [SUMMARY] = "summary",
    [DEVICES] = "devices",
    [ORDER] = "order",
    [RATIOS] = "ratios",
    [NETWORKS] = "networks",
    [SUMS] = "sums",
    [NETWORK_ROWS] = "network-rows",
    [INTERVALS] = "intervals",
    [KIN] = "kin",
    [ODDS] = "odds",
    [SEEDS] = "seeds",
    [ROWS] = "rows"};

/* What people read, and the rows of it: those whose cell in a column is one
 * text; NULL: all. */
static const struct {
    size_t table;
    const char *title, *column, *text;
} sections[] = {
    {SUMMARY, "Layers, mean over devices", NULL, NULL},
    {DEVICES, "Layers by device, error in percent", NULL, NULL},
    {SEEDS, "Layers over seeds, error in percent", "stacks", "all"},
    {INTERVALS, "Intervals of layers, over devices left out", "device", "all"},
    {INTERVALS, "Intervals of layers by device left out", "rule",
     "four-fifths"},
    {KIN, "What errors of left-out devices have in common, in logs", NULL,
     NULL},
    {ODDS, "How often the device stated to be faster is", NULL, NULL},
    {ORDER, "Order of pairs of devices", NULL, NULL},
    {RATIOS, "Ratio to the reference device", "stack", "all"},
    {NETWORKS, "Whole networks", "batch", "8 and more"},
    {SUMS, "Sums of layers timed one by one", "stack", "all"},
};

struct table *validate_table(const struct validate_report *r, size_t which) {
    const struct trial *t = r->t;

    switch (which) {
    case SUMMARY:
        return validate_summary(t, r->scores, r->n_seeds);
    case DEVICES:
        return validate_devices(t, r->scores);
    case ORDER:
        return validate_order_table(t, r->reference);
    case RATIOS:
        return validate_ratio_table(t, r->reference);
    case NETWORKS:
        return validate_networks(t);
    case NETWORK_ROWS:
        return validate_network_rows(t);
    case SUMS:
        return validate_sum_table(t);
    case INTERVALS:
        return validate_intervals(t);
    case KIN:
        return validate_kin(t);
    case ODDS:
        return validate_odds(t);
    case SEEDS:
        return validate_seeds(t, r->scores, r->n_seeds);
    case ROWS:
        return validate_rows(t);
    default:
        return validate_errors(t, r->scores);
    }
}

/* Numbers to three digits, as errors are worth no more; text without what
 * Markdown would take as its own. */
static void put_cell(FILE *out, const char *cell) {
    double x;

    fputs(" ", out);
    if (text_to_number(cell, &x))
        fprintf(out, x < 1000 && x > -1000 ? "%.3g" : "%.0f", x);
    else
        for (; *cell != '\0'; cell++)
            fprintf(out, *cell == '|' ? "\\|" : "%c", *cell);
    fputs(" |", out);
}

static void put_markdown(FILE *out, const struct table *t, const char *title,
                         const char *column, const char *text) {
    size_t n = table_columns(t), filter = 0;
    struct err unused;

    if (column != NULL && !table_find(t, column, &filter, &unused))
        return;
    fprintf(out, "\n### %s\n\n|", title);
    for (size_t c = 0; c < n; c++)
        put_cell(out, table_name(t, c));
    fputs("\n|", out);
    for (size_t c = 0; c < n; c++)
        fputs(" --- |", out);
    for (size_t r = 0; r < table_rows(t); r++) {
        if (column != NULL && strcmp(table_cell(t, r, filter), text) != 0)
            continue;
        fputs("\n|", out);
        for (size_t c = 0; c < n; c++)
            put_cell(out, table_cell(t, r, c));
    }
    fputs("\n", out);
}

/* A file of the folder; `write` puts what is in `data` there. */
static bool put_file(const char *dir, const char *name,
                     void (*write)(FILE *out, const void *data),
                     const void *data, struct err *e) {
    char *path = file_join(dir, name);
    struct file_out out;
    bool good = file_out_open(&out, path, e);

    if (good) {
        write(out.stream, data);
        good = file_out_commit(&out, e);
    }
    free(path);
    return good;
}

static void write_csv(FILE *out, const void *data) {
    const struct table *const *t = data;

    table_write(*t, TABLE_CSV, out);
}

static void write_sections(FILE *out, const void *data) {
    struct table *const *tables = data;

    fputs("<!-- Written by `gpuscape validate`. -->\n", out);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (table_rows(tables[sections[i].table]) > 0)
            put_markdown(out, tables[sections[i].table], sections[i].title,
                         sections[i].column, sections[i].text);
}

bool validate_write(const struct validate_report *r, const char *dir,
                    struct err *e) {
    struct table *tables[VALIDATE_N_TABLES];
    bool good = file_make_dir(dir, e);

    for (size_t i = 0; i < VALIDATE_N_TABLES; i++)
        tables[i] = validate_table(r, i);
    for (size_t i = 0; good && i < VALIDATE_N_TABLES; i++) {
        char name[32];

        snprintf(name, sizeof name, "%s.csv", validate_table_names[i]);
        good = table_rows(tables[i]) == 0 ||
               put_file(dir, name, write_csv, &tables[i], e);
    }
    good = good && put_file(dir, "accuracy.md", write_sections, tables, e);
    for (size_t i = 0; i < VALIDATE_N_TABLES; i++)
        table_free(tables[i]);
    return good;
}
