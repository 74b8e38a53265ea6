/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/cost_fit.h"

#include "cost/cost_prior.h"
#include "cost/cost_tables.h"

#include <math.h>
#include <string.h>

struct cost_model *cost_fit_new(const struct cost_model *facts) {
    struct cost_model *m = cost_model_copy(facts);

    m->facts = false;
    return m;
}

bool cost_prior(const struct cost_model *m, const char *term,
                struct cost_normal *out, struct err *e) {
    for (size_t i = 0; i < m->n_priors; i++)
        if (strcmp(m->priors[i].term, term) == 0) {
            out->center = log(m->priors[i].center);
            out->spread = m->priors[i].spread;
            return true;
        }
    return err_set(e, ERR_INPUT, "the facts hold no prior of \"%s\"", term);
}
