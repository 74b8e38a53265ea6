/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/efficiency.h"

#include "base/mem.h"
#include "base/text.h"
#include "predict/feature.h"
#include "predict/model_part.h"

#include <float.h>
#include <string.h>

static void put_names(FILE *out, const char *key, size_t n,
                      const char *name_at(size_t)) {
    fprintf(out, "    %s = [", key);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%s\"%s\"", i > 0 ? "," : "",
                i % 3 == 0 ? "\n      " : " ", name_at(i));
    fprintf(out, "];\n");
}

static void put_mlp(FILE *out, const char *name, const struct mlp *m) {
    fprintf(out, "      { network = \"%s\"; sizes = [", name);
    for (size_t i = 0; i <= m->n_layers; i++)
        fprintf(out, "%s%zu", i > 0 ? ", " : "", m->sizes[i]);
    fprintf(out, "];\n");
    model_put_numbers(out, "parameters", m->parameters, m->n_parameters,
                      FLT_DECIMAL_DIG);
    fprintf(out, "      }");
}

static void put_typical(FILE *out, const struct feature_structure *s) {
    const double x[] = {s->sm_count, s->log2_cores_per_sm, s->before_maxwell,
                        s->since_volta};

    fprintf(out, "    // sm_count, log2_cores_per_sm, before_maxwell, "
                 "since_volta\n");
    model_put_numbers(out, "typical_device", x, sizeof x / sizeof x[0],
                      DBL_DECIMAL_DIG);
}

/* Each card's name, then a digit a stack and kind that was seen of it. */
static void put_cards(FILE *out, const struct efficiency *p) {
    fprintf(out, "    cards = (");
    for (size_t i = 0; i < p->n_cards; i++) {
        fprintf(out, "%s\n      { name = ", i > 0 ? "," : "");
        model_put_quoted(out, p->cards[i].name);
        fprintf(out, "; covers = \"");
        for (size_t s = 0; s < STACK_N; s++)
            for (size_t k = 0; k < OP_N_KINDS; k++)
                fputc(p->cards[i].covers[s][k] ? '1' : '0', out);
        fprintf(out, "\"; }");
    }
    fprintf(out, ");\n");
}

static void put_shifts(FILE *out, const struct efficiency *p) {
    fprintf(out, "    shifts = (\n");
    for (size_t i = 0; i < p->n_members; i++) {
        put_mlp(out, "h", &p->h[i]);
        fprintf(out, ",\n      {\n");
        model_put_numbers(out, "u", p->u[i], p->n_cards * EFFICIENCY_RANK,
                          FLT_DECIMAL_DIG);
        fprintf(out, i + 1 < p->n_members ? "      },\n" : "      }\n");
    }
    fprintf(out, "    );\n");
}

void efficiency_save(const void *state, FILE *out) {
    const struct efficiency *p = state;
    size_t n_f = feature_n_layer(), n_g = feature_n_device();

    put_names(out, "layer_features", n_f, feature_layer_name);
    model_put_numbers(out, "layer_mean", p->f_mean, n_f, DBL_DECIMAL_DIG);
    model_put_numbers(out, "layer_scale", p->f_scale, n_f, DBL_DECIMAL_DIG);
    put_names(out, "device_features", n_g, feature_device_name);
    model_put_numbers(out, "device_mean", p->g_mean, n_g, DBL_DECIMAL_DIG);
    model_put_numbers(out, "device_scale", p->g_scale, n_g, DBL_DECIMAL_DIG);
    put_typical(out, &p->typical);
    put_cards(out, p);
    fprintf(out, "    members = (\n");
    for (size_t i = 0; i < p->n_members; i++) {
        put_mlp(out, "f", &p->f[i]);
        fprintf(out, ",\n");
        put_mlp(out, "g", &p->g[i]);
        fprintf(out, i + 1 < p->n_members ? ",\n" : "\n");
    }
    fprintf(out, "    );\n");
    if (p->n_cards > 0)
        put_shifts(out, p);
}

/* The features of the file must be those of this program, in its order. */
static bool check_names(struct cfg *cfg, const struct cfg_node *group,
                        const char *key, size_t n, const char *name_at(size_t),
                        struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, key, e);

    if (list == NULL)
        return false;
    for (size_t i = 0; i < n || i < cfg_count(list); i++) {
        char shown[TEXT_SHOWN_MAX];
        const char *name = "";

        if (i < cfg_count(list) && !cfg_string_at(list, i, &name, e))
            return false;
        if (i >= n || strcmp(name, name_at(i)) != 0)
            return cfg_fail(i < cfg_count(list) ? cfg_at(list, i) : list, e,
                            "'%s', element %zu: found '%s', expected '%s'; the "
                            "model is of another version: train it again",
                            key, i + 1, text_shown(name, shown),
                            i < n ? name_at(i) : "no more");
    }
    return true;
}

static bool get_mlp(struct cfg *cfg, const struct cfg_node *group,
                    const char *name, size_t n_in, size_t n_out, struct mlp *m,
                    struct err *e) {
    const char *found;
    const struct cfg_node *list;
    double sizes_read[MLP_MAX_LAYERS + 1];
    size_t sizes[MLP_MAX_LAYERS + 1], n;
    char shown[TEXT_SHOWN_MAX];

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of a network");
    if (!cfg_string(cfg, group, "network", &found, e) ||
        (list = cfg_list(cfg, group, "sizes", e)) == NULL)
        return false;
    n = cfg_count(list);
    if (strcmp(found, name) != 0)
        return cfg_fail_key(group, "network", e,
                            "network: found '%s', expected '%s'",
                            text_shown(found, shown), name);
    if (n < 2 || n > MLP_MAX_LAYERS + 1)
        return cfg_fail(list, e, "'sizes': found %zu, expected 2 to %d", n,
                        MLP_MAX_LAYERS + 1);
    for (size_t i = 0; i < n; i++) {
        if (!cfg_number_at(list, i, 1, 65536, &sizes_read[i], e))
            return false;
        sizes[i] = (size_t)sizes_read[i];
    }
    if (sizes[0] != n_in || sizes[n - 1] != n_out)
        return cfg_fail(list, e,
                        "'sizes': found %zu to %zu, expected %zu to %zu",
                        sizes[0], sizes[n - 1], n_in, n_out);
    mlp_init(m, sizes, n - 1);
    if (!model_get_numbers(cfg, group, "parameters", m->parameters,
                           m->n_parameters, e))
        return false;
    /* Nine digits stand for the value of a float: what was trained. */
    for (size_t i = 0; i < m->n_parameters; i++)
        m->parameters[i] = (double)(float)m->parameters[i];
    return cfg_done(cfg, group, e);
}

static bool get_members(struct efficiency *p, struct cfg *cfg,
                        const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "members", e);
    size_t n;

    if (list == NULL)
        return false;
    n = cfg_count(list);
    if (n < 2 || n % 2 != 0 || n / 2 > EFFICIENCY_MAX_MEMBERS)
        return cfg_fail(list, e,
                        "'members': found %zu networks, expected pairs of f "
                        "and g, 1 to %d of them",
                        n, EFFICIENCY_MAX_MEMBERS);
    for (size_t i = 0; i < n / 2; i++) {
        /* Counted first, so that a half-read pair is freed. */
        p->n_members = i + 1;
        if (!get_mlp(cfg, cfg_at(list, 2 * i), "f", feature_n_layer(), F_N,
                     &p->f[i], e) ||
            !get_mlp(cfg, cfg_at(list, 2 * i + 1), "g", feature_n_device(), G_N,
                     &p->g[i], e))
            return false;
    }
    return true;
}

static bool get_typical(struct efficiency *p, struct cfg *cfg,
                        const struct cfg_node *group, struct err *e) {
    double x[4];

    if (!model_get_numbers(cfg, group, "typical_device", x, 4, e))
        return false;
    p->typical = (struct feature_structure){x[0], x[1], x[2], x[3]};
    return true;
}

static bool get_card(struct efficiency_card *card, struct cfg *cfg,
                     const struct cfg_node *group, struct err *e) {
    enum { CELLS = STACK_N * OP_N_KINDS };
    const char *name, *covers;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of a card");
    if (!cfg_string(cfg, group, "name", &name, e) ||
        !cfg_string(cfg, group, "covers", &covers, e))
        return false;
    if (!text_copy(card->name, sizeof card->name, name))
        return cfg_fail_key(group, "name", e, "the name is too long");
    if (strlen(covers) != CELLS || strspn(covers, "01") != CELLS)
        return cfg_fail_key(group, "covers", e,
                            "'covers': expected %d digits, each 0 or 1",
                            (int)CELLS);
    for (size_t i = 0; i < CELLS; i++)
        card->covers[i / OP_N_KINDS][i % OP_N_KINDS] = covers[i] == '1';
    return cfg_done(cfg, group, e);
}

static bool get_cards(struct efficiency *p, struct cfg *cfg,
                      const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "cards", e);

    if (list == NULL)
        return false;
    if (cfg_count(list) > PREDICTOR_MAX_DEVICES)
        return cfg_fail(list, e, "'cards': found %zu, expected at most %d",
                        cfg_count(list), PREDICTOR_MAX_DEVICES);
    for (size_t i = 0; i < cfg_count(list); i++)
        if (!get_card(&p->cards[i], cfg, cfg_at(list, i), e))
            return false;
    p->n_cards = cfg_count(list);
    return true;
}

static bool get_u(struct efficiency *p, size_t member, struct cfg *cfg,
                  const struct cfg_node *group, struct err *e) {
    size_t n = p->n_cards * EFFICIENCY_RANK;

    if (!cfg_is_group(group))
        return cfg_fail(group, e, "expected a group {...} of numbers u");
    p->u[member] = mem_alloc(n, sizeof *p->u[member]);
    if (!model_get_numbers(cfg, group, "u", p->u[member], n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        p->u[member][i] = (double)(float)p->u[member][i];
    return cfg_done(cfg, group, e);
}

static bool get_shifts(struct efficiency *p, struct cfg *cfg,
                       const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list;

    if (p->n_cards == 0)
        return true;
    if ((list = cfg_list(cfg, group, "shifts", e)) == NULL)
        return false;
    if (cfg_count(list) != 2 * p->n_members)
        return cfg_fail(list, e,
                        "'shifts': found %zu groups, expected h and u of each "
                        "of %zu members",
                        cfg_count(list), p->n_members);
    for (size_t i = 0; i < p->n_members; i++)
        if (!get_mlp(cfg, cfg_at(list, 2 * i), "h", feature_n_layer(),
                     F_N * EFFICIENCY_RANK, &p->h[i], e) ||
            !get_u(p, i, cfg, cfg_at(list, 2 * i + 1), e))
            return false;
    return true;
}

void *efficiency_load(struct cfg *cfg, const struct cfg_node *group,
                      struct err *e) {
    struct efficiency *p = efficiency_new();
    size_t n_f = feature_n_layer(), n_g = feature_n_device();

    if (check_names(cfg, group, "layer_features", n_f, feature_layer_name, e) &&
        model_get_numbers(cfg, group, "layer_mean", p->f_mean, n_f, e) &&
        model_get_numbers(cfg, group, "layer_scale", p->f_scale, n_f, e) &&
        check_names(cfg, group, "device_features", n_g, feature_device_name,
                    e) &&
        model_get_numbers(cfg, group, "device_mean", p->g_mean, n_g, e) &&
        model_get_numbers(cfg, group, "device_scale", p->g_scale, n_g, e) &&
        get_typical(p, cfg, group, e) && get_cards(p, cfg, group, e) &&
        get_members(p, cfg, group, e) && get_shifts(p, cfg, group, e))
        return p;
    efficiency_free(p);
    return NULL;
}
