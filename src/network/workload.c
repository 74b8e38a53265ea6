/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "network/workload.h"

#include <ctype.h>
#include <stdio.h>

void workload_label(struct workload *w, bool with_batch) {
    const char *name = w->network.name;
    size_t n = 0;

    /* An identifier does not begin with a digit. */
    if (!isalpha((unsigned char)name[0]))
        w->label[n++] = 'n';
    for (; *name != '\0'; name++) {
        char c = *name;

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            c = '_';
        w->label[n++] = c;
    }
    n += (size_t)snprintf(w->label + n, sizeof w->label - n, "_%s",
                          phase_names[w->phase]);
    if (with_batch)
        snprintf(w->label + n, sizeof w->label - n, "_b%zu", w->batch);
}

void workload_free(struct workload *w) {
    network_free(&w->network);
}
