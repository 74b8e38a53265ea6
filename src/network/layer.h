/* SPDX-License-Identifier: MIT
 *
 * The keys of one layer in a network file: what each kind may say, within
 * which limits, and what it means when it says nothing.
 */
#ifndef LAYER_H
#define LAYER_H

#include <stdbool.h>

#include "base/cfg.h"
#include "base/err.h"
#include "network/network.h"
#include "network/shape.h"

/* Reads the keys of l->kind.  Defaults: stride 1 (of a pool: its kernel), no
 * padding, one group, a bias, no ceil, a window of 5 channels for lrn. */
bool layer_read(struct layer *l, struct shape_request *request, struct cfg *cfg,
                const struct cfg_node *node, struct err *e);

#endif
