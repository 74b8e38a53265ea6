/* SPDX-License-Identifier: MIT
 *
 * The answer to a recommendation: the best design, those that come next, what
 * each target and limit costs, and what stands in the way where there is no
 * answer.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "decide/refine.h"
#include "decide/search.h"

/* Share by which each limit is relaxed to see what it costs. */
#define ANSWER_GIVE 0.1

/* A design with all that is known of it. */
struct design {
    struct spot spot;
    struct device device;
    struct reading reading;
    double *columns; /* of the plan; owned */
};

/* What one target or limit does to the answer. */
struct effect {
    double slack; /* share of the bound that is left, negative: missed */
    bool binds;   /* without it there would be a better answer */
    bool has_relaxed;
    double relaxed_score; /* of the best when it is relaxed by ANSWER_GIVE */
    double gain;          /* how much better that is, as a share */
    size_t opens;         /* no answer: points that miss it alone */
    double least_alone;   /* of those the least excess */
};

struct answer {
    const struct recommend *recommend; /* borrowed */
    const struct plan *plan;           /* borrowed */
    struct search search;
    bool feasible;               /* `best` holds all; else it is the nearest */
    bool refined;                /* the search between grid points was done */
    struct design best, on_grid; /* on_grid.columns is NULL if they are one */
    size_t n_runners;
    struct design runners[RECOMMEND_MAX_RUNNERS];
    struct design reference;
    struct effect effects[RECOMMEND_MAX_LIMITS];
    /* No answer: the smallest sets of limits, as bits, without which there
     * would be one. */
    size_t n_sets;
    unsigned sets[1u << RECOMMEND_MAX_LIMITS];
};

/* Finds it; `refine` also searches between the grid's points (only with
 * NLopt).  The answer is large: it is allocated and freed by answer_free ().
 * NULL on failure. */
struct answer *answer_find(const struct recommend *r, const struct plan *p,
                           const struct predictor *predictor,
                           const struct cost_model *costs, bool refine,
                           const struct run_options *options, struct err *e);
void answer_free(struct answer *a);

bool answer_text(const struct answer *a, FILE *out, struct err *e);
bool answer_json(const struct answer *a, FILE *out, struct err *e);

/* The last lines of answer_text (): which targets and limits hold for the
 * prediction but not to the end of its band, which fields stand at an end of
 * their range. */
void answer_notes(const struct answer *a, FILE *out);

/* The device of the answer as a file that `predict -d` reads: hypothetical,
 * with a name of its own. */
bool answer_device(const struct answer *a, FILE *out, struct err *e);

/* "power_w" and what goes before it: "least power_w", or the distance. */
void answer_goal(const struct recommend *r, char *out, size_t size);

#endif
