/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cmd.h"

#include "base/cfg.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cost/cost_model.h"
#include "decide/gauge.h"
#include "decide/recommend.h"
#include "device/device.h"
#include "draw/sweep_plots.h"
#include "network/network.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/sweep.h"

#include <stdlib.h>
#include <string.h>

static bool check_device(const char *path, struct err *e) {
    struct device d;

    return device_load(&d, path, e);
}

static bool check_network(const char *path, struct err *e) {
    struct network n;
    bool good = network_load(&n, path, e);

    if (good)
        network_free(&n);
    return good;
}

static bool check_model(const char *path, struct err *e) {
    struct predictor p;
    bool good = predictor_load(&p, path, e);

    if (good)
        predictor_free(&p);
    return good;
}

static bool check_costs(const char *path, struct err *e) {
    struct cost_model *m = cost_model_load(path, e);

    cost_model_free(m);
    return m != NULL;
}

static bool check_facts(const char *path, struct err *e) {
    struct cost_model *m = cost_facts_load(path, e);

    cost_model_free(m);
    return m != NULL;
}

/* The whole of what a run does before its first point. */
static bool check_sweep(const char *path, struct err *e) {
    struct sweep s;
    struct predictor predictor = {0};
    struct cost_model *costs = NULL;
    struct plan plan;
    bool good;

    if (!sweep_load(&s, path, NULL, 0, e))
        return false;
    good = sweep_plots_check(&s, e) && predictor_load(&predictor, s.model, e) &&
           (costs = cost_model_load(s.costs, e)) != NULL &&
           plan_new(&plan, &s, &predictor, costs, e);
    if (good)
        plan_free(&plan);
    cost_model_free(costs);
    predictor_free(&predictor);
    sweep_free(&s);
    return good;
}

static bool check_recommend(const char *path, struct err *e) {
    struct recommend r;
    struct predictor predictor = {0};
    struct cost_model *costs = NULL;
    struct plan plan = {0};
    struct gauge gauge;
    bool good;

    if (!recommend_load(&r, path, NULL, 0, e))
        return false;
    good = predictor_load(&predictor, r.sweep.model, e) &&
           (costs = cost_model_load(r.sweep.costs, e)) != NULL &&
           plan_new(&plan, &r.sweep, &predictor, costs, e);
    if (good) {
        good = gauge_new(&gauge, &r, &plan, e);
        if (good)
            gauge_free(&gauge);
        plan_free(&plan);
    }
    cost_model_free(costs);
    predictor_free(&predictor);
    recommend_free(&r);
    return good;
}

static const struct kind {
    const char *name;
    bool (*check)(const char *path, struct err *e);
} kinds[] = {
    {"device", check_device}, {"network", check_network},
    {"sweep", check_sweep},   {"recommend", check_recommend},
    {"model", check_model},   {"costs", check_costs},
    {"silicon", check_facts},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static const char *kind_name(const void *list, size_t i) {
    return ((const struct kind *)list)[i].name;
}

/* The first word of a file behind blanks and comments, allocated. */
static char *first_word(const char *text) {
    size_t n;

    for (;;) {
        text += strspn(text, " \t\r\n\f");
        if (text[0] == '#' || (text[0] == '/' && text[1] == '/')) {
            text += strcspn(text, "\n");
        } else if (text[0] == '/' && text[1] == '*') {
            const char *end = strstr(text, "*/");

            text = end != NULL ? end + 2 : text + strlen(text);
        } else {
            break;
        }
    }
    n = strcspn(text, " \t\r\n\f:={}()[];,\"");
    return mem_printf("%.*s", (int)n, text);
}

/* The kind that the file's one group names.  Where it names none, the reader
 * of the nearest says what it found and where. */
static const struct kind *kind_of(const char *path, struct err *e) {
    char *text = file_read(path, e), *word, shown[TEXT_SHOWN_MAX];
    const struct kind *kind = NULL;
    const char *near;

    if (text == NULL)
        return NULL;
    word = first_word(text);
    near = text_nearest(word, kinds, N_KINDS, kind_name);
    for (size_t i = 0; near != NULL && i < N_KINDS; i++)
        if (strcmp(kinds[i].name, near) == 0)
            kind = &kinds[i];
    if (kind == NULL)
        err_set(e, ERR_INPUT,
                "%s: found '%s', expected one group: device, network, sweep, "
                "recommend, model, costs or silicon",
                path, text_shown(word, shown));
    free(word);
    free(text);
    return kind;
}

static bool check(const char *name) {
    size_t n = strlen(name);
    /* A word alone would be looked up among the data. */
    bool word = strchr(name, '/') == NULL &&
                (n < 4 || strcmp(name + n - 4, ".cfg") != 0);
    char *path = mem_printf("%s%s", word ? "./" : "", name);
    struct err e;
    const struct kind *kind = kind_of(path, &e);
    bool good = kind != NULL && kind->check(path, &e);

    if (good) {
        char shown[TEXT_SHOWN_MAX];

        printf("%s: OK (%s)\n", text_shown(name, shown), kind->name);
    } else {
        cli_fail(&e);
    }
    free(path);
    return good;
}

static int run(const struct cli *c) {
    bool good = true;

    for (size_t i = 0; i < c->n_operands; i++)
        good = check(c->operands[i]) && good;
    return good ? CLI_DONE : CLI_FAILED;
}

int cmd_check(int argc, char **argv) {
    static const struct cli_command command = {
        "FILE...",
        "Reads files of devices, networks, sweeps, models and costs as the "
        "other commands would, and says OK of each or what is wrong where.",
        NULL,
        0,
        "FILE",
        1,
        (size_t)-1,
        run};

    return cli_main(&command, argc, argv);
}
