/* SPDX-License-Identifier: MIT
 *
 * Intervals on left-out devices: how those that the other devices make hold
 * each one's rows, by every rule and level.
 */
#include "config.h"

#include "cli/validate_table.h"

#include "base/mem.h"
#include "predict/conformal.h"
#include "predict/left_out.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

enum { LEAST_GROUPS = 3 }; /* fewer make no interval for one more */

static void put_columns(struct table *out) {
    static const char *const columns[] = {"device", "predictor", "rule", "n"};
    static const char *const numbers[][2] = {
        {"held", "_pct"}, {"least", "_pct"}, {"most", "_pct"}, {"width", ""}};

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++)
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            char name[32];

            snprintf(name, sizeof name, "%s_%.0f%s", numbers[i][0],
                     100 * conformal_levels[l], numbers[i][1]);
            table_column(out, name);
        }
}

static void put_row(struct table *out, const char *device,
                    const char *predictor, size_t rule, size_t n) {
    table_row(out);
    table_add_text(out, device);
    table_add_text(out, predictor);
    table_add_text(out, conformal_rule_names[rule]);
    table_add_number(out, (double)n);
}

static void put_device(struct table *out, const char *device,
                       const char *predictor, size_t rule,
                       const struct conformal_held *held) {
    put_row(out, device, predictor, rule, held->n);
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
        table_add_number(out, 100 * held->share[rule][l]);
        table_add_text(out, "");
        table_add_text(out, "");
        table_add_number(out, exp(held->width[rule][l]));
    }
}

/* Mean and bounds of the shares, median of the devices' median widths. */
static void put_all(struct table *out, const char *predictor, size_t rule,
                    const struct conformal_held held[], size_t n) {
    double *x = mem_alloc(n, sizeof *x);
    size_t rows = 0;

    for (size_t i = 0; i < n; i++)
        rows += held[i].n;
    put_row(out, "all", predictor, rule, rows);
    for (size_t l = 0; l < CONFORMAL_N_LEVELS; l++) {
        for (size_t i = 0; i < n; i++)
            x[i] = 100 * held[i].share[rule][l];
        table_add_number(out, gsl_stats_mean(x, 1, n));
        table_add_number(out, gsl_stats_min(x, 1, n));
        table_add_number(out, gsl_stats_max(x, 1, n));
        for (size_t i = 0; i < n; i++)
            x[i] = held[i].width[rule][l];
        gsl_sort(x, 1, n);
        table_add_number(out, exp(gsl_stats_median_from_sorted_data(x, 1, n)));
    }
    free(x);
}

/* Groups of devices that go out together and have errors. */
static size_t groups(const struct left_out *x,
                     const struct conformal_held held[], size_t n) {
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        size_t first = 0;

        while (x->twins[held[first].device] != x->twins[held[i].device])
            first++;
        count += first == i;
    }
    return count;
}

struct table *validate_intervals(const struct trial *t) {
    struct table *out = table_new();

    put_columns(out);
    for (size_t k = 0; t->split.device_fold != NULL && k < t->n_kinds; k++) {
        const char *predictor = t->times[k].predictor;
        struct left_out x;
        struct conformal_held *held;
        size_t n, n_groups;

        left_out_of_times(&x, &t->m, t->times[k].rows.plain_ms,
                          t->split.device_fold);
        held = conformal_jackknife(&x, &n);
        n_groups = groups(&x, held, n);
        for (size_t r = 0; n_groups >= LEAST_GROUPS && r < CONFORMAL_N_RULES;
             r++) {
            for (size_t i = 0; i < n; i++)
                put_device(out, t->m.devices[held[i].device].name, predictor, r,
                           &held[i]);
            put_all(out, predictor, r, held, n);
        }
        free(held);
        left_out_free(&x);
    }
    return out;
}
