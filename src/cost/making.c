/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cost/making.h"

#include "cost/area.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>

double making_yield(double area_mm2, double defects_per_mm2,
                    double clustering) {
    return pow(1 + area_mm2 * defects_per_mm2 / clustering, -clustering);
}

double making_harvested_yield(double area_mm2, double defects_per_mm2,
                              double clustering, double sm_share, double on_die,
                              double needed) {
    double sm_mm2 = sm_share * area_mm2 / on_die, sm_yield;

    if (!(needed < on_die))
        return making_yield(area_mm2, defects_per_mm2, clustering);
    sm_yield = making_yield(sm_mm2, defects_per_mm2, clustering);
    /* P (more than needed - 1 are good) */
    return making_yield((1 - sm_share) * area_mm2, defects_per_mm2,
                        clustering) *
           gsl_cdf_binomial_Q((unsigned)ceil(needed) - 1, sm_yield,
                              (unsigned)floor(on_die));
}

bool making_fits_reticle(const struct cost_params *p, double area_mm2) {
    return area_mm2 <= p->reticle_mm2;
}

double making_dies_per_wafer(double area_mm2, double radius_mm,
                             double scribe_mm) {
    double side = sqrt(area_mm2) + scribe_mm;

    return M_PI * radius_mm * radius_mm / (side * side) -
           2 * M_PI * radius_mm / (M_SQRT2 * side);
}

/* The sum with every input moved: `area` and so on are factors. */
static struct making making_with(const struct cost_params *p,
                                 const struct device *d, double area_mm2,
                                 double wafer, double defects, double memory,
                                 double package) {
    double on_die = device_die_sm_count(d);
    double share = fmin(1, area_sm_mm2(p, d) * on_die / area_die_mm2(p, d));
    struct making m;

    m.dies_per_wafer =
        making_dies_per_wafer(area_mm2, p->wafer_radius_mm, p->scribe_mm);
    m.yield = making_harvested_yield(area_mm2, p->defects_per_mm2 * defects,
                                     p->clustering, share, on_die, d->sm_count);
    m.die_usd = m.dies_per_wafer >= 1
                    ? p->wafer_usd * wafer / (m.dies_per_wafer * m.yield)
                    : (double)NAN;
    m.memory_usd = p->memory_usd_per_gib * d->memory_capacity_gib * memory;
    m.package_usd =
        package * (area_mm2 > p->large_mm2
                       ? p->large_usd_per_mm2 * area_mm2
                       : p->package_usd + p->package_usd_per_mm2 * area_mm2);
    m.cost_usd = m.die_usd + m.memory_usd + m.package_usd;
    return m;
}

struct making making_of(const struct cost_params *p, const struct device *d,
                        double area_mm2) {
    return making_with(p, d, area_mm2, 1, 1, 1, 1);
}

static double toward(double range, int side) {
    return side < 0 ? 1 / range : range;
}

double making_bound_usd(const struct cost_params *p, const struct device *d,
                        double area_mm2, int side) {
    return making_with(
               p, d, area_mm2 * toward(p->area.within_90, side),
               toward(p->wafer_range, side), toward(p->defects_range, side),
               toward(p->memory_range, side), toward(p->package_range, side))
        .cost_usd;
}

double making_price_usd(const struct cost_params *p, double cost_usd,
                        double power_w) {
    return p->markup * (cost_usd + p->usd_per_w * power_w);
}
