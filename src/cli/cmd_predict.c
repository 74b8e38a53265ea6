/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/predict_table.h"
#include "device/device.h"
#include "network/workload.h"
#include "predict/composition.h"
#include "predict/predictor.h"
#include "predict/stack.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEVICE,
    NETWORK,
    BATCH,
    PHASE,
    OPTIMIZER,
    STACK,
    MODEL,
    LAYERS,
    FORMAT,
    N_OPTIONS
};
enum { MAX_BATCH = 1048576 };

/* All that is asked for; {0} can be freed. */
struct request {
    struct predictor predictor;
    struct device *devices;
    size_t n_devices, n_workloads;
    struct workload *workloads;
    struct composition *compositions; /* one a workload */
};

static void request_free(struct request *r) {
    for (size_t i = 0; i < r->n_workloads; i++) {
        composition_free(&r->compositions[i]);
        workload_free(&r->workloads[i]);
    }
    free(r->compositions);
    free(r->workloads);
    free(r->devices);
    predictor_free(&r->predictor);
}

static bool load_devices(struct request *r, const struct cli *c,
                         struct err *e) {
    size_t n = cli_count(c, DEVICE);
    bool said = false;

    r->devices = mem_alloc(n, sizeof *r->devices);
    for (r->n_devices = 0; r->n_devices < n; r->n_devices++) {
        struct device *d = &r->devices[r->n_devices];

        if (!device_load(d, cli_value_at(c, DEVICE, r->n_devices), e))
            return false;
        if (!said && strcmp(d->vendor, "NVIDIA") != 0) {
            char shown[TEXT_SHOWN_MAX];

            cli_note("note: %s is not NVIDIA's, and models are trained on "
                     "NVIDIA's devices alone: trust its times less",
                     text_shown(d->name, shown));
            said = true;
        }
    }
    return true;
}

static bool load_workloads(struct request *r, const struct cli *c,
                           const struct workload *like, struct err *e) {
    size_t n = cli_count(c, NETWORK);

    r->workloads = mem_alloc(n, sizeof *r->workloads);
    r->compositions = mem_alloc(n, sizeof *r->compositions);
    for (size_t i = 0; i < n; i++) {
        struct workload *w = &r->workloads[i];

        *w = *like;
        if (!network_load(&w->network, cli_value_at(c, NETWORK, i), e))
            return false;
        r->n_workloads++;
        workload_label(w, true);
        if (!composition_init(&r->compositions[i], &r->predictor, w, e))
            return false;
    }
    return true;
}

static struct table *table_of(const struct request *r, bool layers,
                              bool brief) {
    struct table *t;

    if (layers)
        return predict_layers(&r->compositions[0], &r->workloads[0],
                              &r->devices[0], brief);
    t = predict_new(brief);
    for (size_t i = 0; i < r->n_workloads; i++)
        for (size_t j = 0; j < r->n_devices; j++)
            predict_add(t, brief, &r->compositions[i], &r->workloads[i],
                        &r->devices[j]);
    return t;
}

/* What holds for the whole table is said once, for people. */
static void put_heading(const struct request *r, bool layers,
                        const char *model) {
    const struct workload *w = &r->workloads[0];
    char network[TEXT_SHOWN_MAX], device[TEXT_SHOWN_MAX];

    if (layers)
        printf("%s on %s\n", text_shown(w->network.title, network),
               text_shown(r->devices[0].name, device));
    printf("batch %zu, %s%s%s, fp32, stack %s, model %s\n\n", w->batch,
           phase_names[w->phase], w->phase == PHASE_TRAINING ? " with " : "",
           w->phase == PHASE_TRAINING ? optimizer_names[w->optimizer] : "",
           w->stack, text_shown(model, network));
}

static int predict(const struct cli *c, const struct workload *like,
                   enum table_format format) {
    const char *model = cli_value(c, MODEL, "efficiency");
    bool layers = cli_count(c, LAYERS) > 0, brief = format == TABLE_TEXT;
    struct request r = {0};
    struct err e;
    bool good = predictor_load(&r.predictor, model, &e) &&
                load_devices(&r, c, &e) && load_workloads(&r, c, like, &e);

    if (good && brief)
        put_heading(&r, layers, model);
    if (good)
        cli_put_table(table_of(&r, layers, brief), format);
    request_free(&r);
    return good ? CLI_DONE : cli_fail(&e);
}

/* The same name twice under one option. */
static bool is_twice(const struct cli *c, size_t option) {
    for (size_t i = 0; i < cli_count(c, option); i++)
        for (size_t j = 0; j < i; j++) {
            const char *name = cli_value_at(c, option, i);
            char shown[TEXT_SHOWN_MAX];

            if (strcmp(cli_value_at(c, option, j), name) != 0)
                continue;
            cli_wrong(c, "option '--%s': '%s' is given twice",
                      c->command->options[option].name,
                      text_shown(name, shown));
            return true;
        }
    return false;
}

static int run(const struct cli *c) {
    enum table_format format = TABLE_TEXT;
    struct workload w = {.batch = 1};
    size_t phase = PHASE_INFERENCE, optimizer = OPTIMIZER_SGD, stack;
    const char *stack_name = cli_value(c, STACK, STACK_KERNELS);
    struct err e;

    if (!cli_format(c, FORMAT, &format) ||
        !cli_size(c, BATCH, 1, MAX_BATCH, &w.batch) ||
        !cli_choice(c, PHASE, phase_names, PHASE_N, &phase) ||
        !cli_choice(c, OPTIMIZER, optimizer_names, OPTIMIZER_N, &optimizer) ||
        is_twice(c, DEVICE) || is_twice(c, NETWORK))
        return CLI_USAGE;
    if (cli_count(c, DEVICE) == 0 || cli_count(c, NETWORK) == 0)
        return cli_wrong(c, "a %s is missing: %s",
                         cli_count(c, DEVICE) == 0 ? "device" : "network",
                         cli_count(c, DEVICE) == 0 ? "-d DEVICE"
                                                   : "-n NETWORK");
    if (phase != PHASE_TRAINING && cli_count(c, OPTIMIZER) > 0)
        return cli_wrong(c, "--optimizer is for --phase training");
    if (cli_count(c, LAYERS) > 0 &&
        cli_count(c, DEVICE) + cli_count(c, NETWORK) > 2)
        return cli_wrong(c, "--layers is for one device and one network");
    if (!stack_find(stack_name, &stack, &e) ||
        !text_copy(w.stack, sizeof w.stack, stack_name))
        return cli_fail(&e);
    w.phase = (enum phase)phase;
    w.optimizer = (enum optimizer)optimizer;
    return predict(c, &w, format);
}

int cmd_predict(int argc, char **argv) {
    static const struct cli_option options[N_OPTIONS] = {
        [DEVICE] = {'d', "device", "DEVICE", "a device; may be given again",
                    true},
        [NETWORK] = {'n', "network", "NETWORK", "a network; may be given again",
                     true},
        [BATCH] = {'b', "batch", "N", "images at once; 1 by default", false},
        [PHASE] = {0, "phase", "PHASE", "inference (the default) or training",
                   false},
        [OPTIMIZER] = {0, "optimizer", "NAME",
                       "in training: sgd (the default), momentum or adam",
                       false},
        [STACK] = {0, "stack", "STACK",
                   "the software stack whose times are predicted; by default "
                   "cudnn, kernels alone",
                   false},
        [MODEL] = {'m', "model", "MODEL", "the model; efficiency by default",
                   false},
        [LAYERS] = {0, "layers", NULL, "one row a layer", false},
        [FORMAT] = CLI_OPTION_FORMAT,
    };
    static const struct cli_command command = {
        "-d DEVICE... -n NETWORK... [OPTION]...",
        "Predicts how long networks take on devices: the time of one batch, "
        "what of it is overhead, compute, memory and the link to the host, "
        "and whether the run fits in the device's memory.",
        options,
        N_OPTIONS,
        NULL,
        0,
        0,
        run};

    return cli_main(&command, argc, argv);
}
