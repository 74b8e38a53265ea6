/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/trial.h"

#include "base/mem.h"
#include "cli/progress.h"
#include "predict/validate_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const trial_role_names[] = {
    [TRIAL_LEFT_OUT] = "left out",
    [TRIAL_SEEN] = "seen",
    [TRIAL_TWIN_SEEN] = "twin seen",
    [TRIAL_NO_ROWS] = "no layer data",
};

/* A predictor kind without a fold of the split, or (n_folds) of all rows. */
struct task {
    const struct trial *t;
    struct tasks *all;
    size_t kind, fold;
    bool good;
    double share; /* done */
    struct err e;
};

/* All tasks, for the one line of progress. */
struct tasks {
    struct task *tasks;
    size_t n;
    struct progress progress;
};

static void tell(void *data, double share) {
    struct task *task = data;

#pragma omp critical(validate_progress)
    {
        double sum = 0;

        task->share = share;
        for (size_t i = 0; i < task->all->n; i++)
            sum += task->all->tasks[i].share;
        progress_tell(&task->all->progress, sum / (double)task->all->n);
    }
}

/* The fold of a whole network: its device's or its own. */
static size_t network_fold(const struct trial *t, size_t row) {
    const struct network_time *r = &t->networks.rows[row];

    return t->way == VALIDATE_NETWORK
               ? validate_fold_of_network(&t->split, &t->m, r->network)
               : validate_fold_of_device(&t->split, &t->m,
                                         &t->networks.devices[r->device]);
}

/* Networks that no fold holds (all of them in a random split) are predicted
 * by what saw all rows. */
static void predict_networks(const struct trial *t, const struct predictor *p,
                             size_t kind, size_t fold) {
    const struct trial_times *out = &t->times[kind];

    for (size_t i = 0; i < t->networks.n; i++) {
        bool is_mine = network_fold(t, i) == fold;
        double ms;

        if (!is_mine && fold < t->split.n_folds)
            continue;
        ms = network_time_ms(p, &t->networks, i, t->network_stack);
        if (is_mine)
            out->network_ms[i] = ms;
        if (fold == t->split.n_folds)
            out->network_seen_ms[i] = ms;
    }
}

/* Predicts the layers of sums by what saw all rows, those of null operations
 * on the device's host among them. */
static void predict_sums(const struct trial *t, const struct predictor *p,
                         size_t kind) {
    const struct measurements *m = &t->m;

    for (size_t i = 0; i < m->n; i++) {
        const struct measurement *r = &m->rows[i];
        struct device d = m->devices[r->device];

        if (!validate_in_sum(r) || !predictor_covers(p, &r->op, r->stack))
            continue;
        if (isfinite(t->null_ms[r->stack][r->device]))
            d.host_overhead_ms = t->null_ms[r->stack][r->device];
        t->times[kind].seen_ms[i] = predictor_time_ms(p, &r->op, r->stack, &d);
    }
}

static void predict(const struct trial *t, const struct predictor *p,
                    size_t kind, size_t fold, bool rows) {
    struct validate_times times = t->times[kind].rows;

    if (rows)
        validate_predict(p, &t->m, &t->split, fold,
                         (const double *const *)t->null_ms, &times);
    if (t->rows_only)
        return;
    predict_networks(t, p, kind, fold);
    if (fold == t->split.n_folds)
        predict_sums(t, p, kind);
}

static void run_task(struct task *task) {
    const struct trial *t = task->t;
    struct train_options options = t->options;
    struct predictor p = {0};

    options.progress = tell;
    options.progress_data = task;
    task->good = validate_train(&p, t->kinds[task->kind], &t->m, &t->split,
                                task->fold, &options, &task->e);
    if (task->good)
        predict(t, &p, task->kind, task->fold, task->fold < t->split.n_folds);
    predictor_free(&p);
    tell(task, 1);
}

/* Whether anything judged is left out in the fold. */
static bool is_needed(const struct trial *t, size_t fold) {
    bool needed = false;

    if (fold == t->split.n_folds) {
        needed = t->networks.n > 0 && !t->rows_only;
        for (size_t i = 0; !needed && !t->rows_only && i < t->m.n; i++)
            needed = validate_in_sum(&t->m.rows[i]) &&
                     t->judged[t->m.rows[i].device];
        return needed;
    }
    for (size_t i = 0; !needed && i < t->m.n; i++)
        needed = t->split.fold[i] == fold && t->judged[t->m.rows[i].device];
    return needed;
}

/* Each task is trained by one thread where there are several, so that the
 * order in which they end does not matter. */
static bool run_tasks(struct trial *t, struct err *e) {
    size_t most = t->n_kinds * (t->split.n_folds + 1);
    struct tasks all = {mem_alloc(most, sizeof *all.tasks), 0, {0}};
    bool good = true;

    /* The one that trains on most comes first. */
    for (size_t f = t->split.n_folds + 1; f-- > 0;)
        for (size_t k = 0; is_needed(t, f) && k < t->n_kinds; k++)
            all.tasks[all.n++] =
                (struct task){.t = t, .all = &all, .kind = k, .fold = f};
    progress_begin(&all.progress, "validating", NULL, 0);
#pragma omp parallel for schedule(dynamic) if (all.n > 1)
    for (size_t i = 0; i < all.n; i++)
        run_task(&all.tasks[i]);
    progress_end(&all.progress);
    for (size_t i = 0; good && i < all.n; i++)
        if (!all.tasks[i].good) {
            *e = all.tasks[i].e;
            good = false;
        }
    free(all.tasks);
    return good;
}

static double *unknown(size_t n) {
    double *x = mem_alloc(n, sizeof *x);

    for (size_t i = 0; i < n; i++)
        x[i] = (double)NAN;
    return x;
}

bool trial_run(struct trial *t, struct err *e) {
    validate_null_times(&t->m, t->null_ms);
    for (size_t k = 0; k < t->n_kinds; k++) {
        struct trial_times *x = &t->times[k];

        x->predictor = t->kinds[k]->name;
        validate_times_new(&x->rows, t->m.n);
        x->seen_ms = unknown(t->m.n);
        x->network_ms = unknown(t->networks.n);
        x->network_seen_ms = unknown(t->networks.n);
    }
    if (t->model.state != NULL) {
        /* One predictor for all: nothing is left out. */
        t->split.n_folds = 0;
        predict(t, &t->model, 0, 0, true);
        return true;
    }
    validate_split_new(&t->split, &t->m, t->way);
    return run_tasks(t, e);
}

void trial_clear(struct trial *t) {
    for (size_t k = 0; k < t->n_kinds; k++) {
        validate_times_free(&t->times[k].rows);
        free(t->times[k].seen_ms);
        free(t->times[k].network_ms);
        free(t->times[k].network_seen_ms);
        t->times[k] = (struct trial_times){0};
    }
    for (size_t s = 0; s < STACK_N; s++) {
        free(t->null_ms[s]);
        t->null_ms[s] = NULL;
    }
    validate_split_free(&t->split);
}

void trial_free(struct trial *t) {
    trial_clear(t);
    free(t->judged);
    free(t->catalogue);
    predictor_free(&t->model);
    network_times_free(&t->networks);
    measurements_free(&t->m);
}

static bool is_trained_on(const struct trial *t, const struct device *d) {
    for (size_t i = 0; i < t->model.n_devices; i++)
        if (strcmp(t->model.devices[i], d->name) == 0)
            return true;
    return false;
}

static enum trial_role role_of(const struct trial *t, const struct device *d) {
    if (t->model.state != NULL) {
        if (is_trained_on(t, d))
            return TRIAL_SEEN;
        for (size_t i = 0; i < t->n_catalogue; i++)
            if (measurement_twins(d, &t->catalogue[i]) &&
                is_trained_on(t, &t->catalogue[i]))
                return TRIAL_TWIN_SEEN;
        return TRIAL_LEFT_OUT;
    }
    if (t->split.device_fold != NULL)
        return validate_fold_of_device(&t->split, &t->m, d) < t->split.n_folds
                   ? TRIAL_LEFT_OUT
                   : TRIAL_NO_ROWS;
    for (size_t i = 0; i < t->m.n_devices; i++)
        if (measurement_twins(d, &t->m.devices[i]))
            return TRIAL_SEEN;
    return TRIAL_NO_ROWS;
}

enum trial_role trial_role(const struct trial *t, size_t device) {
    return role_of(t, &t->m.devices[device]);
}

enum trial_role trial_network_role(const struct trial *t, size_t row) {
    return role_of(t, &t->networks.devices[t->networks.rows[row].device]);
}
