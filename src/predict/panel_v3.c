/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/simd.h"

#ifdef SIMD_LEVELS
#include <immintrin.h>

#define PANEL_KERNEL panel_v3
#define PANEL_TARGET SIMD_V3
#define PANEL_WIDTH 4
#define PANEL_TALL 4
#define PANEL_FMA(a, b, c) _mm256_fmadd_pd(a, b, c)
#define PANEL_MAX(a, b) _mm256_max_pd(a, b)
#include "predict/panel_kernel.h"
#endif
