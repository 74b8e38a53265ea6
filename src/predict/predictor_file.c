/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/predictor.h"

#include "base/file.h"
#include "base/text.h"
#include "predict/model_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MODEL_VERSION = 3 };

/* The null operation of each device's machine, 0 where it is not known. */
static void put_machines(FILE *out, const double ms[], size_t n) {
    fprintf(out, "\n        machines_ms = [");
    for (size_t i = 0; i < n; i++) {
        char number[TEXT_NUMBER_MAX];

        text_number(isfinite(ms[i]) ? ms[i] : 0, number);
        fprintf(out, "%s%s%s", i > 0 ? ", " : "", number,
                strpbrk(number, ".e") ? "" : ".0");
    }
    fprintf(out, "];");
}

bool predictor_save(const struct predictor *p, FILE *out) {
    fprintf(out,
            "// Made by `gpuscape train`; see models/README.md.\n"
            "model: {\n"
            "    version = %d;\n"
            "    kind = \"%s\";\n"
            "    seed = %lluL;\n"
            "    rows = %zu;\n"
            "    devices = (",
            MODEL_VERSION, p->kind->name, (unsigned long long)p->seed,
            p->n_rows);
    for (size_t i = 0; i < p->n_devices; i++) {
        fprintf(out, "%s\n      ", i > 0 ? "," : "");
        model_put_quoted(out, p->devices[i]);
    }
    fprintf(out, ");\n    // What was seen, and the median time of a null "
                 "operation where the host is in it.\n    stacks = (");
    for (size_t s = 0; s < STACK_N; s++) {
        bool first = true;
        char number[TEXT_NUMBER_MAX];

        text_number(p->null_ms[s], number);
        fprintf(out, "%s\n      { name = \"%s\"; null_ms = %s%s; seen = [",
                s > 0 ? "," : "", stacks[s].name, number,
                strpbrk(number, ".e") ? "" : ".0");
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++)
                if (p->covers[s][k][h]) {
                    fprintf(out, "%s\"%s %s\"", first ? "" : ", ",
                            op_kind_names[k], op_phase_names[h]);
                    first = false;
                }
        fprintf(out, "]; ");
        put_machines(out, p->machine_ms[s], p->n_devices);
        fprintf(out, " }");
    }
    fprintf(out, ");\n");
    label_ranges_save(&p->ranges, out);
    conformal_save(&p->intervals, out);
    calibration_save(p->calibrations, p->n_calibrations, out);
    p->kind->save(p->state, out);
    fprintf(out, "};\n");
    return !ferror(out);
}

static bool load_devices(struct predictor *p, struct cfg *cfg,
                         const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "devices", e);

    if (list == NULL)
        return false;
    p->n_devices = cfg_count(list);
    if (p->n_devices > PREDICTOR_MAX_DEVICES)
        return cfg_fail(list, e, "'devices': found %zu, expected at most %d",
                        p->n_devices, PREDICTOR_MAX_DEVICES);
    for (size_t i = 0; i < p->n_devices; i++) {
        const char *name;

        if (!cfg_string_at(list, i, &name, e))
            return false;
        if (!text_copy(p->devices[i], sizeof p->devices[i], name))
            return cfg_fail(list, e, "'devices': a name is too long");
    }
    return true;
}

/* "conv2d forward" */
static bool load_seen(struct predictor *p, size_t stack,
                      const struct cfg_node *list, struct err *e) {
    for (size_t i = 0; i < cfg_count(list); i++) {
        const char *text;
        bool known = false;

        if (!cfg_string_at(list, i, &text, e))
            return false;
        for (size_t k = 0; k < OP_N_KINDS && !known; k++)
            for (size_t h = 0; h < OP_N_PHASES && !known; h++) {
                char name[64];

                snprintf(name, sizeof name, "%s %s", op_kind_names[k],
                         op_phase_names[h]);
                known = strcmp(name, text) == 0;
                if (known)
                    p->covers[stack][k][h] = true;
            }
        if (!known)
            return cfg_fail(list, e,
                            "'seen', element %zu: expected an operation and "
                            "a phase, such as \"conv2d forward\"",
                            i + 1);
    }
    return true;
}

static bool load_stacks(struct predictor *p, struct cfg *cfg,
                        const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "stacks", e);

    if (list == NULL)
        return false;
    if (cfg_count(list) != STACK_N)
        return cfg_fail(list, e, "'stacks': found %zu, expected %d",
                        cfg_count(list), STACK_N);
    for (size_t s = 0; s < STACK_N; s++) {
        const struct cfg_node *stack = cfg_at(list, s), *seen;
        char shown[TEXT_SHOWN_MAX];
        const char *name;

        if (!cfg_is_group(stack))
            return cfg_fail(stack, e, "expected a group {...} of a stack");
        if (!cfg_string(cfg, stack, "name", &name, e) ||
            !cfg_number(cfg, stack, "null_ms", 1e-9, 1e9, &p->null_ms[s], e) ||
            (seen = cfg_list(cfg, stack, "seen", e)) == NULL ||
            !load_seen(p, s, seen, e) ||
            !model_get_numbers(cfg, stack, "machines_ms", p->machine_ms[s],
                               p->n_devices, e) ||
            !cfg_done(cfg, stack, e))
            return false;
        for (size_t d = 0; d < p->n_devices; d++)
            if (p->machine_ms[s][d] <= 0)
                p->machine_ms[s][d] = (double)NAN;
        if (strcmp(name, stacks[s].name) != 0)
            return cfg_fail_key(stack, "name", e,
                                "name: found '%s', expected '%s'",
                                text_shown(name, shown), stacks[s].name);
    }
    return true;
}

static bool load_model(struct predictor *p, struct cfg *cfg, struct err *e) {
    const struct cfg_node *group = cfg_top(cfg, "model", e);
    const char *kind;
    size_t version;
    double seed;

    if (group == NULL || !cfg_size(cfg, group, "version", 1, 1000, &version, e))
        return false;
    if (version != MODEL_VERSION)
        return cfg_fail_key(group, "version", e,
                            "found version %zu, this program reads %d: train "
                            "the model again",
                            version, MODEL_VERSION);
    if (!cfg_string(cfg, group, "kind", &kind, e) ||
        !cfg_number(cfg, group, "seed", 0, 9e15, &seed, e) ||
        !cfg_size(cfg, group, "rows", 0, 1000000000, &p->n_rows, e) ||
        !load_devices(p, cfg, group, e) || !load_stacks(p, cfg, group, e) ||
        !label_ranges_load(&p->ranges, cfg, group, e) ||
        !conformal_load(&p->intervals, cfg, group, e) ||
        !calibration_load(&p->calibrations, &p->n_calibrations, cfg, group, e))
        return false;
    p->seed = (uint64_t)seed;
    p->kind = predictor_kind_find(kind, e);
    if (p->kind == NULL) {
        char text[sizeof e->text];

        strcpy(text, e->text);
        return cfg_fail_key(group, "kind", e, "%s", text);
    }
    p->state = p->kind->load(cfg, group, e);
    return p->state != NULL && cfg_done(cfg, group, e);
}

bool predictor_load(struct predictor *p, const char *name, struct err *e) {
    char *path = file_find("models", name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    bool good;

    *p = (struct predictor){0};
    good = cfg != NULL && load_model(p, cfg, e);
    cfg_close(cfg);
    free(path);
    if (!good)
        predictor_free(p);
    return good;
}
