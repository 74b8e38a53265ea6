/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/sensitivity_report.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "draw/figure.h"
#include "sweep/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sensitivity_put_head(const struct sensitivity_report *r) {
    const struct study *s = r->study;

    if (r->format != TABLE_TEXT)
        return;
    printf("%s\n\nResponse    %s\nBase        %s\nModel       %s\nWorkloads   ",
           s->sweep->title, s->response, s->sweep->base.name, s->sweep->model);
    for (size_t i = 0; i < s->sweep->n_workloads; i++)
        printf("%s%s (%s)", i > 0 ? ", " : "", s->sweep->workloads[i].label,
               s->sweep->workloads[i].stack);
    putchar('\n');
    for (size_t i = 0; i < s->n; i++) {
        const struct parameter *p = &s->parameters[i];

        printf("%s%s: ", i == 0 ? "Parameters  " : "            ",
               p->axis->name);
        if (p->listed)
            printf("%zu values, ", p->axis->n);
        printf("%g to %g%s, base %g%s\n", p->low, p->high,
               p->axis->log ? ", log" : "", p->base,
               p->base_known ? "" : " (the middle)");
    }
}

static double number(const struct table *t, size_t row, const char *column,
                     bool *known) {
    struct err ignored;
    size_t at;
    double x = 0;

    *known = table_find(t, column, &at, &ignored) &&
             text_to_number(table_cell(t, row, at), &x);
    return x;
}

/* "+10 % memory_bandwidth_gbs gives +6.1 % throughput (+5.0 to +7.2)". */
static void put_sentences(const struct study *s, const struct table *t) {
    bool any = false;

    putchar('\n');
    for (size_t i = 0; i < table_rows(t); i++) {
        bool known, interval;
        double change = number(t, i, "plus_10_pct", &known);
        double low = number(t, i, "plus_10_lo", &interval);
        double high = number(t, i, "plus_10_hi", &interval);

        if (!known)
            continue;
        printf("+10 %% %s gives %+.1f %% %s", table_cell(t, i, 0), change,
               s->response);
        if (interval)
            printf(" (%+.1f to %+.1f)", low, high);
        putchar('\n');
        any = any || interval;
    }
    if (any)
        puts("In brackets: the members of the model's ensemble, each alone.");
}

static bool write_table(const struct table *t, const char *dir,
                        const char *name, struct err *e) {
    char *file = mem_printf("%s/%s.csv", dir, name);
    struct file_out out;
    bool good = file_out_open(&out, file, e);

    free(file);
    if (!good)
        return false;
    table_write(t, TABLE_CSV, out.stream);
    return file_out_commit(&out, e);
}

static const char *short_name(const char *device) {
    return strncmp(device, "GeForce ", 8) == 0 ? device + 8 : device;
}

/* Where the numbers come from. */
static void set_origin(struct figure *f, const struct study *s) {
    size_t n = strlen(f->caption), size = sizeof f->caption;

    n += (size_t)snprintf(f->caption + n, size - n,
                          " Predicted, model %.40s: ", s->sweep->model);
    for (size_t i = 0; i < s->sweep->n_workloads && n < size; i++)
        n += (size_t)snprintf(f->caption + n, size - n, "%s%s (%s)",
                              i > 0 ? ", " : "", s->sweep->workloads[i].label,
                              s->sweep->workloads[i].stack);
    if (n < size)
        snprintf(f->caption + n, size - n, ".");
}

/* "Throughput (images/s)" to its words and its unit. */
static void split_label(const char *label, char words[FIGURE_NAME_MAX],
                        char unit[FIGURE_NAME_MAX]) {
    const char *bracket = strstr(label, " (");
    size_t n = bracket != NULL ? (size_t)(bracket - label) : strlen(label);

    snprintf(words, FIGURE_NAME_MAX, "%.*s", (int)n, label);
    unit[0] = '\0';
    if (bracket != NULL)
        snprintf(unit, FIGURE_NAME_MAX, " %.*s", (int)strcspn(bracket + 2, ")"),
                 bracket + 2);
}

static bool draw(const struct sensitivity_report *r, size_t method,
                 const struct table *t, struct err *e) {
    const struct study *s = r->study;
    const char *base = short_name(s->sweep->base.name);
    struct figure f = {.kind = method == SENSITIVITY_OAT ? FIGURE_TORNADO
                                                         : FIGURE_INDICES};
    char label[FIGURE_NAME_MAX], words[FIGURE_NAME_MAX], unit[FIGURE_NAME_MAX];
    bool known;

    column_label(s->sweep, s->response, label, sizeof label);
    split_label(label, words, unit);
    snprintf(f.title, sizeof f.title, "%s", s->sweep->title);
    if (method == SENSITIVITY_OAT) {
        strcpy(f.name, "tornado");
        snprintf(f.x.label, sizeof f.x.label, "%.60s: change (%%)", words);
        snprintf(f.caption, sizeof f.caption,
                 "Each parameter alone at the ends of its range, which the "
                 "bars name; the others as in the %.60s, %.4g%.20s.",
                 base, number(t, 0, "response_base", &known), unit);
    } else {
        strcpy(f.name, "sobol");
        snprintf(f.x.label, sizeof f.x.label, "Share of the variance");
        snprintf(f.caption, sizeof f.caption,
                 "%.60s: Sobol indices over all ranges, from %zu base points; "
                 "whiskers: 90 %% by bootstrap.",
                 words, r->options.samples);
    }
    set_origin(&f, s);
    return figure_draw(&f, t, r->into,
                       1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF,
                       e);
}

bool sensitivity_put(const struct sensitivity_report *r, size_t method,
                     const struct table *t,
                     const struct sensitivity_count *count, struct err *e) {
    bool text = r->format == TABLE_TEXT;

    if (text)
        printf("\n%s: %zu evaluations", sensitivity_methods[method].title,
               count->evaluated);
    if (text && count->infeasible > 0)
        printf(", %zu of them not feasible", count->infeasible);
    if (text)
        putchar('\n');
    table_write(t, r->format, stdout);
    if (text && method == SENSITIVITY_ELASTICITY)
        put_sentences(r->study, t);
    if (r->dir != NULL && !write_table(t, r->dir, sensitivity_names[method], e))
        return false;
    return r->into == NULL ||
           (method != SENSITIVITY_OAT && method != SENSITIVITY_SOBOL) ||
           draw(r, method, t, e);
}
