/* SPDX-License-Identifier: MIT
 *
 * The workloads of `gpuscape compare`: options that take lists.
 */
#ifndef COMPARE_LISTS_H
#define COMPARE_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cli.h"
#include "network/work.h"

/* {0} can be freed. */
struct compare_lists {
    char **networks; /* owned, each */
    size_t *batches; /* owned */
    enum phase phases[PHASE_N];
    size_t n_networks, n_batches, n_phases;
    size_t networks_capacity, batches_capacity;
};

/* Reads what the three options were given, each one list or several; false
 * after a message.  Nothing is in a list twice. */
bool compare_lists_read(struct compare_lists *l, const struct cli *c,
                        size_t network, size_t batch, size_t phase);
void compare_lists_free(struct compare_lists *l);

#endif
