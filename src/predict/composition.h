/* SPDX-License-Identifier: MIT
 *
 * A whole network as PerfNetV2 composes it: host set-up and the copy of the
 * input to the device once, the execution of every layer, the copy of the
 * result to the host once; in training also backward and update.
 *
 * Under the stack "cudnn" each operation is the mean over all kernel-level
 * stacks that measured such operations; its overhead is that of the leanest of
 * them, because in a network launches go on while the device works.  Under a
 * session stack the session's overhead is paid once.  An operation that the
 * chosen stack never measured is taken from the kernel-level ones.
 */
#ifndef COMPOSITION_H
#define COMPOSITION_H

#include <stddef.h>

#include "base/err.h"
#include "device/device.h"
#include "network/workload.h"
#include "predict/law.h"
#include "predict/lower.h"
#include "predict/predictor.h"
#include "predict/query.h"

/* One layer's share of a unique operation. */
struct composition_use {
    size_t unique, layer;
    enum lower_part part;
    double count;
};

/* A workload prepared for any device.  Identical operations are held once. */
struct composition {
    const struct predictor *predictor; /* borrowed */
    size_t n_layers, n_uniques, n_uses;
    struct op *ops;               /* unique operations; owned */
    size_t *stacks;               /* of each; owned */
    struct query query;           /* of them */
    size_t *same;                 /* of each: the first of the same operation */
    struct composition_use *uses; /* owned */
    double copy_ms_gbs;           /* input and output over the host link */
    size_t host_stack; /* whose null operation the host takes by default */
    bool session;
    bool lean; /* operations pay the least overhead of their stacks */
};

/* Fails when the predictor has no measurements for an operation. */
bool composition_init(struct composition *c, const struct predictor *p,
                      const struct workload *w, struct err *e);
void composition_free(struct composition *c);

/* Leaves out a part, such as the update where a harness times none. */
void composition_drop(struct composition *c, enum lower_part part);

/* The laws of the whole network on devices of the structures of n devices. */
void composition_laws(const struct composition *c,
                      const struct device *const devices[], size_t n,
                      struct law out[]);
void composition_law(const struct composition *c, const struct device *d,
                     struct law *out);

/* Time of each layer, split in parts; `out` has n_layers elements. */
struct layer_time {
    double part_ms[PART_N], total_ms;
    enum law_bound bound;
};
void composition_layers(const struct composition *c, const struct device *d,
                        struct layer_time out[]);

#endif
