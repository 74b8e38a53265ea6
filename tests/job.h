/* SPDX-License-Identifier: MIT
 *
 * For tests: a sweep made from a text, loaded and planned.
 */
#ifndef JOB_H
#define JOB_H

#include "base/file.h"
#include "base/mem.h"
#include "cost/cost_model.h"
#include "predict/predictor.h"
#include "sweep/plan.h"
#include "sweep/sweep.h"

#include "tap.h"

#include <stdlib.h>

struct job {
    struct sweep sweep;
    struct predictor predictor;
    struct cost_model *costs;
    struct plan plan;
};

static void job_close(struct job *j) {
    plan_free(&j->plan);
    cost_model_free(j->costs);
    predictor_free(&j->predictor);
    sweep_free(&j->sweep);
}

/* The members go into a file FOLDER/job.cfg. */
static bool job_open(struct job *j, const char *folder, const char *members,
                     struct err *e) {
    char *path = file_join(folder, "job.cfg");
    FILE *out = fopen(path, "w");
    bool good = out != NULL;

    *j = (struct job){.costs = NULL};
    if (good) {
        fprintf(out, "sweep: {\ntitle = \"A job\";\n%s\n};\n", members);
        fclose(out);
    }
    good = good && sweep_load(&j->sweep, path, NULL, 0, e) &&
           predictor_load(&j->predictor, j->sweep.model, e) &&
           (j->costs = cost_model_load(j->sweep.costs, e)) != NULL &&
           plan_new(&j->plan, &j->sweep, &j->predictor, j->costs, e);
    free(path);
    if (!good)
        job_close(j);
    return good;
}

/* The same, as an assertion. */
__attribute__((unused)) static bool job_good(struct job *j, const char *folder,
                                             const char *members) {
    struct err e = {ERR_NONE, ""};
    bool good = job_open(j, folder, members, &e);

    if (!good) {
        ok(false, "a sweep that can be planned");
        printf("# %s\n", e.text);
    }
    return good;
}

/* Value of a column that must be there. */
__attribute__((unused)) static double job_value(const struct job *j,
                                                const struct batch *b,
                                                const char *column, size_t i) {
    struct err e;
    size_t at;

    if (plan_column(&j->plan, column, &at, &e))
        return batch_value(b, at, i);
    ok(false, "column %s", column);
    return (double)NAN;
}

__attribute__((unused)) static const char *
job_reason(const struct job *j, const struct batch *b, size_t i) {
    return j->plan.reasons[(size_t)job_value(j, b, "reason", i)];
}

#endif
