/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/second.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "sweep/column.h"
#include "sweep/plan.h"

#include <stdlib.h>
#include <string.h>

const char *second_model(const struct sweep *s) {
    for (size_t i = 0; i < s->n_plots; i++)
        if (s->plots[i].second[0] != '\0')
            return s->plots[i].second;
    return NULL;
}

/* Whether a column is a metric of workloads, which models predict. */
static bool is_predicted(const char *name) {
    for (size_t i = 0; i < METRIC_N; i++) {
        size_t n = strlen(metrics[i].key);

        if (metrics[i].scope == METRIC_WORKLOAD &&
            strncmp(name, metrics[i].key, n) == 0 &&
            (name[n] == '\0' || name[n] == '_'))
            return true;
    }
    return false;
}

bool second_check(const struct sweep *s, struct err *e) {
    const char *model = second_model(s);

    for (size_t i = 0; model != NULL && i < s->n_plots; i++) {
        const struct sweep_plot *plot = &s->plots[i];

        if (plot->second[0] == '\0')
            continue;
        if (strcmp(plot->kind, "lines") != 0 || !is_predicted(plot->y))
            return err_set(e, ERR_INPUT,
                           "%s: 'second' of plot %zu: expected a lines plot "
                           "whose y a model predicts, such as speedup",
                           cfg_path(s->cfg), i + 1);
        if (strcmp(plot->second, model) != 0)
            return err_set(e, ERR_INPUT,
                           "%s: plot %zu: found a second model beside '%s', "
                           "expected one for all plots",
                           cfg_path(s->cfg), i + 1, model);
    }
    for (size_t i = 0; model != NULL && i < s->n_links; i++)
        if (s->links[i].kind == LINK_SOLVE && is_predicted(s->links[i].value))
            return err_set(e, ERR_INPUT,
                           "%s: with a link that solves for %s a second model "
                           "would stand for other designs",
                           cfg_path(s->cfg), s->links[i].value);
    return true;
}

static bool is_written(const struct plan *p, size_t column) {
    const struct column *c = &p->columns[column];

    return c->kind == COLUMN_INDEX ||
           (c->kind == COLUMN_METRIC &&
            metrics[c->metric].scope == METRIC_WORKLOAD &&
            metrics[c->metric].kind == METRIC_NUMBER);
}

static void write_rows(const struct plan *p, struct batch *b, FILE *out) {
    char number[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < b->n; i++) {
        bool any = false;

        for (size_t column = 0; column < p->n_columns; column++) {
            if (!is_written(p, column))
                continue;
            fprintf(out, "%s%s", any ? "," : "",
                    plan_text(p, column, batch_value(b, column, i), number));
            any = true;
        }
        fputc('\n', out);
    }
}

static void write_head(const struct plan *p, FILE *out) {
    bool any = false;

    for (size_t column = 0; column < p->n_columns; column++) {
        if (!is_written(p, column))
            continue;
        if (any)
            fputc(',', out);
        csv_put(out, p->columns[column].name);
        any = true;
    }
    fputc('\n', out);
}

static bool write_all(const struct plan *p, const char *dir, struct err *e) {
    char *path = file_join(dir, "second.csv");
    struct file_out out = {0};
    struct batch b;
    bool good = file_out_open(&out, path, e);

    free(path);
    if (!good || !batch_new(&b, p, e)) {
        file_out_abort(&out);
        return false;
    }
    write_head(p, out.stream);
    for (size_t first = 0; first < p->n_points; first += PLAN_BATCH) {
        size_t n = p->n_points - first;

        plan_evaluate(p, first, n < PLAN_BATCH ? n : PLAN_BATCH, &b);
        write_rows(p, &b, out.stream);
    }
    batch_free(&b);
    return file_out_commit(&out, e);
}

bool second_write(const struct sweep *s, const struct cost_model *costs,
                  const char *dir, struct err *e) {
    struct predictor predictor;
    struct plan p;
    bool good;

    if (!predictor_load(&predictor, second_model(s), e))
        return false;
    good = plan_new(&p, s, &predictor, costs, e);
    if (good) {
        good = p.n_points <= SECOND_MAX_POINTS
                   ? write_all(&p, dir, e)
                   : err_set(e, ERR_INPUT,
                             "%s: a second model is asked for %zu points, "
                             "expected at most %d",
                             cfg_path(s->cfg), p.n_points, SECOND_MAX_POINTS);
        plan_free(&p);
    }
    predictor_free(&predictor);
    return good;
}
