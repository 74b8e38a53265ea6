/* SPDX-License-Identifier: MIT
 *
 * What moves the gain of a sweep, and what rules designs out: the parts of
 * the second sentence of its answer, without their full stop.
 */
#ifndef EFFECTS_H
#define EFFECTS_H

#include "report/choice.h"
#include "report/source.h"

/* On which axes the gain depends most, along their ranges. */
void effects_add(const struct source *s, const struct choice *c,
                 struct text *out);
/* Of designs with names, which have no order: from the least gain to the
 * most. */
void effects_add_spread(const struct source *s, const struct choice *c,
                        struct text *out);
/* "; the constraint A rules out N of M designs"; nothing where all are
 * feasible. */
void effects_add_reason(const struct source *s, struct text *out);

#endif
