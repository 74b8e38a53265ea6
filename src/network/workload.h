/* SPDX-License-Identifier: MIT
 *
 * A workload: a network with batch, phase, precision and software stack.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "network/network.h"
#include "network/work.h"

enum { WORKLOAD_LABEL_MAX = 96 };

struct workload {
    char label[WORKLOAD_LABEL_MAX]; /* an identifier: vgg16_inference_b16 */
    char stack[32];                 /* a software stack of predict/stack.h */
    struct network network;         /* owned */
    size_t batch;
    enum phase phase;
    enum optimizer optimizer;
};

/* "[a-z0-9_]+" made of network, phase and batch; with_batch false leaves the
 * batch out, for sweeps over it. */
void workload_label(struct workload *w, bool with_batch);

void workload_free(struct workload *w);

#endif
