/* SPDX-License-Identifier: MIT
 *
 * The rules of conformal.h: scales of cells and factors of rules from the
 * errors of left-out devices, all of them or all but one and its twins.
 */
#ifndef CONFORMAL_RULE_H
#define CONFORMAL_RULE_H

#include <stddef.h>

#include "predict/conformal.h"
#include "predict/left_out.h"

enum { CONFORMAL_NO_DEVICE = -1 };

/* Errors of one device in one cell. */
struct conformal_summary {
    size_t device, n;
    double size;   /* mean |log ratio| */
    double median; /* of log ratio */
};

/* Devices with rows enough, by cell; borrows x. */
struct conformal_summaries {
    const struct left_out *x;
    struct conformal_summary *of[CONFORMAL_N_CLASSES][CONFORMAL_N_KINDS];
    size_t n[CONFORMAL_N_CLASSES][CONFORMAL_N_KINDS];
};

void conformal_summarise(struct conformal_summaries *s,
                         const struct left_out *x);
void conformal_summaries_free(struct conformal_summaries *s);

/* The class of a software stack. */
size_t conformal_class(size_t stack);

/* One past the last error of the device whose errors begin at `first`. */
size_t conformal_end(const struct left_out *x, size_t first);

/* The value of rank ceil ((n + 1) q) of n sorted ones, or the largest; NAN of
 * none. */
double conformal_upper(const double x[], size_t n, double q);

/* Scales and factors from all devices but `skip` and its twins. */
void conformal_rule_fit(struct conformal *c,
                        const struct conformal_summaries *s, ptrdiff_t skip);

/* Half-width in logs; NAN where nothing is known. */
double conformal_width(const struct conformal *c, size_t class, size_t kind,
                       size_t rule, size_t level);

#endif
