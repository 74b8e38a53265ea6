/* SPDX-License-Identifier: MIT
 *
 * What a layer asks of a device: operations, bytes, parameters, activations.
 * A multiply-add counts as two operations (FLOP); zeros of a padding are not
 * counted (`macs` follows the published convention and does count them).
 */
#ifndef WORK_H
#define WORK_H

#include <stddef.h>

#include "base/err.h"
#include "network/network.h"

enum phase { PHASE_INFERENCE, PHASE_TRAINING, PHASE_N };
extern const char *const phase_names[PHASE_N];

enum optimizer {
    OPTIMIZER_SGD,      /* no state */
    OPTIMIZER_MOMENTUM, /* one word a parameter */
    OPTIMIZER_ADAM,     /* two words a parameter */
    OPTIMIZER_N
};
extern const char *const optimizer_names[OPTIMIZER_N];

/* Of a whole batch; the conventions are at the top of work.c. */
struct layer_work {
    double macs;             /* forward multiply-adds, published convention */
    double forward_flop;     /* useful operations, forward */
    double flop;             /* of the phase; training: with backward, update */
    double parameters;       /* learned values (batch norm: scale, shift) */
    double read_bytes;       /* forward: inputs and parameters, once each */
    double written_bytes;    /* forward: output, once */
    double activation_bytes; /* kept for backward; inference: the output */
};

void layer_work(const struct network *n, size_t layer, size_t batch,
                enum phase phase, double bytes_per_value,
                struct layer_work *out);

/* Sums over layers. */
void network_work(const struct network *n, size_t batch, enum phase phase,
                  double bytes_per_value, struct layer_work *out);

/* Memory that a run needs, in GiB (2^30 bytes). */
struct footprint {
    double weights_gib, gradients_gib, optimizer_gib, activations_gib;
    double workspace_gib, total_gib;
};

/* Activations: in training what backward reads (activation.h), the network's
 * input and the largest gradients alive at once; in inference the largest set
 * of live tensors.  Workspace: the driver's context and the scratch memory of
 * the largest convolution, as the constants in work.c say.  Gradients and the
 * optimizer's words are as wide as the values. */
void network_footprint(const struct network *n, size_t batch, enum phase phase,
                       enum optimizer optimizer, double bytes_per_value,
                       struct footprint *out);

#endif
