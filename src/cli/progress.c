/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

/* Seconds between two looks of the line. */
static const double every_s = 0.2;

void progress_begin(struct progress *p, const char *what, const char *unit,
                    double total) {
    *p = (struct progress){.what = what, .unit = unit, .total = total};
    p->shown = isatty(STDERR_FILENO) == 1;
    p->start_s = clock_now_s();
}

void progress_tell(void *data, double share) {
    struct progress *p = data;
    double now = clock_now_s(), passed = now - p->start_s;

    if (!p->shown || now - p->last_s < every_s)
        return;
    p->last_s = now;
    fprintf(stderr, "\r%s: %3.0f %%", p->what, 100 * share);
    if (p->unit != NULL && passed > 0)
        fprintf(stderr, ", %.4g %s/s", share * p->total / passed, p->unit);
    if (share > 0) {
        unsigned long left = (unsigned long)(passed * (1 - share) / share);

        fprintf(stderr, ", %lu:%02lu left", left / 60, left % 60);
    }
    fputs("\033[K", stderr);
}

double progress_end(struct progress *p) {
    if (p->shown && p->last_s > 0)
        fputs("\r\033[K", stderr);
    return clock_now_s() - p->start_s;
}
