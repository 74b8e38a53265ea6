/* SPDX-License-Identifier: MIT
 *
 * The columns of a plan: which there are, and how their values read.
 */
#include "config.h"

#include "sweep/column.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct column *add(struct plan *p, size_t *capacity) {
    p->columns =
        mem_grow(p->columns, capacity, p->n_columns + 1, sizeof *p->columns);
    p->columns[p->n_columns] = (struct column){0};
    return &p->columns[p->n_columns++];
}

static void add_metric(struct plan *p, size_t *capacity, size_t metric,
                       size_t workload) {
    struct column *c = add(p, capacity);

    c->kind = COLUMN_METRIC;
    c->metric = (enum metric_id)metric;
    c->workload = workload;
    snprintf(c->name, sizeof c->name, "%s%s%s", metrics[metric].key,
             workload < p->sweep->n_workloads ? "_" : "",
             workload < p->sweep->n_workloads
                 ? p->sweep->workloads[workload].label
                 : "");
}

void columns_add(struct plan *p) {
    const struct sweep *s = p->sweep;
    size_t capacity = 0;
    struct column *c = add(p, &capacity);

    c->kind = COLUMN_INDEX;
    strcpy(c->name, "point_id");
    for (size_t i = 0; i < s->n_axes; i++) {
        c = add(p, &capacity);
        c->kind = COLUMN_AXIS;
        c->axis = i;
        strcpy(c->name, s->axes[i].name);
    }
    for (size_t i = 0; i < s->n_links; i++) {
        c = add(p, &capacity);
        c->kind = COLUMN_LINK;
        c->link = i;
        strcpy(c->name, s->links[i].name);
    }
    for (size_t w = 0; w < s->n_workloads; w++)
        for (size_t i = 0; i < METRIC_N; i++)
            if (metrics[i].scope == METRIC_WORKLOAD)
                add_metric(p, &capacity, i, w);
    for (size_t i = 0; i < METRIC_N; i++)
        add_metric(p, &capacity, i, s->n_workloads);
}

bool column_is_number(const struct plan *p, size_t column) {
    const struct column *c = &p->columns[column];

    if (c->kind == COLUMN_METRIC)
        return metrics[c->metric].kind == METRIC_NUMBER;
    return c->kind != COLUMN_AXIS || axis_is_number(&p->sweep->axes[c->axis]);
}

bool column_is_text(const struct plan *p, size_t column) {
    const struct column *c = &p->columns[column];

    return c->kind == COLUMN_METRIC
               ? metrics[c->metric].kind == METRIC_TEXT
               : c->kind == COLUMN_AXIS &&
                     !axis_is_number(&p->sweep->axes[c->axis]);
}

static const char *name_at(const void *list, size_t i) {
    return ((const struct column *)list)[i].name;
}

bool plan_column(const struct plan *p, const char *name, size_t *out,
                 struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    const char *nearest;

    for (size_t i = 0; i < p->n_columns; i++)
        if (strcmp(p->columns[i].name, name) == 0) {
            *out = i;
            return true;
        }
    nearest = text_nearest(name, p->columns, p->n_columns, name_at);
    return err_set(e, ERR_INPUT,
                   "'%s' is no column of this sweep; %s%s%s`gpuscape list "
                   "metrics` names them",
                   text_shown(name, shown), nearest ? "did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'? " : "");
}

size_t plan_metric(const struct plan *p, enum metric_id metric) {
    /* columns_add () puts those over all workloads last. */
    return p->n_columns - METRIC_N + (size_t)metric;
}

const char *plan_text(const struct plan *p, size_t column, double value,
                      char number[32]) {
    const struct column *c = &p->columns[column];

    if (isnan(value))
        return "";
    if (c->kind == COLUMN_AXIS && !axis_is_number(&p->sweep->axes[c->axis])) {
        const struct axis *a = &p->sweep->axes[c->axis];

        return a->kind == AXIS_DEVICE ? a->devices[(size_t)value].name
                                      : a->files[(size_t)value];
    }
    if (c->kind != COLUMN_METRIC || metrics[c->metric].kind == METRIC_NUMBER)
        return text_number(value, number);
    if (metrics[c->metric].kind == METRIC_FLAG)
        return value != 0 ? "true" : "false";
    switch (c->metric) {
    case METRIC_BOUND_ID:
        return law_bound_names[(size_t)value];
    case METRIC_EXTRAPOLATION_ID:
        return label_names[(size_t)value];
    case METRIC_EXTRAPOLATION_FIELDS_ID:
        return p->causes[(size_t)value];
    case METRIC_VIOLATED_ID:
        return p->violations[(size_t)value];
    default:
        return p->reasons[(size_t)value];
    }
}

size_t column_n_texts(const struct plan *p, size_t column) {
    const struct column *c = &p->columns[column];

    if (c->kind == COLUMN_AXIS)
        return p->sweep->axes[c->axis].n;
    switch (c->metric) {
    case METRIC_BOUND_ID:
        return BOUND_N;
    case METRIC_EXTRAPOLATION_ID:
        return LABEL_N;
    case METRIC_EXTRAPOLATION_FIELDS_ID:
        return (size_t)1 << LABEL_N_CAUSES;
    case METRIC_VIOLATED_ID:
        return (size_t)1 << p->n_soft;
    default:
        return p->n_reasons;
    }
}

/* What a field or a parameter is. */
static void describe_name(const char *name, const char *label,
                          const char **unit, const char **words) {
    size_t field = device_field_index(name);

    *unit = field < device_n_fields ? device_fields[field].unit : "";
    *words = field < device_n_fields ? device_fields[field].help : label;
}

void column_describe(const struct plan *p, size_t column, const char **unit,
                     const char **words) {
    const struct column *c = &p->columns[column];
    const struct sweep *s = p->sweep;

    switch (c->kind) {
    case COLUMN_INDEX:
        *unit = "";
        *words = "number of the point, the last axis counting fastest";
        break;
    case COLUMN_AXIS:
        describe_name(s->axes[c->axis].name, s->axes[c->axis].label, unit,
                      words);
        break;
    case COLUMN_LINK:
        describe_name(s->links[c->link].name, s->links[c->link].label, unit,
                      words);
        break;
    default:
        *unit = metrics[c->metric].unit;
        *words = metrics[c->metric].help;
    }
}

void column_field_label(const char *key, const char *unit, char *out,
                        size_t size) {
    char words[SWEEP_NAME_MAX], *end;

    snprintf(words, sizeof words, "%s", key);
    /* The unit is the last word of a key that has one. */
    end = strrchr(words, '_');
    if (unit[0] != '\0' && end != NULL)
        *end = '\0';
    for (char *c = words; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    if (strncmp(words, "sm ", 3) == 0)
        memcpy(words, "SM", 2);
    else if (strncmp(words, "l2 ", 3) == 0)
        words[0] = 'L';
    else
        words[0] = (char)toupper((unsigned char)words[0]);
    end = strstr(words, " sm");
    if (end != NULL)
        memcpy(end, " SM", 3);
    snprintf(out, size, "%s%s%s%s", words, unit[0] != '\0' ? " (" : "", unit,
             unit[0] != '\0' ? ")" : "");
}

/* The metric of a column's name, and the workload whose label follows it
 * (n_workloads: none); METRIC_N when the name is no metric. */
static size_t metric_of(const struct sweep *s, const char *name,
                        size_t *workload) {
    for (size_t i = 0; i < METRIC_N; i++) {
        size_t n = strlen(metrics[i].key);

        if (strncmp(name, metrics[i].key, n) != 0)
            continue;
        for (*workload = 0; *workload < s->n_workloads; ++*workload)
            if (name[n] == '_' &&
                strcmp(name + n + 1, s->workloads[*workload].label) == 0)
                return i;
        if (name[n] == '\0')
            return i;
    }
    return METRIC_N;
}

static void label_metric(const struct sweep *s, size_t metric, size_t workload,
                         char *out, size_t size) {
    const struct metric *m = &metrics[metric];
    const char *of = "", *comma = "", *reference = s->reference.name;

    if (workload < s->n_workloads && s->n_workloads > 1) {
        comma = ", ";
        of = s->workloads[workload].label;
    }
    /* The brand says nothing that the number does not, and labels are long. */
    if (strncmp(reference, "GeForce ", 8) == 0)
        reference += 8;
    if (metric == METRIC_SPEEDUP_ID || metric == METRIC_SPEEDUP_LO_ID ||
        metric == METRIC_SPEEDUP_HI_ID)
        snprintf(out, size, "%s over %.60s%s%s", m->label, reference, comma,
                 of);
    else
        snprintf(out, size, "%s%s%s%s%s%s", m->label,
                 m->unit[0] != '\0' ? " (" : "", m->unit,
                 m->unit[0] != '\0' ? ")" : "", comma, of);
}

static void label_parameter(const char *name, const char *label, char *out,
                            size_t size) {
    if (label[0] != '\0')
        snprintf(out, size, "%s", label);
    else
        column_field_label(name, "", out, size);
}

void column_label(const struct sweep *s, const char *name, char *out,
                  size_t size) {
    size_t axis = sweep_axis(s, name), link = sweep_link(s, name), workload;
    size_t metric = metric_of(s, name, &workload);
    size_t field = device_field_index(name);

    if ((axis < s->n_axes || link < s->n_links) && field < device_n_fields)
        column_field_label(name, device_fields[field].unit, out, size);
    else if (axis < s->n_axes && s->axes[axis].kind == AXIS_PARAMETER)
        label_parameter(name, s->axes[axis].label, out, size);
    else if (axis < s->n_axes)
        snprintf(out, size, "%s",
                 s->axes[axis].kind == AXIS_BATCH         ? "Batch (images)"
                 : s->axes[axis].kind == AXIS_MEMORY_TYPE ? "Memory"
                                                          : "Device");
    else if (link < s->n_links)
        label_parameter(name, s->links[link].label, out, size);
    else if (metric < METRIC_N)
        label_metric(s, metric, workload, out, size);
    else
        snprintf(out, size, "%s", name);
}

int column_better(const struct sweep *s, const char *name) {
    size_t workload, metric = metric_of(s, name, &workload);

    for (size_t i = 0; i < s->n_objectives; i++)
        if (strcmp(s->objectives[i].column, name) == 0)
            return s->objectives[i].maximise ? 1 : -1;
    return metric < METRIC_N ? metrics[metric].better : 0;
}

void column_beside(const struct sweep *s, const char *name,
                   enum metric_id metric, char out[2 * SWEEP_NAME_MAX]) {
    size_t workload = s->n_workloads;
    bool of_one = metric_of(s, name, &workload) < METRIC_N &&
                  workload < s->n_workloads &&
                  metrics[metric].scope == METRIC_WORKLOAD;

    snprintf(out, 2 * (size_t)SWEEP_NAME_MAX, "%s%s%.120s", metrics[metric].key,
             of_one ? "_" : "", of_one ? s->workloads[workload].label : "");
}

bool column_interval(const struct sweep *s, const char *name,
                     char low[2 * SWEEP_NAME_MAX],
                     char high[2 * SWEEP_NAME_MAX]) {
    /* The ends stand behind their metric in the list. */
    static const enum metric_id with_ends[] = {
        METRIC_TIME_ID, METRIC_SPEEDUP_ID, METRIC_POWER_ID, METRIC_AREA_ID,
        METRIC_COST_ID};
    size_t workload, metric = metric_of(s, name, &workload);

    for (size_t i = 0; i < sizeof with_ends / sizeof *with_ends; i++)
        if (with_ends[i] == metric) {
            column_beside(s, name, (enum metric_id)(metric + 1), low);
            column_beside(s, name, (enum metric_id)(metric + 2), high);
            return true;
        }
    return false;
}
