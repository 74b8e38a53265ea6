/* SPDX-License-Identifier: MIT
 *
 * What links depend on and in which order they are set.
 */
#include "config.h"

#include "sweep/tie.h"

#include "base/expr.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/column.h"
#include "sweep/plan.h"
#include "sweep/tie_place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_roots.h>

static const char *expression_of(const struct link *l) {
    return l->kind == LINK_VALUE   ? l->value
           : l->kind == LINK_SOLVE ? l->equals
                                   : "";
}

static void name_variables(struct tie_room *r, const struct sweep *s) {
    size_t n = 0;

#define ADD(key, at) r->names[n] = (key), r->places[n++] = (at)
    for (size_t i = 0; i < device_n_fields; i++)
        ADD(device_fields[i].key, i);
    for (size_t i = 0; i < s->n_axes; i++)
        if (s->axes[i].kind == AXIS_PARAMETER || s->axes[i].kind == AXIS_BATCH)
            ADD(s->axes[i].name, PLACE_AXES + i);
    for (size_t i = 0; i < s->n_links; i++)
        if (s->links[i].field == device_n_fields)
            ADD(s->links[i].name, PLACE_LINKS + i);
    ADD("reference", PLACE_REFERENCE);
#undef ADD
    r->n_variables = n;
}

static void find_uses(struct tie_room *r, const struct sweep *s) {
    size_t capacity = 0;

    for (size_t i = 0; i < s->n_links; i++)
        for (size_t j = 0; j < r->n_variables; j++) {
            if (!expr_mentions(expression_of(&s->links[i]), r->names[j]))
                continue;
            r->uses =
                mem_grow(r->uses, &capacity, r->n_uses + 1, sizeof *r->uses);
            r->uses[r->n_uses++] = (struct tie_use){i, j};
        }
}

bool tie_room_new(struct tie_room *r, const struct plan *p, struct err *e) {
    const struct sweep *s = p->sweep;
    bool solves = false;

    *r = (struct tie_room){.n_links = s->n_links};
    if (s->n_links == 0)
        return true;
    r->names = mem_alloc(PLACE_N, sizeof *r->names);
    r->places = mem_alloc(PLACE_N, sizeof *r->places);
    r->variables = mem_alloc(PLACE_N, sizeof *r->variables);
    r->expressions = mem_alloc(s->n_links, sizeof *r->expressions);
    name_variables(r, s);
    for (size_t i = 0; i < r->n_variables; i++)
        r->variables[i] = 1;
    for (size_t i = 0; i < s->n_links; i++) {
        const struct link *l = &s->links[i];

        solves = solves || l->kind == LINK_SOLVE;
        if (l->kind == LINK_ALONG)
            continue;
        r->expressions[i] = expr_new(expression_of(l), r->names, r->variables,
                                     r->n_variables, e);
        if (r->expressions[i] == NULL) {
            tie_room_free(r);
            return err_prefix(e, "%s: link '%s'", cfg_path(s->cfg), l->name);
        }
    }
    if (solves)
        r->solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    find_uses(r, s);
    return true;
}

void tie_room_free(struct tie_room *r) {
    for (size_t i = 0; r->expressions != NULL && i < r->n_links; i++)
        expr_free(r->expressions[i]);
    if (r->solver != NULL)
        gsl_root_fsolver_free(r->solver);
    free(r->names);
    free(r->places);
    free(r->variables);
    free(r->expressions);
    free(r->uses);
    *r = (struct tie_room){0};
}

bool tie_field_is_structural(size_t field, const struct predictor *predictor) {
    static const char *const of_costs[] = {
        "process_nm", "cores_per_sm", "compute_capability", "base_clock_mhz"};
    size_t n = sizeof of_costs / sizeof *of_costs;
    size_t facts[DEVICE_N_FIELDS];

    if (text_index(device_fields[field].key, of_costs, n) < n)
        return true;
    n = predictor->kind->facts(facts);
    for (size_t i = 0; i < n; i++)
        if (facts[i] == field)
            return true;
    return false;
}

/* What link i reads itself. */
static void depend(struct plan *p, const struct tie_room *r, size_t i) {
    const struct sweep *s = p->sweep;
    struct tie *t = &p->ties[i];

    if (s->links[i].kind == LINK_ALONG)
        t->axes |= 1U << s->links[i].axis;
    for (size_t u = 0; u < r->n_uses; u++) {
        const char *name = r->names[r->uses[u].variable];
        size_t axis = sweep_axis(s, name), link = sweep_link(s, name);

        if (r->uses[u].link != i)
            continue;
        /* Where only the boost clock is an axis, the sustained one follows. */
        if (axis == s->n_axes && strcmp(name, "sustained_clock_mhz") == 0)
            axis = sweep_axis(s, "boost_clock_mhz");
        t->axes |= axis < s->n_axes ? 1U << axis : 0;
        t->links |= link < s->n_links ? 1U << link : 0;
        t->reads_reference |= r->places[r->uses[u].variable] == PLACE_REFERENCE;
    }
}

static bool fail_cycle(const struct plan *p, unsigned left, struct err *e) {
    const struct sweep *s = p->sweep;
    struct text names = {0};
    unsigned seen = 0;
    size_t at = 0;

    /* From any link that is left, what it reads leads round in the end. */
    while ((left >> at & 1) == 0)
        at++;
    for (int lap = 0; lap < 2; lap++) {
        size_t first = at;

        for (seen = 0; (seen >> at & 1) == 0;) {
            seen |= 1U << at;
            if (lap == 1)
                text_add(&names, "%s, which reads ", s->links[at].name);
            for (size_t j = 0; j < s->n_links; j++)
                if ((p->ties[at].links & left) >> j & 1) {
                    at = j;
                    break;
                }
        }
        if (lap == 1)
            text_add(&names, "%s", s->links[first].name);
    }
    err_set(e, ERR_INPUT, "%s: links go round: %s", cfg_path(s->cfg),
            names.text);
    free(names.text);
    return false;
}

/* Links after what they read; of those that could be next, what need not be
 * solved for first, then the order of the file. */
static bool set_order(struct plan *p, struct err *e) {
    const struct sweep *s = p->sweep;
    unsigned set = 0, all = (1U << s->n_links) - 1;

    for (size_t n = 0; n < s->n_links; n++) {
        size_t next = s->n_links;

        for (size_t i = 0; i < s->n_links; i++) {
            if ((set >> i & 1) != 0 || (p->ties[i].links & ~set) != 0)
                continue;
            if (next == s->n_links || (s->links[next].kind == LINK_SOLVE &&
                                       s->links[i].kind != LINK_SOLVE))
                next = i;
        }
        if (next == s->n_links)
            return fail_cycle(p, all & ~set, e);
        p->tie_order[n] = next;
        set |= 1U << next;
        for (size_t j = 0; j < s->n_links; j++)
            if ((p->ties[next].links >> j & 1) != 0) {
                p->ties[next].axes |= p->ties[j].axes;
                p->ties[next].links |= p->ties[j].links;
            }
    }
    return true;
}

static bool find_metric(struct plan *p, size_t i, struct err *e) {
    const struct sweep *s = p->sweep;
    const struct link *l = &s->links[i];
    struct tie *t = &p->ties[i];
    const struct column *c;

    if (!plan_column(p, l->value, &t->column, e))
        return err_prefix(e, "%s: link '%s'", cfg_path(s->cfg), l->name);
    c = &p->columns[t->column];
    if (c->kind != COLUMN_METRIC || !column_is_number(p, t->column) ||
        c->metric == METRIC_VIOLATIONS_ID)
        return err_set(e, ERR_INPUT,
                       "%s: link '%s': '%s' is no metric that can be solved "
                       "for; expected a number that `gpuscape list metrics` "
                       "names",
                       cfg_path(s->cfg), l->name, l->value);
    if (t->reads_reference && metrics[c->metric].scope == METRIC_WORKLOAD &&
        sweep_axis(s, "batch") < s->n_axes)
        return err_set(e, ERR_INPUT,
                       "%s: link '%s': the reference has a %s for each batch "
                       "of the axis 'batch'; expected a number in 'equals'",
                       cfg_path(s->cfg), l->name, l->value);
    return true;
}

/* Marks what structures need.  What only a point knows cannot decide it. */
static bool find_structural(struct plan *p, size_t i,
                            const struct predictor *predictor, struct err *e) {
    const struct sweep *s = p->sweep;
    const struct link *l = &s->links[i];
    unsigned needs = p->ties[i].links;

    if (l->field == device_n_fields ||
        !tie_field_is_structural(l->field, predictor))
        return true;
    p->ties[i].structural = true;
    if (l->kind == LINK_SOLVE) {
        /* Every whole value is a structure of its own. */
        p->ties[i].stride = l->whole ? 1 : 0;
        return l->whole ||
               err_set(e, ERR_INPUT,
                       "%s: link '%s': model '%s' is asked anew for each "
                       "value of this field, so it cannot be solved for; "
                       "expected a count such as sm_count, or an axis",
                       cfg_path(s->cfg), l->name, s->model);
    }
    for (size_t j = 0; j < s->n_links; j++) {
        if ((needs >> j & 1) == 0)
            continue;
        p->ties[j].structural = true;
        if (s->links[j].kind == LINK_SOLVE &&
            (s->links[j].field == device_n_fields || !s->links[j].whole ||
             !tie_field_is_structural(s->links[j].field, predictor)))
            return err_set(e, ERR_INPUT,
                           "%s: link '%s': model '%s' is asked anew for each "
                           "value of this field, so it cannot follow '%s', "
                           "which is solved for",
                           cfg_path(s->cfg), l->name, s->model,
                           s->links[j].name);
    }
    return true;
}

bool ties_new(struct plan *p, const struct predictor *predictor,
              struct err *e) {
    const struct sweep *s = p->sweep;
    struct tie_room r;
    bool good = true;

    p->ties = mem_alloc(s->n_links, sizeof *p->ties);
    if (!tie_room_new(&r, p, e))
        return false;
    for (size_t i = 0; i < s->n_links; i++)
        depend(p, &r, i);
    for (size_t i = 0; good && i < s->n_links; i++) {
        if (s->links[i].kind == LINK_SOLVE)
            good = find_metric(p, i, e);
        else if (p->ties[i].reads_reference)
            good = err_set(e, ERR_INPUT,
                           "%s: link '%s': 'reference' has a meaning beside "
                           "'solve' only",
                           cfg_path(s->cfg), s->links[i].name);
    }
    good = good && set_order(p, e);
    for (size_t i = 0; good && i < s->n_links; i++)
        good = find_structural(p, i, predictor, e);
    tie_room_free(&r);
    return good;
}

size_t tie_values(const struct link *l) {
    return (size_t)(l->high - l->low) + 1;
}

unsigned ties_structural_axes(const struct plan *p) {
    unsigned axes = 0;

    for (size_t i = 0; i < p->sweep->n_links; i++)
        if (p->ties[i].structural && p->sweep->links[i].kind != LINK_SOLVE)
            axes |= p->ties[i].axes;
    return axes;
}

char *tie_reason_unset(const struct link *l) {
    if (l->kind == LINK_SOLVE)
        return mem_printf("link %s: no value in %g..%g gives %s = %s", l->name,
                          l->low, l->high, l->value, l->equals);
    return mem_printf("link %s: %s has no value in %g..%g", l->name,
                      l->kind == LINK_VALUE ? l->value : "what it stands along",
                      l->low, l->high);
}

char *tie_reason_broken(const struct link *l) {
    return mem_printf("link %s: %s = %s does not hold once all links are set",
                      l->name, l->value, l->equals);
}
