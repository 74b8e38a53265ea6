/* SPDX-License-Identifier: MIT
 *
 * The tables of `gpuscape predict`.
 */
#ifndef PREDICT_TABLE_H
#define PREDICT_TABLE_H

#include <stdbool.h>

#include "base/table.h"
#include "device/device.h"
#include "network/workload.h"
#include "predict/composition.h"

/* Whole networks, a row for each network and device.  `brief` leaves out what
 * is the same in all rows: batch, phase and stack. */
struct table *predict_new(bool brief);
void predict_add(struct table *t, bool brief, const struct composition *c,
                 const struct workload *w, const struct device *d);

/* One network, a row for each layer and one for what is paid once (host and
 * copies); the times add up to the network's.  With `total` a last row says
 * their sum. */
struct table *predict_layers(const struct composition *c,
                             const struct workload *w, const struct device *d,
                             bool total);

#endif
