/* SPDX-License-Identifier: MIT
 *
 * Thins a set of rows before its front is sought: a few strong rows, found
 * in a sample, are held against all others in one pass.  Of random rows few
 * are left; where a sample says that little would go, nothing is done.
 */
#ifndef THIN_H
#define THIN_H

#include <stddef.h>
#include <stdint.h>

/* x is n rows of d values, n <= INT32_MAX.  Writes the numbers of the rows
 * that are left, ascending, to row[n] and returns how many; each row that is
 * gone is dominated by one that is left. */
size_t thin(const double x[], size_t n, size_t d, uint32_t row[]);

#endif
