/* SPDX-License-Identifier: MIT
 *
 * Order and ranks of one column of numbers, by radix sort: three passes over
 * the 32 leading bits of what distinguishes the values, then the few that
 * share them.  Ranks are integers of 31 bits that compare as the values do.
 */
#ifndef RANKING_H
#define RANKING_H

#include <stddef.h>
#include <stdint.h>

/* The value of row i is x[i * stride], finite; n <= INT32_MAX.  order[] are
 * the rows from the least to the greatest, equal values by row. */
void ranking_order(const double x[], size_t stride, size_t n, uint32_t order[]);

/* rank[i * rank_stride] is the number of values less than that of row i:
 * equal values have equal ranks.  `order` is that of ranking_order (). */
void ranking_ranks(const double x[], size_t stride, size_t n,
                   const uint32_t order[], int32_t rank[], size_t rank_stride);

#endif
