/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "network/shape.h"

#include <stdio.h>

const char *shape_text(struct shape s, char out[SHAPE_TEXT_MAX]) {
    snprintf(out, SHAPE_TEXT_MAX, "%zux%zux%zu", s.channels, s.height, s.width);
    return out;
}

double shape_values(struct shape s) {
    return (double)s.channels * (double)s.height * (double)s.width;
}

/* One direction of a window that slides over a map. */
struct slide {
    const char *direction;
    size_t in, kernel, stride;
    size_t before, after; /* padding */
    size_t out;
};

/* TensorFlow's rule: as many steps as strides fit, the odd zero behind. */
static void pad_same(struct slide *s) {
    size_t out = (s->in + s->stride - 1) / s->stride;
    size_t covered = (out - 1) * s->stride + s->kernel;
    size_t total = covered > s->in ? covered - s->in : 0;

    s->before = total / 2;
    s->after = total - s->before;
}

static bool slide_out(struct slide *s, bool ceil, struct err *e) {
    size_t padded = s->in + s->before + s->after;

    if (s->kernel > padded)
        return err_set(e, ERR_INPUT,
                       "the kernel's %s %zu is larger than the padded input's "
                       "%s %zu (%zu + %zu + %zu)",
                       s->direction, s->kernel, s->direction, padded, s->in,
                       s->before, s->after);
    s->out = (padded - s->kernel) / s->stride + 1;
    /* PyTorch's ceil mode: a last, partial window must begin on the map or in
     * the padding before it. */
    if (ceil && (padded - s->kernel) % s->stride != 0 &&
        s->out * s->stride < s->in + s->before)
        s->out++;
    return true;
}

static bool infer_window(struct layer *l, bool same, struct err *e) {
    struct slide h = {"height",
                      l->in.height,
                      l->kernel_h,
                      l->stride_h,
                      l->pad_top,
                      l->pad_bottom,
                      0};
    struct slide w = {"width",
                      l->in.width,
                      l->kernel_w,
                      l->stride_w,
                      l->pad_left,
                      l->pad_right,
                      0};

    if (same) {
        pad_same(&h);
        pad_same(&w);
    }
    if (!slide_out(&h, l->ceil, e) || !slide_out(&w, l->ceil, e))
        return false;
    l->pad_top = h.before;
    l->pad_bottom = h.after;
    l->pad_left = w.before;
    l->pad_right = w.after;
    l->out = (struct shape){l->in.channels, h.out, w.out};
    return true;
}

/* A window of a pool that holds nothing but padding has no value. */
static bool infer_pool(struct layer *l, bool same, struct err *e) {
    if (!same &&
        (l->pad_top * 2 > l->kernel_h || l->pad_left * 2 > l->kernel_w))
        return err_set(e, ERR_INPUT,
                       "pad [%zu, %zu] is more than half of the pool's kernel "
                       "[%zu, %zu]",
                       l->pad_top, l->pad_left, l->kernel_h, l->kernel_w);
    return infer_window(l, same, e);
}

static bool infer_conv(struct layer *l, const struct shape_request *request,
                       struct err *e) {
    if (l->in.channels % l->groups != 0)
        return err_set(e, ERR_INPUT,
                       "%zu input channels cannot be split into %zu groups",
                       l->in.channels, l->groups);
    if (request->out_channels % l->groups != 0)
        return err_set(e, ERR_INPUT,
                       "out_channels = %zu cannot be split into %zu groups",
                       request->out_channels, l->groups);
    if (!infer_window(l, request->same, e))
        return false;
    l->out.channels = request->out_channels;
    return true;
}

static bool infer_dense(struct layer *l, const struct shape_request *request,
                        struct err *e) {
    char text[SHAPE_TEXT_MAX];

    if (l->in.height != 1 || l->in.width != 1)
        return err_set(e, ERR_INPUT,
                       "its input is a map of %s, expected a vector "
                       "(CHANNELSx1x1): put a flatten before it",
                       shape_text(l->in, text));
    l->out = (struct shape){request->out_channels, 1, 1};
    return true;
}

/* Of add: all shapes equal; of concat: all but the channels. */
static bool infer_join(struct layer *l, const struct shape inputs[],
                       struct err *e) {
    bool concat = l->kind == LAYER_CONCAT;

    l->out = inputs[0];
    for (size_t i = 1; i < l->n_inputs; i++) {
        struct shape a = inputs[0], b = inputs[i];

        if (a.height != b.height || a.width != b.width ||
            (!concat && a.channels != b.channels)) {
            char text_a[SHAPE_TEXT_MAX], text_b[SHAPE_TEXT_MAX];

            return err_set(
                e, ERR_INPUT, "input 1 is %s but input %zu is %s; expected %s",
                shape_text(a, text_a), i + 1, shape_text(b, text_b),
                concat ? "equal heights and widths" : "equal shapes");
        }
        if (concat)
            l->out.channels += b.channels;
    }
    l->in = l->out;
    return true;
}

static bool infer_kind(struct layer *l, const struct shape inputs[],
                       const struct shape_request *request, struct err *e) {
    l->in = inputs[0];
    switch (l->kind) {
    case LAYER_CONV2D:
        return infer_conv(l, request, e);
    case LAYER_DENSE:
        return infer_dense(l, request, e);
    case LAYER_MAXPOOL2D:
    case LAYER_AVGPOOL2D:
        return infer_pool(l, request->same, e);
    case LAYER_GLOBALPOOL2D:
        l->out = (struct shape){l->in.channels, 1, 1};
        return true;
    case LAYER_FLATTEN:
        l->out =
            (struct shape){l->in.channels * l->in.height * l->in.width, 1, 1};
        return true;
    case LAYER_ADD:
    case LAYER_CONCAT:
        return infer_join(l, inputs, e);
    default:
        l->out = l->in;
        return true;
    }
}

bool shape_infer(struct layer *l, const struct shape inputs[],
                 const struct shape_request *request, struct err *e) {
    char text[SHAPE_TEXT_MAX];

    if (!infer_kind(l, inputs, request, e))
        return false;
    /* Every input obeys the limit, so nothing above can overflow. */
    if (shape_values(l->out) > SHAPE_VALUES_MAX)
        return err_set(e, ERR_INPUT,
                       "its output would be %s; expected at most 2^31 values",
                       shape_text(l->out, text));
    return true;
}
