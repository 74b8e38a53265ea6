/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/answer.h"

#include "base/expr.h"
#include "base/mem.h"
#include "base/table.h"
#include "sweep/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Text that may hold anything as one line that a terminal can show. */
static void put_line(const char *head, const char *text, FILE *out) {
    fputs(head, out);
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 32 || *text == 127)
            fprintf(out, "\\x%02x", (unsigned)*text);
        else
            putc(*text, out);
    putc('\n', out);
}

void answer_goal(const struct recommend *r, char *out, size_t size) {
    const struct sweep *s = &r->sweep;
    size_t n;

    if (!recommend_is_balanced(r)) {
        snprintf(out, size, "%s %s",
                 s->objectives[0].maximise ? "most" : "least",
                 s->objectives[0].column);
        return;
    }
    n = (size_t)snprintf(out, size, "least distance to the ideal");
    for (size_t i = 0; i < s->n_objectives && n < size; i++)
        n +=
            (size_t)snprintf(out + n, size - n, "%s %s %s", i > 0 ? "," : " of",
                             s->objectives[i].maximise ? "most" : "least",
                             s->objectives[i].column);
}

static bool is_refined(const struct answer *a, size_t axis) {
    for (size_t i = 0; a->refined && i < a->recommend->n_refined; i++)
        if (a->recommend->refined[i] == axis)
            return true;
    return false;
}

static void put_free(const struct answer *a, FILE *out) {
    const struct sweep *s = &a->recommend->sweep;

    for (size_t i = 0; i < s->n_axes; i++) {
        const struct axis *x = &s->axes[i];

        fprintf(out, "%s%s: %zu values",
                i == 0 ? "Free        " : "            ", x->name, x->n);
        if (axis_is_number(x))
            fprintf(out, ", %g to %g%s", x->values[0], x->values[x->n - 1],
                    is_refined(a, i) ? ", and between them" : "");
        putc('\n', out);
    }
}

static void put_counts(const struct answer *a, FILE *out) {
    const struct search *s = &a->search;

    fprintf(out,
            "Points      %zu, of them possible %zu, holding every target and "
            "limit %zu\n",
            a->plan->n_points, s->n_possible, s->n_feasible);
    for (size_t i = 1; i < a->plan->n_reasons; i++)
        if (s->reasons[i] > 0) {
            fprintf(out, "            %zu out first by ", s->reasons[i]);
            put_line("", a->plan->reasons[i], out);
        }
}

static void put_head(const struct answer *a, FILE *out) {
    const struct recommend *r = a->recommend;
    const struct sweep *s = &r->sweep;
    char goal[400];

    put_line("", s->title, out);
    if (s->question[0] != '\0')
        put_line("", s->question, out);
    answer_goal(r, goal, sizeof goal);
    fprintf(out, "\nBest        %s: ", best_kinds[r->best].name);
    put_line("", goal, out);
    if (sweep_axis(s, "device") == s->n_axes)
        put_line("Base        ", s->base.name, out);
    put_line("Reference   ", s->reference.name, out);
    put_line("Model       ", s->model, out);
    for (size_t i = 0; i < s->n_workloads; i++)
        fprintf(out, "%s%s (%s)\n", i == 0 ? "Workloads   " : "            ",
                s->workloads[i].label, s->workloads[i].stack);
    put_free(a, out);
    put_counts(a, out);
}

/* Whether a limit reads a column. */
static bool is_read(const struct recommend *r, const char *column) {
    for (size_t j = 0; j < r->n_limits; j++)
        if (expr_mentions(r->limits[j].text, column))
            return true;
    return false;
}

/* Axes and links, criteria, what the limits read, what explains a design. */
static bool is_shown(const struct answer *a, size_t column) {
    static const enum metric_id others[] = {
        METRIC_SPEEDUP_LO_ID, METRIC_SPEEDUP_HI_ID,    METRIC_POWER_ID,
        METRIC_AREA_ID,       METRIC_EXTRAPOLATION_ID, METRIC_BOUND_ID};
    const struct column *c = &a->plan->columns[column];
    size_t n = a->plan->sweep->n_workloads;

    if (c->kind == COLUMN_INDEX)
        return false;
    if (c->kind != COLUMN_METRIC || is_read(a->recommend, c->name))
        return true;
    for (size_t i = 0; i < a->plan->sweep->n_objectives; i++)
        if (a->plan->objective_column[i] == column)
            return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (c->workload == n && c->metric == others[i])
            return true;
    return false;
}

static void add_design(struct table *t, const struct answer *a,
                       const char *name, const struct design *d) {
    table_row(t);
    table_add_text(t, name);
    for (size_t i = 0; i < a->plan->n_columns; i++) {
        char number[32];

        if (!is_shown(a, i))
            continue;
        table_add_text(t, isnan(d->columns[i])
                              ? ""
                              : plan_text(a->plan, i, d->columns[i], number));
    }
}

static void put_designs(const struct answer *a, FILE *out) {
    struct table *t = table_new();

    table_column(t, "design");
    for (size_t i = 0; i < a->plan->n_columns; i++)
        if (is_shown(a, i))
            table_column(t, a->plan->columns[i].name);
    add_design(t, a, a->feasible ? "answer" : "nearest", &a->best);
    if (a->on_grid.columns != NULL)
        add_design(t, a, "best of the grid", &a->on_grid);
    for (size_t i = 0; i < a->n_runners; i++) {
        char name[32];

        snprintf(name, sizeof name, "runner-up %zu", i + 1);
        add_design(t, a, name, &a->runners[i]);
    }
    add_design(t, a, "reference", &a->reference);
    fprintf(out, "\n%s:\n",
            a->feasible ? "The answer, and what else is on the front of the "
                          "criteria"
                        : "The nearest device: its largest miss, as a share "
                          "of the bound, is the least");
    table_write(t, TABLE_TEXT, out);
    table_free(t);
}

/* A share in percent to a tenth, or nothing where it is unknown. */
static void add_percent(struct table *t, double share) {
    char text[32];

    snprintf(text, sizeof text, "%.1f", 100 * share + 0.0);
    table_add_text(t, isfinite(share) ? text : "");
}

static void add_known(struct table *t, bool known, double x) {
    if (known && isfinite(x))
        table_add_number(t, x);
    else
        table_add_text(t, "");
}

static void put_effects(const struct answer *a, FILE *out) {
    static const char *const columns[] = {
        "wanted",      "value", "slack_percent", "binds", "relaxed_10_percent",
        "gain_percent"};
    const struct recommend *r = a->recommend;
    struct table *t = table_new();

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(t, columns[i]);
    for (size_t j = 0; j < r->n_limits; j++) {
        const struct effect *x = &a->effects[j];

        table_row(t);
        table_add_text(t, r->limits[j].text);
        add_known(t, true, a->best.reading.value[j]);
        add_percent(t, x->slack);
        table_add_text(t, x->binds ? "yes" : "no");
        add_known(t, x->has_relaxed, x->relaxed_score);
        add_percent(t, x->gain);
    }
    fprintf(out,
            "\nTargets and limits (binds: without it there is a better "
            "device; relaxed:\n%s when its bound gives way by 10 %%):\n",
            recommend_is_balanced(r) ? "the least distance"
                                     : r->sweep.objectives[0].column);
    table_write(t, TABLE_TEXT, out);
    table_free(t);
}

/* "a <= 1 and b <= 2" */
static char *set_text(const struct recommend *r, unsigned set) {
    struct text t = {0};

    for (size_t j = 0; j < r->n_limits; j++)
        if (set >> j & 1)
            text_add(&t, "%s%s", t.length > 0 ? " and " : "",
                     r->limits[j].text);
    return t.text;
}

static void put_sets(const struct answer *a, FILE *out) {
    const struct recommend *r = a->recommend;
    struct table *t = table_new();
    bool single = a->n_sets > 0 && (a->sets[0] & (a->sets[0] - 1)) == 0;

    table_column(t, "without");
    table_column(t, "points");
    if (single) {
        table_column(t, "least_miss_percent");
        table_column(t, "best_without");
    }
    for (size_t i = 0; i < a->n_sets; i++) {
        char *text = set_text(r, a->sets[i]);

        table_row(t);
        table_add_text(t, text);
        table_add_number(t, (double)a->search.counts[a->sets[i]]);
        for (size_t j = 0; single && j < r->n_limits; j++)
            if (a->sets[i] == 1U << j) {
                add_percent(t, a->search.least_alone[j]);
                add_known(t, a->search.without[j].found,
                          key_score(r, &a->search.without[j].key));
            }
        free(text);
    }
    fprintf(out, "\nWhat makes it impossible: without %s there is an answer.\n",
            single ? "any one of these"
                   : "any of these sets, and no smaller one,");
    table_write(t, TABLE_TEXT, out);
    table_free(t);
}

static void put_misses(const struct answer *a, FILE *out) {
    const struct recommend *r = a->recommend;
    struct table *t = table_new();

    table_column(t, "wanted");
    table_column(t, "value");
    table_column(t, "missed_by_percent");
    for (size_t j = 0; j < r->n_limits; j++) {
        table_row(t);
        table_add_text(t, r->limits[j].text);
        add_known(t, true, a->best.reading.value[j]);
        add_percent(t, fmax(-a->effects[j].slack, 0));
    }
    fputs("\nIts targets and limits:\n", out);
    table_write(t, TABLE_TEXT, out);
    table_free(t);
}

bool answer_text(const struct answer *a, FILE *out, struct err *e) {
    put_head(a, out);
    if (!a->feasible)
        fputs("\nNo device of this space holds every target and limit.\n", out);
    if (a->n_sets > 0)
        put_sets(a, out);
    if (a->best.columns != NULL)
        put_designs(a, out);
    if (a->feasible)
        put_effects(a, out);
    else if (a->best.columns != NULL)
        put_misses(a, out);
    putc('\n', out);
    answer_notes(a, out);
    return !ferror(out) || err_set(e, ERR_IO, "cannot write the answer");
}
