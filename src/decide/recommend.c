/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/recommend.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEST_KINDS(X)                                                          \
    X("cheapest", "cost_usd", "the least manufacturing cost")                  \
    X("coolest", "power_w", "the least board power")                           \
    X("smallest", "area_mm2", "the least die area")                            \
    X("fastest", "speedup", "the greatest speedup over the reference")         \
    X("balanced", NULL, "the least distance to the ideal point")

const struct best_kind best_kinds[] = {
#define X(name, column, help) {name, column, help},
    BEST_KINDS(X)
#undef X
};
const char *const best_names[] = {
#define X(name, column, help) name,
    BEST_KINDS(X)
#undef X
};
const size_t best_n_kinds = sizeof best_kinds / sizeof *best_kinds;

/* The criteria unless the file says which, and what is better of each. */
static const struct {
    const char *column;
    bool maximise, also_when_unused;
} criteria[] = {
    {"speedup", true, true},
    {"power_w", false, true},
    {"area_mm2", false, true},
    /* Not known of every device, so only where it is asked for. */
    {"cost_usd", false, false},
};
enum { N_CRITERIA = sizeof criteria / sizeof *criteria };

bool recommend_is_balanced(const struct recommend *r) {
    return best_kinds[r->best].column == NULL;
}

static bool is_metric(const char *name) {
    for (size_t i = 0; i < METRIC_N; i++)
        if (strcmp(metrics[i].key, name) == 0)
            return true;
    return false;
}

static bool load_list(struct recommend *r, struct cfg *cfg,
                      const struct cfg_node *top, const char *key,
                      bool is_target, struct err *e) {
    const struct cfg_node *list;

    if (!cfg_has(cfg, top, key))
        return true;
    list = cfg_list(cfg, top, key, e);
    if (list == NULL)
        return false;
    for (size_t i = 0; i < cfg_count(list); i++) {
        struct limit *l = &r->limits[r->n_limits];
        const char *text;
        struct err inner;

        if (r->n_limits == RECOMMEND_MAX_LIMITS)
            return cfg_fail(list, e,
                            "more than %d targets and limits; what nothing "
                            "can relax may stand in 'constraints'",
                            RECOMMEND_MAX_LIMITS);
        if (!cfg_string_at(list, i, &text, e))
            return false;
        if (!limit_parse(l, text, &inner))
            return cfg_fail(list, e, "'%s', entry %zu: %s", key, i + 1,
                            inner.text);
        for (size_t j = 0; j < r->n_limits; j++)
            if (strcmp(r->limits[j].text, text) == 0)
                return cfg_fail(list, e, "'%s', entry %zu: '%s' appears twice",
                                key, i + 1, text);
        l->is_target = is_target;
        r->n_limits++;
    }
    return true;
}

static void add_objective(struct text *t, const char *objective) {
    text_add(t, "%s\"%s\"", t->length > 0 ? ", " : "", objective);
}

static void add_defaults(const struct recommend *r, struct text *t) {
    const char *chosen = best_kinds[r->best].column;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < N_CRITERIA; i++) {
            bool is_chosen =
                chosen != NULL && strcmp(criteria[i].column, chosen) == 0;
            char objective[SWEEP_NAME_MAX];

            if (is_chosen != (pass == 0) || !is_metric(criteria[i].column) ||
                (!is_chosen && chosen != NULL && !criteria[i].also_when_unused))
                continue;
            snprintf(objective, sizeof objective, "%s %s",
                     criteria[i].maximise ? "max" : "min", criteria[i].column);
            add_objective(t, objective);
        }
}

/* Those that the file names for the balance.  What is not "max COLUMN" or
 * "min COLUMN" is refused by the sweep's reader. */
static bool add_balance(struct cfg *cfg, const struct cfg_node *top,
                        struct text *t, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, "balance", e);

    if (list == NULL)
        return false;
    if (cfg_count(list) < 2)
        return cfg_fail(list, e, "'balance': found %zu, expected two or more",
                        cfg_count(list));
    for (size_t i = 0; i < cfg_count(list); i++) {
        const char *text;

        if (!cfg_string_at(list, i, &text, e))
            return false;
        if (strpbrk(text, "\"\\") != NULL)
            return cfg_fail(list, e, "'balance', entry %zu: found a quote",
                            i + 1);
        add_objective(t, text);
    }
    return true;
}

/* What is best becomes the sweep's objectives. */
static bool set_objectives(const struct recommend *r, struct cfg *cfg,
                           const struct cfg_node *top, struct err *e) {
    const char *column = best_kinds[r->best].column;
    struct text t = {0};
    bool good = true;
    char *assignment;

    if (column != NULL && !is_metric(column))
        return cfg_fail_key(top, "best", e,
                            "'best': '%s' needs the metric %s, which there is "
                            "not",
                            best_kinds[r->best].name, column);
    if (!cfg_has(cfg, top, "balance"))
        add_defaults(r, &t);
    else if (column != NULL)
        good = cfg_fail_key(top, "balance", e,
                            "'balance' is for best = \"balanced\" only");
    else
        good = add_balance(cfg, top, &t, e);
    if (good) {
        assignment = mem_printf("objectives=[%s]", t.text);
        good = cfg_override(cfg, "recommend", assignment, e);
        free(assignment);
    }
    free(t.text);
    return good;
}

/* Before the sweep's reader is given objectives that the file does not have. */
static bool keep_question(struct recommend *r, const struct cfg *cfg,
                          struct err *e) {
    size_t size;
    FILE *out = open_memstream(&r->question, &size);
    bool good = out != NULL && cfg_write(cfg, out);

    if (out != NULL)
        good = fclose(out) == 0 && good;
    return good || err_set(e, ERR_IO, "%s: cannot be kept", cfg_path(cfg));
}

static bool load_own(struct recommend *r, struct cfg *cfg,
                     const struct cfg_node *top, struct err *e) {
    static const char *const foreign[] = {"objectives", "plots", "marks"};

    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (cfg_has(cfg, top, foreign[i]))
            return cfg_fail_key(top, foreign[i], e,
                                "'%s' is for sweeps; here 'targets', 'limits' "
                                "and 'best' say what is wanted",
                                foreign[i]);
    r->n_runners = 3;
    if (!cfg_choice(cfg, top, "best", best_names, best_n_kinds, &r->best, e) ||
        (cfg_has(cfg, top, "runners_up") &&
         !cfg_size(cfg, top, "runners_up", 0, RECOMMEND_MAX_RUNNERS,
                   &r->n_runners, e)) ||
        !load_list(r, cfg, top, "targets", true, e) ||
        !load_list(r, cfg, top, "limits", false, e))
        return false;
    if (r->n_limits == 0)
        return cfg_fail(top, e,
                        "neither 'targets' nor 'limits'; expected at "
                        "least one");
    return keep_question(r, cfg, e) && set_objectives(r, cfg, top, e);
}

/* Fields through which times go in closed form: clocks, bandwidth, link.  All
 * else comes in steps. */
static bool is_continuous(const struct axis *a) {
    return a->kind == AXIS_FIELD && a->n > 1 &&
           device_fields[a->field].role == DEVICE_ROLE_CLOSED;
}

/* The axes of `refine`; without it all that are continuous. */
static bool set_refined(struct recommend *r, const char **names, size_t n,
                        const struct cfg_node *top, struct err *e) {
    const struct sweep *s = &r->sweep;

    for (size_t i = 0; names == NULL && i < s->n_axes; i++)
        if (is_continuous(&s->axes[i]))
            r->refined[r->n_refined++] = i;
    for (size_t i = 0; names != NULL && i < n; i++) {
        size_t axis = sweep_axis(s, names[i]);
        char shown[TEXT_SHOWN_MAX];

        if (axis == s->n_axes || !is_continuous(&s->axes[axis]))
            return cfg_fail_key(top, "refine", e,
                                "'refine': found '%s', expected an axis of "
                                "more than one value over a clock, the "
                                "bandwidth or the link",
                                text_shown(names[i], shown));
        for (size_t j = 0; j < i; j++)
            if (r->refined[j] == axis)
                return cfg_fail_key(top, "refine", e,
                                    "'refine': '%s' appears twice", names[i]);
        r->refined[r->n_refined++] = axis;
    }
    return true;
}

/* The targets and limits are constraints of the sweep too, so that its points
 * say which is missed. */
static void append_limits(struct recommend *r) {
    struct sweep *s = &r->sweep;
    size_t n = s->n_constraints + r->n_limits;
    char(*constraints)[SWEEP_TITLE_MAX] = mem_alloc(n, sizeof *constraints);
    bool *soft = mem_alloc(n, sizeof *soft);

    for (size_t i = 0; i < s->n_constraints; i++) {
        memcpy(constraints[i], s->constraints[i], sizeof *constraints);
        soft[i] = s->soft[i];
    }
    for (size_t i = 0; i < r->n_limits; i++)
        strcpy(constraints[s->n_constraints + i], r->limits[i].text);
    free(s->constraints);
    free(s->soft);
    s->constraints = constraints;
    s->soft = soft;
    r->n_constraints = s->n_constraints;
    s->n_constraints = n;
}

static bool check_axes(const struct recommend *r, const struct cfg_node *top,
                       struct err *e) {
    if (sweep_axis(&r->sweep, "batch") < r->sweep.n_axes)
        return cfg_fail_key(top, "axes", e,
                            "the batch is no property of a device; state it in "
                            "the workloads");
    if (r->sweep.sampling.points > 0)
        return cfg_fail_key(top, "sampling", e,
                            "the best of a sample is not the best; a "
                            "recommendation searches the whole grid");
    return true;
}

/* The names in `refine`, which the caller frees; NULL without that key. */
static bool load_refine(struct cfg *cfg, const struct cfg_node *top,
                        const char ***names, size_t *n, struct err *e) {
    const struct cfg_node *list;

    *names = NULL;
    *n = 0;
    if (!cfg_has(cfg, top, "refine"))
        return true;
    list = cfg_list(cfg, top, "refine", e);
    if (list == NULL)
        return false;
    *n = cfg_count(list);
    *names = mem_alloc(*n, sizeof **names);
    if (*n > SWEEP_MAX_AXES)
        return cfg_fail(list, e, "'refine': found %zu, expected at most %d", *n,
                        SWEEP_MAX_AXES);
    for (size_t i = 0; i < *n; i++)
        if (!cfg_string_at(list, i, &(*names)[i], e))
            return false;
    return true;
}

bool recommend_load(struct recommend *r, const char *name,
                    const char *const overrides[], size_t n_overrides,
                    struct err *e) {
    char *path = file_find("recommend", name, e);
    struct cfg *cfg = path != NULL ? cfg_open(path, e) : NULL;
    const struct cfg_node *top = NULL;
    const char **refine = NULL;
    size_t n_refine;
    bool good = cfg != NULL;

    free(path);
    *r = (struct recommend){.n_limits = 0};
    for (size_t i = 0; good && i < n_overrides; i++)
        good = cfg_override(cfg, "recommend", overrides[i], e);
    good = good && (top = cfg_top(cfg, "recommend", e)) != NULL &&
           load_own(r, cfg, top, e) &&
           load_refine(cfg, top, &refine, &n_refine, e);
    if (!good) {
        cfg_close(cfg);
    } else if ((good = sweep_read(&r->sweep, cfg, "recommend", e))) {
        r->sweep.points_format = FORMAT_CSV;
        good =
            check_axes(r, top, e) && set_refined(r, refine, n_refine, top, e);
        append_limits(r);
    }
    free(refine);
    if (!good)
        recommend_free(r);
    return good;
}

void recommend_free(struct recommend *r) {
    free(r->question);
    sweep_free(&r->sweep);
    *r = (struct recommend){.n_limits = 0};
}
