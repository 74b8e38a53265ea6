/* SPDX-License-Identifier: MIT
 *
 * The floor that every other predictor must beat:
 *
 *   t = o + max (work / (peak e_c), traffic / (bandwidth e_m)) + copy / (link
 * e_l)
 *
 * with one overhead and one set of efficiencies for each software stack, kind
 * and phase, fitted to the mean |log (predicted / measured)| by the simplex of
 * Nelder and Mead; no learning beyond that.
 */
#ifndef ROOFLINE_H
#define ROOFLINE_H

#include "predict/predictor.h"

extern const struct predictor_kind predictor_roofline;

#endif
