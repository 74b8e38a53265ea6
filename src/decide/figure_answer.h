/* SPDX-License-Identifier: MIT
 *
 * The candidates of a recommendation as a Pareto scatter with the answer, the
 * runners-up and the reference upon it.
 */
#ifndef FIGURE_ANSWER_H
#define FIGURE_ANSWER_H

#include "base/err.h"
#include "decide/answer.h"

/* Draws DIR/plots/candidates.* from DIR/points.csv.  What is best lies along
 * x, and along y the first target, where it is a column, or another
 * criterion. */
bool figure_answer_draw(const struct answer *a, const char *dir,
                        unsigned terminals, struct err *e);

#endif
