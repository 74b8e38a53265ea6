/* SPDX-License-Identifier: MIT
 *
 * The fit of launch prices of gaming boards.
 */
#include "config.h"

#include "cost/cost_fit.h"

#include "base/mem.h"
#include "cost/cost_prior.h"
#include "cost/cost_tables.h"
#include "cost/least.h"
#include "cost/making.h"

#include <math.h>
#include <stdlib.h>

struct row {
    double price_usd, cost_usd, watts;
};

struct data {
    const struct row *rows;
    size_t n;
    struct cost_normal prior[2];
};

static void at(const void *data, const double u[], double r[], double s[]) {
    const struct data *x = data;

    for (size_t i = 0; i < x->n; i++) {
        const struct row *row = &x->rows[i];
        double board = exp(u[1]) * row->watts, sum = row->cost_usd + board;

        if (r != NULL)
            r[i] = u[0] + log(sum / row->price_usd);
        if (s != NULL) {
            s[2 * i] = 1;
            s[2 * i + 1] = board / sum;
        }
    }
    for (size_t j = 0; j < 2; j++) {
        if (r != NULL)
            r[x->n + j] = (u[j] - x->prior[j].center) / x->prior[j].spread;
        if (s != NULL)
            s[2 * (x->n + j) + j] = 1 / x->prior[j].spread;
    }
}

bool price_fit_uses(const struct cost_model *m, const struct device *d) {
    return !isnan(d->launch_price_usd) && !isnan(d->memory_capacity_gib) &&
           power_fit_uses(d) && cost_resolve(m, d).segment == SEGMENT_GAMING;
}

bool price_fit(struct cost_model *m, const struct catalogue *c,
               const struct cost_seen *seen, struct err *e) {
    struct row *rows = mem_alloc(c->n_devices, sizeof *rows);
    struct data x = {.rows = rows};
    bool good = cost_prior(m, "markup", &x.prior[0], e) &&
                cost_prior(m, "usd_per_w", &x.prior[1], e);
    double u[2] = {x.prior[0].center, x.prior[1].center};

    for (size_t i = 0; good && i < c->n_devices; i++) {
        const struct device *d = &c->devices[i];
        struct cost_params p;

        if ((seen->devices != NULL && !seen->devices[i]) ||
            !price_fit_uses(m, d))
            continue;
        p = cost_resolve(m, d);
        rows[x.n++] = (struct row){d->launch_price_usd,
                                   making_of(&p, d, d->die_area_mm2).cost_usd,
                                   d->board_power_w};
    }
    good = good && least_solve(&(struct least){.n_residuals = x.n + 2,
                                               .n_parameters = 2,
                                               .data = &x,
                                               .at = at},
                               u, e);
    if (good) {
        m->price.markup = exp(u[0]);
        m->price.usd_per_w = exp(u[1]);
    }
    free(rows);
    return good;
}
