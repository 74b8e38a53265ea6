/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/answer.h"

#include "base/json.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *column_value(const struct plan *p, size_t column, double x) {
    const struct column *c = &p->columns[column];
    char number[32];

    if (isnan(x))
        return json_null();
    if (c->kind == COLUMN_METRIC && metrics[c->metric].kind == METRIC_FLAG)
        return json_boolean(x != 0);
    if ((c->kind == COLUMN_METRIC && metrics[c->metric].kind == METRIC_TEXT) ||
        (c->kind == COLUMN_AXIS && !axis_is_number(&p->sweep->axes[c->axis])))
        return json_text(plan_text(p, column, x, number));
    return json_known(x);
}

/* Axes, links and metrics apart, the device as it would be written. */
static json_t *design(const struct answer *a, const struct design *d) {
    const struct plan *p = a->plan;
    json_t *top, *fields = json_object(), *values = json_object();
    json_t *device = json_object();

    if (d->columns == NULL) {
        json_decref(fields);
        json_decref(values);
        json_decref(device);
        return json_null();
    }
    for (size_t i = 0; i < p->n_columns; i++) {
        const struct column *c = &p->columns[i];

        if (c->kind != COLUMN_INDEX)
            json_object_set_new(c->kind == COLUMN_METRIC ? values : fields,
                                c->name, column_value(p, i, d->columns[i]));
    }
    json_object_del(values, metrics[METRIC_ON_FRONT_ID].key);
    for (size_t i = 0; i < device_n_fields; i++)
        if (!isnan(device_get(&d->device, i)))
            json_object_set_new(device, device_fields[i].key,
                                json_known(device_get(&d->device, i)));
    top = json_object();
    json_object_set_new(top, "free", fields);
    json_object_set_new(top, "metrics", values);
    json_object_set_new(top, "device", device);
    return top;
}

static json_t *limits_of(const struct answer *a) {
    const struct recommend *r = a->recommend;
    json_t *list = json_array();

    for (size_t j = 0; j < r->n_limits; j++) {
        const struct effect *x = &a->effects[j];
        bool known = a->best.columns != NULL;
        json_t *o = json_object();

        json_object_set_new(o, "expression", json_text(r->limits[j].text));
        json_object_set_new(
            o, "kind",
            json_string(r->limits[j].is_target ? "target" : "limit"));
        json_object_set_new(o, "value",
                            known ? json_known(a->best.reading.value[j])
                                  : json_null());
        json_object_set_new(o, "bound",
                            known ? json_known(a->best.reading.bound[j])
                                  : json_null());
        json_object_set_new(o, "slack", json_known(x->slack));
        if (a->feasible) {
            json_object_set_new(o, "binds", json_boolean(x->binds));
            json_object_set_new(o, "gain", json_known(x->gain));
        } else {
            json_object_set_new(o, "opens", json_integer((json_int_t)x->opens));
            json_object_set_new(o, "least_miss", json_known(x->least_alone));
        }
        json_object_set_new(o, "relaxed_score",
                            x->has_relaxed ? json_known(x->relaxed_score)
                                           : json_null());
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *sets_of(const struct answer *a) {
    json_t *list = json_array();

    for (size_t i = 0; i < a->n_sets; i++) {
        json_t *o = json_object(), *set = json_array();

        for (size_t j = 0; j < a->recommend->n_limits; j++)
            if (a->sets[i] >> j & 1)
                json_array_append_new(set,
                                      json_text(a->recommend->limits[j].text));
        json_object_set_new(o, "without", set);
        json_object_set_new(
            o, "points",
            json_integer((json_int_t)a->search.counts[a->sets[i]]));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *points_of(const struct answer *a) {
    json_t *points = json_object(), *reasons = json_object();

    json_object_set_new(points, "all",
                        json_integer((json_int_t)a->plan->n_points));
    json_object_set_new(points, "possible",
                        json_integer((json_int_t)a->search.n_possible));
    json_object_set_new(points, "feasible",
                        json_integer((json_int_t)a->search.n_feasible));
    for (size_t i = 1; i < a->plan->n_reasons; i++)
        if (a->search.reasons[i] > 0) {
            json_t *key = json_text(a->plan->reasons[i]);

            json_object_set_new(reasons, json_string_value(key),
                                json_integer((json_int_t)a->search.reasons[i]));
            json_decref(key);
        }
    json_object_set_new(points, "not_feasible", reasons);
    return points;
}

bool answer_json(const struct answer *a, FILE *out, struct err *e) {
    const struct recommend *r = a->recommend;
    json_t *top = json_object(), *runners = json_array();
    char goal[400];
    bool good;

    answer_goal(r, goal, sizeof goal);
    for (size_t i = 0; i < a->n_runners; i++)
        json_array_append_new(runners, design(a, &a->runners[i]));
    json_object_set_new(top, "title", json_text(r->sweep.title));
    json_object_set_new(top, "question", json_text(r->sweep.question));
    json_object_set_new(top, "best", json_string(best_kinds[r->best].name));
    json_object_set_new(top, "goal", json_text(goal));
    json_object_set_new(top, "base", json_text(r->sweep.base.name));
    json_object_set_new(top, "reference", json_text(r->sweep.reference.name));
    json_object_set_new(top, "points", points_of(a));
    json_object_set_new(top, "feasible", json_boolean(a->feasible));
    json_object_set_new(top, "refined", json_boolean(a->refined));
    json_object_set_new(top, "score",
                        a->feasible
                            ? json_known(key_score(r, &a->best.spot.key))
                            : json_null());
    json_object_set_new(top, a->feasible ? "answer" : "nearest",
                        design(a, &a->best));
    json_object_set_new(top, "best_of_grid",
                        a->on_grid.columns != NULL ? design(a, &a->on_grid)
                        : a->search.best.found     ? design(a, &a->best)
                                                   : json_null());
    json_object_set_new(top, "runners_up", runners);
    json_object_set_new(top, "reference_device", design(a, &a->reference));
    json_object_set_new(top, "limits", limits_of(a));
    json_object_set_new(top, "smallest_sets", sets_of(a));
    good = json_dumpf(top, out, JSON_INDENT(2)) == 0 && putc('\n', out) != EOF;
    json_decref(top);
    return good || err_set(e, ERR_IO, "cannot write the answer");
}

bool answer_device(const struct answer *a, FILE *out, struct err *e) {
    const struct recommend *r = a->recommend;
    struct device d;

    if (!a->feasible)
        return err_set(e, ERR_INPUT,
                       "%s: no device holds every target and limit, so there "
                       "is none to write",
                       cfg_path(r->sweep.cfg));
    d = a->best.device;
    snprintf(d.name, sizeof d.name, "%.100s (recommended)", r->sweep.name);
    snprintf(d.status, sizeof d.status, "hypothetical");
    snprintf(d.source, sizeof d.source,
             "gpuscape recommend, %.60s: %s, from %.60s", r->sweep.name,
             best_kinds[r->best].name, a->best.device.name);
    return device_write(&d, out) ||
           err_set(e, ERR_IO, "cannot write the device");
}
