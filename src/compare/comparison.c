/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison.h"

#include "base/mem.h"
#include "base/text.h"
#include "predict/stack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool load_devices(struct axis *a, const struct comparison_request *r,
                         struct err *e) {
    char shown[TEXT_SHOWN_MAX];

    a->kind = AXIS_DEVICE;
    strcpy(a->name, "device");
    a->values = mem_alloc(r->n_devices + 1, sizeof *a->values);
    a->devices = mem_alloc(r->n_devices + 1, sizeof *a->devices);
    a->files = mem_alloc(r->n_devices + 1, sizeof *a->files);
    for (a->n = 0; a->n <= r->n_devices; a->n++) {
        const char *name = a->n == 0 ? r->reference : r->devices[a->n - 1];

        a->values[a->n] = (double)a->n;
        snprintf(a->files[a->n], sizeof a->files[a->n], "%s", name);
        if (!device_load(&a->devices[a->n], name, e))
            return false;
        /* Tables and figures tell devices apart by these. */
        for (size_t i = 0; i < a->n; i++)
            if (strcmp(a->devices[i].name, a->devices[a->n].name) == 0)
                return err_set(e, ERR_INPUT,
                               "'%s' is compared %s: expected each device "
                               "once, under a name of its own",
                               text_shown(a->devices[i].name, shown),
                               i == 0 ? "with itself, as the reference"
                                      : "twice");
    }
    return true;
}

static bool load_workloads(struct sweep *s, const struct comparison_request *r,
                           struct err *e) {
    size_t n = r->n_phases * r->n_batches * r->n_networks;
    char shown[TEXT_SHOWN_MAX];

    s->workloads = mem_alloc(n, sizeof *s->workloads);
    s->network_files = mem_alloc(n, sizeof *s->network_files);
    for (size_t i = 0; i < n; i++) {
        struct workload *w = &s->workloads[i];
        const char *name = r->networks[i % r->n_networks];

        w->phase = r->phases[i / r->n_networks / r->n_batches];
        w->batch = r->batches[i / r->n_networks % r->n_batches];
        w->optimizer = r->optimizer;
        snprintf(s->network_files[i], sizeof s->network_files[i], "%s", name);
        if (!text_copy(w->stack, sizeof w->stack, r->stack))
            return err_set(e, ERR_INPUT, "there is no stack '%s'",
                           text_shown(r->stack, shown));
        if (!network_load(&w->network, name, e))
            return false;
        s->n_workloads++;
        workload_label(w, true);
        for (size_t j = 0; j < i; j++)
            if (strcmp(s->workloads[j].label, w->label) == 0)
                return err_set(e, ERR_INPUT,
                               "two workloads are called '%s': expected each "
                               "network, batch and phase once",
                               w->label);
    }
    return true;
}

static void find_seen(struct comparison *c, const struct predictor *p) {
    c->seen = mem_alloc(c->n_devices, sizeof *c->seen);
    for (size_t i = 0; i < c->n_devices; i++)
        for (size_t j = 0; j < p->n_devices; j++)
            c->seen[i] |= strcmp(c->devices[i].name, p->devices[j]) == 0 &&
                          strcmp(c->devices[i].status, "real") == 0;
}

bool comparison_new(struct comparison *c, const struct comparison_request *r,
                    const struct predictor *predictor,
                    const struct cost_model *costs, struct err *e) {
    struct sweep *s = &c->sweep;
    size_t stack;
    bool good;

    *c = (struct comparison){0};
    strcpy(s->name, "compare");
    s->n_axes = 1;
    s->axes = mem_alloc(1, sizeof *s->axes);
    good = stack_find(r->stack, &stack, e) && load_devices(&s->axes[0], r, e) &&
           load_workloads(s, r, e);
    if (good) {
        s->base = s->reference = s->axes[0].devices[0];
        good = plan_new(&c->plan, s, predictor, costs, e);
    }
    if (good && !batch_new(&c->values, &c->plan, e)) {
        plan_free(&c->plan);
        good = false;
    }
    if (!good) {
        sweep_free(s);
        return false;
    }
    c->n_devices = s->axes[0].n;
    c->devices = s->axes[0].devices;
    c->n_workloads = s->n_workloads;
    c->workloads = s->workloads;
    for (size_t i = 0; i < r->n_phases; i++)
        c->has_phase[r->phases[i]] = true;
    find_seen(c, predictor);
    plan_evaluate(&c->plan, 0, c->n_devices, &c->values);
    return true;
}

void comparison_free(struct comparison *c) {
    if (c->n_devices > 0) {
        batch_free(&c->values);
        plan_free(&c->plan);
        sweep_free(&c->sweep);
    }
    free(c->seen);
    *c = (struct comparison){0};
}

size_t comparison_metric(const char *key) {
    size_t i = 0;

    while (i < METRIC_N && strcmp(metrics[i].key, key) != 0)
        i++;
    return i;
}

/* Column of a metric of a workload; of the device itself where it is no
 * workload's. */
static size_t column_of(const struct comparison *c, size_t metric,
                        size_t workload) {
    size_t i = 0, want = metrics[metric].scope == METRIC_WORKLOAD
                             ? workload
                             : c->n_workloads;

    while (c->plan.columns[i].kind != COLUMN_METRIC ||
           (size_t)c->plan.columns[i].metric != metric ||
           c->plan.columns[i].workload != want)
        i++;
    return i;
}

double comparison_value(const struct comparison *c, size_t metric,
                        size_t device, size_t workload) {
    if (device == 0 &&
        (metric == METRIC_SPEEDUP_LO_ID || metric == METRIC_SPEEDUP_HI_ID))
        metric = METRIC_SPEEDUP_ID;
    return batch_value(&c->values, column_of(c, metric, workload), device);
}

const char *comparison_text(const struct comparison *c, size_t metric,
                            size_t device, size_t workload, char number[32]) {
    double x = comparison_value(c, metric, device, workload);

    return isnan(x)
               ? ""
               : plan_text(&c->plan, column_of(c, metric, workload), x, number);
}

bool comparison_fits(const struct comparison *c, size_t device,
                     size_t workload) {
    return comparison_value(c, METRIC_MEMORY_ID, device, workload) <=
           c->devices[device].memory_capacity_gib;
}

double comparison_mean(const struct comparison *c, size_t metric, size_t device,
                       enum phase phase) {
    size_t n = comparison_count(c, phase);
    double sum = 0;

    for (size_t w = 0; w < c->n_workloads; w++)
        if (c->workloads[w].phase == phase) {
            double x = comparison_value(c, metric, device, w);

            /* The mean of one is that one, to the last bit. */
            if (n == 1)
                return x;
            sum += log(x);
        }
    return exp(sum / (double)n);
}

size_t comparison_count(const struct comparison *c, enum phase phase) {
    size_t n = 0;

    for (size_t w = 0; w < c->n_workloads; w++)
        n += c->workloads[w].phase == phase;
    return n;
}

size_t comparison_fitting(const struct comparison *c, size_t device,
                          enum phase phase) {
    size_t n = 0;

    for (size_t w = 0; w < c->n_workloads; w++)
        n += c->workloads[w].phase == phase && comparison_fits(c, device, w);
    return n;
}
