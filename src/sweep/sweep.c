/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/sweep.h"

#include "base/file.h"
#include "base/hdf.h"
#include "base/mem.h"
#include "base/text.h"
#include "predict/stack.h"
#include "sweep/axis.h"
#include "sweep/constraint.h"
#include "sweep/link.h"
#include "sweep/sampling.h"

#include <stdlib.h>
#include <string.h>

const char *const sweep_keep_names[KEEP_N] = {"all", "feasible", "front"};
const char *const sweep_format_names[FORMAT_N] = {"auto", "csv", "hdf5"};

enum { MAX_BATCH = 1048576 };

/* A string of at most size - 1 bytes into a fixed member. */
static bool get_text(struct cfg *cfg, const struct cfg_node *group,
                     const char *key, char *out, size_t size, struct err *e) {
    const char *text;

    if (!cfg_string(cfg, group, key, &text, e))
        return false;
    if (!text_copy(out, size, text))
        return cfg_fail_key(group, key, e,
                            "'%s': found %zu characters, expected at most %zu",
                            key, strlen(text), size - 1);
    return true;
}

static bool get_text_or(struct cfg *cfg, const struct cfg_node *group,
                        const char *key, const char *otherwise, char *out,
                        size_t size, struct err *e) {
    if (!cfg_has(cfg, group, key))
        return text_copy(out, size, otherwise);
    return get_text(cfg, group, key, out, size, e);
}

/* Says at which line of the sweep a named file was asked for. */
static bool blame(const struct cfg_node *group, const char *key,
                  struct err *e) {
    char text[sizeof e->text];

    strcpy(text, e->text);
    return cfg_fail_key(group, key, e, "'%s': %s", key, text);
}

static bool load_workload(struct workload *w, char file[SWEEP_NAME_MAX],
                          struct cfg *cfg, const struct cfg_node *group,
                          bool batch_is_axis, struct err *e) {
    static const char *const precisions[] = {"fp32"};
    size_t phase = PHASE_INFERENCE, optimizer = OPTIMIZER_SGD, ignored, stack;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a workload { network = ...; }");
    if (!get_text(cfg, group, "network", file, SWEEP_NAME_MAX, e))
        return false;
    if (!network_load(&w->network, file, e))
        return blame(group, "network", e);
    w->batch = 1;
    if (batch_is_axis && cfg_has(cfg, group, "batch"))
        return cfg_fail_key(group, "batch", e,
                            "'batch' is an axis of this sweep; leave it out "
                            "here");
    if (cfg_has(cfg, group, "batch") &&
        !cfg_size(cfg, group, "batch", 1, MAX_BATCH, &w->batch, e))
        return false;
    if (cfg_has(cfg, group, "phase") &&
        !cfg_choice(cfg, group, "phase", phase_names, PHASE_N, &phase, e))
        return false;
    if (cfg_has(cfg, group, "optimizer") &&
        !cfg_choice(cfg, group, "optimizer", optimizer_names, OPTIMIZER_N,
                    &optimizer, e))
        return false;
    if (cfg_has(cfg, group, "precision") &&
        !cfg_choice(cfg, group, "precision", precisions, 1, &ignored, e))
        return false;
    if (!get_text_or(cfg, group, "stack", STACK_KERNELS, w->stack,
                     sizeof w->stack, e))
        return false;
    if (!stack_find(w->stack, &stack, e))
        return blame(group, "stack", e);
    w->phase = (enum phase)phase;
    w->optimizer = (enum optimizer)optimizer;
    workload_label(w, !batch_is_axis);
    return cfg_done(cfg, group, e);
}

static bool load_workloads(struct sweep *s, struct cfg *cfg,
                           const struct cfg_node *top, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, "workloads", e);
    bool batch_is_axis = sweep_axis(s, "batch") < s->n_axes;

    if (list == NULL)
        return false;
    if (cfg_count(list) == 0)
        return cfg_fail(list, e, "'workloads' is empty");
    s->workloads = mem_alloc(cfg_count(list), sizeof *s->workloads);
    s->network_files = mem_alloc(cfg_count(list), sizeof *s->network_files);
    for (size_t i = 0; i < cfg_count(list); i++) {
        s->n_workloads = i + 1;
        if (!load_workload(&s->workloads[i], s->network_files[i], cfg,
                           cfg_at(list, i), batch_is_axis, e))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(s->workloads[j].label, s->workloads[i].label) == 0)
                return cfg_fail(cfg_at(list, i), e,
                                "workloads %zu and %zu would both be called "
                                "'%s'",
                                j + 1, i + 1, s->workloads[i].label);
    }
    return true;
}

static bool load_axes(struct sweep *s, struct cfg *cfg,
                      const struct cfg_node *top, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, "axes", e);
    size_t n;

    if (list == NULL)
        return false;
    n = cfg_count(list);
    if (n == 0 || n > SWEEP_MAX_AXES)
        return cfg_fail(list, e, "'axes': found %zu, expected 1 to %d", n,
                        SWEEP_MAX_AXES);
    s->axes = mem_alloc(n, sizeof *s->axes);
    for (size_t i = 0; i < n; i++) {
        s->n_axes = i + 1;
        if (!axis_load(&s->axes[i], cfg, cfg_at(list, i), e))
            return false;
        s->n_axes = i;
        if (sweep_axis(s, s->axes[i].name) < i) {
            s->n_axes = i + 1;
            return cfg_fail(cfg_at(list, i), e, "axis '%s' appears twice",
                            s->axes[i].name);
        }
        s->n_axes = i + 1;
    }
    return true;
}

static bool load_devices(struct sweep *s, struct cfg *cfg,
                         const struct cfg_node *top, struct err *e) {
    size_t axis = sweep_axis(s, "device");

    if (axis < s->n_axes && !cfg_has(cfg, top, "base")) {
        s->base = s->axes[axis].devices[0];
        strcpy(s->base_file, s->axes[axis].files[0]);
    } else {
        if (!get_text(cfg, top, "base", s->base_file, sizeof s->base_file, e))
            return false;
        if (axis < s->n_axes)
            return cfg_fail_key(top, "base", e,
                                "'base' and an axis over devices exclude each "
                                "other");
        if (!device_load(&s->base, s->base_file, e))
            return blame(top, "base", e);
    }
    if (!get_text_or(cfg, top, "reference", "gtx-1080-ti", s->reference_file,
                     sizeof s->reference_file, e))
        return false;
    if (!device_load(&s->reference, s->reference_file, e))
        return blame(top, "reference", e);
    return true;
}

static bool load_objectives(struct sweep *s, struct cfg *cfg,
                            const struct cfg_node *top, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, "objectives", e);

    if (list == NULL)
        return false;
    s->n_objectives = cfg_count(list);
    if (s->n_objectives == 0 || s->n_objectives > 16)
        return cfg_fail(list, e, "'objectives': found %zu, expected 1 to 16",
                        s->n_objectives);
    s->objectives = mem_alloc(s->n_objectives, sizeof *s->objectives);
    for (size_t i = 0; i < s->n_objectives; i++) {
        struct objective *o = &s->objectives[i];
        char shown[TEXT_SHOWN_MAX];
        const char *text;

        if (!cfg_string_at(list, i, &text, e))
            return false;
        if ((strncmp(text, "max ", 4) != 0 && strncmp(text, "min ", 4) != 0) ||
            !text_copy(o->column, sizeof o->column, text + 4))
            return cfg_fail(list, e,
                            "objective %zu: found '%s', expected 'max METRIC' "
                            "or 'min METRIC'",
                            i + 1, text_shown(text, shown));
        o->maximise = text[1] == 'a';
        for (size_t j = 0; j < i; j++)
            if (strcmp(s->objectives[j].column, o->column) == 0)
                return cfg_fail(list, e, "objective '%s' appears twice",
                                o->column);
    }
    return true;
}

static bool load_marks(struct sweep *s, struct cfg *cfg,
                       const struct cfg_node *top, struct err *e) {
    const struct cfg_node *list;

    if (!cfg_has(cfg, top, "marks"))
        return true;
    list = cfg_list(cfg, top, "marks", e);
    if (list == NULL)
        return false;
    s->n_marks = cfg_count(list);
    s->marks = mem_alloc(s->n_marks, sizeof *s->marks);
    s->mark_files = mem_alloc(s->n_marks, sizeof *s->mark_files);
    for (size_t i = 0; i < s->n_marks; i++) {
        const char *name;

        if (!cfg_string_at(list, i, &name, e))
            return false;
        if (!device_load(&s->marks[i], name, e))
            return blame(top, "marks", e);
        if (!text_copy(s->mark_files[i], sizeof s->mark_files[i], name))
            return cfg_fail(list, e, "mark %zu is too long", i + 1);
    }
    return true;
}

/* `iso` of a map, `columns` of coordinates. */
static bool load_columns(struct sweep_plot *p, struct cfg *cfg,
                         const struct cfg_node *group, struct err *e) {
    bool map =
        strcmp(p->kind, "map") == 0 || strcmp(p->kind, "bottleneck") == 0;
    const char *key = map ? "iso" : "columns", *name;
    size_t most = map ? 2 : SWEEP_MAX_PLOT_COLUMNS;
    const struct cfg_node *list;

    p->has_columns = cfg_has(cfg, group, key);
    if (!p->has_columns)
        return true;
    if ((list = cfg_list(cfg, group, key, e)) == NULL)
        return false;
    p->n_columns = cfg_count(list);
    if (p->n_columns > most)
        return cfg_fail(list, e, "found %zu columns, expected at most %zu",
                        p->n_columns, most);
    for (size_t i = 0; i < p->n_columns; i++)
        if (!cfg_string_at(list, i, &name, e))
            return false;
        else if (!text_copy(p->columns[i], sizeof p->columns[i], name))
            return cfg_fail(list, e, "column %zu is too long", i + 1);
    return true;
}

static bool load_plot(struct sweep_plot *p, struct cfg *cfg,
                      const struct cfg_node *group, struct err *e) {
    const struct {
        const char *key;
        char *out;
        size_t size;
    } texts[] = {
        {"name", p->name, sizeof p->name},
        {"title", p->title, sizeof p->title},
        {"x", p->x, sizeof p->x},
        {"y", p->y, sizeof p->y},
        {"z", p->z, sizeof p->z},
        {"series", p->series, sizeof p->series},
        {"second", p->second, sizeof p->second},
    };

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a plot { kind = ...; }");
    if (!get_text(cfg, group, "kind", p->kind, sizeof p->kind, e))
        return false;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!get_text_or(cfg, group, texts[i].key, "", texts[i].out,
                         texts[i].size, e))
            return false;
    if (!load_columns(p, cfg, group, e))
        return false;
    if (cfg_has(cfg, group, "log_x") &&
        !cfg_bool(cfg, group, "log_x", &p->log_x, e))
        return false;
    if (cfg_has(cfg, group, "log_y") &&
        !cfg_bool(cfg, group, "log_y", &p->log_y, e))
        return false;
    return cfg_done(cfg, group, e);
}

static bool load_plots(struct sweep *s, struct cfg *cfg,
                       const struct cfg_node *top, struct err *e) {
    const struct cfg_node *list;

    if (!cfg_has(cfg, top, "plots"))
        return true;
    list = cfg_list(cfg, top, "plots", e);
    if (list == NULL)
        return false;
    s->n_plots = cfg_count(list);
    s->plots = mem_alloc(s->n_plots, sizeof *s->plots);
    for (size_t i = 0; i < s->n_plots; i++)
        if (!load_plot(&s->plots[i], cfg, cfg_at(list, i), e))
            return false;
    return true;
}

/* Which points are written, and how. */
static bool load_points(struct sweep *s, struct cfg *cfg,
                        const struct cfg_node *top, struct err *e) {
    size_t keep = KEEP_ALL, format = FORMAT_AUTO;

    if ((cfg_has(cfg, top, "keep") &&
         !cfg_choice(cfg, top, "keep", sweep_keep_names, KEEP_N, &keep, e)) ||
        (cfg_has(cfg, top, "points_format") &&
         !cfg_choice(cfg, top, "points_format", sweep_format_names, FORMAT_N,
                     &format, e)))
        return false;
    s->keep = (enum sweep_keep)keep;
    s->points_format = (enum sweep_format)format;
    return s->points_format != FORMAT_HDF5 || hdf_library() != NULL ||
           cfg_fail_key(top, "points_format", e,
                        "points_format is \"hdf5\", but this gpuscape was "
                        "built without HDF5; install "
                        "libhdf5-dev and configure it again, or write "
                        "\"csv\"");
}

static bool load_top(struct sweep *s, struct cfg *cfg,
                     const struct cfg_node *top, struct err *e) {
    if (!get_text(cfg, top, "title", s->title, sizeof s->title, e) ||
        !get_text_or(cfg, top, "question", "", s->question, sizeof s->question,
                     e) ||
        !get_text_or(cfg, top, "model", "efficiency", s->model, sizeof s->model,
                     e) ||
        !get_text_or(cfg, top, "costs", "costs", s->costs, sizeof s->costs, e))
        return false;
    return load_points(s, cfg, top, e) && load_axes(s, cfg, top, e) &&
           load_devices(s, cfg, top, e) && links_load(s, cfg, top, e) &&
           load_workloads(s, cfg, top, e) && constraints_load(s, cfg, top, e) &&
           load_objectives(s, cfg, top, e) && load_marks(s, cfg, top, e) &&
           load_plots(s, cfg, top, e) &&
           sampling_load(&s->sampling, cfg, top, e) && cfg_done(cfg, top, e);
}

/* The file's name without folder and ending. */
static void name_of(const char *path, char *out, size_t size) {
    const char *slash = strrchr(path, '/');
    char *dot;

    snprintf(out, size, "%s", slash != NULL ? slash + 1 : path);
    dot = strrchr(out, '.');
    if (dot != NULL && dot != out)
        *dot = '\0';
}

bool sweep_read(struct sweep *s, struct cfg *cfg, const char *group,
                struct err *e) {
    const struct cfg_node *top = cfg_top(cfg, group, e);

    *s = (struct sweep){.cfg = cfg};
    name_of(cfg_path(cfg), s->name, sizeof s->name);
    if (top != NULL && load_top(s, cfg, top, e))
        return true;
    sweep_free(s);
    return false;
}

bool sweep_load(struct sweep *s, const char *name,
                const char *const overrides[], size_t n_overrides,
                struct err *e) {
    char *path = file_find("sweeps", name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    bool good = cfg != NULL;

    free(path);
    *s = (struct sweep){0};
    for (size_t i = 0; good && i < n_overrides; i++)
        good = cfg_override(cfg, "sweep", overrides[i], e);
    if (good)
        return sweep_read(s, cfg, "sweep", e);
    cfg_close(cfg);
    return false;
}

void sweep_free(struct sweep *s) {
    for (size_t i = 0; i < s->n_workloads; i++)
        workload_free(&s->workloads[i]);
    for (size_t i = 0; i < s->n_axes; i++)
        axis_free(&s->axes[i]);
    free(s->workloads);
    free(s->network_files);
    free(s->axes);
    for (size_t i = 0; i < s->n_links; i++)
        link_free(&s->links[i]);
    free(s->links);
    free(s->constraints);
    free(s->soft);
    free(s->objectives);
    free(s->marks);
    free(s->mark_files);
    free(s->plots);
    cfg_close(s->cfg);
    *s = (struct sweep){0};
}

size_t sweep_link(const struct sweep *s, const char *name) {
    size_t i = 0;

    while (i < s->n_links && strcmp(s->links[i].name, name) != 0)
        i++;
    return i;
}

bool axis_is_number(const struct axis *a) {
    return a->kind != AXIS_DEVICE && a->kind != AXIS_MEMORY_TYPE;
}

size_t sweep_axis(const struct sweep *s, const char *name) {
    size_t i = 0;

    while (i < s->n_axes && strcmp(s->axes[i].name, name) != 0)
        i++;
    return i;
}
