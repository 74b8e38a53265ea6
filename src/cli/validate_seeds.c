/* SPDX-License-Identifier: MIT
 *
 * The main figure over several seeds of training.
 */
#include "config.h"

#include "cli/validate_table.h"

#include <gsl/gsl_statistics_double.h>

#include <math.h>

static double mape_of(const struct trial *t, const struct validate_scores *s,
                      size_t device, size_t kind, size_t scope) {
    return device == t->m.n_devices
               ? validate_over_devices(t, s, kind, scope).mape
               : s->means[kind * s->n_devices + device][scope].mape;
}

struct validate_spread validate_spread(const struct trial *t,
                                       const struct validate_scores scores[],
                                       size_t n_seeds, size_t device,
                                       size_t kind, size_t scope) {
    struct validate_spread x = {0, 0, HUGE_VAL, 0};
    double square = 0;

    for (size_t i = 0; i < n_seeds; i++) {
        double mape = mape_of(t, &scores[i], device, kind, scope);

        x.mean += mape / (double)n_seeds;
        x.least = fmin(x.least, mape);
        x.most = fmax(x.most, mape);
    }
    for (size_t i = 0; i < n_seeds; i++)
        square += pow(mape_of(t, &scores[i], device, kind, scope) - x.mean, 2);
    if (n_seeds > 1)
        x.sd = sqrt(square / (double)(n_seeds - 1));
    return x;
}

static void put(struct table *out, const struct trial *t, const char *device,
                size_t kind, size_t scope, size_t n_seeds,
                const struct validate_spread *x) {
    table_row(out);
    table_add_text(out, device);
    table_add_text(out, validate_scope_names[scope]);
    table_add_text(out, t->times[kind].predictor);
    table_add_number(out, (double)n_seeds);
    table_add_number(out, x->mean);
    table_add_number(out, x->sd);
    table_add_number(out, x->least);
    table_add_number(out, x->most);
}

struct table *validate_seeds(const struct trial *t,
                             const struct validate_scores scores[],
                             size_t n_seeds) {
    static const char *const columns[] = {"device",    "stacks",   "predictor",
                                          "seeds",     "mean_pct", "sd_pct",
                                          "least_pct", "most_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t d = 0; n_seeds > 1 && d <= t->m.n_devices; d++)
        for (size_t scope = 0; scope < SCOPE_N; scope++)
            for (size_t k = 0; k < t->n_kinds; k++) {
                bool all = d == t->m.n_devices;
                size_t n =
                    all ? validate_over_devices(t, scores, k, scope).devices
                        : scores[0].means[k * t->m.n_devices + d][scope].n;
                struct validate_spread x =
                    validate_spread(t, scores, n_seeds, d, k, scope);

                if (n > 0)
                    put(out, t, all ? "all" : t->m.devices[d].name, k, scope,
                        n_seeds, &x);
            }
    return out;
}
