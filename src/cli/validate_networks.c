/* SPDX-License-Identifier: MIT
 *
 * The tables of whole networks.
 */
#include "config.h"

#include "cli/validate_table.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The smallest batch of those that goals are stated for. */
enum { LARGE_BATCH = 8 };

/* What is scored together. */
enum { BY_ALL, BY_NOT_CAFFE2, BY_FRAMEWORK, BY_NETWORK, BY_DEVICE, BY_N };
static const char *const by_names[BY_N] = {"all", "all but caffe2", "framework",
                                           "network", "device"};

static const char *key_of(const struct trial *t, size_t row, size_t by) {
    const struct network_time *r = &t->networks.rows[row];

    switch (by) {
    case BY_NOT_CAFFE2:
        return strncmp(r->framework, "caffe2", 6) != 0 ? "" : NULL;
    case BY_FRAMEWORK:
        return r->framework;
    case BY_NETWORK:
        return r->network;
    case BY_DEVICE:
        return t->networks.devices[r->device].name;
    default:
        return "";
    }
}

/* What was left out of the predictor of a row. */
static const char *left_out_of(const struct trial *t, size_t row) {
    if (t->way == VALIDATE_NETWORK)
        return validate_fold_of_network(&t->split, &t->m,
                                        t->networks.rows[row].network) <
                       t->split.n_folds
                   ? "network left out"
                   : "all rows seen";
    return trial_role_names[trial_network_role(t, row)];
}

struct group {
    size_t by;
    const char *key;
    bool training, large;
    size_t kind;
    const char *was; /* of left_out_of (); NULL: all rows seen */
};

static bool in_group(const struct trial *t, const struct group *g, size_t row) {
    const struct network_time *r = &t->networks.rows[row];
    const char *key = key_of(t, row, g->by);
    bool training =
        r->phase == NETWORK_FORWARD_BACKWARD || r->phase == NETWORK_STEP;

    return key != NULL && strcmp(key, g->key) == 0 && training == g->training &&
           (!g->large || r->batch >= LARGE_BATCH) &&
           (g->was == NULL ? trial_network_role(t, row) != TRIAL_NO_ROWS
                           : strcmp(left_out_of(t, row), g->was) == 0);
}

static void put_group(struct table *out, const struct trial *t,
                      const struct group *g) {
    const struct trial_times *x = &t->times[g->kind];
    const double *ms = g->was == NULL ? x->network_seen_ms : x->network_ms;
    double *errors = mem_alloc(t->networks.n, sizeof *errors);
    struct score score;
    size_t n = 0;

    for (size_t i = 0; i < t->networks.n; i++)
        if (isfinite(ms[i]) && in_group(t, g, i))
            errors[n++] = ms[i] / t->networks.rows[i].time_ms - 1;
    score_of(errors, n, &score);
    free(errors);
    if (n == 0)
        return;
    table_row(out);
    table_add_text(out, by_names[g->by]);
    table_add_text(out, g->key);
    table_add_text(out, g->training ? "training" : "forward");
    table_add_text(out, g->large ? "8 and more" : "all");
    table_add_text(out, x->predictor);
    table_add_text(out, g->was == NULL ? "all rows seen" : g->was);
    validate_put_score(out, &score);
    table_add_number(out, 1 / (1 + score.bias / 100));
}

static void put_groups(struct table *out, const struct trial *t,
                       struct group *g) {
    const char *const was[] = {"left out", "no layer data", "network left out",
                               "seen", "twin seen"};

    for (size_t i = 0; i < 8; i++) {
        g->training = i / 4 > 0;
        g->large = i / 2 % 2 == 0;
        g->was = NULL;
        if (i % 2 == 0)
            for (g->kind = 0; t->model.state == NULL && g->kind < t->n_kinds;
                 g->kind++)
                put_group(out, t, g);
        for (size_t w = 0; i % 2 == 1 && w < sizeof was / sizeof *was; w++)
            for (g->kind = 0; g->kind < t->n_kinds; g->kind++) {
                g->was = was[w];
                put_group(out, t, g);
            }
    }
}

static bool is_first(const struct trial *t, size_t row, size_t by) {
    const char *key = key_of(t, row, by);

    for (size_t i = 0; key != NULL && i < row; i++) {
        const char *other = key_of(t, i, by);

        if (other != NULL && strcmp(other, key) == 0)
            return false;
    }
    return key != NULL;
}

struct table *validate_networks(const struct trial *t) {
    static const char *const columns[] = {"by",
                                          "name",
                                          "phase",
                                          "batch",
                                          "predictor",
                                          "was",
                                          "n",
                                          "mape_pct",
                                          "median_pct",
                                          "p90_pct",
                                          "worst_pct",
                                          "bias_pct",
                                          "measured_over_predicted"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t by = 0; by < BY_N; by++)
        for (size_t i = 0; i < t->networks.n; i++)
            if (is_first(t, i, by)) {
                struct group g = {.by = by, .key = key_of(t, i, by)};

                put_groups(out, t, &g);
            }
    return out;
}

struct table *validate_network_rows(const struct trial *t) {
    static const char *const columns[] = {
        "source",      "framework", "device",       "network",
        "phase",       "batch",     "predictor",    "was",
        "measured_ms", "seen_ms",   "predicted_ms", "error_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < t->networks.n; i++)
        for (size_t k = 0; k < t->n_kinds; k++) {
            const struct network_time *r = &t->networks.rows[i];
            double ms = t->times[k].network_ms[i];

            if (!isfinite(ms))
                continue;
            table_row(out);
            table_add_text(out, r->source);
            table_add_text(out, r->framework);
            table_add_text(out, t->networks.devices[r->device].name);
            table_add_text(out, r->network);
            table_add_text(out, network_phase_names[r->phase]);
            table_add_number(out, (double)r->batch);
            table_add_text(out, t->times[k].predictor);
            table_add_text(out, left_out_of(t, i));
            table_add_number(out, r->time_ms);
            if (isfinite(t->times[k].network_seen_ms[i]))
                table_add_number(out, t->times[k].network_seen_ms[i]);
            else
                table_add_text(out, "");
            table_add_number(out, ms);
            table_add_number(out, 100 * (ms / r->time_ms - 1));
        }
    return out;
}
