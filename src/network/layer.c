/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "network/layer.h"

#include <math.h>

enum { LRN_WINDOW = 5, LRN_WINDOW_MAX = 1024 };

/* A whole number for both directions, or [height, width]. */
static bool read_pair(struct cfg *cfg, const struct cfg_node *group,
                      const char *key, size_t low, size_t *h, size_t *w,
                      struct err *e) {
    struct err scalar = {0}, ignored = {0};
    const struct cfg_node *list;
    double x[2];

    if (cfg_size(cfg, group, key, low, SHAPE_SIDE_MAX, h, &scalar)) {
        *w = *h;
        return true;
    }
    list = cfg_list(cfg, group, key, &ignored);
    if (list == NULL && !cfg_has(cfg, group, key))
        return err_set(e, scalar.code, "%s", scalar.text);
    if (list == NULL)
        return err_set(e, scalar.code, "%s, or [height, width]", scalar.text);
    if (cfg_count(list) != 2)
        return cfg_fail(list, e,
                        "%s has length %zu, expected 2: [height, width]", key,
                        cfg_count(list));
    for (size_t i = 0; i < 2; i++) {
        if (!cfg_number_at(list, i, (double)low, SHAPE_SIDE_MAX, &x[i], e))
            return false;
        if (x[i] != floor(x[i]))
            return cfg_fail(list, e,
                            "%s holds %g, expected whole numbers: "
                            "[height, width]",
                            key, x[i]);
    }
    *h = (size_t)x[0];
    *w = (size_t)x[1];
    return true;
}

static bool read_pad(struct cfg *cfg, const struct cfg_node *group,
                     struct layer *l, bool *same, struct err *e) {
    static const char *const words[] = {"same", "valid"};
    struct err ignored = {0};
    const char *word;
    size_t choice;

    if (!cfg_has(cfg, group, "pad"))
        return true;
    if (cfg_string(cfg, group, "pad", &word, &ignored)) {
        if (!cfg_choice(cfg, group, "pad", words, 2, &choice, e))
            return false;
        *same = choice == 0;
        return true;
    }
    if (!read_pair(cfg, group, "pad", 0, &l->pad_top, &l->pad_left, e))
        return false;
    l->pad_bottom = l->pad_top;
    l->pad_right = l->pad_left;
    return true;
}

static bool read_window(struct cfg *cfg, const struct cfg_node *group,
                        struct layer *l, bool *same, struct err *e) {
    if (!read_pair(cfg, group, "kernel", 1, &l->kernel_h, &l->kernel_w, e))
        return false;
    l->stride_h = l->kind == LAYER_CONV2D ? 1 : l->kernel_h;
    l->stride_w = l->kind == LAYER_CONV2D ? 1 : l->kernel_w;
    if (cfg_has(cfg, group, "stride") &&
        !read_pair(cfg, group, "stride", 1, &l->stride_h, &l->stride_w, e))
        return false;
    return read_pad(cfg, group, l, same, e);
}

static bool read_optional_bool(struct cfg *cfg, const struct cfg_node *group,
                               const char *key, bool *out, struct err *e) {
    return !cfg_has(cfg, group, key) || cfg_bool(cfg, group, key, out, e);
}

static bool read_optional_size(struct cfg *cfg, const struct cfg_node *group,
                               const char *key, size_t high, size_t *out,
                               struct err *e) {
    return !cfg_has(cfg, group, key) ||
           cfg_size(cfg, group, key, 1, high, out, e);
}

bool layer_read(struct layer *l, struct shape_request *request, struct cfg *cfg,
                const struct cfg_node *node, struct err *e) {
    l->groups = 1;
    switch (l->kind) {
    case LAYER_CONV2D:
        l->bias = true;
        return cfg_size(cfg, node, "out_channels", 1, SHAPE_CHANNELS_MAX,
                        &request->out_channels, e) &&
               read_window(cfg, node, l, &request->same, e) &&
               read_optional_size(cfg, node, "groups", SHAPE_CHANNELS_MAX,
                                  &l->groups, e) &&
               read_optional_bool(cfg, node, "bias", &l->bias, e);
    case LAYER_DENSE:
        l->bias = true;
        return cfg_size(cfg, node, "out_features", 1, SHAPE_CHANNELS_MAX,
                        &request->out_channels, e) &&
               read_optional_bool(cfg, node, "bias", &l->bias, e);
    case LAYER_MAXPOOL2D:
    case LAYER_AVGPOOL2D:
        return read_window(cfg, node, l, &request->same, e) &&
               read_optional_bool(cfg, node, "ceil", &l->ceil, e);
    case LAYER_LRN:
        l->window = LRN_WINDOW;
        return read_optional_size(cfg, node, "size", LRN_WINDOW_MAX, &l->window,
                                  e);
    default:
        return true;
    }
}
