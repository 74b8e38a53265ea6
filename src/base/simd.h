/* SPDX-License-Identifier: MIT
 *
 * Loops over lanes.  A function marked SIMD_CLONES is compiled for the vector
 * units of several processors and the one at hand is chosen when the program
 * starts; elsewhere the mark means nothing.  The result does not depend on
 * the clone: such functions only compare, or add in a stated order.
 */
#ifndef SIMD_H
#define SIMD_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) &&      \
    !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&                   \
    !defined(__SANITIZE_THREAD__)
#define SIMD_CLONES                                                            \
    __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
/* For loops that multiply and add: -std=c11 keeps the compiler from fusing the
 * two where a processor could, so that all clones give the same bits. */
#define SIMD_CLONES_SAME SIMD_CLONES
#else
#define SIMD_CLONES
#define SIMD_CLONES_SAME
#endif

/* Code written out for a level of the x86-64 processors: functions with the
 * mark of a level may run where there is that level.  Where SIMD_LEVELS is not
 * defined there is one plain form of all. */
#if defined(__x86_64__) && defined(__GNUC__)
#define SIMD_LEVELS
#define SIMD_V3 __attribute__((target("arch=x86-64-v3")))
#define SIMD_V4 __attribute__((target("arch=x86-64-v4")))
#define simd_has_v3()                                                          \
    (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&        \
     __builtin_cpu_supports("bmi2"))
#define simd_has_v4()                                                          \
    (simd_has_v3() && __builtin_cpu_supports("avx512f") &&                     \
     __builtin_cpu_supports("avx512bw") &&                                     \
     __builtin_cpu_supports("avx512cd") &&                                     \
     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
#endif

/* A part of such a function: it has to be inside it to be cloned with it. */
#define SIMD_INLINE static inline __attribute__((always_inline))

/* The bits of sixteen lanes: kept where a comparison holds and or-ed, they are
 * a mask. */
enum { SIMD_LANES = 16 };
static const int64_t simd_bit[SIMD_LANES] = {
    1,      1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
    1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15};

SIMD_INLINE uint32_t simd_mask(const int64_t lane[SIMD_LANES]) {
    int64_t eight[8], four[4];

#pragma omp simd
    for (size_t j = 0; j < 8; j++)
        eight[j] = lane[j] | lane[j + 8];
#pragma omp simd
    for (size_t j = 0; j < 4; j++)
        four[j] = eight[j] | eight[j + 4];
    return (uint32_t)(four[0] | four[1] | four[2] | four[3]);
}

/* Before a loop whose constant count is small. */
#if defined(__GNUC__) && !defined(__clang__)
#define SIMD_UNROLL _Pragma("GCC unroll 16")
#else
#define SIMD_UNROLL
#endif

#endif
