/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/law.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

const char *const law_bound_names[BOUND_N] = {"compute", "memory", "overhead",
                                              "link"};

void law_add(struct law *law, const struct law_term *term, double count) {
    struct law_term *t;

    if (law->n == 0 || law->overlap) {
        law->terms = mem_grow(law->terms, &law->capacity, law->n + 1,
                              sizeof *law->terms);
        law->terms[law->n++] = (struct law_term){0};
    }
    t = &law->terms[law->n - 1];
    t->overhead_ms += count * term->overhead_ms;
    t->host += count * term->host;
    t->compute_ms_mhz += count * term->compute_ms_mhz;
    t->memory_ms_gbs += count * term->memory_ms_gbs;
    t->link_ms_gbs += count * term->link_ms_gbs;
    t->copy_ms_gbs += count * term->copy_ms_gbs;
}

void law_free(struct law *law) {
    free(law->terms);
    *law = (struct law){0};
}

double law_time_ms(const struct law *law, const struct device *d,
                   struct law_parts *parts) {
    double per_clock = 1 / device_clock_mhz(d);
    double per_bandwidth = 1 / d->memory_bandwidth_gbs;
    bool stated = !isnan(d->host_link_efficiency);
    double per_link = 1 / (stated ? d->host_link_gbs * d->host_link_efficiency
                                  : d->host_link_gbs);
    double host_ms =
        isnan(d->host_overhead_ms) ? law->host_default_ms : d->host_overhead_ms;
    struct law_parts sum = {0};

    for (size_t i = 0; i < law->n; i++) {
        const struct law_term *t = &law->terms[i];
        double compute_ms = t->compute_ms_mhz * per_clock;
        double memory_ms = t->memory_ms_gbs * per_bandwidth;

        if (law->overlap) {
            /* The longer of the two hides the other. */
            if (compute_ms < memory_ms)
                compute_ms = 0;
            else
                memory_ms = 0;
        }
        sum.overhead_ms += t->overhead_ms + t->host * host_ms;
        sum.compute_ms += compute_ms;
        sum.memory_ms += memory_ms;
        sum.link_ms += (stated ? t->copy_ms_gbs : t->link_ms_gbs) * per_link;
    }
    if (parts != NULL)
        *parts = sum;
    return sum.overhead_ms + sum.compute_ms + sum.memory_ms + sum.link_ms;
}

enum law_bound law_bound(const struct law_parts *p) {
    const double parts[BOUND_N] = {p->compute_ms, p->memory_ms, p->overhead_ms,
                                   p->link_ms};
    size_t most = 0;

    for (size_t i = 1; i < BOUND_N; i++)
        most = parts[i] > parts[most] ? i : most;
    return (enum law_bound)most;
}
