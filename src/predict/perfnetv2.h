/* SPDX-License-Identifier: MIT
 *
 * PerfNetV2 (Wang et al., 2020) as its authors trained it: one network for each
 * type of layer and phase, Box and Cox on the squared sizes, mean relative
 * error of the logarithm.  The released code is per device; here the three
 * numbers of Justus et al. are appended where several devices were measured.
 * The times of the sessions are divided into the three phases of the authors
 * (host set-up, execution, copy back) by predictor_terms (): no public table
 * has them apart.
 */
#ifndef PERFNETV2_H
#define PERFNETV2_H

#include "predict/predictor.h"

extern const struct predictor_kind predictor_perfnetv2;

#endif
