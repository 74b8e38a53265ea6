/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/verdict.h"

#include "base/expr.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>

/* Codes of METRIC_REASON; write_reasons () has their texts in this order. */
size_t verdict_impossible(void) {
    return 1;
}

size_t verdict_memory(size_t workload) {
    return 2 + workload;
}

size_t verdict_unknown(const struct plan *p, size_t objective) {
    return 2 + p->sweep->n_workloads + objective;
}

size_t verdict_constraint(const struct plan *p, size_t i, bool undefined) {
    return 2 + p->sweep->n_workloads + p->sweep->n_objectives + 2 * i +
           undefined;
}

size_t verdict_of_link(const struct plan *p, size_t code) {
    return 2 + p->sweep->n_workloads + p->sweep->n_objectives +
           2 * p->sweep->n_constraints + code;
}

/* In the order of the codes above. */
static void write_reasons(struct plan *p) {
    const struct sweep *s = p->sweep;
    size_t n = 0;

    p->n_reasons = 2 + s->n_workloads + s->n_objectives + 2 * s->n_constraints +
                   2 * s->n_links;
    p->reasons = mem_alloc(p->n_reasons, sizeof *p->reasons);
    p->reasons[n++] = mem_strdup("");
    p->reasons[n++] = mem_strdup("impossible: facts of the device contradict "
                                 "each other");
    for (size_t i = 0; i < s->n_workloads; i++)
        p->reasons[n++] = mem_printf(
            "memory: %s needs more than the device has", s->workloads[i].label);
    for (size_t i = 0; i < s->n_objectives; i++)
        p->reasons[n++] = mem_printf("unknown: %s", s->objectives[i].column);
    for (size_t i = 0; i < s->n_constraints; i++) {
        p->reasons[n++] = mem_printf("constraint: %s", s->constraints[i]);
        p->reasons[n++] =
            mem_printf("constraint has no value: %s", s->constraints[i]);
    }
    for (size_t i = 0; i < s->n_links; i++) {
        p->reasons[n++] = tie_reason_unset(&s->links[i]);
        p->reasons[n++] = tie_reason_broken(&s->links[i]);
    }
}

/* Texts of all sets of soft constraints, of which there are few. */
static void write_violations(struct plan *p) {
    const struct sweep *s = p->sweep;

    for (size_t i = 0; i < s->n_constraints; i++)
        p->n_soft += s->soft[i];
    p->violations = mem_alloc(1U << p->n_soft, sizeof *p->violations);
    for (unsigned set = 0; set < 1U << p->n_soft; set++) {
        struct text t = {0};
        unsigned bits = set;

        text_add(&t, "%s", "");
        for (size_t i = 0; i < s->n_constraints; i++) {
            if (s->soft[i] && (bits & 1) != 0)
                text_add(&t, "%s%s", t.length > 0 ? "; " : "",
                         s->constraints[i]);
            bits >>= s->soft[i];
        }
        p->violations[set] = t.text;
    }
}

void verdict_texts(struct plan *p) {
    write_reasons(p);
    write_violations(p);
}

enum verdict { HOLDS, BROKEN, NO_VALUE };

/* Whether constraint j holds.  What it uses must have values: a comparison
 * with NAN would be false, not unknown. */
static enum verdict constraint_verdict(const struct plan *p,
                                       const struct point *x, struct batch *b,
                                       size_t i, size_t j) {
    struct err ignored;
    bool known = true;
    double value;

    for (size_t use = 0; use < b->n_uses; use++) {
        size_t variable = b->uses[use].variable;
        size_t place = b->places[variable];

        if (b->uses[use].constraint != j)
            continue;
        b->variables[variable] =
            place < p->n_columns ? batch_value(b, place, i)
                                 : device_get(&x->device, place - p->n_columns);
        known = known && !isnan(b->variables[variable]);
    }
    if (!known || !expr_value(b->constraints[j], &value, &ignored))
        return NO_VALUE;
    return value != 0 ? HOLDS : BROKEN;
}

/* Reason why a hard constraint keeps the point out, or 0. */
static size_t reason_of_constraints(const struct plan *p, const struct point *x,
                                    struct batch *b, size_t i) {
    for (size_t j = 0; j < b->n_constraints; j++) {
        enum verdict verdict =
            p->sweep->soft[j] ? HOLDS : constraint_verdict(p, x, b, i, j);

        if (verdict != HOLDS)
            return verdict_constraint(p, j, verdict == NO_VALUE);
    }
    return 0;
}

static void set_value(const struct plan *p, struct batch *b,
                      enum metric_id metric, size_t i, double value) {
    b->values[plan_metric(p, metric) * PLAN_BATCH + i] = value;
}

/* The soft constraints that do not hold, or have no value. */
static void count_violations(const struct plan *p, const struct point *x,
                             struct batch *b, size_t i) {
    unsigned set = 0, bit = 1;
    double n = 0;

    for (size_t j = 0; j < b->n_constraints; j++) {
        bool violated =
            p->sweep->soft[j] && constraint_verdict(p, x, b, i, j) != HOLDS;

        b->violated[j * PLAN_BATCH + i] = violated;
        set |= violated ? bit : 0;
        n += violated;
        bit <<= p->sweep->soft[j];
    }
    set_value(p, b, METRIC_VIOLATIONS_ID, i, n);
    set_value(p, b, METRIC_VIOLATED_ID, i, (double)set);
}

/* The first thing that fails: possibility, memory, objectives without a
 * value, then the constraints in their order.  0 is feasible. */
static size_t reason_of(const struct plan *p, const struct point *x,
                        struct batch *b, size_t i) {
    if (!x->possible)
        return verdict_impossible();
    if (!x->fits)
        return verdict_memory(x->misfit);
    for (size_t j = 0; j < p->sweep->n_objectives; j++)
        if (!isfinite(batch_value(b, p->objective_column[j], i)))
            return verdict_unknown(p, j);
    return reason_of_constraints(p, x, b, i);
}

void verdict_set(const struct plan *p, const struct point *x, struct batch *b,
                 size_t i) {
    size_t reason;

    count_violations(p, x, b, i);
    reason = reason_of(p, x, b, i);
    set_value(p, b, METRIC_REASON_ID, i, (double)reason);
    set_value(p, b, METRIC_FEASIBLE_ID, i, reason == 0);
}
