/* SPDX-License-Identifier: MIT
 *
 * Software stacks: what ran the operation and what the clock saw.  Times of
 * different stacks differ by launches, layout changes and host copies and are
 * never mixed without saying which stack they are of.
 */
#ifndef STACK_H
#define STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct stack {
    const char *name;
    const char *source; /* `source` of its measurements */
    const char *timing; /* `timing` of its measurements */
    bool session;       /* wall clock on the host: holds a host overhead */
    bool fetch;         /* the result is copied to the host */
    bool transposes;    /* convolutions change the layout and back */
    const char *help;
};

enum { STACK_N = 5 };
extern const struct stack stacks[STACK_N];

/* The mean of all stacks that time kernels alone (session false). */
#define STACK_KERNELS "cudnn"

/* Share of the host link's rate that copies reach: 12.5 of 15.75 GB/s is the
 * most in a quarter of a million session times with a copy to the host. */
#define STACK_LINK_EFFICIENCY (12.5 / 15.75)

/* Index of a stack by name, or STACK_N for STACK_KERNELS. */
bool stack_find(const char *name, size_t *out, struct err *e);

/* Whether a stack of that name has the host in its times. */
bool stack_is_session(const char *name);

/* Index of the stack of a measurement, or STACK_N. */
size_t stack_of(const char *source, const char *timing);

#endif
