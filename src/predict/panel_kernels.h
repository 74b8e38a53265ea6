/* SPDX-License-Identifier: MIT
 *
 * The forms that the arithmetic of panel.h has for several vector units.
 */
#ifndef PANEL_KERNELS_H
#define PANEL_KERNELS_H

#include "predict/panel.h"

struct panel_kernel {
    void (*run)(const struct panel_net *m, const struct panel_start *start,
                double room[], double out[]);
    void (*exp)(const double x[], size_t n, double out[]);
    void (*add_log_logistic)(const double x[], size_t n, double sum[]);
};

/* The last two exist where simd.h has SIMD_LEVELS, and run where
 * simd_has_v3 () and simd_has_v4 (). */
extern const struct panel_kernel panel_plain, panel_v3, panel_v4;

#endif
