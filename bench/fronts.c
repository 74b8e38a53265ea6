/* SPDX-License-Identifier: MIT
 *
 *   fronts [RUNS]
 *
 * How fast fronts, the archive and hypervolumes are.  Each line is name,
 * unit, value and words, with tabs between; seconds are medians of the runs,
 * and what is compared is run in turns.
 */
#include "config.h"

#include "analyse/hypervolume.h"
#include "analyse/pareto.h"
#include "analyse/pareto_archive.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

enum { MOST_RUNS = 99, OBJECTIVES = 6, BATCH = 4096 };

static void set_threads(size_t n) {
#ifdef _OPENMP
    omp_set_num_threads((int)n);
#else
    (void)n;
#endif
}

static size_t processors(void) {
#ifdef _OPENMP
    return (size_t)omp_get_num_procs();
#else
    return 1;
#endif
}

static void line(const char *name, const char *unit, double value,
                 const char *words) {
    printf("%s\t%s\t%.6g\t%s\n", name, unit, value, words);
    fflush(stdout);
}

struct points {
    const char *kind;
    size_t n, d;
    double *x;
};

/* Uniform in a cube, or on the part of a sphere where all are on the front. */
static struct points points_new(bool sphere, size_t n, size_t d) {
    struct points p = {sphere ? "sphere" : "random", n, d,
                       mem_alloc(n * d, sizeof(double))};
    struct rng r;

    rng_init(&r, sphere, d);
    for (size_t i = 0; i < n; i++) {
        double *x = p.x + i * d, sum = 0;

        for (size_t k = 0; k < d; k++) {
            x[k] = sphere ? fabs(rng_normal(&r)) : rng_uniform(&r);
            sum += x[k] * x[k];
        }
        for (size_t k = 0; k < d && sphere; k++)
            x[k] = 1 - x[k] / sqrt(sum);
    }
    return p;
}

struct order_by {
    const double *x;
    size_t d;
};

static int compare_rows(const void *a, const void *b, void *context) {
    const struct order_by *by = context;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;

    for (size_t k = 0; k < by->d; k++) {
        double p = by->x[i * by->d + k], q = by->x[j * by->d + k];

        if (p != q)
            return p < q ? -1 : 1;
    }
    return i < j ? -1 : i > j;
}

/* The plain way: sort, then hold each row against the front so far, where a
 * row that has just dominated one moves halfway to the head. */
static size_t plain_front(const struct points *p) {
    struct order_by by = {p->x, p->d};
    size_t *order = mem_alloc(p->n, sizeof *order), n = 0;
    size_t *front = mem_alloc(p->n, sizeof *front);

    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    qsort_r(order, p->n, sizeof *order, compare_rows, &by);
    for (size_t i = 0; i < p->n; i++) {
        const double *row = p->x + order[i] * p->d;
        size_t j = 0;

        for (; j < n; j++) {
            const double *a = p->x + front[j] * p->d;
            size_t k = 0;

            while (k < p->d && a[k] <= row[k])
                k++;
            if (k == p->d)
                break;
        }
        if (j == n) {
            front[n++] = order[i];
        } else {
            size_t hold = front[j];

            front[j] = front[j / 2];
            front[j / 2] = hold;
        }
    }
    free(order);
    free(front);
    return n;
}

static size_t our_front(const struct points *p) {
    bool *on = mem_alloc(p->n, sizeof *on);
    size_t n = pareto_front(p->x, p->n, p->d, on);

    free(on);
    return n;
}

static size_t our_archive(const struct points *p) {
    struct pareto_archive *a = pareto_archive_new(p->d);
    uint64_t index[BATCH];
    size_t n;

    for (size_t i = 0; i < p->n; i += BATCH) {
        size_t rows = p->n - i < BATCH ? p->n - i : BATCH;

        for (size_t j = 0; j < rows; j++)
            index[j] = i + j;
        pareto_archive_add(a, p->x + i * p->d, index, rows);
    }
    n = pareto_archive_front(a, NULL, NULL);
    pareto_archive_free(a);
    return n;
}

static size_t our_volume(const struct points *p) {
    static const double reference[] = {1.1, 1.1, 1.1, 1.1, 1.1, 1.1};

    return hypervolume(p->x, p->n, p->d, reference) > 0;
}

/* The least that any way has to do: each value is looked at once. */
static size_t read_all(const struct points *p) {
    size_t n = p->n * p->d, count = 0;

#pragma omp parallel for simd reduction(+ : count)
    for (size_t i = 0; i < n; i++)
        count += p->x[i] < 0.5;
    return count;
}

struct way {
    const char *name, *words;
    size_t (*run)(const struct points *p);
};

static int compare_times(const void *a, const void *b) {
    double p = *(const double *)a, q = *(const double *)b;

    return p < q ? -1 : p > q;
}

static double median(double time[], size_t n) {
    qsort(time, n, sizeof *time, compare_times);
    return (time[(n - 1) / 2] + time[n / 2]) / 2;
}

/* Seconds of two ways in turns, with threads of each. */
static void race(const struct points *p, size_t runs, const struct way way[2],
                 const size_t threads[2], double seconds[2], size_t answer[2]) {
    double time[2][MOST_RUNS];

    for (size_t i = 0; i < runs; i++) {
        for (size_t w = 0; w < 2; w++) {
            double start;

            set_threads(threads[w]);
            start = clock_now_s();
            answer[w] = way[w].run(p);
            time[w][i] = clock_now_s() - start;
        }
    }
    for (size_t w = 0; w < 2; w++)
        seconds[w] = median(time[w], runs);
}

/* One way with one thread and with all, against what else there is. */
static void bench(const struct points *p, size_t runs, const struct way *way,
                  const struct way *other) {
    const struct way ways[2] = {*way, other != NULL ? *other : *way};
    const size_t threads[2] = {1, other != NULL ? 1 : processors()};
    double seconds[2];
    size_t answer[2];
    char name[128], words[128];
    int n;

    race(p, runs, ways, threads, seconds, answer);
    n = snprintf(name, sizeof name, "%s_%s_m%zu_n%zu", way->name, p->kind, p->d,
                 p->n);
    snprintf(words, sizeof words, "%s, %s, m = %zu, n = %zu", way->words,
             p->kind, p->d, p->n);
    if (other == NULL) {
        line(name, "s", seconds[0], words);
        if (threads[1] == 1)
            return;
        snprintf(name + n, sizeof name - (size_t)n, "_threads");
        snprintf(words, sizeof words, "  times faster with %zu threads",
                 threads[1]);
    } else {
        snprintf(name + n, sizeof name - (size_t)n, "_to_%s", other->name);
        snprintf(words, sizeof words, "  times faster than %s", other->words);
    }
    line(name, "ratio",
         other == NULL ? seconds[0] / seconds[1] : seconds[1] / seconds[0],
         words);
    if (answer[0] != answer[1])
        fprintf(stderr, "fronts: %s: %zu and %zu\n", name, answer[0],
                answer[1]);
}

static const struct way front = {"front", "front", our_front};
static const struct way archive = {"archive", "archive", our_archive};
static const struct way volume = {"volume", "hypervolume", our_volume};
static const struct way plain = {"plain", "sort and scan", plain_front};
static const struct way reading = {"reading", "reading it", read_all};

static void bench_limit(const struct points *p, size_t runs) {
    const struct way ways[2] = {front, reading};
    const size_t threads[2] = {1, 1};
    double seconds[2];
    size_t answer[2];
    char name[128], words[128];

    race(p, runs, ways, threads, seconds, answer);
    snprintf(name, sizeof name, "front_%s_m%zu_n%zu_over_read", p->kind, p->d,
             p->n);
    snprintf(words, sizeof words, "  times as long as reading %.0f MB",
             (double)(p->n * p->d) * 8e-6);
    line(name, "ratio", seconds[0] / seconds[1], words);
}

static void bench_fronts(size_t runs) {
    for (int sphere = 0; sphere < 2; sphere++) {
        for (size_t d = 2; d <= OBJECTIVES; d++) {
            for (size_t n = 10000; n <= 1000000; n *= 10) {
                struct points p = points_new(sphere, n, d);

                bench(&p, runs, &front, NULL);
                if (n == 1000000)
                    bench_limit(&p, runs);
                if (n == (sphere ? 10000 : 100000))
                    bench(&p, runs, &front, &plain);
                free(p.x);
            }
        }
    }
}

static void bench_archives(size_t runs) {
    for (size_t d = 2; d <= OBJECTIVES; d++) {
        struct points p = points_new(false, 1000000, d);

        bench(&p, runs, &archive, NULL);
        free(p.x);
        p = points_new(true, 100000, d);
        bench(&p, runs, &archive, NULL);
        free(p.x);
    }
}

static void bench_volumes(size_t runs) {
    static const struct {
        size_t d, n;
    } sets[] = {{2, 100000}, {2, 1000000}, {3, 100000}, {3, 1000000},
                {4, 10000},  {4, 20000},   {5, 1000},   {6, 400}};

    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct points p = points_new(true, sets[i].n, sets[i].d);

        bench(&p, runs, &volume, NULL);
        free(p.x);
    }
}

int main(int argc, char *argv[]) {
    size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 3;

    if (argc > 2 || runs < 1 || runs > MOST_RUNS) {
        fputs("usage: fronts [RUNS]\n", stderr);
        return 2;
    }
    bench_fronts(runs);
    bench_archives(runs);
    bench_volumes(runs);
    return ferror(stdout) != 0;
}
