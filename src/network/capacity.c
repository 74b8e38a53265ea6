/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "network/capacity.h"

#include <math.h>

struct footprint_line footprint_line_of(const struct workload *w,
                                        double bytes_per_value) {
    static const size_t many = (size_t)1 << 40;
    struct footprint none, one, all;
    struct footprint_line out;

    network_footprint(&w->network, 0, w->phase, w->optimizer, bytes_per_value,
                      &none);
    network_footprint(&w->network, 1, w->phase, w->optimizer, bytes_per_value,
                      &one);
    network_footprint(&w->network, many, w->phase, w->optimizer,
                      bytes_per_value, &all);
    out.fixed = none.total_gib;
    out.per_image = one.activations_gib - none.activations_gib;
    out.scratch_per_image = one.workspace_gib - none.workspace_gib;
    out.scratch_most = all.workspace_gib - none.workspace_gib;
    return out;
}

double footprint_gib(const struct footprint_line *f, double batch) {
    return f->fixed + f->per_image * batch +
           fmin(f->scratch_per_image * batch, f->scratch_most);
}

double footprint_max_batch(const struct footprint_line *f,
                           double capacity_gib) {
    double left = capacity_gib - f->fixed;
    /* The larger of the two lines' batches: scratch stops to grow. */
    double batch = fmax(floor(left / (f->per_image + f->scratch_per_image)),
                        floor((left - f->scratch_most) / f->per_image));

    if (!(batch >= 1))
        return 0;
    /* Divisions round. */
    if (footprint_gib(f, batch) > capacity_gib)
        batch--;
    else if (footprint_gib(f, batch + 1) <= capacity_gib)
        batch++;
    return batch;
}
