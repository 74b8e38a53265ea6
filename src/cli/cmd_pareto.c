/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "analyse/pareto.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { MIN, MAX, OUTPUT, KEEP, FORMAT, N_OPTIONS };

struct objective {
    const char *name;
    bool maximise;
    size_t column;
};

struct front {
    const struct cli *c;
    struct table *in;
    struct objective objectives[PARETO_MAX_OBJECTIVES];
    size_t n_objectives;
    size_t *rows; /* of the table, infeasible ones left out */
    size_t n_rows;
};

/* An option's columns; false after a message. */
static bool take_objectives(struct front *f, size_t option) {
    for (size_t i = 0; i < cli_count(f->c, option); i++) {
        const char *name = cli_value_at(f->c, option, i);
        char shown[TEXT_SHOWN_MAX];

        for (size_t j = 0; j < f->n_objectives; j++)
            if (strcmp(f->objectives[j].name, name) == 0) {
                cli_wrong(f->c, "column '%s' is an objective twice",
                          text_shown(name, shown));
                return false;
            }
        if (f->n_objectives == PARETO_MAX_OBJECTIVES) {
            cli_wrong(f->c, "more than %d objectives", PARETO_MAX_OBJECTIVES);
            return false;
        }
        f->objectives[f->n_objectives++] =
            (struct objective){name, option == MAX, 0};
    }
    return true;
}

/* Rows that count: those not marked as infeasible. */
static bool choose_rows(struct front *f, struct err *e) {
    size_t column = 0;

    if (table_has(f->in, "feasible") && cli_count(f->c, KEEP) == 0) {
        table_find(f->in, "feasible", &column, e);
        f->rows = table_true_rows(f->in, column,
                                  " (--keep-infeasible takes no notice of it)",
                                  &f->n_rows, e);
        return f->rows != NULL;
    }
    f->n_rows = table_rows(f->in);
    f->rows = mem_alloc(f->n_rows, sizeof *f->rows);
    for (size_t i = 0; i < f->n_rows; i++)
        f->rows[i] = i;
    return true;
}

/* The objectives of the chosen rows, each to be made small. */
static bool read_values(const struct front *f, double x[], struct err *e) {
    double *column = mem_alloc(f->n_rows, sizeof *column);
    bool good = true;

    for (size_t j = 0; good && j < f->n_objectives; j++) {
        const struct objective *o = &f->objectives[j];

        good =
            table_numbers_at(f->in, o->column, f->rows, f->n_rows, column, e);
        for (size_t i = 0; good && i < f->n_rows; i++)
            x[i * f->n_objectives + j] = o->maximise ? -column[i] : column[i];
    }
    free(column);
    return good;
}

static struct table *keep_rows(const struct front *f, const bool on_front[]) {
    size_t n = table_columns(f->in);
    struct table *t = table_new();

    for (size_t i = 0; i < n; i++)
        table_column(t, table_name(f->in, i));
    for (size_t row = 0; row < f->n_rows; row++) {
        if (!on_front[row])
            continue;
        table_row(t);
        for (size_t i = 0; i < n; i++)
            table_add_text(t, table_cell(f->in, f->rows[row], i));
    }
    return t;
}

static struct table *find_front(struct front *f, struct err *e) {
    struct table *t = NULL;
    double *x;
    bool *on_front;

    for (size_t i = 0; i < f->n_objectives; i++)
        if (!table_find(f->in, f->objectives[i].name, &f->objectives[i].column,
                        e))
            return NULL;
    if (!choose_rows(f, e))
        return NULL;
    x = mem_alloc(f->n_rows * f->n_objectives, sizeof *x);
    on_front = mem_alloc(f->n_rows, sizeof *on_front);
    if (read_values(f, x, e)) {
        pareto_front(x, f->n_rows, f->n_objectives, on_front);
        t = keep_rows(f, on_front);
    }
    free(x);
    free(on_front);
    return t;
}

static bool write_front(const struct table *t, const char *path,
                        enum table_format format, struct err *e) {
    struct file_out out;

    if (path == NULL) {
        table_write(t, format, stdout);
        return true;
    }
    if (!file_out_open(&out, path, e))
        return false;
    table_write(t, format, out.stream);
    return file_out_commit(&out, e);
}

static int run(const struct cli *c) {
    enum table_format format = TABLE_CSV;
    struct front f = {.c = c};
    struct table *t = NULL;
    struct err e;
    bool good;

    if (!cli_format(c, FORMAT, &format) || !take_objectives(&f, MIN) ||
        !take_objectives(&f, MAX))
        return CLI_USAGE;
    if (f.n_objectives == 0)
        return cli_wrong(c, "an objective is missing: --min COLUMN or --max "
                            "COLUMN");
    f.in = table_read(c->n_operands > 0 ? c->operands[0] : "-", &e);
    good = f.in != NULL && (t = find_front(&f, &e)) != NULL &&
           write_front(t, cli_value(c, OUTPUT, NULL), format, &e);
    table_free(f.in);
    table_free(t);
    free(f.rows);
    return good ? CLI_DONE : cli_fail(&e);
}

int cmd_pareto(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [MIN] = {0, "min", "COLUMN", "an objective to be made small", true},
        [MAX] = {0, "max", "COLUMN", "an objective to be made large", true},
        [OUTPUT] = {'o', "output", "FILE",
                    "write to a file in place of standard output", false},
        [KEEP] = {0, "keep-infeasible", NULL,
                  "take no notice of the column feasible", false},
        [FORMAT] = {0, "format", "FORMAT",
                    "csv (the default), text, json, markdown or latex", false},
    };
    static const struct cli_command command = {
        "[TABLE] --min COLUMN --max COLUMN... [OPTION]...",
        "Copies the rows that no other row dominates, in their order.  A row "
        "dominates another when it is no worse in every objective and better "
        "in one; of rows that are equal in all of them the first stays.  Rows "
        "whose column feasible is false are dropped first.  The table is CSV, "
        "also compressed by gzip, or HDF5; without one, or with -, standard "
        "input is read.",
        options,
        N_OPTIONS,
        "TABLE",
        0,
        1,
        run};

    return cli_main(&command, argc, argv);
}
