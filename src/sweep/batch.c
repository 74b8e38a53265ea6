/* SPDX-License-Identifier: MIT
 *
 * Room for a batch of points, and the constraints compiled for it.
 */
#include "config.h"

#include "sweep/plan.h"

#include "base/expr.h"
#include "base/mem.h"
#include "sweep/column.h"
#include "sweep/strip.h"

#include <stdlib.h>
#include <string.h>

static bool is_column(const struct plan *p, const char *name) {
    for (size_t i = 0; i < p->n_columns; i++)
        if (strcmp(p->columns[i].name, name) == 0)
            return true;
    return false;
}

/* What a constraint may use: numeric columns and flags that are known before
 * feasibility, then the device fields that are no column. */
static void name_variables(struct batch *b, const struct plan *p) {
    for (size_t i = 0; i < p->n_columns; i++) {
        const struct column *c = &p->columns[i];
        bool late =
            c->kind == COLUMN_METRIC && (c->metric == METRIC_FEASIBLE_ID ||
                                         c->metric == METRIC_VIOLATIONS_ID ||
                                         c->metric == METRIC_ON_FRONT_ID);

        if (column_is_text(p, i) || late)
            continue;
        b->names[b->n_variables] = c->name;
        b->places[b->n_variables++] = i;
    }
    for (size_t i = 0; i < device_n_fields; i++) {
        if (is_column(p, device_fields[i].key))
            continue;
        b->names[b->n_variables] = device_fields[i].key;
        b->places[b->n_variables++] = p->n_columns + i;
    }
}

/* Which variables each constraint uses, in the order of the constraints. */
static void find_uses(struct batch *b, const struct sweep *s) {
    size_t capacity = 0;

    for (size_t i = 0; i < s->n_constraints; i++)
        for (size_t j = 0; j < b->n_variables; j++) {
            if (!expr_mentions(s->constraints[i], b->names[j]))
                continue;
            b->uses =
                mem_grow(b->uses, &capacity, b->n_uses + 1, sizeof *b->uses);
            b->uses[b->n_uses++] = (struct batch_use){i, j};
        }
}

bool batch_new(struct batch *b, const struct plan *p, struct err *e) {
    const struct sweep *s = p->sweep;
    size_t n = p->n_columns + device_n_fields;

    *b = (struct batch){.n_constraints = s->n_constraints};
    b->values = mem_alloc(p->n_columns * PLAN_BATCH, sizeof *b->values);
    b->names = mem_alloc(n, sizeof *b->names);
    b->places = mem_alloc(n, sizeof *b->places);
    b->variables = mem_alloc(n, sizeof *b->variables);
    b->per_workload = mem_alloc(s->n_workloads, sizeof *b->per_workload);
    b->constraints = mem_alloc(s->n_constraints, sizeof *b->constraints);
    name_variables(b, p);
    for (size_t i = 0; i < n; i++)
        b->variables[i] = 1;
    for (size_t i = 0; i < s->n_constraints; i++) {
        b->constraints[i] = expr_new(s->constraints[i], b->names, b->variables,
                                     b->n_variables, e);
        if (b->constraints[i] == NULL) {
            batch_free(b);
            return err_prefix(e, "%s: constraint %zu", cfg_path(s->cfg), i + 1);
        }
    }
    find_uses(b, s);
    b->violated = mem_alloc(s->n_constraints * PLAN_BATCH, sizeof *b->violated);
    if (!tie_room_new(&b->ties, p, e)) {
        batch_free(b);
        return false;
    }
    b->strip = strip_new(p, b);
    return true;
}

void batch_free(struct batch *b) {
    for (size_t i = 0; b->constraints != NULL && i < b->n_constraints; i++)
        expr_free(b->constraints[i]);
    free(b->values);
    free(b->per_workload);
    free(b->names);
    free(b->places);
    free(b->variables);
    free(b->constraints);
    free(b->uses);
    free(b->violated);
    tie_room_free(&b->ties);
    strip_free(b->strip);
    *b = (struct batch){0};
}

size_t plan_n_batches(const struct plan *p) {
    return (p->n_points + PLAN_BATCH - 1) / PLAN_BATCH;
}

size_t plan_points_before(const struct plan *p, size_t batch) {
    return batch < plan_n_batches(p) ? batch * PLAN_BATCH : p->n_points;
}
