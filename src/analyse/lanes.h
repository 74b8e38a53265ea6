/* SPDX-License-Identifier: MIT
 *
 * The innermost loop of a front: rows of ranks held against sixteen others.
 */
#ifndef LANES_H
#define LANES_H

#include <stddef.h>
#include <stdint.h>

enum { LANES = 16, LANES_OBJECTIVES = 16 };

/* a is n rows of d ranks >= 0, q the d ranks of LANES rows, by objective, d <=
 * LANES_OBJECTIVES.  alive[j] becomes >= 0 if it is, or if a row of a is no
 * greater in every objective than row j. */
void lanes_hold(const int32_t a[], size_t n, size_t d, const int32_t q[][LANES],
                int32_t alive[LANES]);

#endif
