/* SPDX-License-Identifier: MIT
 *
 * The steps of answer_find (), in answer.c and answer_effect.c alone.
 */
#ifndef ANSWER_TASK_H
#define ANSWER_TASK_H

#include <stdbool.h>
#include <stddef.h>

#include "decide/answer.h"

/* What finding an answer needs, for all its steps. */
struct task {
    struct answer *answer;
    const struct recommend *recommend;
    const struct plan *plan;
    const struct predictor *predictor;
    const struct cost_model *costs;
};

/* A point of the grid as a spot. */
struct spot task_spot(const struct task *t, const struct pick *p);

/* refine_from () with what the task has. */
bool task_refine(struct spot *best, const struct task *t, size_t index,
                 const struct spot *from, const struct refine_goal *goal,
                 struct err *e);

/* Fills the answer's effects; its best design must be there. */
bool task_effects(const struct task *t, struct err *e);

/* The smallest sets of limits that some point misses and no more. */
void task_sets(struct answer *a);

#endif
