/* SPDX-License-Identifier: MIT
 *
 * Justus et al., Predicting the Computational Cost of Deep Learning Models,
 * 2018: one network for each type of layer, forward calls and training steps
 * together, raw sizes, squared error of the logarithm; several devices by
 * their bandwidth, cores and clock.  A network of layers is their plain sum.
 */
#ifndef ICBD2018_H
#define ICBD2018_H

#include "predict/predictor.h"

extern const struct predictor_kind predictor_icbd2018;

#endif
