/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/validate_costs.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/validate_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Modelled over real power from which on a board is named. */
static const double CAPPED = 1.4;

const char *const costs_by_names[COSTS_N_BY] = {"all", "generation", "segment",
                                                "node", "device"};

/* The text that a row is told from others by. */
static const char *group_of(const struct cost_trial_row *r, enum costs_by by,
                            char number[TEXT_NUMBER_MAX]) {
    switch (by) {
    case COSTS_GENERATION:
        return r->device->architecture;
    case COSTS_SEGMENT:
        return cost_segment_names[r->segment];
    case COSTS_NODE:
        return text_number(r->device->process_nm, number);
    default:
        return "all";
    }
}

struct group {
    enum costs_by by;
    const char *name;
};

static bool is_of(const struct cost_trial_row *r, const void *data) {
    const struct group *g = data;
    char number[TEXT_NUMBER_MAX];

    return strcmp(group_of(r, g->by, number), g->name) == 0;
}

static void put_score(struct table *out, const struct cost_score *s) {
    table_add_number(out, (double)s->n);
    table_add_number(out, 100 * s->mean);
    table_add_number(out, 100 * s->median);
    table_add_number(out, 100 * s->worst);
    table_add_number(out, 100 * s->bias);
    table_add_number(out, s->within_90);
    table_add_text(out, s->worst_device->name);
}

/* A row for each group, in the order in which the catalogue has them. */
static void put_groups(struct table *out, const struct cost_trial *t,
                       enum costs_by by, enum cost_quantity quantity,
                       enum cost_left_out left_out) {
    char **done = mem_alloc(t->n, sizeof *done);
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        char number[TEXT_NUMBER_MAX];
        struct group g = {by, group_of(&t->rows[i], by, number)};
        struct cost_score s;
        size_t k = 0;

        if (t->rows[i].quantity != quantity || t->rows[i].left_out != left_out)
            continue;
        while (k < n && strcmp(done[k], g.name) != 0)
            k++;
        if (k < n)
            continue;
        done[n++] = mem_strdup(g.name);
        s = cost_trial_score(t, quantity, left_out, is_of, &g);
        table_row(out);
        table_add_text(out, cost_quantity_names[quantity]);
        table_add_text(out, cost_left_out_names[left_out]);
        table_add_text(out, g.name);
        put_score(out, &s);
    }
    for (size_t k = 0; k < n; k++)
        free(done[k]);
    free(done);
}

static struct table *devices_table(const struct cost_trial *t) {
    static const char *const columns[] = {"quantity",     "left_out", "device",
                                          "architecture", "modelled", "real",
                                          "error_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < t->n; i++) {
        const struct cost_trial_row *r = &t->rows[i];

        table_row(out);
        table_add_text(out, cost_quantity_names[r->quantity]);
        table_add_text(out, cost_left_out_names[r->left_out]);
        table_add_text(out, r->device->name);
        table_add_text(out, r->device->architecture);
        table_add_number(out, r->modelled);
        table_add_number(out, r->real);
        table_add_number(out, 100 * (r->modelled / r->real - 1));
    }
    return out;
}

struct table *validate_costs_table(const struct cost_trial *t,
                                   enum costs_by by) {
    static const char *const columns[] = {
        "quantity",   "left_out",  "of",       "n",           "mean_pct",
        "median_pct", "worst_pct", "bias_pct", "within_90_x", "worst_device"};
    struct table *out;

    if (by == COSTS_DEVICE)
        return devices_table(t);
    out = table_new();
    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t q = 0; q < QUANTITY_N; q++)
        for (size_t l = 0; l < LEFT_OUT_N; l++)
            put_groups(out, t, by, (enum cost_quantity)q,
                       (enum cost_left_out)l);
    return out;
}

/* The boards that are modelled far too high although only they were left out:
 * their power limits are caps. */
static void put_capped(const struct cost_trial *t) {
    struct text names = {0};
    double most = 0;

    for (size_t i = 0; i < t->n; i++) {
        const struct cost_trial_row *r = &t->rows[i];
        double ratio = r->modelled / r->real;

        if (r->quantity != QUANTITY_POWER || r->left_out != LEFT_OUT_ONE ||
            ratio < CAPPED)
            continue;
        text_add(&names, "%s%s", names.length > 0 ? ", " : "", r->device->name);
        most = fmax(most, ratio);
    }
    if (names.length > 0)
        cli_note("a power limit is a cap: %s come out %.1f to %.1f times too "
                 "high",
                 names.text, CAPPED, most);
    free(names.text);
}

/* What a reader of the numbers must know. */
static void put_words(const struct catalogue *c, const struct cost_trial *t) {
    cli_note("%zu GPUs of %zu chips; each row was left out of the fit that "
             "models it",
             c->n_devices, c->n_chips);
    put_capped(t);
    cli_note("AMD's area lacks the last-level cache that no device file "
             "states; the factor of an architecture makes up for the mean");
}

int validate_costs(const char *path, const char *facts, enum costs_by by,
                   enum table_format format) {
    struct catalogue c = {0};
    struct cost_trial t = {0};
    struct err e;
    struct cost_model *f = cost_facts_load(facts, &e);
    bool good = f != NULL && (path != NULL ? catalogue_read(&c, path, f, &e)
                                           : catalogue_list(&c, f, &e));

    good = good && cost_trial_run(&t, f, &c, &e);
    if (good) {
        put_words(&c, &t);
        cli_put_table(validate_costs_table(&t, by), format);
    }
    cost_trial_free(&t);
    catalogue_free(&c);
    cost_model_free(f);
    return good ? CLI_DONE : cli_fail(&e);
}
