/* SPDX-License-Identifier: MIT
 *
 * What this machine can do at most, and how near to it points are evaluated.
 *
 *   bench/limits SWEEP [RUNS]
 *
 * Prints records, each a line with tabs between: name, unit, value, words.
 * All processors work; the best of RUNS (default 5).
 */
#include "config.h"

#include "base/mem.h"
#include "base/simd.h"

#include "ready.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What scan_evaluate () does for a point of bench/points.cfg: the loops of
 * speedup and board power, whether both are finite and the power is below its
 * limit.  One of the operations is a division. */
enum {
    OPERATIONS = 5 + 7 + 2 * 3 + 2,
    CACHE_BYTES = 2 * 8 + 3 * 8 + 3 * 8, /* loaded and stored, by all loops */
    TABLE_BYTES = 3 * 8 /* of them from the tables of the clock axis */
};
enum { WIDE = 8, CHAINS = 12, LINE = 512, TABLE = 300000, LARGE = 1 << 25 };

typedef double wide __attribute__((vector_size(8 * WIDE)));

#if defined(__GNUC__) && !defined(__clang__)
#define FUSED __attribute__((optimize("O3", "fp-contract=fast")))
#define UNFUSED __attribute__((optimize("O3", "fp-contract=off")))
#else
#define FUSED
#define UNFUSED
#endif

#define CHAIN_LOOP(NAME, MARK, STEP)                                           \
    SIMD_CLONES MARK static double NAME(size_t n, double factor) {             \
        wide x[CHAINS], sum = {0};                                             \
                                                                               \
        for (size_t j = 0; j < CHAINS; j++)                                    \
            x[j] = sum + factor + (double)j;                                   \
        for (size_t i = 0; i < n; i++) {                                       \
            SIMD_UNROLL                                                        \
            for (size_t j = 0; j < CHAINS; j++)                                \
                x[j] = STEP;                                                   \
        }                                                                      \
        for (size_t j = 0; j < CHAINS; j++)                                    \
            sum += x[j];                                                       \
        return sum[0] + sum[WIDE - 1];                                         \
    }
CHAIN_LOOP(fused, FUSED, x[j] * factor + factor)
CHAIN_LOOP(unfused, UNFUSED, x[j] * factor + factor)
CHAIN_LOOP(divided, UNFUSED, factor / x[j])

SIMD_CLONES static double read_all(size_t n, const double x[]) {
    double sum[4 * WIDE] = {0};

    for (size_t i = 0; i + 4 * WIDE <= n; i += 4 * WIDE) {
#pragma omp simd
        for (size_t j = 0; j < 4 * WIDE; j++)
            sum[j] += x[i + j];
    }
    return sum[0] + sum[17];
}

SIMD_CLONES static void triad(const double x[], const double y[], double z[]) {
#pragma omp simd
    for (size_t i = 0; i < LINE; i++)
        z[i] = x[i] * 1.5 + y[i];
}

enum kind { FMA, MULTIPLY_ADD, DIVIDE, FROM_CACHE, FROM_TABLE, FROM_MEMORY };
enum { N_KINDS = FROM_MEMORY + 1 };

static const struct {
    const char *name, *unit, *words;
    double scale; /* from what is done a second to the unit */
} kinds[N_KINDS] = {
    {"fma_peak", "GFLOP/s", "fused multiply-adds", 1e-9},
    {"multiply_add_peak", "GFLOP/s", "multiplications and additions, not fused",
     1e-9},
    {"division_peak", "1e9/s", "divisions", 1e-9},
    {"cache_bandwidth", "GB/s", "two loads and a store, first cache", 1e-9},
    {"table_bandwidth", "GB/s", "read of 2.4 MB again and again", 1e-9},
    {"read_bandwidth", "GB/s", "read from memory", 1e-9},
};

/* Room of one thread. */
struct room {
    double *x, sink;
};

/* Some hundredth of a second of work; returns flops, divisions or bytes. */
static double work(enum kind kind, struct room *r) {
    const size_t n = 400000;
    const double flops = (double)n * CHAINS * WIDE;

    switch (kind) {
    case FMA:
        r->sink += fused(n, 0.5);
        return 2 * flops;
    case MULTIPLY_ADD:
        r->sink += unfused(n, 0.5);
        return 2 * flops;
    case DIVIDE:
        r->sink += divided(n / 4, 1.5);
        return flops / 4;
    case FROM_CACHE:
        for (size_t i = 0; i < n / 4; i++)
            triad(r->x, r->x + LINE, r->x + 2 * LINE);
        return (double)(n / 4) * 3 * LINE * sizeof(double);
    case FROM_TABLE:
        for (size_t i = 0; i < 100; i++)
            r->sink += read_all(TABLE, r->x);
        return 100.0 * TABLE * sizeof(double);
    default:
        r->sink += read_all(LARGE, r->x);
        return (double)LARGE * sizeof(double);
    }
}

static void record(const char *name, const char *unit, double value,
                   const char *words) {
    printf("%s\t%s\t%.4g\t%s\n", name, unit, value, words);
    fflush(stdout);
}

/* The best of the runs, a second. */
static void measure(double best[N_KINDS], int runs) {
    double sink = 0;

    for (int run = 0; run < runs; run++)
        for (int kind = 0; kind < N_KINDS; kind++) {
            double done = 0, start_s = 0, taken_s;

#pragma omp parallel reduction(+ : done, sink)
            {
                struct room r = {mem_alloc_lines(LARGE, sizeof *r.x), 0};

                for (size_t i = 0; i < LARGE; i++)
                    r.x[i] = 1 / (double)(i + 1);
#pragma omp barrier
#pragma omp single
                start_s = clock_now_s();
                done += work((enum kind)kind, &r);
                sink += r.sink;
#pragma omp barrier
#pragma omp single
                start_s = clock_now_s() - start_s;
                free(r.x);
            }
            taken_s = start_s;
            if (done / taken_s > best[kind])
                best[kind] = done / taken_s;
        }
    if (sink == 0.25) /* so that nothing is left out */
        puts("");
}

static double evaluated(const struct plan *p, int runs) {
    enum { PIECE = 16 * PLAN_BATCH };
    double best = 0;
    size_t n = p->n_points < 60000000 ? p->n_points : 60000000;
    struct crew crew;

    crew_init(&crew, p);
    for (int run = 0; run < runs; run++) {
        double start_s = clock_now_s(), rate;

#pragma omp parallel for schedule(static, 1) num_threads((int)crew.n)
        for (size_t i = 0; i < crew.n; i++)
            for (size_t at = i * PIECE; at < n; at += crew.n * PIECE)
                scan_evaluate(&crew.scans[i], at,
                              n - at < PIECE ? n - at : PIECE);
        rate = (double)n / (clock_now_s() - start_s);
        best = rate > best ? rate : best;
    }
    crew_free(&crew);
    return best;
}

static void report(const double best[N_KINDS], double points) {
    const struct {
        const char *name, *words;
        double least_s;
    } bounds[] = {
        {"evaluation_to_arithmetic", "  of what its operations allow",
         OPERATIONS / best[MULTIPLY_ADD]},
        {"evaluation_to_divisions", "  of what its division allows",
         1 / best[DIVIDE]},
        {"evaluation_to_cache", "  of what its loads and stores allow",
         CACHE_BYTES / best[FROM_CACHE]},
        {"evaluation_to_tables", "  of what its tables allow",
         TABLE_BYTES / best[FROM_TABLE]},
    };

    for (int kind = 0; kind < N_KINDS; kind++)
        record(kinds[kind].name, kinds[kind].unit,
               kinds[kind].scale * best[kind], kinds[kind].words);
    record("evaluation_points", "points/s", points,
           "objectives and constraints, all processors");
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        record(bounds[i].name, "ratio", points * bounds[i].least_s,
               bounds[i].words);
}

int main(int argc, char *argv[]) {
    struct err e = {ERR_NONE, ""};
    struct ready ready;
    double best[N_KINDS] = {0};
    int runs = argc > 2 ? atoi(argv[2]) : 5;

    if (argc < 2 || runs < 1) {
        fputs("usage: bench/limits SWEEP [RUNS]\n", stderr);
        return 2;
    }
    if (!ready_open(&ready, argv[1], &e)) {
        fprintf(stderr, "bench/limits: %s\n", e.text);
        return 1;
    }
    measure(best, runs);
    report(best, evaluated(&ready.plan, runs));
    ready_close(&ready);
    return 0;
}
