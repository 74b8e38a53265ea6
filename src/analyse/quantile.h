/* SPDX-License-Identifier: MIT
 *
 * Quantiles of any number of values in bounded memory: counts in cells that
 * are 2^-11 of their values wide, so a quantile is within 0.05 % of one of
 * the values.  Counts add up: the outcome depends neither on the order of the
 * values nor on how they were shared out, unlike that of running estimates.
 * Least and most are exact.
 */
#ifndef QUANTILE_H
#define QUANTILE_H

#include <stdbool.h>
#include <stddef.h>

enum { QUANTILE_TOPS = 4096, QUANTILE_CELLS = 2048 };

/* {0} is empty, but for quantiles_init (). */
struct quantiles {
    size_t n;
    double least, most;           /* HUGE_VAL and -HUGE_VAL of none */
    size_t *cells[QUANTILE_TOPS]; /* by sign and exponent; owned, or NULL */
};

void quantiles_init(struct quantiles *q);
void quantiles_free(struct quantiles *q);

/* Adds n values, which must be no NAN. */
void quantiles_add(struct quantiles *q, const double x[], size_t n);
/* Adds what `from` holds. */
void quantiles_merge(struct quantiles *q, const struct quantiles *from);

/* Between the values around place share x (n - 1) of the sorted ones; NAN of
 * none. */
double quantiles_at(const struct quantiles *q, double share);

/* For storing: the first cell from *cell on that holds something, false when
 * there is none.  Cells rise with the values.  To read them back, set least
 * and most and put each count. */
bool quantiles_next(const struct quantiles *q, size_t *cell, size_t *count);
void quantiles_put(struct quantiles *q, size_t cell, size_t count);

#endif
