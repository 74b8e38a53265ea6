/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/simd.h"

#ifdef SIMD_LEVELS
#include <immintrin.h>

#define PANEL_KERNEL panel_v4
#define PANEL_TARGET SIMD_V4
#define PANEL_WIDTH 8
#define PANEL_TALL 8
#define PANEL_FMA(a, b, c) _mm512_fmadd_pd(a, b, c)
#define PANEL_MAX(a, b) _mm512_max_pd(a, b)
#include "predict/panel_kernel.h"
#endif
