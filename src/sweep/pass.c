/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/pass.h"

#include "sweep/team.h"

void pass_tell(void *pass, size_t n) {
    struct pass *s = pass;

#pragma omp critical(pass_tell)
    {
        s->done += n;
        if (s->options->progress != NULL)
            s->options->progress(s->options->progress_data, s->done, s->total);
    }
}

bool pass_is_stopped(const struct pass *s) {
    const struct run_options *o = s->options;

    return (o->stop != NULL && o->stop(o->stop_data)) ||
           (o->team != NULL && o->team->stop);
}

bool pass_stopped(const struct pass *s, struct err *e) {
    bool silent = s->options->team != NULL && s->options->team->lost;

    return err_set(e, ERR_STOPPED, "stopped at %.0f %%%s",
                   100 * ((double)s->done / (double)s->total),
                   silent ? ", without the last points of ranks that did not "
                            "answer in time"
                          : "");
}
