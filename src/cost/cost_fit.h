/* SPDX-License-Identifier: MIT
 *
 * Fits of the area, power and price models on a catalogue of GPUs.  All are
 * fits of logarithms with a prior for each coefficient (models/
 * silicon.cfg), so that none runs off to a bound; coefficients that must
 * be positive are fitted as logarithms.
 */
#ifndef COST_FIT_H
#define COST_FIT_H

#include <stdbool.h>

#include "base/err.h"
#include "cost/catalogue.h"
#include "cost/cost_model.h"

/* What a fit may see, one flag each; NULL is all. */
struct cost_seen {
    const bool *chips;   /* for the area */
    const bool *devices; /* for power and prices */
};

/* Each sets its part of the model, which was made from the facts by
 * cost_fit_new (); the later ones do not depend on the earlier ones except
 * price on power's segments and area on nothing. */
struct cost_model *cost_fit_new(const struct cost_model *facts);
bool area_fit(struct cost_model *m, const struct catalogue *c,
              const struct cost_seen *seen, struct err *e);
bool power_fit(struct cost_model *m, const struct catalogue *c,
               const struct cost_seen *seen, struct err *e);
bool price_fit(struct cost_model *m, const struct catalogue *c,
               const struct cost_seen *seen, struct err *e);

/* Whether a device is of use to the fit of power, of prices. */
bool power_fit_uses(const struct device *d);
bool price_fit_uses(const struct cost_model *m, const struct device *d);

#endif
