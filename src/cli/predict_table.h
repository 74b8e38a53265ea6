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

/* Whole networks, a row for each network and device. */
struct table *predict_new(void);
void predict_add(struct table *t, const struct composition *c,
                 const struct workload *w, const struct device *d);

/* One network, a row for each layer and one for what is paid once (host and
 * copies); the times add up to the network's.  With `total` a last row says
 * their sum. */
struct table *predict_layers(const struct composition *c,
                             const struct workload *w, const struct device *d,
                             bool total);

#endif
