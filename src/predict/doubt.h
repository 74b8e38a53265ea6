/* SPDX-License-Identifier: MIT
 *
 * Measurements that contradict their own data sheet.
 *
 * A card that exceeds another of the table by DOUBT_STRONGER both in peak rate
 * and in bandwidth, and yet takes longer for the same operations under the
 * same stack, tells of its machine (a fault, a throttled clock) and not of
 * such GPUs.  What is learned for devices that nobody measured is better
 * learned without it.
 */
#ifndef DOUBT_H
#define DOUBT_H

#include <stdbool.h>
#include <stddef.h>

#include "predict/measurement.h"

#define DOUBT_STRONGER 1.15
/* Equal operations that it takes, and how long the weaker card must take for
 * one so that the host does not decide: session stacks, others. */
enum { DOUBT_LEAST = 30 };
#define DOUBT_SESSION_MS 3.0
#define DOUBT_KERNEL_MS 0.2

/* From the given rows alone: out[stack * m->n_devices + device] says whether
 * the device's median ratio of times to some weaker one's is above 1.  The
 * caller frees it. */
bool *doubt_find(const struct measurements *m, const size_t rows[], size_t n);

/* Drops the rows in doubt; returns how many stay, in their order. */
size_t doubt_drop(const struct measurements *m, size_t rows[], size_t n);

#endif
