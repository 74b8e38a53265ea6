/* SPDX-License-Identifier: MIT
 *
 * What it takes to make a device: yield of the die, its cost, memory and
 * package, and from them the launch price of gaming boards.
 *   Y   = (1 + A D / a)^-a, negative binomial
 *   Y_h = Y(uncore) x P (at least n of N multiprocessors are good)
 *   DPW = pi R^2 / S - 2 pi R / sqrt (2 S),  S = (sqrt (A) + scribe)^2
 * Test, assembly, board and cooler are not in the cost.
 */
#ifndef MAKING_H
#define MAKING_H

#include <stdbool.h>

#include "cost/cost_model.h"
#include "device/device.h"

struct making {
    double yield;          /* of dies that can be sold as the device */
    double dies_per_wafer; /* whole ones, good or not; below 1 is none */
    double die_usd, memory_usd, package_usd;
    double cost_usd; /* their sum */
};

/* Share of the dies of an area that have no defect, `defects` a mm2. */
double making_yield(double area_mm2, double defects_per_mm2, double clustering);

/* The same when `spare` of the multiprocessors on the die may be defective;
 * sm_share is the share of the area that is multiprocessors. */
double making_harvested_yield(double area_mm2, double defects_per_mm2,
                              double clustering, double sm_share, double on_die,
                              double needed);

/* Whether one exposure makes the die.  False for NAN. */
bool making_fits_reticle(const struct cost_params *p, double area_mm2);

/* Dies on a wafer of a usable radius. */
double making_dies_per_wafer(double area_mm2, double radius_mm,
                             double scribe_mm);

/* What a device takes with a die of `area_mm2`.  A die that does not fit on a
 * wafer, or is unknown, has NAN. */
struct making making_of(const struct cost_params *p, const struct device *d,
                        double area_mm2);

/* The same at the low (-1) or high (+1) ends of all that is uncertain: the
 * area within its 90 %, and wafers, defects, memory and packages as far as
 * their sources differ.  All at once, so it is wider than 90 %. */
double making_bound_usd(const struct cost_params *p, const struct device *d,
                        double area_mm2, int side);

/* Launch price; NAN for boards that are not sold to players: those prices do
 * not follow from cost. */
double making_price_usd(const struct cost_params *p, double cost_usd,
                        double power_w);

#endif
