/* SPDX-License-Identifier: MIT
 *
 * One line on standard error that says how far a long run is, how fast and
 * how long it still takes.  It is shown only where that is a terminal.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

struct progress {
    const char *what; /* "training" */
    const char *unit; /* of the rate; NULL: no rate is shown */
    double total;     /* in that unit */
    bool shown;
    double start_s, last_s;
};

void progress_begin(struct progress *p, const char *what, const char *unit,
                    double total);
/* `p` is the struct progress; `share` is between 0 and 1.  Not for two
 * threads at a time. */
void progress_tell(void *p, double share);
/* Removes the line; returns the seconds that passed. */
double progress_end(struct progress *p);

#endif
