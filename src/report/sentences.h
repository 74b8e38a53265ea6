/* SPDX-License-Identifier: MIT
 *
 * The answer of a sweep in two sentences, and how sure it is, from its
 * numbers.  The texts are the caller's.
 */
#ifndef SENTENCES_H
#define SENTENCES_H

#include "predict/label.h"
#include "report/choice.h"
#include "report/source.h"

/* The first says which design at what the reference costs, and which is best
 * of all; the second what matters most, and what rules designs out. */
char *sentences_answer(const struct source *s, const struct choice *c);
/* Why no design can be chosen: none is feasible. */
char *sentences_none(const struct source *s);

/* In a word or two, a constant, and why. */
const char *sentences_sure_word(const struct source *s, const struct choice *c);
char *sentences_sure(const struct source *s, const struct choice *c);

/* How many designs of the front lie inside, at the edge of and outside what
 * the model was trained on. */
void sentences_count_labels(const struct source *s, size_t counts[LABEL_N]);

/* "0.88 to 2.03": the 90 % interval of a column, where the table has one;
 * false where it has none. */
bool sentences_interval(const struct source *s, size_t point,
                        const char *column, struct text *out);

/* "87 %"; an error that was measured makes nothing certain, so that what would
 * round to 0 or 100 is "less than 1 %" or "more than 99 %". */
void sentences_probability(double p, struct text *out);

#endif
