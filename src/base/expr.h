/* SPDX-License-Identifier: MIT
 *
 * Arithmetic and comparisons over named values, by muParser.
 */
#ifndef EXPR_H
#define EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct expr;

/* Compiles `text` over the variables `names`, whose values are read from
 * `values` (same order) at each expr_value ().  Both arrays are borrowed and
 * must outlive the expression, which belongs to one thread; the values must be
 * initialised already, since compiling evaluates once.  NULL on failure; the
 * message names the position, the unknown word and its nearest name. */
struct expr *expr_new(const char *text, const char *const names[],
                      double values[], size_t n, struct err *e);
/* False when the value is not a finite number. */
bool expr_value(struct expr *x, double *out, struct err *e);
void expr_free(struct expr *x);

/* Whether the text has `name` as a word of its own. */
bool expr_mentions(const char *text, const char *name);

#endif
