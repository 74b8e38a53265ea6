/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "network/network.h"

#include "base/cfg.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "network/layer.h"
#include "network/shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const layer_kind_names[LAYER_N_KINDS] = {
#define X(key, NAME, help) #key,
    LAYER_KINDS(X)
#undef X
};

const char *const layer_kind_helps[LAYER_N_KINDS] = {
#define X(key, NAME, help) help,
    LAYER_KINDS(X)
#undef X
};

/* The name by which a layer reads what the network is given. */
static const char input_name[] = "input";

struct reader {
    struct cfg *cfg;
    struct network *net;
    const struct cfg_node *layers;
    bool *is_read; /* whether a later layer reads layer i */
    struct err *e;
};

/* What a layer may read: the network's input and the layers before it. */
static const char *name_at(const void *list, size_t i) {
    const struct network *net = list;

    return i == 0 ? input_name : net->layers[i - 1].name;
}

/* Index of the layer of that name below `n`, or `n`. */
static size_t find_name(const struct network *net, const char *name, size_t n) {
    size_t i = 0;

    while (i < n && strcmp(net->layers[i].name, name) != 0)
        i++;
    return i;
}

/* ---- pass 1: kinds and names, so that a name may be called unknown or
 * merely too early ---- */

static bool read_own_name(struct reader *r, size_t i) {
    const struct cfg_node *node = cfg_at(r->layers, i);
    char shown[TEXT_SHOWN_MAX];
    const char *name;
    size_t other;

    if (!cfg_has(r->cfg, node, "name"))
        return true;
    if (!cfg_string(r->cfg, node, "name", &name, r->e))
        return false;
    if (name[0] == '\0' || strcmp(name, input_name) == 0)
        return cfg_fail_key(node, "name", r->e,
                            "name = \"%s\" cannot be a layer's: expected "
                            "a name other than \"\" and \"input\"",
                            name);
    other = find_name(r->net, name, i);
    if (other < i)
        return cfg_fail_key(node, "name", r->e,
                            "name = \"%s\" is already that of layer %zu; "
                            "expected a name of its own",
                            text_shown(name, shown), other + 1);
    if (!text_copy(r->net->layers[i].name, LAYER_NAME_MAX, name))
        return cfg_fail_key(node, "name", r->e,
                            "name = \"%s\" has %zu characters, expected at "
                            "most %d",
                            text_shown(name, shown), strlen(name),
                            LAYER_NAME_MAX - 1);
    return true;
}

static bool read_kind(struct reader *r, size_t i) {
    const struct cfg_node *node = cfg_at(r->layers, i);
    size_t kind;

    if (!cfg_is_group(node))
        return cfg_fail(node, r->e, "layer %zu is not a group { ... }", i + 1);
    if (!cfg_choice(r->cfg, node, "kind", layer_kind_names, LAYER_N_KINDS,
                    &kind, r->e))
        return false;
    r->net->layers[i].kind = (enum layer_kind)kind;
    return read_own_name(r, i);
}

/* A layer without a name is called by its kind and by how many of that kind
 * there are up to it, or by the next number that is free. */
static void name_the_rest(struct network *net) {
    size_t count[LAYER_N_KINDS] = {0};

    for (size_t i = 0; i < net->n_layers; i++) {
        struct layer *l = &net->layers[i];
        size_t number = ++count[l->kind];
        char name[LAYER_NAME_MAX];

        if (l->name[0] != '\0')
            continue;
        do
            snprintf(name, sizeof name, "%s%zu", layer_kind_names[l->kind],
                     number++);
        while (find_name(net, name, net->n_layers) < net->n_layers);
        memcpy(l->name, name, sizeof name);
    }
}

/* ---- pass 2: inputs, the kind's own keys, shapes ---- */

static bool resolve_input(struct reader *r, size_t i, const char *name,
                          const struct cfg_node *at) {
    struct layer *l = &r->net->layers[i];
    size_t found = find_name(r->net, name, r->net->n_layers);
    char shown[TEXT_SHOWN_MAX], near_shown[TEXT_SHOWN_MAX];
    const char *near;

    if (strcmp(name, input_name) == 0) {
        l->inputs[l->n_inputs++] = LAYER_NETWORK_INPUT;
        return true;
    }
    if (found < i) {
        l->inputs[l->n_inputs++] = (int)found;
        r->is_read[found] = true;
        return true;
    }
    if (found == i)
        return cfg_fail(at, r->e, "layer '%s' reads itself",
                        text_shown(name, shown));
    if (found < r->net->n_layers)
        return cfg_fail(at, r->e,
                        "input '%s' is layer %zu, behind layer %zu that reads "
                        "it; expected a layer in front of it",
                        text_shown(name, shown), found + 1, i + 1);
    near = text_nearest(name, r->net, i + 1, name_at);
    if (near == NULL)
        return cfg_fail(at, r->e,
                        "unknown input '%s'; expected \"input\" or the name "
                        "of a layer in front of this one",
                        text_shown(name, shown));
    return cfg_fail(at, r->e, "unknown input '%s'; the nearest is '%s'",
                    text_shown(name, shown), text_shown(near, near_shown));
}

static bool read_inputs_of_join(struct reader *r, size_t i,
                                const struct cfg_node *node) {
    const struct cfg_node *list = cfg_list(r->cfg, node, "inputs", r->e);
    size_t n;

    if (list == NULL)
        return false;
    n = cfg_count(list);
    if (n < 2 || n > LAYER_INPUTS_MAX)
        return cfg_fail(list, r->e,
                        "inputs has length %zu, expected 2 to %d names", n,
                        LAYER_INPUTS_MAX);
    for (size_t k = 0; k < n; k++) {
        const char *name;

        if (!cfg_string_at(list, k, &name, r->e) ||
            !resolve_input(r, i, name, cfg_at(list, k)))
            return false;
    }
    return true;
}

static bool read_inputs(struct reader *r, size_t i,
                        const struct cfg_node *node) {
    struct layer *l = &r->net->layers[i];
    const char *name;

    if (l->kind == LAYER_ADD || l->kind == LAYER_CONCAT)
        return read_inputs_of_join(r, i, node);
    if (cfg_has(r->cfg, node, "input")) {
        if (!cfg_string(r->cfg, node, "input", &name, r->e))
            return false;
        return resolve_input(r, i, name, node);
    }
    l->n_inputs = 1;
    l->inputs[0] = (int)i - 1; /* -1 is the network's input, as it should be */
    if (i > 0)
        r->is_read[i - 1] = true;
    return true;
}

static bool read_layer(struct reader *r, size_t i) {
    const struct cfg_node *node = cfg_at(r->layers, i);
    struct layer *l = &r->net->layers[i];
    struct shape inputs[LAYER_INPUTS_MAX];
    struct shape_request request = {0};
    char shown[TEXT_SHOWN_MAX];
    struct err why = {0};

    if (!read_inputs(r, i, node) ||
        !layer_read(l, &request, r->cfg, node, r->e) ||
        !cfg_done(r->cfg, node, r->e))
        return false;
    for (size_t k = 0; k < l->n_inputs; k++)
        inputs[k] = l->inputs[k] == LAYER_NETWORK_INPUT
                        ? r->net->input
                        : r->net->layers[l->inputs[k]].out;
    if (!shape_infer(l, inputs, &request, &why))
        return cfg_fail(node, r->e, "layer '%s' (%s): %s",
                        text_shown(l->name, shown), layer_kind_names[l->kind],
                        why.text);
    return true;
}

static bool check_all_are_read(struct reader *r) {
    for (size_t i = 0; i + 1 < r->net->n_layers; i++) {
        char shown[TEXT_SHOWN_MAX];

        if (!r->is_read[i])
            return cfg_fail(cfg_at(r->layers, i), r->e,
                            "no layer reads layer '%s'; expected a reader for "
                            "all but the last layer",
                            text_shown(r->net->layers[i].name, shown));
    }
    return true;
}

/* ---- the whole file ---- */

static bool read_text(struct cfg *cfg, const struct cfg_node *top,
                      const char *key, char *out, size_t size, struct err *e) {
    const char *text;

    if (!cfg_string(cfg, top, key, &text, e))
        return false;
    if (!text_copy(out, size, text))
        return cfg_fail_key(top, key, e,
                            "%s has %zu characters, expected at most %zu", key,
                            strlen(text), size - 1);
    return true;
}

static bool read_input_shape(struct cfg *cfg, const struct cfg_node *top,
                             struct shape *out, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, top, "input", e);
    char text[SHAPE_TEXT_MAX];
    double x[3];

    if (list == NULL)
        return false;
    if (cfg_count(list) != 3)
        return cfg_fail(list, e,
                        "input has length %zu, expected 3: "
                        "[channels, height, width]",
                        cfg_count(list));
    for (size_t i = 0; i < 3; i++) {
        if (!cfg_number_at(list, i, 1, SHAPE_SIDE_MAX, &x[i], e))
            return false;
        if (x[i] != floor(x[i]))
            return cfg_fail(list, e, "input holds %g, expected whole numbers",
                            x[i]);
    }
    *out = (struct shape){(size_t)x[0], (size_t)x[1], (size_t)x[2]};
    if (shape_values(*out) > SHAPE_VALUES_MAX)
        return cfg_fail(list, e, "input is %s, expected at most 2^31 values",
                        shape_text(*out, text));
    return true;
}

static bool read_layers(struct reader *r, const struct cfg_node *top) {
    struct network *net = r->net;
    bool good = true;

    r->layers = cfg_list(r->cfg, top, "layers", r->e);
    if (r->layers == NULL)
        return false;
    net->n_layers = cfg_count(r->layers);
    if (net->n_layers < 1 || net->n_layers > NETWORK_LAYERS_MAX)
        return cfg_fail_key(top, "layers", r->e,
                            "the network has %zu layers, expected 1 to %d",
                            net->n_layers, NETWORK_LAYERS_MAX);
    net->layers = mem_alloc(net->n_layers, sizeof *net->layers);
    r->is_read = mem_alloc(net->n_layers, sizeof *r->is_read);
    for (size_t i = 0; good && i < net->n_layers; i++)
        good = read_kind(r, i);
    if (good)
        name_the_rest(net);
    for (size_t i = 0; good && i < net->n_layers; i++)
        good = read_layer(r, i);
    good = good && check_all_are_read(r);
    free(r->is_read);
    return good;
}

static bool read_network(struct network *net, struct cfg *cfg, struct err *e) {
    const struct cfg_node *top = cfg_top(cfg, "network", e);
    struct reader r = {.cfg = cfg, .net = net, .e = e};

    return top != NULL &&
           read_text(cfg, top, "title", net->title, sizeof net->title, e) &&
           read_text(cfg, top, "source", net->source, sizeof net->source, e) &&
           read_input_shape(cfg, top, &net->input, e) && read_layers(&r, top) &&
           cfg_done(cfg, top, e);
}

/* The name is the file's, without folder and ".cfg". */
static bool name_after_file(struct network *net, const char *path,
                            struct err *e) {
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    size_t n = strlen(base);
    char shown[TEXT_SHOWN_MAX];

    if (n > 4 && strcmp(base + n - 4, ".cfg") == 0)
        n -= 4;
    if (n >= sizeof net->name)
        return err_set(e, ERR_INPUT,
                       "%s: the file's name has %zu characters, expected at "
                       "most %zu",
                       text_shown(path, shown), n, sizeof net->name - 1);
    memcpy(net->name, base, n);
    net->name[n] = '\0';
    return true;
}

bool network_load(struct network *out, const char *name, struct err *e) {
    struct cfg *cfg = NULL;
    bool good = false;
    char *path;

    *out = (struct network){0};
    path = file_find("networks", name, e);
    if (path == NULL)
        return false;
    if (name_after_file(out, path, e)) {
        cfg = cfg_open(path, e);
        good = cfg != NULL && read_network(out, cfg, e);
        cfg_close(cfg);
    }
    free(path);
    if (!good)
        network_free(out);
    return good;
}

void network_free(struct network *n) {
    free(n->layers);
    *n = (struct network){0};
}
