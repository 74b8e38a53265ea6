/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/layer_net.h"

#include "base/mem.h"
#include "base/text.h"
#include "predict/model_part.h"

#include <float.h>
#include <string.h>

static void put_net(FILE *out, const struct layer_net *x,
                    const struct model_cell *cell) {
    fprintf(out, "      { ");
    model_put_cell(out, cell);
    fprintf(out, " per_ms = %.17e;\n    columns = [", x->per_ms);
    for (size_t i = 0; i < x->n_columns; i++)
        fprintf(out, "%s\"%s\"", i > 0 ? ", " : "",
                layer_net_column_names[x->column[i]]);
    fprintf(out, "];\n");
    model_put_numbers(out, "lambda", x->lambda, x->n_columns, DBL_DECIMAL_DIG);
    model_put_numbers(out, "mean", x->mean, x->n_columns, DBL_DECIMAL_DIG);
    model_put_numbers(out, "scale", x->scale, x->n_columns, DBL_DECIMAL_DIG);
    fprintf(out, "    hidden = [");
    for (size_t i = 1; i < x->net.n_layers; i++)
        fprintf(out, "%s%zu", i > 1 ? ", " : "", x->net.sizes[i]);
    fprintf(out, "];\n");
    model_put_numbers(out, "parameters", x->net.parameters, x->net.n_parameters,
                      FLT_DECIMAL_DIG);
    fprintf(out, "      }");
}

void layer_nets_save(const void *state, FILE *out) {
    const struct layer_nets *p = state;
    bool first = true;

    fprintf(out, "    networks = (");
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++) {
                const struct layer_net *x = &p->nets[s][k][h];

                if (x->n_columns == 0)
                    continue;
                fprintf(out, "%s\n", first ? "" : ",");
                put_net(out, x, &(struct model_cell){s, k, h});
                first = false;
            }
    fprintf(out, ");\n");
}

static bool get_columns(struct cfg *cfg, const struct cfg_node *group,
                        struct layer_net *x, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "columns", e);

    if (list == NULL)
        return false;
    if (cfg_count(list) == 0 || cfg_count(list) > LAYER_NET_N_COLUMNS)
        return cfg_fail(list, e, "'columns': found %zu, expected 1 to %d",
                        cfg_count(list), LAYER_NET_N_COLUMNS);
    x->n_columns = cfg_count(list);
    for (size_t i = 0; i < x->n_columns; i++) {
        char shown[TEXT_SHOWN_MAX];
        const char *name;

        if (!cfg_string_at(list, i, &name, e))
            return false;
        x->column[i] =
            text_index(name, layer_net_column_names, LAYER_NET_N_COLUMNS);
        if (x->column[i] == LAYER_NET_N_COLUMNS)
            return cfg_fail(list, e,
                            "'columns', element %zu: no column is called '%s'",
                            i + 1, text_shown(name, shown));
    }
    return true;
}

static bool get_net(struct cfg *cfg, const struct cfg_node *group,
                    struct layer_net *x, struct err *e) {
    size_t hidden[DENSE_NET_MAX_LAYERS], n;
    const struct cfg_node *list;

    if (!get_columns(cfg, group, x, e) ||
        !cfg_number(cfg, group, "per_ms", 1e-6, 1e6, &x->per_ms, e) ||
        !model_get_numbers(cfg, group, "lambda", x->lambda, x->n_columns, e) ||
        !model_get_numbers(cfg, group, "mean", x->mean, x->n_columns, e) ||
        !model_get_numbers(cfg, group, "scale", x->scale, x->n_columns, e) ||
        (list = cfg_list(cfg, group, "hidden", e)) == NULL)
        return false;
    n = cfg_count(list);
    if (n == 0 || n >= DENSE_NET_MAX_LAYERS)
        return cfg_fail(list, e, "'hidden': found %zu, expected 1 to %d", n,
                        DENSE_NET_MAX_LAYERS - 1);
    for (size_t i = 0; i < n; i++) {
        double size;

        if (!cfg_number_at(list, i, 1, 65536, &size, e))
            return false;
        hidden[i] = (size_t)size;
    }
    dense_net_init(&x->net, x->n_columns, hidden, n);
    if (!model_get_numbers(cfg, group, "parameters", x->net.parameters,
                           x->net.n_parameters, e))
        return false;
    /* Nine digits stand for the value of a float: what was trained. */
    for (size_t i = 0; i < x->net.n_parameters; i++)
        x->net.parameters[i] = (double)(float)x->net.parameters[i];
    return cfg_done(cfg, group, e);
}

void *layer_nets_load(const struct recipe *recipe, struct cfg *cfg,
                      const struct cfg_node *group, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, "networks", e);
    struct layer_nets *p;

    if (list == NULL)
        return NULL;
    p = mem_alloc(1, sizeof *p);
    p->recipe = recipe;
    for (size_t i = 0; i < cfg_count(list); i++) {
        const struct cfg_node *at = cfg_at(list, i);
        struct model_cell c;
        struct layer_net *x = NULL;
        bool good =
            cfg_is_group(at)
                ? model_get_cell(cfg, at, &c, e)
                : cfg_fail(at, e, "expected a group {...} of a network");

        if (good) {
            x = &p->nets[c.stack][c.kind][c.phase];
            good = x->n_columns == 0
                       ? get_net(cfg, at, x, e)
                       : cfg_fail(at, e,
                                  "a second network of one stack, kind "
                                  "and phase");
        }
        if (!good) {
            layer_nets_free(p);
            return NULL;
        }
    }
    return p;
}
