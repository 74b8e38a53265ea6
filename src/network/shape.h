/* SPDX-License-Identifier: MIT
 *
 * Shape inference of one layer.  The rules are PyTorch's, with TensorFlow's
 * "same" padding beside them (which may put one more at the bottom and right).
 */
#ifndef SHAPE_H
#define SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "network/network.h"

enum {
    SHAPE_TEXT_MAX = 72,
    SHAPE_SIDE_MAX = 65536, /* of an input, a kernel, a stride, a padding */
    SHAPE_CHANNELS_MAX = 1 << 24
};
/* Values of one tensor of one image: 2^31 of them are 8 GiB. */
#define SHAPE_VALUES_MAX 2147483648.0

/* "64x112x112". */
const char *shape_text(struct shape s, char out[SHAPE_TEXT_MAX]);

double shape_values(struct shape s);

/* What a layer's own numbers leave open. */
struct shape_request {
    size_t out_channels; /* of conv2d and dense */
    bool same;           /* the padding is to be computed */
};

/* Fills in and out of `l` (and its padding when "same") from the shapes of its
 * inputs, in the order of l->inputs.  The text of a failure names shapes and
 * numbers but no file: the caller knows that. */
bool shape_infer(struct layer *l, const struct shape inputs[],
                 const struct shape_request *request, struct err *e);

#endif
