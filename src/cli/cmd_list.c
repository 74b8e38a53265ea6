/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/cfg.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/cli.h"
#include "device/device.h"
#include "draw/figure.h"
#include "network/network.h"
#include "network/shape.h"
#include "network/work.h"
#include "predict/predictor.h"
#include "predict/stack.h"
#include "sweep/metric.h"

#include <stdlib.h>
#include <string.h>

static void add_columns(struct table *t, const char *const names[], size_t n) {
    for (size_t i = 0; i < n; i++)
        table_column(t, names[i]);
}

#define ADD_COLUMNS(t, ...)                                                    \
    add_columns((t), (const char *const[]){__VA_ARGS__},                       \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* A row of texts. */
static void add_row(struct table *t, const char *const cells[], size_t n) {
    table_row(t);
    for (size_t i = 0; i < n; i++)
        table_add_text(t, cells[i]);
}

#define ADD_ROW(t, ...)                                                        \
    add_row((t), (const char *const[]){__VA_ARGS__},                           \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Adds one row for every file of a kind; a file that cannot be read is told
 * of and the others are still listed. */
static bool add_files(struct table *t, const char *kind,
                      bool (*add)(struct table *t, const char *name,
                                  struct err *e)) {
    size_t n;
    char **names = file_list(kind, &n);
    bool good = true;

    for (size_t i = 0; i < n; i++) {
        struct err e;

        if (!add(t, names[i], &e)) {
            cli_fail(&e);
            good = false;
        }
    }
    file_list_free(names, n);
    return good;
}

static bool add_device(struct table *t, const char *name, struct err *e) {
    struct device d;

    if (!device_load(&d, name, e))
        return false;
    ADD_ROW(t, name, d.name, d.architecture);
    table_add_number(t, d.sm_count);
    table_add_number(t, device_cores(&d));
    table_add_number(t, d.boost_clock_mhz);
    table_add_number(t, d.memory_bandwidth_gbs);
    table_add_number(t, d.memory_capacity_gib);
    table_add_number(t, 1e-3 * device_peak_fp32_gflops(&d));
    cli_add_known(t, d.board_power_w);
    table_add_text(t, d.status);
    return true;
}

static bool list_devices(struct table *t) {
    ADD_COLUMNS(t, "name", "title", "architecture", "sms", "cores", "boost_mhz",
                "memory_gbs", "memory_gib", "fp32_tflops", "power_w", "status");
    return add_files(t, "devices", add_device);
}

static bool add_network(struct table *t, const char *name, struct err *e) {
    struct network n;
    struct layer_work work;
    char shape[SHAPE_TEXT_MAX];

    if (!network_load(&n, name, e))
        return false;
    network_work(&n, 1, PHASE_INFERENCE, sizeof(float), &work);
    ADD_ROW(t, name, n.title, shape_text(n.input, shape));
    table_add_number(t, (double)n.n_layers);
    table_add_number(t, work.parameters / 1e6);
    table_add_number(t, work.macs / 1e9);
    network_free(&n);
    return true;
}

static bool list_networks(struct table *t) {
    ADD_COLUMNS(t, "name", "title", "input", "layers", "parameters_millions",
                "gmac");
    return add_files(t, "networks", add_network);
}

/* models/ holds the coefficients of the cost models and their facts too:
 * other groups. */
static bool is_model(const char *name, bool *out, struct err *e) {
    char *path = file_find("models", name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    struct err unused;

    *out = cfg != NULL && cfg_top(cfg, "costs", &unused) == NULL &&
           cfg_top(cfg, "silicon", &unused) == NULL;
    cfg_close(cfg);
    free(path);
    return cfg != NULL;
}

static bool add_model(struct table *t, const char *name, struct err *e) {
    struct predictor p;
    bool model;

    if (!is_model(name, &model, e))
        return false;
    if (!model)
        return true;
    if (!predictor_load(&p, name, e))
        return false;
    ADD_ROW(t, name, p.kind->name);
    table_add_number(t, (double)p.seed);
    table_add_number(t, (double)p.n_rows);
    table_add_number(t, (double)p.n_devices);
    predictor_free(&p);
    return true;
}

static bool list_models(struct table *t) {
    ADD_COLUMNS(t, "name", "predictor", "seed", "rows", "devices");
    return add_files(t, "models", add_model);
}

/* A row with the title that the file's group states. */
static bool add_titled(struct table *t, const char *folder, const char *group,
                       const char *name, struct err *e) {
    char *path = file_find(folder, name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    const struct cfg_node *top = cfg != NULL ? cfg_top(cfg, group, e) : NULL;
    const char *title;
    bool good = top != NULL && cfg_string(cfg, top, "title", &title, e);

    if (good)
        ADD_ROW(t, name, title);
    cfg_close(cfg);
    free(path);
    return good;
}

static bool add_sweep(struct table *t, const char *name, struct err *e) {
    return add_titled(t, "sweeps", "sweep", name, e);
}

static bool list_sweeps(struct table *t) {
    ADD_COLUMNS(t, "name", "title");
    return add_files(t, "sweeps", add_sweep);
}

static bool add_recommend(struct table *t, const char *name, struct err *e) {
    return add_titled(t, "recommend", "recommend", name, e);
}

static bool list_recommend(struct table *t) {
    ADD_COLUMNS(t, "name", "title");
    return add_files(t, "recommend", add_recommend);
}

static bool list_predictors(struct table *t) {
    ADD_COLUMNS(t, "name", "epochs", "rows", "help");
    for (size_t i = 0; i < PREDICTOR_N_KINDS; i++) {
        const struct predictor_kind *kind = predictor_kinds[i];

        ADD_ROW(t, kind->name);
        table_add_number(t, (double)kind->epochs);
        table_add_number(t, (double)kind->rows_per_group);
        table_add_text(t, kind->help);
    }
    return true;
}

static bool list_stacks(struct table *t) {
    ADD_COLUMNS(t, "name", "source", "host_overhead", "copies_result", "help");
    ADD_ROW(t, STACK_KERNELS, "", "false", "false",
            "the mean of all stacks here that time kernels alone");
    for (size_t i = 0; i < STACK_N; i++)
        ADD_ROW(t, stacks[i].name, stacks[i].source,
                stacks[i].session ? "true" : "false",
                stacks[i].fetch ? "true" : "false", stacks[i].help);
    return true;
}

static bool list_fields(struct table *t) {
    static const char *const roles[] = {
        [DEVICE_ROLE_NONE] = "no",
        [DEVICE_ROLE_CLOSED] = "yes",
        [DEVICE_ROLE_SHAPE] = "by structure",
    };

    ADD_COLUMNS(t, "key", "unit", "low", "high", "required", "changes_time",
                "help");
    for (size_t i = 0; i < device_n_fields; i++) {
        const struct device_field *f = &device_fields[i];

        ADD_ROW(t, f->key, f->unit);
        table_add_number(t, f->low);
        table_add_number(t, f->high);
        table_add_text(t, f->required ? "true" : "false");
        table_add_text(t, roles[f->role]);
        table_add_text(t, f->help);
    }
    return true;
}

static bool list_metrics(struct table *t) {
    ADD_COLUMNS(t, "name", "unit", "per_workload", "better", "help");
    for (size_t i = 0; i < METRIC_N; i++)
        ADD_ROW(t, metrics[i].key, metrics[i].unit,
                metrics[i].scope == METRIC_WORKLOAD ? "true" : "false",
                metrics[i].better > 0   ? "more"
                : metrics[i].better < 0 ? "less"
                                        : "",
                metrics[i].help);
    return true;
}

static bool list_plots(struct table *t) {
    ADD_COLUMNS(t, "name", "template", "help");
    for (size_t i = 0; i < FIGURE_N_KINDS; i++)
        ADD_ROW(t, figure_kinds[i].name, figure_kinds[i].template,
                figure_kinds[i].help);
    return true;
}

static bool list_kinds(struct table *t) {
    ADD_COLUMNS(t, "name", "help");
    for (size_t i = 0; i < LAYER_N_KINDS; i++)
        ADD_ROW(t, layer_kind_names[i], layer_kind_helps[i]);
    return true;
}

static const struct {
    const char *name;
    bool (*fill)(struct table *t);
} lists[] = {
    {"devices", list_devices},     {"networks", list_networks},
    {"models", list_models},       {"predictors", list_predictors},
    {"stacks", list_stacks},       {"sweeps", list_sweeps},
    {"recommend", list_recommend}, {"fields", list_fields},
    {"metrics", list_metrics},     {"plots", list_plots},
    {"kinds", list_kinds},
};
enum { N_LISTS = sizeof lists / sizeof *lists };

enum { FORMAT, N_OPTIONS };

static int run(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    const char *names[N_LISTS];
    char shown[TEXT_SHOWN_MAX], near[CLI_NEAREST_MAX];
    struct table *t;
    size_t i;
    bool good;

    if (!cli_format(c, FORMAT, &format))
        return CLI_USAGE;
    for (i = 0; i < N_LISTS; i++)
        names[i] = lists[i].name;
    i = text_index(c->operands[0], names, N_LISTS);
    if (i == N_LISTS)
        return cli_wrong(c, "there is no list of '%s'%s",
                         text_shown(c->operands[0], shown),
                         cli_nearest(c->operands[0], names, N_LISTS, near));
    t = table_new();
    good = lists[i].fill(t);
    cli_put_table(t, format);
    return good ? CLI_DONE : CLI_FAILED;
}

int cmd_list(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "KIND [OPTION]...",
        "Prints what there is.  KIND is one of devices, networks, models, "
        "predictors, stacks (software stacks), sweeps, fields (of a device), "
        "metrics (of a design point), plots (their kinds) and kinds (of "
        "network layers).",
        options,
        N_OPTIONS,
        "KIND",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
