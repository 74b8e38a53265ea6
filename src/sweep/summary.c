/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/summary.h"

#include "base/mem.h"
#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool written(FILE *out, const char *name, struct err *e) {
    return !ferror(out) || err_set(e, ERR_IO, "cannot write %s", name);
}

/* Text that may hold anything as one line that a terminal can show. */
static void put_shown(const char *text, FILE *out) {
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 32 || *text == 127)
            fprintf(out, "\\x%02x", (unsigned)*text);
        else
            putc(*text, out);
}

static void put_line(const char *head, const char *text, FILE *out) {
    fputs(head, out);
    put_shown(text, out);
    putc('\n', out);
}

static void put_workloads(const struct sweep *s, FILE *out) {
    for (size_t i = 0; i < s->n_workloads; i++)
        fprintf(out, "%s%s (%s)%s", i == 0 ? "Workloads   " : "            ",
                s->workloads[i].label, s->workloads[i].stack, "\n");
}

static void put_axes(const struct sweep *s, FILE *out) {
    for (size_t i = 0; i < s->n_axes; i++) {
        const struct axis *a = &s->axes[i];

        fprintf(out, "%s%s: %zu values",
                i == 0 ? "Axes        " : "            ", a->name, a->n);
        if (axis_is_number(a))
            fprintf(out, ", %g to %g%s", a->values[0], a->values[a->n - 1],
                    a->log ? ", log" : "");
        fputc('\n', out);
    }
}

static void put_links(const struct plan *p, FILE *out) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_links; i++) {
        const struct link *l = &s->links[i];

        fprintf(out, "%s%s ", i == 0 ? "Links       " : "            ",
                l->name);
        if (l->kind == LINK_ALONG)
            fprintf(out, "along %s\n", s->axes[l->axis].name);
        else if (l->kind == LINK_VALUE)
            put_line("= ", l->value, out);
        else {
            fprintf(out, "from %g to %g so that %s = ", l->low, l->high,
                    l->value);
            put_shown(l->equals, out);
            if (p->ties[i].reads_reference)
                fprintf(out, ", reference = %.6g", p->ties[i].reference);
            putc('\n', out);
        }
    }
}

static void put_sampling(const struct sampling *s, FILE *out) {
    if (s->points > 0)
        fprintf(out,
                "Sampling    %s, seed %zu; between the ends of an axis, "
                "but for whole numbers, names and what changes the structure\n",
                design_names[s->design], s->seed);
}

static void put_counts(const struct plan *p, const struct run *r, FILE *out) {
    fprintf(out, "Points      %zu, of them feasible %zu, on the front %zu\n",
            p->n_points, r->n_feasible, r->n_front);
    for (size_t i = 1; i < p->n_reasons; i++)
        if (r->reason_counts[i] > 0) {
            fprintf(out, "            %zu not feasible, ", r->reason_counts[i]);
            put_line("", p->reasons[i], out);
        }
    for (size_t i = 0; i < p->sweep->n_constraints; i++)
        if (p->sweep->soft[i]) {
            fprintf(out, "            %zu feasible ones break the soft ",
                    r->violation_counts[i]);
            put_line("constraint: ", p->sweep->constraints[i], out);
        }
}

static void put_objectives(const struct plan *p, const struct run *r,
                           FILE *out) {
    struct table *t;

    if (r->n_feasible == 0)
        return;
    t = table_new();
    table_column(t, "objective");
    table_column(t, "goal");
    table_column(t, "least");
    table_column(t, "quarter");
    table_column(t, "median");
    table_column(t, "three_quarters");
    table_column(t, "most");
    for (size_t i = 0; i < p->sweep->n_objectives; i++) {
        const struct run_quantiles *q = &r->objectives[i];

        table_row(t);
        table_add_text(t, p->sweep->objectives[i].column);
        table_add_text(t, p->sweep->objectives[i].maximise ? "max" : "min");
        table_add_number(t, q->least);
        table_add_number(t, q->quarter);
        table_add_number(t, q->median);
        table_add_number(t, q->three_quarters);
        table_add_number(t, q->most);
    }
    fputs("\nOver the feasible points (quartiles to 0.05 %):\n", out);
    table_write(t, TABLE_TEXT, out);
    table_free(t);
}

/* What each axis does, and what is odd about it. */
static void put_knobs(const struct plan *p, const struct run *r, FILE *out) {
    struct table *t = knobs_table(&r->knobs, p);
    struct text warnings = {0};
    bool all = true;

    for (size_t i = 0; i < p->sweep->n_axes; i++)
        all = all && r->knobs.sampled[i] == r->knobs.lines[i];
    fprintf(out,
            "\nWhat each axis does, along lines on which nothing else changes "
            "(%s; ratio: most over least on a line):\n",
            all ? "all of them" : "a part, evenly spread");
    table_write(t, TABLE_TEXT, out);
    table_free(t);
    knobs_warnings(&r->knobs, p, &warnings);
    for (char *line = warnings.text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');

        *end = '\0';
        put_line("", line, out);
        line = end + 1;
    }
    free(warnings.text);
}

static void put_table(const struct table *t, const char *title, FILE *out) {
    if (table_rows(t) == 0)
        return;
    fprintf(out, "\n%s:\n", title);
    table_write(t, TABLE_TEXT, out);
}

/* How the objectives go with the axes over the feasible points. */
static void put_feasible(const struct findings *f, FILE *out) {
    put_table(f->correlations,
              f->all_looked_at
                  ? "Correlations, over the feasible points"
                  : "Correlations, over the feasible ones of 20,000 points",
              out);
}

/* What the intervals promise and how that was checked. */
static void put_intervals(const struct predictor *p, FILE *out) {
    const struct conformal *c = &p->intervals;
    const struct conformal_coverage *x =
        &c->coverage[conformal_rule(c)][CONFORMAL_90];

    if (c->n_devices == 0) {
        fputs("\nIntervals   none: the model was trained without\n", out);
        return;
    }
    fprintf(out,
            "\nIntervals   90 %%, over devices: from %zu devices left out in "
            "turn; layers' intervals held %.0f %% of such a device's times "
            "(%.0f to %.0f)\n",
            c->n_devices, 100 * x->mean, 100 * x->least, 100 * x->most);
}

/* What is sure of the front, in numbers of its points. */
static void put_chances(const struct chances *c, const struct run *r,
                        const char *objective, FILE *out) {
    if (c->n == 0)
        return;
    fprintf(
        out,
        "\nHow sure    %zu of %zu points of the front%s stay on it in 90 %% "
        "of %d draws (seed %d) of errors as left-out\n            devices "
        "have them, against %zu rivals near it",
        c->n_firm, c->n, c->n < r->n_front ? " that were tried" : "",
        CHANCE_DRAWS, CHANCE_SEED, c->n_rivals);
    if (c->has_ties)
        fprintf(out, "; %zu of %zu neighbours along it are ties in %s",
                c->n_ties, c->n - 1, objective);
    putc('\n', out);
}

static void put_front(const struct plan *p, const struct run *r,
                      const struct findings *f, FILE *out) {
    if (r->n_front == 0) {
        fputs("\nNo point is feasible: no front.\n", out);
        return;
    }
    put_table(f->some,
              r->n_front > FINDINGS_SOME
                  ? "The front, some of its points (all: front.csv)"
                  : "The front",
              out);
    put_chances(&f->chances, r, p->sweep->objectives[0].column, out);
    if (r->n_front <= FINDINGS_TYPICAL)
        return;
    put_table(f->typical, "Its knee, and designs that stand for all", out);
    put_table(f->marginal,
              "What one more unit of cost brings along it, by quarters, with "
              "90 % intervals of the slope",
              out);
    if (!isnan(f->volume))
        fprintf(out,
                "\nHypervolume %.4g of the box between the best and the worst "
                "of all feasible points\n",
                f->volume);
}

bool summary_text(const struct plan *p, const struct run *r,
                  const struct findings *f, const struct predictor *predictor,
                  FILE *out, struct err *e) {
    const struct sweep *s = p->sweep;

    put_line("", s->title, out);
    if (s->question[0] != '\0')
        put_line("", s->question, out);
    put_line("\nBase        ", s->base.name, out);
    put_line("Reference   ", s->reference.name, out);
    fputs("Model       ", out);
    put_shown(s->model, out);
    fprintf(out, " (%s)\n", predictor->kind->name);
    put_workloads(s, out);
    put_axes(s, out);
    put_links(p, out);
    put_sampling(&s->sampling, out);
    put_counts(p, r, out);
    put_objectives(p, r, out);
    if (p->sampled == NULL)
        put_knobs(p, r, out);
    put_feasible(f, out);
    put_intervals(predictor, out);
    put_front(p, r, f, out);
    return written(out, "summary.txt", e);
}
